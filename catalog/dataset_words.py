"""What the page of a dataset says in words: period, figures, quality, access."""

from typing import Any

from django.utils.translation import gettext as _

from catalog.models import Dataset
from catalog.models.text import spoken
from catalog.presentation import figure
from catalog.selectors.dataset import DatasetPage
from catalog.vocabulary import QualityAspect, QualityStatus
from portal.ui.format import number

_VARIANTS = {QualityStatus.GOOD: "success", QualityStatus.RESERVED: "warning", QualityStatus.POOR: "error"}
Item = dict[str, Any]


def tabs_of(shown: DatasetPage) -> list[Item]:
    """The parts of the page, as links within it."""
    return [
        {"href": "#overview", "text": _("Overview"), "current": True},
        {"href": "#variables", "text": f"{_('Variables')} ({number(shown.variable_total)})"},
        {"href": "#quality", "text": _("Quality")},
        {"href": "#access", "text": _("Access and conditions")},
    ]


def figures_of(dataset: Dataset) -> str:
    """Coarse persons and records, with where they come from."""
    persons = _("%(count)s persons") % {"count": figure(dataset.persons)} if dataset.persons else ""
    records = ""
    if dataset.records and dataset.records != dataset.persons:
        records = _("%(count)s records") % {"count": figure(dataset.records)}
    return ". ".join(part for part in (", ".join(filter(None, (persons, records))), dataset.figures_note) if part)


def period_of(dataset: Dataset) -> str:
    """Years, what they do not say, and how often new data come."""
    if dataset.coverage_from and dataset.coverage_to:
        span = _("%(first)s to %(last)s") % {"first": dataset.coverage_from, "last": dataset.coverage_to}
    else:
        span = _("From %(first)s") % {"first": dataset.coverage_from} if dataset.coverage_from else ""
    often = _("New data: %(often)s") % {"often": dataset.get_frequency_display().lower()} if dataset.frequency else ""
    parts = [part.rstrip(".") for part in (span, dataset.coverage_note, often) if part]
    return ". ".join(parts) + "." if parts else ""


def quality_of(dataset: Dataset) -> list[Item]:
    """The quality notes for a table."""
    rows = []
    for note in dataset.quality:
        status = QualityStatus(note["status"])
        rows.append(
            {
                "aspect": str(QualityAspect(note["aspect"]).label),
                "status": str(status.label),
                "variant": _VARIANTS[status],
                "measure": note.get("measure", ""),
                "note": spoken(note.get("da", ""), note.get("en", "")),
            }
        )
    return rows


def access_of(dataset: Dataset) -> list[Item]:
    """Who may apply, who decides, what is shown; the special conditions last."""
    items = [
        (_("Who may apply"), _("Everybody with a purpose the law allows. The same rules for public and private.")),
        (_("Who decides"), dataset.get_decided_by_display()),
        (_("Smallest group"), _protection_of(dataset)),
        (_("Counting before you apply"), _counting_of(dataset)),
        (_("Special conditions"), dataset.conditions),
    ]
    return [{"label": label, "text": text} for label, text in items if text]


def short_of(dataset: Dataset) -> list[Item]:
    """Access in short, for the rail."""
    items: list[Item] = [
        {"label": _("Data controller"), "text": dataset.controller.name},
        {"label": _("Computed at"), "text": dataset.site.name if dataset.site else _("not connected")},
    ]
    if dataset.data_version:
        items.append({"label": _("Version of the data"), "text": dataset.data_version})
    if dataset.contact_email:
        address = f"mailto:{dataset.contact_email}"
        items.append({"label": _("Contact"), "text": dataset.contact_email, "href": address})
    return items


def _protection_of(dataset: Dataset) -> str:
    if dataset.open_data:
        return _("None: the data are open, and anyone may load them.")
    return _("Results show groups, never persons. A number of too few persons is hidden by the rules of the site.")


def _counting_of(dataset: Dataset) -> str:
    if dataset.feasibility:
        return _("You can see whether a group is large enough. The number is coarse, and there is a daily limit.")
    return _("The data controller does not allow counts before an application.")
