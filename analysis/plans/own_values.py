"""The values that stand in an analysis itself: the ends of a follow-up time, the date of a trend, the date of birth, and
the parent codes that a model merges rare levels into.

Each gets a name that no plan can use, so that a site can make it a column beside the plan's variables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from . import grammar as g
from .dictionary import Dictionary
from .inference import Inference, birth_variable
from .kinds import DATE, Kind
from .terms import variables_in

BIRTH = "_birth"
"""The date of birth, where an analysis counts attained age."""

Model = g.Linear | g.Logistic | g.Poisson | g.Cox


@dataclass(frozen=True)
class OwnValue:
    """A value with its path in the document; `is_date` where a date or day is wanted, `is_code` a code, else a number."""

    path: str
    value: g.Value
    is_date: bool
    is_code: bool = False


def own_name(analysis: g.AnalysisNode, part: str) -> str:
    """The column of a part of an analysis: `_m1_from`, `_m1_to`, `_m1_origin`, `_m1_value`, `_f1_date` …"""
    return f"_{analysis.id}_{part}"


def own_parts(analysis: g.AnalysisNode) -> Mapping[str, str]:
    """Column to part, for the parts an analysis has."""
    return {own_name(analysis, part): part for part, _value, _is_date in _parts(analysis)}


def parent_name(variable: str) -> str:
    """The column of the parent code of a variable: `_parent of municipality`, which is no part of an analysis."""
    return f"_parent of {variable}"


def own_values(plan: g.Plan, dictionary: Dictionary) -> Mapping[str, OwnValue]:
    """Every value that stands in an analysis, by the name of its column."""
    found: dict[str, OwnValue] = {}
    for at, analysis in enumerate(plan.analyses):
        for part, value, is_date in _parts(analysis):
            path = f"analyses[{at}].{part if part == 'date' else f'time.{part}'}"
            found[own_name(analysis, part)] = OwnValue(path, value, is_date)
        birth = birth_variable(plan, dictionary) if _counts_age(analysis) else None
        if birth is not None:
            found[BIRTH] = OwnValue(f"analyses[{at}].split.age", birth, True)
        for variable, parent in _parents(analysis, plan, dictionary):
            found[parent_name(variable)] = OwnValue(f"analyses[{at}].rare", parent, False, is_code=True)
    return found


def infer_own_kinds(plan: g.Plan, dictionary: Dictionary) -> Mapping[str, Kind]:
    """The kind of every value that stands in an analysis of a plan without faults."""
    inference = Inference(plan, dictionary)
    kinds: dict[str, Kind] = {}
    for name, own in own_values(plan, dictionary).items():
        if own.is_code:
            continue
        kind = inference.date(own.value, own.path) if own.is_date else inference.number(own.value, own.path)
        kinds[name] = kind or DATE
    return kinds


def _parts(analysis: g.AnalysisNode) -> Iterator[tuple[str, g.Value, bool]]:
    if isinstance(analysis, g.Trend):
        yield "date", "index" if analysis.date is None else analysis.date, True
    match getattr(analysis, "time", None):
        case g.FollowUp() as time:
            yield "from", time.from_, True
            yield "to", time.to, True
            if time.origin is not None:
                yield "origin", time.origin, True
        case g.ReadyTime() as time:
            yield "value", time.value, False
        case g.AtRisk() as time:
            yield "start", time.start, False
            yield "stop", time.stop, False


def _parents(analysis: g.AnalysisNode, plan: g.Plan, dictionary: Dictionary) -> Iterator[tuple[str, str]]:
    """The variables of a model that merges rare levels, each with the `dataset.variable` of its parent."""
    if not isinstance(analysis, Model) or analysis.rare is not g.Rare.MERGE:
        return
    for name in merged_names(analysis):
        parent = parent_of(plan.variables.get(name), dictionary)
        if parent is not None:
            yield name, parent


def merged_names(analysis: Model) -> Iterator[str]:
    """The variables of a model's terms that may have levels."""
    for term in analysis.terms:
        if isinstance(term, str | g.Factor | g.Interaction):
            yield from variables_in(term)


def parent_of(shape: object, dictionary: Dictionary) -> str | None:
    """The `dataset.variable` that the catalogue names as parent of a variable as it stands."""
    if not isinstance(shape, g.From):
        return None
    variable = dictionary.variable(shape.from_)
    if variable is None or variable.parent is None:
        return None
    return f"{shape.from_.partition('.')[0]}.{variable.parent}"


def _counts_age(analysis: g.AnalysisNode) -> bool:
    if not isinstance(analysis, g.Rates):
        return False
    by_split = analysis.split is not None and analysis.split.age is not None
    return by_split or (analysis.reference is not None and "age" in analysis.reference.match.values())
