"""When a description is complete enough to be shown to everybody.

The elements are those of Implementing Regulation (EU) 2026/2098, annex B, that a form can ask for.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.refusals import Refused


@dataclass(frozen=True)
class Description:
    """What the rules need to know about a dataset."""

    title_da: str
    title_en: str
    lead_da: str
    lead_en: str
    description_da: str
    description_en: str
    population_da: str
    population_en: str
    coverage_from: int | None
    coverage_note_da: str
    coverage_note_en: str
    contact_email: str
    source_links: tuple[str, ...]
    categories: tuple[str, ...]
    is_connected: bool
    variable_count: int


@dataclass(frozen=True)
class Element:
    """One element a published description must have, the field it is written in, and its name in words."""

    field: str
    name: Promise
    is_present: Callable[[Description], bool]


def _written(field: str, name: Promise) -> Element:
    return Element(field, name, lambda facts: bool(getattr(facts, field).strip()))


MINIMUM: tuple[Element, ...] = (
    _written("title_da", _("title in Danish")),
    _written("title_en", _("title in English")),
    _written("lead_da", _("one sentence about the dataset in Danish")),
    _written("lead_en", _("one sentence about the dataset in English")),
    _written("description_da", _("content in Danish")),
    _written("description_en", _("content in English")),
    _written("population_da", _("population in Danish")),
    _written("population_en", _("population in English")),
    Element(
        "coverage_from",
        _("first year, or a note on the period in both languages"),
        lambda facts: facts.coverage_from is not None or bool(facts.coverage_note_da and facts.coverage_note_en),
    ),
    Element("categories", _("at least one category"), lambda facts: bool(facts.categories)),
    Element(
        "contact_email",
        _("an e-mail address, or a link to the source"),
        lambda facts: bool(facts.contact_email or facts.source_links),
    ),
    Element(
        "variables",
        _("the variables of a connected dataset"),
        lambda facts: not facts.is_connected or facts.variable_count > 0,
    ),
)


def missing_elements(facts: Description) -> tuple[Element, ...]:
    """Return the elements that are still missing, in the order of the form."""
    return tuple(element for element in MINIMUM if not element.is_present(facts))


def check_can_publish(facts: Description) -> None:
    """A published description has every element of the minimum. Names all that are missing at once."""
    missing = missing_elements(facts)
    if missing:
        names = format_lazy(", ".join(["{}"] * len(missing)), *(element.name for element in missing))
        raise Refused(
            "dataset.incomplete",
            format_lazy(_("The dataset cannot be published yet. Missing: {names}"), names=names),
            faults=[{"code": "missing", "path": element.field, "message": str(element.name)} for element in missing],
        )


def check_stays_complete(facts: Description, *, is_published: bool) -> None:
    """A change of a published description may not take an element of the minimum away."""
    if is_published:
        check_can_publish(facts)
