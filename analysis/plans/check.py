"""The meaning of a plan: every fault that the plan and the dictionary alone can show."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import StrEnum

from . import grammar as g
from .analysis_check import check_analyses
from .canonical import canonical_bytes, shape_document
from .dictionary import Dictionary
from .faults import Fault, fault
from .inference import Inference
from .names import RESERVED
from .walk import nodes_of

MAX_GROUPINGS = 20
"""Groupings of one source variable in a plan: more of them would undo the rounding (docs/explanation/disclosure.md)."""


class Purpose(StrEnum):
    """What an envelope or a check is for."""

    FEASIBILITY = "feasibility"
    REQUEST = "request"
    PERMIT = "permit"
    DESCRIBE = "describe"


def check_plan(plan: g.Plan, dictionary: Dictionary, *, purpose: str = "request") -> tuple[Fault, ...]:
    """All faults of meaning, in the order of the document; () for a plan that a site can run.

    `purpose` "feasibility" allows only counts without flow, on datasets open for it.
    """
    return examine(plan, dictionary, purpose=purpose)[1]


def examine(
    plan: g.Plan, dictionary: Dictionary, *, purpose: str, unread: Collection[str] = ()
) -> tuple[Inference, tuple[Fault, ...]]:
    """What is known of a plan's names and types, and all its faults.

    `unread` are variables that the document has and the plan lacks, because they have faults of their own.
    """
    inference = infer(plan, dictionary, unread=unread)
    faults = list(inference.faults)
    faults += _domain_faults(plan, dictionary, inference)
    if purpose == Purpose.FEASIBILITY:
        faults += _feasibility_faults(plan, dictionary, inference)
    return inference, tuple(dict.fromkeys(faults))


def infer(plan: g.Plan, dictionary: Dictionary, *, unread: Collection[str] = ()) -> Inference:
    """Everything known of a plan's names and types, with the faults found on the way."""
    inference = Inference(plan, dictionary, unread=unread)
    _check_population(inference)
    kinds = {}
    for name in plan.variables:
        if name in RESERVED:
            inference.add("reserved_name", f"variables.{name}", name=name)
        kinds[name] = inference.of_plan(name, f"variables.{name}")
    _check_groupings(inference)
    check_analyses(inference, kinds)
    return inference


def datasets_of(plan: g.Plan, inference: Inference) -> tuple[str, ...]:
    """The datasets with persons that a plan touches, sorted; tables of rates are not among them."""
    named = {name.partition(".")[0] for name in inference.used} | {plan.population.from_}
    population = plan.population
    if isinstance(population.index, g.IndexEvent):
        named.add(population.index.dataset)
    named |= {one.dataset for one in population.exclude}
    for shape in plan.variables.values():
        named |= set(_record_datasets(shape))
    return tuple(
        key for key, one in sorted(inference.dictionary.datasets.items()) if key in named and one.kind == "data"
    )


def _record_datasets(node: object) -> Iterator[str]:
    return (one.dataset for _, one in nodes_of(node) if isinstance(one, g.Records))


def _check_population(inference: Inference) -> None:
    population = inference.plan.population
    base = inference.dataset(population.from_, "population.from")
    if base is not None and population.unit is g.UnitOfAnalysis.RECORD and base.unit == "person":
        inference.add("record_base", "population.unit")
    if population.where is not None:
        if base is not None and base.unit == "record" and population.unit is g.UnitOfAnalysis.PERSON:
            inference.add("where_on_records", "population.where")
        inference.conditions.of_where(population.where, "population.where")
    if population.index is not None:
        inference.index("population.index")
    if population.keep_if is not None:
        inference.conditions.of_plan(population.keep_if, "population.keep_if")
    for at, exclusion in enumerate(population.exclude):
        inference.records.of_dataset(exclusion, f"population.exclude[{at}]")
    if population.exit is not None:
        inference.exit("population.exit")


def _check_groupings(inference: Inference) -> None:
    """At most 20 ways of grouping one source variable: many regroupings break any rounding."""
    ways: dict[str, set[bytes]] = {}
    for name, shape in inference.plan.variables.items():
        kind = inference.of_plan(name, f"variables.{name}")
        if isinstance(shape, g.Bands | g.Map | g.Case) and kind is not None:
            for source in _sources(inference, shape, kind.source):
                ways.setdefault(source, set()).add(canonical_bytes(shape_document(shape)))
    for source, found in sorted(ways.items()):
        if len(found) > MAX_GROUPINGS:
            inference.add("too_many_groupings", "variables", name=source, found=len(found), limit=MAX_GROUPINGS)


def _sources(inference: Inference, shape: g.Bands | g.Map | g.Case, source: str | None) -> set[str]:
    """The `dataset.variable`s a grouping groups: a case of labels groups those its conditions look at."""
    if source is not None or not isinstance(shape, g.Case):
        return {source} if source else set()
    kinds = (kind for branch in shape.branches for kind in inference.looked_at(branch.when))
    return {kind.source for kind in kinds if kind.source is not None}


def _domain_faults(plan: g.Plan, dictionary: Dictionary, inference: Inference) -> Iterator[Fault]:
    """A plan joins datasets of one person domain, at one site."""
    keys = datasets_of(plan, inference)
    homes = {(dictionary.datasets[key].domain, dictionary.datasets[key].site) for key in keys}
    if len(homes) > 1:
        named = ", ".join(f"{key} ({dictionary.datasets[key].domain})" for key in keys)
        yield fault("domains", "", datasets=named)


def _feasibility_faults(plan: g.Plan, dictionary: Dictionary, inference: Inference) -> Iterator[Fault]:
    for at, analysis in enumerate(plan.analyses):
        asked = isinstance(analysis, g.CountAnalysis) and not (analysis.flow and "flow" in analysis.model_fields_set)
        if not asked:
            yield fault("feasibility_method", f"analyses[{at}]")
    for key in datasets_of(plan, inference):
        if not dictionary.datasets[key].feasibility:
            yield fault("feasibility_dataset", "", name=key)
