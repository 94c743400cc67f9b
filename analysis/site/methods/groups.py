"""The groups of an analysis in rows that the engine has added up already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

import numpy as np
from sqlglot import exp

from analysis.plans.kinds import NUMERIC
from analysis.site import trees
from analysis.site.engines import Engine
from analysis.site.evidence import Cells, Ids, Unprintable
from analysis.site.frame import PERSON, Column

from .axes import Axis, axis_of
from .sample import Values
from .sample import numbers as values_of
from .tables import Row, column

PERSONS, ROWS = "_persons", "_rows"
Arrays = Mapping[str, np.ma.MaskedArray[Any, Any]]


@dataclass(frozen=True, repr=False, eq=False)
class Groups(Unprintable):
    """The full cross of some dimensions, each with the level of every added-up row; no dimension is one group."""

    axes: tuple[Axis, ...]
    rows: int

    @cached_property
    def cells(self) -> Cells:
        """The group of each row."""
        flat = np.zeros(self.rows, np.int64)
        for axis in self.axes:
            flat = flat * len(axis.levels) + axis.cells
        return flat

    @property
    def count(self) -> int:
        """How many groups there are."""
        return prod(len(axis.levels) for axis in self.axes)

    def columns(self) -> list[dict[str, str]]:
        """The columns of the labels."""
        return [column(axis.column.name, "label") for axis in self.axes]

    def heads(self) -> list[Row]:
        """The labels of every group, and of the row over all where there are dimensions."""
        every = [list(labels) for labels in product(*(axis.levels for axis in self.axes))]
        return [*every, [None] * len(self.axes)] if self.axes else every

    def sums(self, amounts: Values) -> Values:
        """The sum in each group, and over all where there are dimensions."""
        found = np.bincount(self.cells, weights=amounts, minlength=self.count).astype(np.float64)
        return np.append(found, found.sum()) if self.axes else found


def groups_of(columns: Sequence[Column], arrays: Arrays, *, shows_missing: bool = False) -> Groups:
    """The groups that some columns of added-up rows make."""
    axes = tuple(axis_of(one, arrays[one.name], shows_missing=shows_missing) for one in columns)
    return Groups(axes, len(next(iter(arrays.values()))))


def crossed(outer: Groups, inner: Groups, amounts: Values) -> Values:
    """Sums of the cross of two sets of dimensions, each with the row over all of its own: outer x inner."""
    flat = outer.cells * inner.count + inner.cells
    found = np.bincount(flat, weights=amounts, minlength=outer.count * inner.count).astype(np.float64)
    found = found.reshape(outer.count, inner.count)
    if outer.axes:
        found = np.vstack([found, found.sum(axis=0)])
    return np.column_stack([found, found.sum(axis=1)]) if inner.axes else found


def add_up(engine: Engine, rows: exp.Select, by: Sequence[str], measures: Sequence[exp.Alias]) -> Arrays:
    """The measures of each group of a select; without groups of all its rows, also where there are none."""
    keys = [trees.column(name) for name in by]
    select = rows.select(*keys, *measures)
    return engine.fetch(select.group_by(*(key.copy() for key in keys)) if keys else select)


def count(tree: trees.Tree, name: str) -> exp.Alias:
    """How many rows a yes/no holds in, as DOUBLE; 0 where there are none."""
    one = trees.case([(tree, trees.number(1))], trees.number(0))
    return trees.named(trees.coalesce(exp.Sum(this=one), trees.number(0)), name)


@dataclass(frozen=True, repr=False, eq=False)
class UnitsInGroups(Unprintable):
    """Evidence: whose each unit is, its group of `by`, and its values (NaN where missing) and levels (-1) by variable.

    Units stand in the order of their persons; `by` are the dimensions of the groups.
    """

    persons: Ids
    cells: Cells
    by: tuple[Axis, ...]
    values: Mapping[str, Values]
    levels: Mapping[str, Axis]


def units_in_groups(
    engine: Engine, rows: exp.Select, by: Sequence[Column], of: Sequence[Column], *, shows_missing: bool
) -> UnitsInGroups:
    """Every unit of a select with its group, and the variables `of` it."""
    names = dict.fromkeys(one.name for one in (*by, *of))
    found = engine.fetch(rows.select(trees.column(PERSON), *(trees.column(name) for name in names)))
    order = np.argsort(np.ma.getdata(found[PERSON]), kind="stable")
    arrays = {name: array[order] for name, array in found.items()}
    groups = groups_of(by, arrays, shows_missing=shows_missing)
    return UnitsInGroups(
        np.asarray(arrays[PERSON].data, np.int64),
        groups.cells,
        groups.axes,
        {one.name: values_of(arrays[one.name]) for one in of if one.type in NUMERIC},
        {one.name: axis_of(one, arrays[one.name], shows_missing=False) for one in of if one.type not in NUMERIC},
    )


def persons_and_rows(*, of_records: bool) -> list[exp.Alias]:
    """The measures PERSONS and ROWS."""
    return [persons_with(None, PERSONS, of_records=of_records), trees.named(exp.Count(this=exp.Star()), ROWS)]


def persons_with(condition: trees.Tree | None, name: str, *, of_records: bool) -> exp.Alias:
    """The distinct persons of the rows that a condition holds for; without records each row is a person."""
    person = trees.column(PERSON) if condition is None else trees.case([(condition, trees.column(PERSON))])
    return trees.named(exp.Count(this=exp.Distinct(expressions=[person]) if of_records else person), name)


@dataclass(frozen=True, repr=False, eq=False)
class InGroups(Unprintable):
    """Figures of each group, and over all where there are dimensions; NaN where there is none."""

    groups: Groups
    figures: Mapping[str, Values]

    def counts(self, name: str) -> list[int]:
        """A figure that is a count."""
        return [int(one) for one in np.nan_to_num(self.figures[name])]

    def cells(self, name: str) -> list[float | None]:
        """A figure as cells of a table."""
        return [or_none(one) for one in self.figures[name]]


def in_groups(
    engine: Engine,
    rows: exp.Select,
    by: Sequence[Column],
    measures: Sequence[exp.Alias],
    *,
    shows_missing: bool,
    over_all: exp.Select | None = None,
) -> InGroups:
    """The measures in each group of a select, and over all its rows, or over those of another select."""
    found = add_up(engine, rows, [one.name for one in by], measures)
    groups = groups_of(by, found, shows_missing=shows_missing)
    figures = {}
    for measure in measures:
        spread = np.full(groups.count, np.nan)
        spread[groups.cells] = values_of(found[measure.alias])
        figures[measure.alias] = spread
    if groups.axes:
        total = add_up(engine, over_all or rows, (), [measure.copy() for measure in measures])
        figures = {name: np.append(spread, values_of(total[name])) for name, spread in figures.items()}
    return InGroups(groups, figures)


def numbers(array: np.ma.MaskedArray[Any, Any]) -> Values:
    """An added-up column as numbers; nothing added up is 0."""
    return np.asarray(np.ma.filled(np.ma.asarray(array).astype(np.float64), 0.0))


def or_none(value: float) -> float | None:
    """A number for a cell; what is not defined is None."""
    return float(value) if np.isfinite(value) else None
