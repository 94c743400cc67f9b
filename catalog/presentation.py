"""How the catalogue's facts are said on a page: plain values for the components, no queries."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.folding import fold
from catalog.models import Dataset, Variable
from catalog.models.text import spoken
from catalog.search.facets import Facets, FacetValue
from catalog.search.query import Hit
from catalog.search.types import Facet
from catalog.units import unit_text
from catalog.vocabulary import known_system
from portal.ui.format import number, percent

_WORDS: Final = re.compile(r"(\w+)")
_MOST_BARS: Final = 24
_MOST_PARTS: Final = 3


def years(start: int | None, end: int | None) -> str:
    """2008–2018, or 2008– where it goes on; empty without a first year."""
    if start is None:
        return ""
    return f"{start}–{end}" if end is not None else f"{start}–"


def figure(count: str) -> str:
    """A coarse count as people read it: 50.000, or <10 as it is."""
    return count if count.startswith("<") or not count else number(int(count))


def marked(text: str, words: Sequence[str]) -> SafeString:
    """The text with every word that holds one of the folded words marked; everything else escaped."""
    if not words:
        return escape(text)
    parts = (
        format_html("<mark>{}</mark>", part) if part and any(word in fold(part) for word in words) else escape(part)
        for part in _WORDS.split(text)
    )
    return mark_safe("".join(parts))  # noqa: S308 - every part was escaped above


def searched_words(text: str) -> list[str]:
    """The folded words of a search that are long enough to be marked."""
    return [word for word in fold(text).split() if len(word) > 1]


def meta_of(dataset: Dataset) -> list[str]:
    """The line under a hit: persons or records, years, how often new data come, whether it can be computed on."""
    facts = [
        _("%(count)s persons") % {"count": figure(dataset.persons)} if dataset.persons else "",
        _("%(count)s records") % {"count": figure(dataset.records)} if dataset.records and not dataset.persons else "",
        years(dataset.coverage_from, dataset.coverage_to),
        _("New data: %(often)s") % {"often": dataset.get_frequency_display().lower()} if dataset.frequency else "",
        "" if dataset.is_connected else _("Not connected: can be read about, not computed on"),
    ]
    return [fact for fact in facts if fact]


def hit_of(hit: Hit, words: Sequence[str]) -> dict[str, Any]:
    """A hit for the component `hit`."""
    dataset = hit.dataset
    return {
        "key": dataset.key,
        "href": reverse("catalog:dataset-detail", args=[dataset.key]),
        "title": marked(dataset.title, words),
        "plain_title": dataset.title,
        "holder": dataset.controller.name,
        "text": marked(dataset.lead or dataset.description, words),
        "badges": [{"text": _("Demonstration content"), "variant": "neutral"}] if dataset.demonstration else [],
        "variables": [variable_row(variable, words) for variable in hit.variables],
        "more_href": reverse("catalog:dataset-detail", args=[dataset.key]) + "#variables" if hit.more_variables else "",
        "more_text": ngettext(
            "Show %(count)s more variable in the dataset",
            "Show %(count)s more variables in the dataset",
            hit.more_variables,
        )
        % {"count": number(hit.more_variables)},
        "meta": meta_of(dataset),
        "is_connected": dataset.is_connected,
    }


def variable_row(variable: Variable, words: Sequence[str] = ()) -> dict[str, Any]:
    """A variable for a hit or a table."""
    shape = distribution(variable)
    return {
        "href": variable_address(variable),
        "label": marked(variable.label, words),
        "name": f"{variable.dataset.key}.{variable.name}",
        "note": ", ".join(part for part in (type_of(variable), variable_years(variable)) if part),
        "type": type_of(variable),
        "years": variable_years(variable),
        "filled": filled(variable),
        "is_sensitive": variable.sensitive,
        "values": shape["values"],
        "shape": shape["name"],
        "kind": shape["kind"],
    }


def table_row(variable: Variable, words: Sequence[str], in_plan: Collection[str], *, can_add: bool) -> dict[str, Any]:
    """A variable for a table, with its values in words and whether it lies in the basket."""
    row = variable_row(variable, words)
    labels = [(code, spoken(text.get("da", ""), text.get("en", ""))) for code, text in variable.labels]
    return {**row, "variable": variable, "labels": labels, "in_plan": row["name"] in in_plan, "can_add": can_add}


def variable_address(variable: Variable) -> str:
    """Where a variable is described: its row in its dataset, found whatever page it is on."""
    return f"{reverse('catalog:dataset-detail', args=[variable.dataset.key])}?v={variable.name}#variables"


def type_of(variable: Variable) -> str:
    """tal, mmol/l; kategori (3); kode, ATC."""
    kind = str(variable.get_type_display())
    if variable.labels:
        return f"{kind} ({len(variable.labels)})"
    detail = unit_text(variable.unit) or system_text(variable.system)
    return f"{kind}, {detail}" if detail else kind


def system_text(system: str) -> str:
    """ICD-10; ATC: a coding system by its name on the European list, or as the site wrote it."""
    known = known_system(system)
    return str(known.label) if known else system


def variable_years(variable: Variable) -> str:
    """The variable's own years, or its dataset's."""
    own = years(variable.coverage_from, variable.coverage_to)
    return own or years(variable.dataset.coverage_from, variable.dataset.coverage_to)


def filled(variable: Variable) -> str:
    """How many have a value, in per cent; a dash where it is not told."""
    share = variable.profile.get("filled")
    return percent(share, 0) if isinstance(share, int | float) else "–"


def distribution(variable: Variable) -> dict[str, Any]:
    """The coarse distribution for the component `mini_dist`, with its shape in words."""
    levels = [level for level in variable.profile.get("levels", []) if isinstance(level, list) and len(level) == 2]
    values = [float(count) if isinstance(count, int) else 0.0 for _label, count in levels][:_MOST_BARS]
    if variable.sensitive or not any(values):
        return {"values": [], "name": "", "kind": "bars"}
    most = level_text(variable, str(levels[values.index(max(values))][0]))
    kind = "parts" if len(values) <= _MOST_PARTS else "bars"
    return {"values": values, "name": _("most at %(level)s") % {"level": most}, "kind": kind}


def level_text(variable: Variable, code: str) -> str:
    """A code in words, where the dictionary has them."""
    texts: Mapping[str, Mapping[str, str]] = {str(label[0]): label[1] for label in variable.labels}
    if code not in texts:
        return code
    return spoken(texts[code].get("da", ""), texts[code].get("en", "")) or code


def facet_groups(facets: Facets) -> list[dict[str, Any]]:
    """The facets for the component `facets`."""
    labels = {
        Facet.CONTROLLER: _("Data controller"),
        Facet.CATEGORY: _("Category"),
        Facet.SYSTEM: _("Coding system"),
    }
    return [
        {"name": facet.value, "label": labels[facet], "options": [_option(value) for value in values]}
        for facet, values in facets.items()
        if values
    ]


def chosen_tags(facets: Facets, asked: QueryDict) -> list[dict[str, str]]:
    """The chosen filters as tags, each with the address without it, from the first page."""
    return [
        {
            "name": facet.value,
            "value": value.value,
            "label": value.label,
            "remove": _address_without(asked, facet, value),
        }
        for facet, values in facets.items()
        for value in values
        if value.is_chosen
    ]


def _address_without(asked: QueryDict, facet: Facet, value: FacetValue) -> str:
    rest = asked.copy()
    rest.setlist(facet.value, [one for one in asked.getlist(facet.value) if one != value.value])
    rest.pop("page", None)
    return f"?{rest.urlencode()}"


def _option(value: FacetValue) -> dict[str, Any]:
    return {"value": value.value, "label": value.label, "count": value.count, "chosen": value.is_chosen}
