"""Which of a plan's variables each of its parts names, and what follows from it: one walk, and two ways to close it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum

from analysis.plans import Plan
from analysis.plans import grammar as g
from analysis.plans.walk import nodes_of

References = Mapping[str, frozenset[str]]
"""Variable to the variables it names."""

TEXTS: Mapping[type, frozenset[str]] = {
    g.Plan: frozenset({"title"}),
    g.Population: frozenset({"from_"}),
    g.IndexEvent: frozenset({"dataset"}),
    g.Exclusion: frozenset({"dataset"}),
    g.Records: frozenset({"dataset"}),
    g.Reference: frozenset({"dataset"}),
    g.Label: frozenset({"label"}),
    g.Recode: frozenset({"to"}),
    g.EventAt: frozenset({"before"}),
    g.AnalysisNode: frozenset({"id", "method"}),
    g.Factor: frozenset({"reference"}),
    g.Cox: frozenset({"test"}),
    g.Survival: frozenset({"test"}),
}
"""Fields with words that may be spelled like a variable and name none. Words in any other field name a value."""


def references_of(plan: Plan) -> References:
    """What each variable of a plan names."""
    known = frozenset(plan.variables)
    return {name: known.intersection(names_in(shape)) for name, shape in plan.variables.items()}


def names_in(part: object) -> Iterator[str]:
    """Every name of a value in a part of a plan: of the plan's variables and of variables of datasets."""
    for _path, node in nodes_of(part):
        texts = _texts_of(type(node))
        for field in type(node).model_fields:
            if field not in texts:
                yield from _words(getattr(node, field))


def _texts_of(kind: type) -> frozenset[str]:
    return frozenset().union(*(TEXTS.get(one, frozenset()) for one in kind.__mro__))


def _words(value: object) -> Iterator[str]:
    """The words that stand in a field itself; those of nodes below it come with their node."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _words(part)
    elif isinstance(value, dict):
        yield from _words(tuple(value.values()))


def used_variables(plan: Plan) -> frozenset[str]:
    """The variables that the population and the analyses name, with those they are made of."""
    references = references_of(plan)
    named = [*names_in(plan.population), *names_in(plan.analyses)]
    return _closed((name for name in named if name in references), references)


def built_on(names: Iterable[str], references: References) -> frozenset[str]:
    """The variables themselves and all that are made of them."""
    users: dict[str, set[str]] = {}
    for user, named in references.items():
        for name in named:
            users.setdefault(name, set()).add(user)
    return _closed(names, users)


def _closed(names: Iterable[str], steps: Mapping[str, Iterable[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += steps.get(name, ())
    return frozenset(found)
