"""A bound plan as a relation with one row per unit: what every method selects from.

The relation is a chain of named selects ("stages"), each a SQLGlot tree over the stage before. The engine keeps each
stage once it is needed, so ten analyses of one plan read the sources once. Persons never multiply: record datasets
are reduced to one row per person before they are joined.

    frame = open_frame(bound, manifest, engine)
    frame.select("age_group", "region")      # SELECT _person, age_group, region FROM the population
    frame.steps                              # the flow: from, where, index, keep_if, exclude.1 …

Columns of a select: `_person` (BIGINT surrogate id; on open data dense and lasting as long as the engine), then the
plan's variables under their own names: labels as text, yes/no as BOOLEAN, dates as DATE, numbers, integers and days
as DOUBLE; missing is NULL. An `on_from` is the date it turns at. With unit `record` there is one row per record and
`_person` repeats.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sqlglot import exp

from analysis.plans import BoundPlan, Kind, Text, VariableType, infer_kinds, infer_own_kinds
from analysis.plans.analyses import CountAnalysis
from analysis.plans.records import Take
from analysis.plans.values import From, PlanVariable, TakeValue
from analysis.site import trees
from analysis.site.cut_points import CutPoints, exact_cut_points, withheld_cut_points
from analysis.site.engines import Engine
from analysis.site.errors import DataFailure, FailureCode
from analysis.site.expressions import NUMBERS, STORED, Value
from analysis.site.expressions_records import tied_name
from analysis.site.frame_build import PERSON, Builder
from analysis.site.frame_compile import CompiledPlan, compile_plan
from analysis.site.manifest import Manifest, ManifestDataset
from analysis.site.opt_outs import OptOuts
from analysis.site.proofs import Proofs
from analysis.site.relations import relation
from analysis.site.structural_zeros import StructuralZero, structural_zeros_of

__all__ = ["PERSON", "Column", "FlowStep", "Frame", "open_frame"]


@dataclass(frozen=True)
class Column:
    """What is known of a variable without looking at the data."""

    name: str
    type: VariableType
    labels: tuple[tuple[str, Text], ...] = ()  # declared codes in the order of the catalogue
    levels: tuple[str, ...] | None = None  # all levels known in advance: labels, bands, cases, yes/no
    sensitive: bool = False
    unit: str | None = None
    grid: float | None = None
    bins: tuple[float, ...] | None = None
    source: str | None = None  # the `dataset.variable` it regroups, when there is exactly one
    is_source: bool = False  # it holds the values of `source` as they stand
    made_of: frozenset[str] = frozenset()  # the variables and readings of records it is computed from
    parent: str | None = None  # a coarser variable of the same dataset
    turns: bool = False  # a yes/no that turns during follow-up; its column holds the date
    counts_days: bool = False  # a time that is a number of days from the person's own origin, no date


@dataclass(frozen=True)
class FlowStep:
    """Who is left after one step of the population."""

    name: str  # from, where, index, keep_if, exclude.1 …
    select: exp.Select  # _person, each once
    records: exp.Select | None = None  # COUNT(*), with unit record


@dataclass(frozen=True)
class Frame:
    """The population of a plan after all steps, with the plan's variables."""

    unit: Literal["person", "record"]
    open_data: bool
    domain: str
    table: str
    columns: Mapping[str, Column]
    steps: tuple[FlowStep, ...]  # all where an analysis counts; else the base alone, on open data none
    references: Mapping[str, exp.Select] = field(
        default_factory=dict
    )  # tables of rates: variables under their own names
    structural_zeros: tuple[StructuralZero, ...] = ()
    hidden: frozenset[str] = frozenset()  # variables grouped at quantiles that may not be shown
    ties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # variable -> yes/no columns of `table`

    def column(self, name: str) -> Column:
        """The variable `name` of the plan; `index` and `exit` are the dates of the population. Raises KeyError."""
        return self.columns[name]

    def stored(self, name: str) -> exp.Column:
        """The column of a variable in `table`, for trees of one's own. Raises KeyError, and DataFailure if hidden."""
        self.column(name)
        if name in self.hidden:
            raise DataFailure(FailureCode.TOO_FEW)
        return trees.column(STORED.get(name, name))

    def select(self, *names: str) -> exp.Select:
        """One row per unit: `_person` and the variables named. Raises KeyError for a name the plan does not have."""
        columns: list[trees.Tree] = [trees.column(PERSON)]
        columns += [trees.named(self.stored(name), name) for name in names]
        return exp.select(*columns).from_(trees.table(self.table))

    def tied(self, name: str) -> exp.Select:
        """The persons for whom a variable took the smallest of several values that came first alike."""
        rows = exp.select(trees.column(PERSON)).from_(trees.table(self.table)).distinct()
        return rows.where(trees.either(trees.column(column) for column in self.ties[name]))


