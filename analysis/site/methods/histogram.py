"""histogram: persons in each bin of the catalogue; what lies outside its edges, and missing, have rows of their own.

Raw: persons of each bin and group. Evidence: the value and group of every unit. See docs/reference/methods/histogram.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlglot import exp

from analysis.plans.analyses import Histogram
from analysis.plans.kinds import band_labels, bin_edges
from analysis.plans.names import Number
from analysis.site import trees
from analysis.site.engines import Engine
from analysis.site.frame import Column, Frame

from .axes import MISSING
from .computed import Result
from .described import UnitsDescribed
from .groups import PERSONS, ROWS, add_up, groups_of, numbers, persons_and_rows
from .sample import Values
from .tables import Row, column, table

BIN = "_bin"


def compute(analysis: Histogram, frame: Frame, engine: Engine) -> HistogramComputed:
    """Keep the variables of the units in the groups."""
    return HistogramComputed.keep(analysis, frame, engine)


@dataclass(frozen=True, repr=False, eq=False)
class HistogramComputed(UnitsDescribed):
    """Units in their groups."""

    analysis: Histogram

    def result(self) -> Result:
        """The table `bins`: every bin of each variable, for each group and over all."""
        columns = bins_columns(self.analysis.by, of_records=self.kept.records is not None)
        rows = [row for name in self.analysis.of for row in self._rows(self.frame.column(name))]
        return {**self.kept.counted(), "tables": [table("bins", columns, rows)]}

    def _rows(self, variable: Column) -> list[Row]:
        edges = bin_edges(variable.bins or ())
        labels = [*band_labels((None, *edges, None)), MISSING]
        heads, persons, records = self._counts(variable, edges)
        shown = (persons,) if self.kept.records is None else (persons, records)
        return [
            [variable.name, *head, label, *(int(figure[group, place]) for figure in shown)]
            for group, head in enumerate(heads)
            for place, label in enumerate(labels)
        ]

    def _counts(self, variable: Column, edges: Sequence[Number]) -> tuple[list[Row], Values, Values]:
        """The groups and the row over all; persons and records of each in each bin, missing last."""
        width = len(edges) + 2
        binned = self.kept.rows().select(exp.Star(), trees.named(_bin(variable.name, edges), BIN)).subquery("b")
        measures = persons_and_rows(of_records=self.kept.records is not None)
        over_all = add_up(self.engine, exp.select().from_(binned), (BIN,), measures)
        found = add_up(self.engine, exp.select().from_(binned.copy()), (*self.analysis.by, BIN), measures)
        groups = groups_of(self.by, found, shows_missing=self.keeps_missing)
        flat = groups.cells * width + numbers(found[BIN]).astype(np.int64)

        def of(name: str) -> Values:
            counts = np.bincount(flat, weights=numbers(found[name]), minlength=groups.count * width)
            total = np.bincount(
                numbers(over_all[BIN]).astype(np.int64), weights=numbers(over_all[name]), minlength=width
            )
            return np.vstack([counts.reshape(groups.count, width), total]).astype(np.float64)

        return groups.heads(), of(PERSONS), of(ROWS)


def bins_columns(by: Sequence[str], *, of_records: bool) -> list[dict[str, str]]:
    """The columns of the table `bins`."""
    columns = [column(name, "label") for name in ("variable", *by, "bin")]
    return [*columns, column("persons", "count"), *([column("records", "count")] if of_records else [])]


def _bin(name: str, edges: Sequence[Number]) -> trees.Tree:
    """The number of a unit's bin; missing comes after the last."""
    value = trees.column(name)
    branches: list[tuple[trees.Tree, trees.Tree]] = [(trees.is_null(value), trees.whole(len(edges) + 1))]
    for place, edge in enumerate(edges):
        branches.append((exp.LT(this=value.copy(), expression=trees.number(str(edge))), trees.whole(place)))
    return trees.case(branches, trees.whole(len(edges)))
