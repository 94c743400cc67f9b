"""A bound plan as a relation with one row per unit: what every method selects from.

The relation is a chain of named selects ("stages"), each a SQLGlot tree over the stage before. The engine keeps each
stage once it is needed, so ten analyses of one plan read the sources once. Persons never multiply: record datasets
are reduced to one row per person before they are joined.

    frame = open_frame(bound, manifest, engine)
    frame.select("age_group", "region")      # SELECT _person, age_group, region FROM the population
    frame.steps                              # the flow: from, where, index, keep_if, exclude.1 …

Columns of a select: `_person` (BIGINT surrogate id; on open data dense and lasting as long as the engine), then the
plan's variables under their own names: labels as text, yes/no as BOOLEAN, dates as DATE, numbers, integers and days
as DOUBLE; missing is NULL. With unit `record` there is one row per record and `_person` repeats.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from analysis.plans import BoundPlan, Kind, Text, VariableType, infer_kinds
from analysis.site import trees
from analysis.site.engines.duckdb import Engine
from analysis.site.expressions import STORED, Value
from analysis.site.frame_build import PERSON, PERSONS, Builder
from analysis.site.frame_compile import CompiledPlan, compile_plan
from analysis.site.manifest import Manifest

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
    parent: str | None = None  # a coarser variable of the same dataset


@dataclass(frozen=True)
class FlowStep:
    """Who is left after one step of the population."""

    name: str  # from, where, index, keep_if, exclude.1 …
    select: exp.Select  # DISTINCT _person
    records: exp.Select | None = None  # COUNT(*), with unit record


@dataclass(frozen=True)
class Frame:
    """The population of a plan after all steps, with the plan's variables."""

    unit: Literal["person", "record"]
    open_data: bool
    domain: str
    table: str
    columns: Mapping[str, Column]
    steps: tuple[FlowStep, ...]

    def column(self, name: str) -> Column:
        """The variable `name` of the plan; `index` and `exit` are the dates of the population. Raises KeyError."""
        return self.columns[name]

    def select(self, *names: str) -> exp.Select:
        """One row per unit: `_person` and the variables named. Raises KeyError for a name the plan does not have."""
        columns: list[trees.Tree] = [trees.column(PERSON)]
        for name in names:
            self.column(name)
            columns.append(trees.named(trees.column(STORED.get(name, name)), name))
        return exp.select(*columns).from_(trees.table(self.table))


def open_frame(bound: BoundPlan, manifest: Manifest, engine: Engine, *, has_surrogates: bool = False) -> Frame:
    """Make the population and variables of a bound plan on an engine that has its sources open.

    `has_surrogates` says that the engine knows the ledger's ids. Raises SiteFaults for a person dataset with a second
    row of a person, and DataFailure when memory or time runs out.
    """
    plan = compile_plan(bound.plan, manifest.dictionary)
    kinds = infer_kinds(bound.plan, manifest.dictionary)
    builder = Builder(plan, manifest, engine, has_surrogates)
    table = builder.build()
    return Frame(
        unit="record" if plan.is_of_records else "person",
        open_data=manifest.open_data,
        domain=builder.base.domain,
        table=table,
        columns={name: _column(name, value, kinds.get(name)) for name, value in plan.results.items()},
        steps=tuple(_steps(plan, builder)),
    )


def _column(name: str, value: Value, kind: Kind | None) -> Column:
    """What the plan language infers of the variable; the dates of the population have a type only."""
    if kind is None:
        return Column(name, value.type)
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
        parent=kind.parent,
    )


def _steps(plan: CompiledPlan, builder: Builder) -> Iterator[FlowStep]:
    person = trees.column(PERSON)
    everybody = exp.select(person).from_(trees.table(PERSONS)).distinct()
    rows = builder.base_records() if plan.is_of_records else None
    yield FlowStep("from", everybody, rows)
    for name, stage in builder.made:
        kept = exp.select(person.copy()).from_(trees.table(stage)).distinct()
        counted = exp.select(exp.Count(this=exp.Star())).from_(trees.table(stage))
        yield FlowStep(name, kept, counted if plan.is_of_records else None)
