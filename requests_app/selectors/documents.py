"""A plan document against the catalogue: what it names, and the bound plan it gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from analysis.plans import BoundPlan, bind_plan, read_against
from catalog.selectors.dictionary import dictionary_to_bind

NAME_LENGTH = 81


def datasets_named_in(document: Any) -> list[str]:
    """Every dataset key a document may speak of, faults or not: words before a dot, or standing alone."""
    return sorted({name for name in _names(document) if name})


def bound_plan(document: Any) -> BoundPlan:
    """The plan bound to today's catalogue. Raises PlanFaults with every fault of grammar or meaning."""
    dictionary = dictionary_to_bind(datasets_named_in(document))
    return bind_plan(read_against(document, dictionary), dictionary)


def plain_document(bound: Mapping[str, Any]) -> dict[str, Any]:
    """A bound plan as the plan it came from, for reading."""
    return {key: value for key, value in bound.items() if key != "bound"}


def _names(part: Any) -> Iterable[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            yield from _names(name)
            yield from _names(value)
    elif isinstance(part, list):
        for value in part:
            yield from _names(value)
    elif isinstance(part, str) and len(part) <= NAME_LENGTH:
        yield part.split(".", 1)[0]
