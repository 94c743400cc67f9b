"""summary: persons, missing and statistics of numbers by group.

Raw and evidence: the value and group of every row. See docs/reference/plans.md, "Methods".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.plans.analyses import MissingValues, Statistic, Summary
from analysis.site.engines import Engine
from analysis.site.frame import Frame

from .axes import OUTSIDE, Axis
from .cube import Cube, Place
from .sample import Sample, Values, read_sample
from .tables import Row, Table, column, table

QUANTILE_OF = {Statistic.MEDIAN: 0.5, Statistic.Q1: 0.25, Statistic.Q3: 0.75}
ROLES = {Statistic.SD: "error"}


def read_summary(analysis: Summary, frame: Frame, engine: Engine) -> Sample:
    """Groups and values of every unit."""
    keeps = analysis.missing is MissingValues.CATEGORY
    return read_sample(frame, engine, by=analysis.by, of=analysis.of, keeps_missing=keeps)


def groups_of(axes: Sequence[Axis]) -> Cube:
    """The groups, and the row over all of them."""
    return Cube(tuple(len(axis.levels) for axis in axes), only_total=True)


def statistic(values: Values, asked: Statistic) -> float | None:
    """One statistic of values without missing; None where it is not defined."""
    if not len(values):
        return None
    if asked in QUANTILE_OF:
        return quantile(values, QUANTILE_OF[asked])
    match asked:
        case Statistic.MEAN:
            return float(np.mean(values))
        case Statistic.SD:
            return float(np.std(values, ddof=1)) if len(values) > 1 else None
        case Statistic.MIN:
            return float(np.min(values))
        case _:
            return float(np.max(values))


def quantile(values: Values, p: float) -> float | None:
    """Type 7."""
    return float(np.quantile(values, p)) if len(values) else None


@dataclass(frozen=True)
class SummaryLayout:
    """How the tables of a summary look, whatever stands in their cells."""

    analysis: Summary
    axes: tuple[Axis, ...]
    of_records: bool
    omitted: frozenset[tuple[int, int]] = frozenset()  # (dimension, level) whose rows are left out

    def places(self) -> list[Place]:
        """The groups that have a row, and the row over all."""
        cube = groups_of(self.axes)
        return [place for place in cube.places() if not any(at in self.omitted for at in enumerate(place))]

    @property
    def has_two_groups(self) -> bool:
        """Whether a test compares two groups."""
        return int(np.prod([len(axis.labels) for axis in self.axes])) == 2

    def has_value_everywhere(self, axes: Sequence[Axis]) -> NDArray[np.bool_] | np.bool_:
        """Rows whose groups are all labels: missing is no group of a test."""
        inside: NDArray[np.bool_] | np.bool_ = np.bool_(True)
        for axis in axes:
            inside = inside & (axis.codes != OUTSIDE)
        return inside

    def heads(self, variable: str, place: Place) -> Row:
        """The label cells of a row."""
        levels = zip(self.axes, place, strict=True)
        return [variable, *(None if level is None else axis.levels[level] for axis, level in levels)]

    def groups(self, rows: Iterable[Row]) -> Table:
        """The table `groups`."""
        columns = [*self._labels(), column("persons", "count")]
        columns += [column("records", "count")] if self.of_records else []
        columns += [column("missing", "count")]
        columns += [column(one.value, ROLES.get(one, "estimate")) for one in self.analysis.statistics]
        return table("groups", columns, rows)

    def quantiles(self, rows: Iterable[Row]) -> Table:
        """The table `quantiles`."""
        return table("quantiles", [*self._labels(), column("quantile", "label"), column("value", "estimate")], rows)

    def _labels(self) -> list[dict[str, str]]:
        return [column("variable", "label"), *(column(axis.column.name, "label") for axis in self.axes)]


def asked_quantiles(analysis: Summary) -> tuple[float, ...]:
    """The quantiles of the table `quantiles`."""
    return tuple(float(p) for p in analysis.quantiles)
