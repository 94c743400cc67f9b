"""The units of an analysis as arrays: who is in, who was dropped, and the columns asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.site.engines.duckdb import Engine
from analysis.site.evidence import Ids, Unprintable
from analysis.site.frame import PERSON, Frame

from .axes import OUTSIDE, Axis, axis_of

Values = NDArray[np.float64]


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
    arrays = engine.fetch(frame.select(*names))
    persons = np.asarray(np.ma.getdata(arrays[PERSON]), np.int64)
    axes = tuple(axis_of(frame.column(name), arrays[name], shows_missing=keeps_missing) for name in by)
    kept = np.ones(len(persons), bool)
    if not keeps_missing:
        for axis in axes:
            kept &= axis.codes != OUTSIDE
    of_records = frame.unit == "record"
    dropped = np.setdiff1d(persons, persons[kept]) if not kept.all() else np.zeros(0, np.int64)
    values = {name: numbers(arrays[name])[kept] for name in of}
    return Sample(persons[kept], dropped, tuple(axis.rows(kept) for axis in axes), values, of_records)


def numbers(array: np.ma.MaskedArray[Any, Any]) -> Values:
    """A column as numbers, missing as NaN. Raises TypeError for anything that is not a number or yes/no."""
    data = np.ma.getdata(array)
    if data.dtype.kind not in "biuf":
        raise TypeError("A summary takes numbers.")
    return np.where(np.ma.getmaskarray(array), np.nan, data.astype(np.float64))