def open_frame(
    bound: BoundPlan,
    manifest: Manifest,
    engine: Engine,
    *,
    has_surrogates: bool = False,
    cut_points: CutPoints = withheld_cut_points,
    proofs: Proofs | None = None,
    opt_outs: OptOuts | None = None,
) -> Frame:
    """Make the population and variables of a bound plan on an engine that has its sources open.

    `has_surrogates` says that the engine knows the ledger's ids; `cut_points` protects quantiles that group persons,
    which open data have exactly; `proofs` says what is known of the data, and `opt_outs` whom to leave out. Raises
    SiteFaults for a person dataset with a second row of a person, and DataFailure when memory or time runs out.
    """
    plan = compile_plan(bound.plan, manifest.dictionary)
    kinds = {**infer_kinds(bound.plan, manifest.dictionary), **infer_own_kinds(bound.plan, manifest.dictionary)}
    points = exact_cut_points if manifest.open_data else cut_points
    keeps_flow = any(isinstance(one, CountAnalysis) for one in bound.plan.analyses)
    builder = Builder(plan, manifest, engine, has_surrogates, points, proofs or Proofs(), keeps_flow, opt_outs)
    table = builder.build()
    return Frame(
        unit="record" if plan.is_of_records else "person",
        open_data=manifest.open_data,
        domain=builder.base.domain,
        table=table,
        columns={
            name: _column(
                name,
                value,
                kinds.get(name),
                is_source=_is_source(bound.plan.variables.get(name)),
                made_of=plan.sources_of(value.tree.name),
            )
            for name, value in plan.results.items()
        },
        steps=tuple(_steps(plan, builder)),
        references={key: _reference(manifest.datasets[key], manifest, engine) for key in bound.references},
        structural_zeros=structural_zeros_of(
            {key: one.declared for key, one in manifest.datasets.items() if one.domain == builder.base.domain}
        ),
        ties=_ties(plan),
        hidden=frozenset(name for name, value in plan.results.items() if value.tree.name in builder.hidden),
    )


def _reference(dataset: ManifestDataset, manifest: Manifest, engine: Engine) -> exp.Select:
    names = {name: name for name in dataset.declared.variables}
    return relation(dataset, manifest, engine.columns(dataset.view), names)


def _ties(plan: CompiledPlan) -> Mapping[str, tuple[str, ...]]:
    scans = {name: plan.made_of(value.tree.name) & plan.ordered_scans for name, value in plan.results.items()}
    return {name: tuple(tied_name(scan) for scan in sorted(found)) for name, found in scans.items() if found}


def _is_source(shape: PlanVariable | None) -> bool:
    """Whether a variable of the plan is one of a dataset as it stands, of a record too."""
    return isinstance(shape, From) or (isinstance(shape, TakeValue) and shape.value.take is not Take.MEAN)


def _column(name: str, value: Value, kind: Kind | None, *, is_source: bool, made_of: frozenset[str]) -> Column:
    """What the plan language infers of the variable; the dates of the population have a type only."""
    if kind is None:
        return Column(name, value.type, made_of=made_of, counts_days=value.type in NUMBERS)
    return Column(
        name=name,
        type=kind.type,
        labels=kind.labels,
        levels=kind.levels,
        sensitive=kind.sensitive,
        unit=kind.unit,
        grid=kind.grid,
        bins=kind.bins or None,
        source=kind.source,
        is_source=is_source,
        made_of=made_of,
        parent=kind.parent,
        turns=kind.turns,
        counts_days=value.type in NUMBERS,
    )


def _steps(plan: CompiledPlan, builder: Builder) -> Iterator[FlowStep]:
    """Who is left after each step that was kept."""
    for name, stage in builder.made:
        persons = exp.select(trees.column(PERSON)).from_(trees.table(stage))
        if not plan.is_of_records:  # one row a person
            yield FlowStep(name, persons)
        elif name == "from":
            yield FlowStep(name, persons.distinct(), builder.base_records())
        else:
            counted = exp.select(exp.Count(this=exp.Star())).from_(trees.table(stage))
            yield FlowStep(name, persons.distinct(), counted)
