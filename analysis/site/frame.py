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

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sqlglot import exp

from analysis.plans import Text, VariableType

PERSON = "_person"
INDEX = "_index"
EXIT = "_exit"


@dataclass(frozen=True)
class Column:
    """What is known of a variable without looking at the data."""

    name: str
    type: VariableType
    labels: tuple[tuple[str, Text], ...] = ()  # declared codes in the order of the catalogue
    levels: tuple[str, ...] | None = None  # all levels where the plan fixes them: bands, case labels, yes/no
    sensitive: bool = False
    unit: str | None = None
    grid: float | None = None
    bins: tuple[float, ...] | None = None
    source: str | None = None  # the `dataset.variable` it regroups, when there is exactly one
    parent: str | None = None  # a coarser variable of the same dataset
    sources: tuple[str, ...] = field(default=())  # every `dataset.variable` it is made of


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
        columns = [exp.column(PERSON, quoted=True)]
        for name in names:
            self.column(name)
            columns.append(exp.column(STORED.get(name, name), quoted=True).as_(name, quoted=True))
        return exp.select(*columns).from_(exp.to_table(self.table, quoted=True))


STORED = {"index": INDEX, "exit": EXIT}
