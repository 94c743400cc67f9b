"""The units of an analysis as arrays: who is in, who was dropped, and the columns asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlglot import exp

from analysis.site import trees
from analysis.site.engines import Engine
from analysis.site.evidence import Ids, Unprintable
from analysis.site.frame import PERSON, Column, Frame

from .axes import OUTSIDE, Axis, axis_of, axis_of_codes

Values = NDArray[np.float64]
FEW = 32
"""Up to so many levels the engine compares each row with each of them faster than Python reads a label a row."""


@dataclass(frozen=True, repr=False, eq=False)
class Sample(Unprintable):
    """Rows left after `missing: drop`: `persons` per row, dimensions, and values (NaN where missing).

    `dropped` are the distinct persons of the population with no row left.
    """

    persons: Ids
    dropped: Ids
    axes: tuple[Axis, ...]
    values: Mapping[str, Values]
    of_records: bool

    @property
    def distinct(self) -> Ids:
        """The distinct persons left."""
        return np.unique(self.persons) if self.of_records else self.persons


def read_sample(frame: Frame, engine: Engine, *, by: Sequence[str], of: Sequence[str], keeps_missing: bool) -> Sample:
    """Fetch the columns of an analysis; rows with a missing dimension are dropped or kept as a level."""
    names = tuple(dict.fromkeys((*by, *of)))
    found = {name: few for name in by if (few := _few_values(frame, engine, name)) is not None}
    columns: list[trees.Tree] = [
        trees.column(PERSON),
        *(trees.column(name) for name in names if name in of or name not in found),
    ]
    columns += [trees.named(_place(name, values), _place_name(name)) for name, values in found.items()]
    arrays = engine.fetch(exp.select(*columns).from_(frame.select(*names).subquery("f")))
    if not frame.open_data:  # in order of persons, so that later steps see at once who is there once
        order = np.argsort(np.ma.getdata(arrays[PERSON]), kind="stable")
        arrays = {name: array[order] for name, array in arrays.items()}
    persons = np.asarray(np.ma.getdata(arrays[PERSON]), np.int64)
    axes = tuple(_axis(frame.column(name), arrays, found.get(name), keeps_missing) for name in by)
    kept = np.ones(len(persons), bool)
    if not keeps_missing:
        for axis in axes:
            kept &= axis.codes != OUTSIDE
    of_records = frame.unit == "record"
    dropped = np.setdiff1d(persons, persons[kept]) if not kept.all() else np.zeros(0, np.int64)
    values = {name: numbers(arrays[name])[kept] for name in of}
    return Sample(persons[kept], dropped, tuple(axis.rows(kept) for axis in axes), values, of_records)


def _few_values(frame: Frame, engine: Engine, name: str) -> list[Any] | None:
    """The different values of a column where they are few: then the engine tells their places, not a text a row."""
    value = trees.column(name)
    different = exp.select(value).from_(frame.select(name).subquery("f")).where(trees.not_(trees.is_null(value.copy())))
    found = [row[0] for row in engine.rows(different.distinct().limit(FEW + 1))]
    return found if len(found) <= FEW and all(isinstance(one, str | bool | float) for one in found) else None


def _place_name(name: str) -> str:
    """No plan can use such a name."""
    return f"_place_{name}"


def _place(name: str, values: Sequence[str | bool | float]) -> trees.Tree:
    branches = [
        (exp.EQ(this=trees.column(name), expression=_literal(value)), trees.whole(place))
        for place, value in enumerate(values)
    ]
    tree: trees.Tree = trees.case(branches, trees.whole(OUTSIDE)) if branches else trees.whole(OUTSIDE)
    return exp.cast(tree, "SMALLINT")


def _literal(value: str | bool | float) -> trees.Tree:
    if isinstance(value, bool):
        return trees.boolean(value)
    return trees.text(value) if isinstance(value, str) else trees.number(repr(value))


def _axis(column: Column, arrays: Mapping[str, Any], found: Sequence[Any] | None, keeps_missing: bool) -> Axis:
    if found is None:
        return axis_of(column, arrays[column.name], shows_missing=keeps_missing)
    codes = np.asarray(np.ma.getdata(arrays[_place_name(column.name)]), np.int64)
    return axis_of_codes(column, codes, found, shows_missing=keeps_missing)


def numbers(array: np.ma.MaskedArray[Any, Any]) -> Values:
    """A column as numbers, missing as NaN. Raises TypeError for anything that is not a number or yes/no."""
    data = np.ma.getdata(array)
    if data.dtype.kind not in "biuf":
        raise TypeError("A summary takes numbers.")
    return np.where(np.ma.getmaskarray(array), np.nan, data.astype(np.float64))
