"""table1: what the groups were like at baseline, with standardised mean differences.

The engine computes the statistics of each group. Evidence: the values and levels of every unit.
See docs/reference/methods/table1.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlglot import exp

from analysis.plans.analyses import Table1
from analysis.plans.kinds import NUMERIC
from analysis.site import trees
from analysis.site.engines import Engine
from analysis.site.estimation.balance import of_numbers, of_shares
from analysis.site.evidence import Cells
from analysis.site.frame import Column, Frame

from .axes import OUTSIDE, axis_of
from .computed import Result
from .described import UnitsDescribed
from .groups import (
    PERSONS,
    ROWS,
    InGroups,
    add_up,
    groups_of,
    in_groups,
    numbers,
    persons_and_rows,
    persons_with,
)
from .sample import Values
from .tables import Row, column, table

EVERYBODY = "_everybody"
STATISTICS = ("mean", "sd", "median", "q1", "q3")
QUANTILES = {"median": "0.5", "q1": "0.25", "q3": "0.75"}


def compute(analysis: Table1, frame: Frame, engine: Engine) -> Table1Computed:
    """Keep the variables of the units in the groups."""
    return Table1Computed.keep(analysis, frame, engine)


@dataclass(frozen=True, repr=False, eq=False)
class Table1Computed(UnitsDescribed):
    """Units in their groups."""

    analysis: Table1

    def result(self) -> Result:
        """The table `baseline`."""
        rows = [row for name in self.analysis.of for row in self._rows(self.frame.column(name))]
        return {**self.kept.counted(), "tables": [table("baseline", baseline_columns(self.analysis.by), rows)]}

    def _rows(self, variable: Column) -> Iterator[Row]:
        return self._number(variable) if variable.type in NUMERIC else self._category(variable)

    def _number(self, variable: Column) -> Iterator[Row]:
        """One row a group: mean, deviation, median and quartiles."""
        value = trees.column(variable.name)
        quantiles = {
            name: exp.PercentileCont(this=value.copy(), expression=exp.Literal.number(p))
            for name, p in QUANTILES.items()
        }
        trees_of = {"mean": exp.Avg(this=value), "sd": exp.StddevSamp(this=value.copy()), **quantiles}
        found = self._in_groups(variable, [trees.named(tree, name) for name, tree in trees_of.items()])
        compared = self._compared(found)
        smd = of_numbers(found.figures["mean"][compared], found.figures["sd"][compared])
        statistics = zip(*(found.cells(name) for name in STATISTICS), strict=True)
        for (head, persons, missing), cells in zip(_heads(found), statistics, strict=True):
            yield [variable.name, None, *head, persons, None, missing, *cells, smd]

    def _category(self, variable: Column) -> Iterator[Row]:
        """A row a level and group: persons and their share."""
        found = self._in_groups(variable, [])
        levels, persons, records = self._levels(variable, found)
        smd = of_shares(records[self._compared(found)])
        for place, level in enumerate(levels):
            for at, (head, everybody, missing) in enumerate(_heads(found)):
                inside = int(persons[at, place])
                percent = 100 * inside / everybody if everybody else None
                yield [variable.name, level, *head, inside, percent, missing, *(None for _ in STATISTICS), smd]

    def _in_groups(self, variable: Column, measures: Sequence[exp.Alias]) -> InGroups:
        """Measures of a variable beside the persons of each group, and those of them with a value."""
        of_records = self.kept.records is not None
        known = trees.not_(trees.is_null(trees.column(variable.name)))
        persons = [
            persons_with(None, EVERYBODY, of_records=of_records),
            persons_with(known, PERSONS, of_records=of_records),
        ]
        return in_groups(
            self.engine, self.kept.rows(), self.by, [*persons, *measures], shows_missing=self.keeps_missing
        )

    def _levels(self, variable: Column, found: InGroups) -> tuple[tuple[str, ...], Values, Values]:
        """The levels of a category, and the persons and rows of each group in each of them, all groups together last."""
        measures = persons_and_rows(of_records=self.kept.records is not None)
        keys = tuple(dict.fromkeys((*self.analysis.by, variable.name)))
        by_group = add_up(self.engine, self.kept.rows(), keys, measures)
        over_all = add_up(self.engine, self.kept.rows(), [variable.name], [measure.copy() for measure in measures])
        axis, total = (axis_of(variable, arrays[variable.name], shows_missing=False) for arrays in (by_group, over_all))
        groups = groups_of(self.by, by_group, shows_missing=self.keeps_missing)
        width = len(axis.labels)

        def counts(name: str) -> Values:
            known, known_over_all = axis.codes != OUTSIDE, total.codes != OUTSIDE
            places, weights = groups.cells * width + axis.codes, numbers(by_group[name])
            flat = np.bincount(places[known], weights=weights[known], minlength=groups.count * width)
            weights = numbers(over_all[name])
            last = np.bincount(total.codes[known_over_all], weights=weights[known_over_all], minlength=width)
            return np.vstack([flat.reshape(groups.count, width), last]).astype(np.float64)

        return axis.labels, counts(PERSONS), counts(ROWS)

    def _compared(self, found: InGroups) -> Cells:
        """The groups that are compared: those with a label in every dimension and somebody with a value."""
        heads, persons = found.groups.heads(), found.counts(PERSONS)
        labelled = [all(isinstance(label, str) for label in head) for head in heads]
        return np.flatnonzero([is_one and count > 0 for is_one, count in zip(labelled, persons, strict=True)])


def baseline_columns(by: Sequence[str]) -> list[dict[str, str]]:
    """The columns of the table `baseline`."""
    labels = [column(name, "label") for name in ("variable", "level", *by)]
    columns = [*labels, column("persons", "count"), column("percent", "percent"), column("missing", "count")]
    return [*columns, *(column(name, "error" if name == "sd" else "estimate") for name in (*STATISTICS, "smd"))]


def _heads(found: InGroups) -> list[tuple[Row, int, int]]:
    """The labels of each group, its persons with a value, and those without."""
    counted = zip(found.groups.heads(), found.counts(PERSONS), found.counts(EVERYBODY), strict=True)
    return [(head, persons, everybody - persons) for head, persons, everybody in counted]
