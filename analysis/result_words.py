"""The words around a result: status line, release card and files, as the components take them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analysis.release_card import ReleaseCard
from analysis.result_page import ResultPage
from portal.ui.format import DASH, date_text, number, seconds_text

Item = Mapping[str, Any]


def outcome_text(status: str) -> str:
    """The outcome of a figure in the reader's language."""
    return {"released": _("Released"), "held": _("Held for checking")}.get(status, _("Withheld"))


def status_text(page: ResultPage) -> str:
    """When it was released, started and finished (rounded to 5 seconds), and by which way."""
    job, release = page.result.job, page.result.release
    profile = page.card.profile
    way = _("Released automatically under the profile %(name)s.") % {"name": profile["name"]} if profile else ""
    times = _("%(date)s. Started at %(start)s, finished at %(end)s.") % {
        "date": date_text(release.released_at),
        "start": seconds_text(job.started_at),
        "end": seconds_text(job.finished_at),
    }
    return f"{times} {way}".strip()


def card_items(page: ResultPage) -> list[Item]:
    """The release card, line by line; lines without content are left out."""
    card = page.card
    lines = [
        (_("Number"), card.number),
        (_("Permit"), _permit(card)),
        (_("Plan"), f"{card.plan_hash[:12]}, {_('unchanged since the decision')}"),
        (_("Run at"), page.result.job.site.name),
        (_("Data version"), ", ".join(f"{key} {version}" for key, version in card.data.items())),
        (_("Opt-outs as of"), date_text(date.fromisoformat(card.opt_out_date)) if card.opt_out_date else None),
        (_("Population"), _population(card)),
        (_("Profile"), _profile(card)),
        (_("Protection"), _protection(card)),
        (_("Outcome"), "; ".join(f"{figure.title}: {outcome_text(figure.status)}" for figure in page.figures)),
        (_("Covered"), _covered(page)),
        (_("Signature"), _("Site key %(kid)s, ledger row %(seq)s") % {"kid": card.key, "seq": card.ledger_seq}),
    ]
    return [{"label": label, "text": text} for label, text in lines if text]


def _covered(page: ResultPage) -> str:
    """How many cells are covered, as the notes under the tables count them."""
    counts = {"covered": number(page.card.hidden), "of": number(page.card.cells)}
    return _("%(covered)s of %(of)s cells are covered") % counts if page.card.cells else ""


def files(page: ResultPage) -> list[Item]:
    """What can be downloaded: each table as text, each chart, the methods, and all of it with the card as JSON."""
    result = page.result
    tables = [
        {"href": table.csv, "label": f"{figure.title}: {table.title}", "format": "CSV", "size": table.size}
        for figure in page.figures
        for table in figure.tables
    ]
    charts = [
        {
            "href": reverse("analysis:result-chart", args=[result.uuid, figure.id, figure.chart.drawn.language]),
            "label": figure.chart.title,
            "format": "SVG",
            "size": len(figure.chart.drawn.svg.encode()),
        }
        for figure in page.figures
        if figure.chart is not None
    ]
    whole = {
        "href": reverse("api:result-detail", args=[result.uuid]),
        "label": _("Data, card and signature"),
        "format": "JSON",
    }
    language = get_language() or "da"
    methods = {
        "href": reverse("analysis:result-methods", args=[result.uuid, language]),
        "label": _("Methods text"),
        "format": "TXT",
        "size": len(page.methods.as_text().encode()),
    }
    return [*tables, *charts, methods, whole]


def _permit(card: ReleaseCard) -> str:
    return (
        _("%(number)s, version %(version)s") % {"number": card.permit, "version": card.permit_version}
        if card.permit
        else ""
    )


def _population(card: ReleaseCard) -> str:
    if isinstance(card.persons, int):
        return _("%(persons)s persons") % {"persons": number(card.persons)}
    return str(card.persons) if card.persons is not None else DASH


def _protection(card: ReleaseCard) -> str:
    """What was done to the figures, with the numbers of the profile."""
    if card.profile is None:
        return _("None: open data")
    numbers = {"k": card.profile["k"], "b": card.profile["b"]}
    return _("Counts are rounded to a multiple of %(b)s; fewer than %(k)s persons are shown as <%(k)s") % numbers


def _profile(card: ReleaseCard) -> str:
    if card.profile is None:
        return ""
    values = {
        "name": card.profile["name"],
        "version": card.profile["version"],
        "k": card.profile["k"],
        "b": card.profile["b"],
    }
    return _("%(name)s %(version)s: at least %(k)s, rounding %(b)s") % values
