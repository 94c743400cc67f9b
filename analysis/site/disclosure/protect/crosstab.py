"""The protector of crosstab. All shown figures are made of published numbers; the evidence only decides them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.plans.analyses import Crosstab
from analysis.site.engines import Engine
from analysis.site.evidence import Grid, Ids
from analysis.site.frame import Frame
from analysis.site.ledger.asking import Form
from analysis.site.methods.axes import Axis, Label
from analysis.site.methods.crosstab import layout_of, read_crosstab, shows_records
from analysis.site.methods.cube import Cube, Place
from analysis.site.methods.significance import MEASURES, ratios_table, tests_table
from analysis.site.methods.tables import Cell, Table
from analysis.site.structural_zeros import CodesOf, StructuralZero

from ..desk import Counted, Desk, is_number, sum_of
from ..notes import note
from ..protected import Protected
from ..rules import HIDDEN
from .class_rule import hidden_by_class, sensitive_of

PERCENT_DECIMALS = 1


def protect_crosstab(analysis: Crosstab, frame: Frame, engine: Engine, desk: Desk) -> Protected:
    """Counts, percentages and records of a crosstab; its tests and ratios are hidden."""
    sample = read_crosstab(analysis, frame, engine)
    cohort = desk.cohort(sample, least=desk.profile.min_table)
    axes = tuple(desk.settle(axis, sample.persons) for axis in sample.axes)
    layout = layout_of(analysis, axes)
    sheet = publish_sheet(axes, sample.persons, frame, desk)
    layout = replace(layout, omitted=omitted_levels(layout.cube, axes, sheet.counted.forms))
    records = published_records(axes, sample.persons, sheet, desk) if shows_records(analysis, sample) else None

    def percent(place: Place) -> Cell:
        return sheet.percent(place, layout.whole(place))

    tables = [layout.counts(sheet.persons, records.__getitem__ if records else None, percent)]
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
class Sheet:
    """The published cells of one table."""

    cube: Cube
    counted: Counted
    structural: frozenset[Place]
    hidden: frozenset[Place]

    def persons(self, place: Place) -> Cell:
        """A cell's persons: 0 where nobody can be, hidden by the class rule, else the published form.

        The catalogue says 0, so a mistake in the data that puts a few persons there says 0 as well: its symbol would
        tell that there is somebody.
        """
        form = self.counted.forms[self.cube.at(place)]
        if place in self.structural and not is_number(form):
            return 0
        return HIDDEN if place in self.hidden else form

    def percent(self, place: Place, whole: Place) -> Cell:
        """The percentage of two published numbers."""
        part, all_ = self.persons(place), self.persons(whole)
        if not is_number(part) or not is_number(all_) or not all_:
            return HIDDEN
        return round(100 * part / float(all_), PERCENT_DECIMALS)


def publish_sheet(axes: Sequence[Axis], persons: Ids, frame: Frame, desk: Desk) -> Sheet:
    """Publish the full cross of some dimensions with every margin; `persons` has an entry a row, as the dimensions do."""
    cube = Cube(tuple(len(axis.levels) for axis in axes))
    cells = cube.cells(tuple(axis.cells for axis in axes), len(persons))
    counted = desk.counts(Grid(persons, cells, cube.families), groupings=groupings_of(cube, axes), cohort=0)
    hidden = hidden_by_class(sensitive_of(axes), cube, counted.roots, desk.profile)
    return Sheet(cube, counted, _structural(cube, axes, frame.structural_zeros), hidden)


def _structural(cube: Cube, axes: Sequence[Axis], zeros: Sequence[StructuralZero]) -> frozenset[Place]:
    """Inner cells and margins that the catalogue names impossible."""
    if not zeros:
        return frozenset()
    return frozenset(place for place in cube.places() if _is_impossible(place, axes, zeros))


def _is_impossible(place: Place, axes: Sequence[Axis], zeros: Sequence[StructuralZero]) -> bool:
    standing = [(axis, level) for axis, level in zip(axes, place, strict=True) if axis.column.is_source]
    labels = {axis.column.source: axis.levels[level] for axis, level in standing if level is not None}
    return any(all(_holds(part, labels) for part in zero) for zero in zeros)


def _holds(part: CodesOf, labels: Mapping[str | None, Label]) -> bool:
    found = (label for source, label in labels.items() if source in part.variables)
    return any(isinstance(label, str) and part.hold(label) for label in found)


def published_records(axes: Sequence[Axis], persons: Ids, sheet: Sheet, desk: Desk) -> dict[Place, Form]:
    """Records of the cells; a margin's are the sum of its published cells'."""
    cube = sheet.cube
    cells = cube.cells(tuple(axis.cells for axis in axes), len(persons))
    inner = list(desk.records(persons, cells, len(cube.families[0])))
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
