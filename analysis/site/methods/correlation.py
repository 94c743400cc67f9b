"""correlation: Pearson's or Spearman's coefficient of every two numbers, over the units that have both.

The engine computes it: CORR of the values, or of their mean ranks. Evidence: the values of every unit.
See docs/reference/methods/correlation.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, product

from sqlglot import exp

from analysis.plans.analyses import CorrelationMatrix
from analysis.plans.options import Correlation
from analysis.site import trees
from analysis.site.engines import Engine
from analysis.site.frame import Frame

from .computed import Result
from .described import UnitsDescribed
from .groups import PERSONS, InGroups, in_groups, persons_with
from .tables import Row, column, table

Pair = tuple[str, str]
ESTIMATE = "_estimate"
RANKS = ("_first_rank", "_second_rank")


def compute(analysis: CorrelationMatrix, frame: Frame, engine: Engine) -> CorrelationComputed:
    """Keep the numbers of the units in the groups."""
    return CorrelationComputed.keep(analysis, frame, engine)


@dataclass(frozen=True, repr=False, eq=False)
class CorrelationComputed(UnitsDescribed):
    """Units in their groups."""

    analysis: CorrelationMatrix

    def result(self) -> Result:
        """The table `matrix`: every number against every other, for each group and over all."""
        of, by = self.analysis.of, self.analysis.by
        found = {pair: self._pair(pair) for pair in combinations_with_replacement(of, 2)}
        figures = {
            pair: list(zip(one.counts(PERSONS), one.cells(ESTIMATE), strict=True)) for pair, one in found.items()
        }
        figures |= {(other, row): figures[row, other] for row, other in figures}
        heads = found[of[0], of[0]].groups.heads()
        rows: list[Row] = [
            [*head, row, other, *figures[row, other][place]]
            for place, head in enumerate(heads)
            for row, other in product(of, of)
        ]
        return {**self.kept.counted(), "tables": [table("matrix", matrix_columns(by), rows)]}

    def _pair(self, pair: Pair) -> InGroups:
        """Persons with both values, and the coefficient; every group has a row, also where nobody has both."""
        values, rows, over_all = pair, self.kept.rows(), self.kept.rows()
        if self.analysis.kind is Correlation.SPEARMAN:
            values = RANKS
            rows, over_all = (_ranked(self.kept.rows(), pair, by) for by in (self.analysis.by, ()))
        estimate = trees.named(exp.Corr(this=trees.column(values[0]), expression=trees.column(values[1])), ESTIMATE)
        persons = persons_with(_has_both(pair), PERSONS, of_records=self.kept.records is not None)
        return in_groups(
            self.engine, rows, self.by, [persons, estimate], shows_missing=self.keeps_missing, over_all=over_all
        )


def matrix_columns(by: Sequence[str]) -> list[dict[str, str]]:
    """The columns of the table `matrix`."""
    labels = [column(name, "label") for name in (*by, "row", "column")]
    return [*labels, column("persons", "count"), column("estimate", "estimate")]


def _has_both(pair: Pair) -> trees.Tree:
    return trees.both([trees.not_(trees.is_null(trees.column(name))) for name in pair])


def _ranked(rows: exp.Select, pair: Pair, by: Sequence[str]) -> exp.Select:
    """The rows with the rank of both values among the group's units that have both; ties have their mean rank."""
    has_both = _has_both(pair)
    ranks = []
    for name, rank in zip(pair, RANKS, strict=True):
        part: list[trees.Tree] = [*(trees.column(one) for one in by), has_both.copy()]
        below = exp.Window(this=exp.Rank(), partition_by=part, order=exp.Order(expressions=[trees.column(name)]))
        alike = exp.Window(
            this=exp.Count(this=exp.Star()), partition_by=[*(one.copy() for one in part), trees.column(name)]
        )
        middle = trees.add(below, trees.divide(trees.subtract(alike, trees.whole(1)), trees.number(2)))
        ranks.append(trees.named(trees.case([(has_both.copy(), middle)]), rank))
    return exp.select().from_(rows.select(exp.Star(), *ranks).subquery("r"))
