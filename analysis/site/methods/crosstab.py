"""crosstab: distinct persons in one to four dimensions, with every margin.

Raw and evidence: the cell of every row. See docs/reference/plans.md, "Methods".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from analysis.plans.analyses import Crosstab, MissingValues, Percent
from analysis.site.engines import Engine
from analysis.site.evidence import Grid
from analysis.site.frame import Frame

from .axes import Axis
from .cube import Cube, Place
from .sample import Sample, read_sample
from .tables import Cell, Row, Table, column, table

Fill = Callable[[Place], Cell]


@dataclass(frozen=True)
class Layout:
    """How the table of a crosstab looks, whatever stands in its cells."""

    axes: tuple[Axis, ...]
    row_count: int
    column_count: int
    percent: Percent | None
    omitted: frozenset[tuple[int, int]] = frozenset()  # (dimension, level) whose rows are left out

    @property
    def cube(self) -> Cube:
        """The cells and margins."""
        return Cube(tuple(len(axis.levels) for axis in self.axes))

    def whole(self, place: Place) -> Place:
        """The cell that the percentage of `place` is a percentage of; layers are kept apart."""
        summed = {
            Percent.ROW: range(self.row_count, self.row_count + self.column_count),
            Percent.COLUMN: range(self.row_count),
            Percent.TOTAL: range(self.row_count + self.column_count),
            None: range(0),
        }[self.percent]
        return tuple(None if d in summed else level for d, level in enumerate(place))

    def counts(self, persons: Fill, records: Fill | None, percent: Fill) -> Table:
        """The table `counts`."""
        columns = [column(axis.column.name, "label") for axis in self.axes]
        columns += [column("persons", "count")]
        columns += [column("records", "count")] if records else []
        columns += [column("percent", "percent")] if self.percent else []
        return table("counts", columns, [self._row(place, persons, records, percent) for place in self.places()])

    def places(self) -> list[Place]:
        """The cells and margins that have a row."""
        return [place for place in self.cube.places() if not any(at in self.omitted for at in enumerate(place))]

    def _row(self, place: Place, persons: Fill, records: Fill | None, percent: Fill) -> Row:
        labels = [None if level is None else axis.levels[level] for axis, level in zip(self.axes, place, strict=True)]
        cells = [persons(place)]
        cells += [records(place)] if records else []
        cells += [percent(place)] if self.percent else []
        return [*labels, *cells]


def read_crosstab(analysis: Crosstab, frame: Frame, engine: Engine) -> Sample:
    """The dimensions of every unit."""
    keeps = analysis.missing is MissingValues.CATEGORY
    return read_sample(frame, engine, by=analysis.dimensions, of=(), keeps_missing=keeps)


def layout_of(analysis: Crosstab, axes: tuple[Axis, ...]) -> Layout:
    """The layout of an analysis over its dimensions."""
    return Layout(axes, len(analysis.rows), len(analysis.columns), analysis.percent)


def grid_of(layout: Layout, sample: Sample, digests: NDArray[np.uint64] | None = None) -> Grid:
    """The evidence: each row in its inner cell."""
    cells = layout.cube.cells(tuple(axis.cells for axis in layout.axes), len(sample.persons))
    return Grid(sample.persons, cells, layout.cube.families, digests)


def shows_records(analysis: Crosstab, sample: Sample) -> bool:
    """Records stand beside persons where a unit is a record, unless the plan says no."""
    return sample.of_records and analysis.records is not False


def unit_counts(layout: Layout, sample: Sample) -> NDArray[np.int64]:
    """Rows in each set of the cube: records with unit record, else persons."""
    cells = layout.cube.cells(tuple(axis.cells for axis in layout.axes), len(sample.persons))
    inner = np.bincount(cells, minlength=len(layout.cube.families[0])).astype(np.int64)
    return layout.cube.totals(inner)


def flat_table(layout: Layout, inner: Sequence[int]) -> NDArray[np.float64]:
    """Rows by columns of the units with a value in every dimension, layers added up: what the tests look at."""
    shape = layout.cube.shape
    counts: NDArray[np.float64] = np.asarray(inner, np.float64).reshape(shape)
    for d, axis in enumerate(layout.axes):
        counts = np.take(counts, range(len(axis.labels)), axis=d)
    layers = tuple(range(layout.row_count + layout.column_count, len(shape)))
    counts = counts.sum(axis=layers)
    rows, columns = prod(counts.shape[: layout.row_count]), prod(counts.shape[layout.row_count :])
    return np.asarray(counts.reshape(rows, columns))
