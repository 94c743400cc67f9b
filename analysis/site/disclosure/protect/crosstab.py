"""The protector of crosstab. All shown figures are made of published numbers; the evidence only decides them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.plans.analyses import Crosstab
from analysis.site.engines.duckdb import Engine
from analysis.site.frame import Frame
from analysis.site.ledger.asking import Form
from analysis.site.methods.axes import Axis
from analysis.site.methods.crosstab import Layout, grid_of, layout_of, read_crosstab, shows_records
from analysis.site.methods.cube import Cube, Place
from analysis.site.methods.sample import Sample
from analysis.site.methods.significance import MEASURES, ratios_table, tests_table
from analysis.site.methods.tables import Cell, Table

from ..desk import Counted, Desk, is_number, sum_of
from ..notes import note
from ..protected import Protected
from ..rules import HIDDEN

PERCENT_DECIMALS = 1
StructuralZeros = Sequence[Mapping[str, Sequence[str]]]


def protect_crosstab(analysis: Crosstab, frame: Frame, engine: Engine, desk: Desk) -> Protected:
    """Counts, percentages and records of a crosstab; its tests and ratios are hidden."""
    sample = read_crosstab(analysis, frame, engine)
    cohort = desk.cohort(sample, least=desk.profile.min_table)
    axes = tuple(desk.settle(axis, sample.persons) for axis in sample.axes)
    layout = layout_of(analysis, axes)
    counted = desk.counts(grid_of(layout, sample), groupings=groupings_of(layout.cube, axes))
    layout = replace(layout, omitted=omitted_levels(layout.cube, axes, counted.forms))
    sheet = _Sheet(layout, counted, desk, _structural(layout, frame))
    records = _records(layout, sample, sheet, desk) if shows_records(analysis, sample) else None
    tables = [layout.counts(sheet.persons, records.__getitem__ if records else None, sheet.percent)]
    tables += _hidden_tables(analysis)
    return Protected(
        cohort.persons, desk.all_records(sample.persons) if sample.of_records else None, cohort.dropped, tuple(tables),
        tuple(_notes(analysis, desk, has_records=records is not None)),
    )  # fmt: skip


def groupings_of(cube: Cube, axes: Sequence[Axis]) -> list[tuple[str, int]]:
    """The one-dimensional margins that group a source variable, for the budget of groupings."""
    sources = [(axis.column.source, cube.subsets.index((d,))) for d, axis in enumerate(axes) if (d,) in cube.subsets]
    return [(source, family) for source, family in sources if source is not None]


def omitted_levels(cube: Cube, axes: Sequence[Axis], forms: Sequence[Form]) -> frozenset[tuple[int, int]]:
    """`other` beside declared labels has rows only where it shows a number: that it is there would tell of somebody."""
    joined = {(d, len(axis.labels) - 1) for d, axis in enumerate(axes) if axis.has_joined}
    shown = {at for place in cube.places() for at in enumerate(place) if is_number(forms[cube.at(place)])}
    return frozenset(joined - shown)


@dataclass(frozen=True)
class _Sheet:
    """The published cells of one table."""

    layout: Layout
    counted: Counted
    desk: Desk
    structural: frozenset[Place]

    def persons(self, place: Place) -> Cell:
        """A cell's persons: 0 where nobody can be, hidden by the class rule, else the published form.

        The catalogue says 0, so a mistake in the data that puts a few persons there says 0 as well: its symbol would
        tell that there is somebody.
        """
        form = self.counted.forms[self.layout.cube.at(place)]
        if place in self.structural and not is_number(form):
            return 0
        return HIDDEN if self._in_one_class(place) else form

    def percent(self, place: Place) -> Cell:
        """The percentage of two published numbers."""
        part, whole = self.persons(place), self.persons(self.layout.whole(place))
        if not is_number(part) or not is_number(whole) or not whole:
            return HIDDEN
        return round(100 * part / float(whole), PERCENT_DECIMALS)

    def _in_one_class(self, place: Place) -> bool:
        """The class rule: a line of a sensitive variable with nearly all its persons in one category."""
        return any(
            axis.column.sensitive and place[d] is not None and self._is_one_class(place, d)
            for d, axis in enumerate(self.layout.axes)
        )

    def _is_one_class(self, place: Place, dimension: int) -> bool:
        line = [
            self._root((*place[:dimension], level, *place[dimension + 1 :]))
            for level in range(self.layout.cube.shape[dimension])
        ]
        whole = self._root((*place[:dimension], None, *place[dimension + 1 :]))
        return whole > 0 and max(line) >= self.desk.profile.class_share / 100 * whole

    def _root(self, place: Place) -> int:
        return int(self.counted.roots[self.layout.cube.at(place)])


def _structural(layout: Layout, frame: Frame) -> frozenset[Place]:
    """Inner cells and margins that the catalogue names impossible."""
    zeros: StructuralZeros = getattr(frame, "structural_zeros", ())
    return frozenset(
        place for place in layout.cube.places() if any(_is_impossible(zero, place, layout.axes) for zero in zeros)
    )


def _is_impossible(zero: Mapping[str, Sequence[str]], place: Place, axes: Sequence[Axis]) -> bool:
    named = {
        axis.column.source: axis.levels[level]
        for axis, level in zip(axes, place, strict=True)
        if level is not None and axis.column.levels is None and axis.column.source is not None
    }
    return all(
        isinstance(label := named.get(variable), str) and any(label.startswith(code) for code in codes)
        for variable, codes in zero.items()
    )


def _records(layout: Layout, sample: Sample, sheet: _Sheet, desk: Desk) -> dict[Place, Form]:
    """Records of the cells; a margin's are the sum of its published cells'."""
    cube = layout.cube
    cells = cube.cells(tuple(axis.cells for axis in layout.axes), len(sample.persons))
    inner = list(desk.records(sample.persons, cells, len(cube.families[0])))
    for place in cube.places():
        if None not in place and not is_number(sheet.persons(place)):
            inner[cube.group_of(place)] = HIDDEN
    records: dict[Place, Form] = {}
    for place in cube.places():
        below = np.flatnonzero(cube.family_of(place) == cube.group_of(place))
        records[place] = sum_of([inner[cell] for cell in below]) if is_number(sheet.persons(place)) else HIDDEN
    return records


def _hidden_tables(analysis: Crosstab) -> list[Table]:
    tables = []
    if analysis.ratios:
        tables.append(ratios_table([[measure, HIDDEN, HIDDEN, HIDDEN] for measure in MEASURES]))
    if analysis.test:
        rows = [[one.value, *[HIDDEN] * 4] for one in analysis.test]
        tables.append(tests_table(rows, two_groups=False, by_variable=False))
    return tables


def _notes(analysis: Crosstab, desk: Desk, *, has_records: bool) -> list[dict[str, str]]:
    notes = [note("rounded", k=desk.profile.k, b=desk.profile.b), note("repeats"), note("hidden")]
    if analysis.percent:
        notes.append(note("percent"))
    if has_records:
        notes.append(note("records"))
    return notes
