"""A plan document against the catalogue: what it names, and the bound plan it gives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from analysis.plans import BoundPlan, bind_plan, read_plan
from catalog.selectors.dictionary import dictionary_for

NAME_LENGTH = 81


def datasets_named_in(document: Any) -> list[str]:
    """Every dataset key a document may speak of, faults or not: words before a dot, or standing alone."""
    return sorted({name for name in _names(document) if name})


def bound_plan(document: Any) -> BoundPlan:
    """The plan bound to today's catalogue. Raises PlanFaults with every fault of grammar or meaning."""
    return bind_plan(read_plan(document), dictionary_for(datasets_named_in(document)))


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
