"""The protector of summary: counts by ROUND, statistics by the summary rules, each through the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.plans.analyses import Statistic, Summary
from analysis.site.engines.duckdb import Engine
from analysis.site.evidence import Grid, Unprintable, digest_of
from analysis.site.frame import Frame
from analysis.site.ledger.asking import Form
from analysis.site.methods.cube import Cube, Place
from analysis.site.methods.sample import Sample, Values
from analysis.site.methods.significance import tests_table
from analysis.site.methods.summary import QUANTILE_OF, SummaryLayout, asked_quantiles, groups_of, read_summary
from analysis.site.methods.tables import Cell, Row, Table

from ..desk import Desk, is_number, number, sum_of
from ..notes import note
from ..protected import Protected
from ..rules import HIDDEN, is_once_each, mean_form, quantile_form, sd_form, share_form
from ..scale import SCALED, common_values, scale_of
from .crosstab import groupings_of, omitted_levels

Whole = NDArray[np.int64]


def protect_summary(analysis: Summary, frame: Frame, engine: Engine, desk: Desk) -> Protected:
    """Groups and quantiles of a summary; its tests are hidden."""
    sample = read_summary(analysis, frame, engine)
    cohort = desk.cohort(sample, least=desk.profile.min_table)
    sample = replace(sample, axes=tuple(desk.settle(axis, sample.persons) for axis in sample.axes))
    layout = SummaryLayout(analysis, sample.axes, sample.of_records)
    layout = replace(layout, omitted=_publish_groups(layout, sample, desk))
    variables = [_Variable.read(name, layout, sample, frame, desk) for name in analysis.of]
    tables = [layout.groups([row for variable in variables for row in variable.group_rows()])]
    if analysis.quantiles:
        tables.append(layout.quantiles([row for variable in variables for row in variable.quantile_rows()]))
    tables += _hidden_tests(analysis, layout)
    notes = ["rounded", "repeats", "hidden", "statistics", *(["records"] if sample.of_records else [])]
    return Protected(
        cohort.persons, desk.all_records(sample.persons) if sample.of_records else None, cohort.dropped, tuple(tables),
        tuple(note(code, k=desk.profile.k, b=desk.profile.b) for code in notes),
    )  # fmt: skip


def _publish_groups(layout: SummaryLayout, sample: Sample, desk: Desk) -> frozenset[tuple[int, int]]:
    """The groups themselves, for the budget of groupings; which levels of `other` have no row."""
    cube = groups_of(layout.axes)
    cells = _cells(cube, sample)
    counted = desk.counts(Grid(sample.persons, cells, cube.families), groupings=groupings_of(cube, layout.axes))
    return omitted_levels(cube, layout.axes, counted.forms)


@dataclass(frozen=True, repr=False, eq=False)
class _Variable(Unprintable):
    """The published figures of one variable; all lists are in the order of the groups' sets."""

    name: str
    layout: SummaryLayout
    persons: tuple[Form, ...]
    missing: tuple[Form, ...]
    records: tuple[Form, ...]
    figures: dict[str, tuple[Form, ...]]

    @classmethod
    def read(cls, name: str, layout: SummaryLayout, sample: Sample, frame: Frame, desk: Desk) -> _Variable:
        """Publish a variable's counts, then its statistics."""
        cube = groups_of(layout.axes)
        values, cells = sample.values[name], _cells(cube, sample)
        has = ~np.isnan(values)
        persons, missing = _presence(cube, sample.persons, cells, has, desk)
        group = _Groups(cube, values[has], sample.persons[has], cells[has], sample.of_records)
        gate = tuple(is_number(form) for form in persons)
        proposed = _propose(group, layout.analysis, frame.column(name).grid, persons, gate, desk)
        figures = dict(desk.values(group.grid, proposed).forms) if proposed else {}
        if not sample.of_records:
            figures |= _whatever_the_scale(group, figures, desk)
        shown = {
            figure: tuple(form if open_ else HIDDEN for form, open_ in zip(forms, gate, strict=True))
            for figure, forms in figures.items()
        }
        records = _records(group, gate, desk) if sample.of_records else ()
        return cls(name, layout, persons, missing, records, shown)

    def group_rows(self) -> list[Row]:
        """Rows of the table `groups`."""
        cube = groups_of(self.layout.axes)
        return [self._group_row(place, cube.at(place)) for place in self.layout.places()]

    def _group_row(self, place: Place, at: int) -> Row:
        counts: Row = [self.persons[at], *([self.records[at]] if self.layout.of_records else []), self.missing[at]]
        statistics = [self._cell(figure_of(one), at) for one in self.layout.analysis.statistics]
        return [*self.layout.heads(self.name, place), *counts, *statistics]

    def quantile_rows(self) -> list[Row]:
        """Rows of the table `quantiles`."""
        cube = groups_of(self.layout.axes)
        return [
            [*self.layout.heads(self.name, place), p, self._cell(quantile_figure(p), cube.at(place))]
            for place in self.layout.places()
            for p in asked_quantiles(self.layout.analysis)
        ]

    def _cell(self, figure: str | None, at: int) -> Cell:
        return HIDDEN if figure is None else self.figures[figure][at]


@dataclass(frozen=True, repr=False, eq=False)
class _Groups(Unprintable):
    """Rows with a value, in their groups."""

    cube: Cube
    values: Values
    persons: Whole
    cells: Whole
    of_records: bool

    @property
    def grid(self) -> Grid:
        """The persons with their values."""
        return Grid(self.persons, self.cells, self.cube.families, digest_of(self.values))

    def parts(self) -> list[tuple[Values, Whole]]:
        """Values and persons of each set, in the order of the cube's sets."""
        order = np.argsort(self.cells, kind="stable")
        bounds = np.searchsorted(self.cells[order], np.arange(1, len(self.cube.families[0])))
        inner = list(zip(np.split(self.values[order], bounds), np.split(self.persons[order], bounds), strict=True))
        return [(self.values, self.persons), *inner] if self.cube.shape else [(self.values, self.persons)]


def _whatever_the_scale(
    group: _Groups, figures: Mapping[str, tuple[Form, ...]], desk: Desk
) -> dict[str, tuple[Form, ...]]:
    """Means and deviations compared with those of the same values on another scale; all groups together, then each."""
    names = [name for name in SCALED if name in figures]
    shown: dict[str, tuple[Form, ...]] = dict.fromkeys(names, ())
    scales = [scale_of(values, persons) for values, persons in group.parts()]
    levels = [(np.zeros_like(group.cells), scales[:1], 0)] + ([(group.cells, scales[1:], 1)] if scales[1:] else [])
    for cells, own, first in levels if names else []:
        common = common_values(group.values, own, cells)
        grid = Grid(group.persons, cells, (np.arange(len(own)),), digest_of(common))
        columns = {name: figures[name][first : first + len(own)] for name in names}
        asked = {
            f"scaled:{name}": [one.common(name, form) for one, form in zip(own, column, strict=True)]
            for name, column in columns.items()
        }
        found = desk.values(grid, asked).forms
        for name in names:
            shown[name] += tuple(one.back(name, form) for one, form in zip(own, found[f"scaled:{name}"], strict=True))
    return shown


def figure_of(statistic: Statistic) -> str | None:
    """The ledger's name of a statistic; None for one that is never shown."""
    if statistic in QUANTILE_OF:
        return quantile_figure(QUANTILE_OF[statistic])
    return statistic.value if statistic in (Statistic.MEAN, Statistic.SD) else None


def quantile_figure(p: float) -> str:
    """The ledger's name of a quantile."""
    return f"quantile:{p!r}"


def _cells(cube: Cube, sample: Sample) -> Whole:
    return cube.cells(tuple(axis.cells for axis in sample.axes), len(sample.persons))


def _presence(
    cube: Cube, persons: Whole, cells: Whole, has: NDArray[np.bool_], desk: Desk
) -> tuple[tuple[Form, ...], tuple[Form, ...]]:
    """Published persons with a value and without any, of all groups together and of each."""
    total = _published(persons, np.zeros(len(persons), np.int64), has, 1, desk)
    if not cube.shape:
        return total
    inner = _published(persons, cells, has, len(cube.families[0]), desk)
    return total[0] + inner[0], total[1] + inner[1]


def _published(
    persons: Whole, cells: Whole, flags: NDArray[np.bool_], size: int, desk: Desk
) -> tuple[tuple[Form, ...], tuple[Form, ...]]:
    """Published persons of each cell with any flagged row, and with none."""
    numbers = np.arange(2 * size)
    families = (np.where(numbers % 2 == 0, numbers // 2, -1), np.where(numbers % 2 == 1, numbers // 2, -1))
    if is_once_each(persons):
        forms = desk.counts(Grid(persons, 2 * cells + ~flags, families)).forms
        return forms[:size], forms[size:]
    width = int(persons.max(initial=0)) + 1
    pairs, at = np.unique(cells * width + persons, return_inverse=True)
    flagged = np.bincount(at, weights=flags, minlength=len(pairs)) > 0
    forms = desk.counts(Grid(pairs % width, 2 * (pairs // width) + ~flagged, families)).forms
    return forms[:size], forms[size:]


def _propose(
    group: _Groups, analysis: Summary, grid: float | None, persons: Sequence[Form], gate: Sequence[bool], desk: Desk
) -> dict[str, list[Form]]:
    """The protected statistics of each group, before the ledger has its say."""
    asked = [figure_of(one) for one in analysis.statistics]
    quantiles = [p for p in QUANTILE_OF.values() if quantile_figure(p) in asked] + list(asked_quantiles(analysis))
    names = [name for name in ("mean", "sd") if name in asked] + [quantile_figure(p) for p in quantiles]
    shares = _two_valued(group, persons, desk)
    columns: dict[str, list[Form]] = {name: [] for name in names}
    for place, (values, owners) in enumerate(group.parts()):
        open_ = gate[place] and (shares is None or shares[place] is not None)
        share = None if shares is None else shares[place]
        for name in columns:
            columns[name].append(HIDDEN if not open_ else _statistic(name, values, owners, share, grid, desk))
    return columns


def _statistic(
    name: str, values: Values, owners: Whole, share: tuple[float, float] | None, grid: float | None, desk: Desk
) -> Form:
    if name.startswith("quantile:"):
        p = float(name.removeprefix("quantile:"))
        return quantile_form(values, owners, p, profile=desk.profile, grid=grid)
    form = (mean_form if name == "mean" else sd_form)(values, owners, desk.profile)
    if form == HIDDEN or share is None or np.isnan(share[0]):
        return form
    return share[0] if name == "mean" else share[1]


def _two_valued(group: _Groups, persons: Sequence[Form], desk: Desk) -> list[tuple[float, float] | None] | None:
    """For a variable of two values, whose mean is a frequency: mean and deviation by published counts.

    None for other variables; None for a group where either value has too few persons. With several rows a person the
    counts only decide, since a person may have both values.
    """
    found = np.unique(group.values)
    if len(found) != 2:
        return None
    low, high = (float(value) for value in found)
    sides = [_presence(group.cube, group.persons[at], group.cells[at], np.ones(int(at.sum()), bool), desk)[0]
             for at in (group.values == low, group.values == high)]  # fmt: skip
    shares: list[tuple[float, float] | None] = []
    for lows, highs, all_ in zip(*sides, persons, strict=True):
        if not is_number(lows) or not is_number(highs):
            shares.append(None)
        elif group.of_records or not is_number(all_):
            shares.append((float("nan"), float("nan")))
        else:
            shares.append(share_form(number(highs), number(all_), low, high))
    return shares


def _records(group: _Groups, gate: Sequence[bool], desk: Desk) -> tuple[Form, ...]:
    """Records with a value: of each group, and their sum."""
    if not group.cube.shape:
        return (desk.all_records(group.persons) if gate[0] else HIDDEN,)
    inner = desk.records(group.persons, group.cells, len(group.cube.families[0]))
    shown = [form if open_ else HIDDEN for form, open_ in zip(inner, gate[1:], strict=True)]
    return (sum_of(shown) if gate[0] else HIDDEN, *shown)


def _hidden_tests(analysis: Summary, layout: SummaryLayout) -> list[Table]:
    if not analysis.test:
        return []
    leads: list[Row] = [[name] for name in analysis.of] if len(analysis.of) > 1 else [[]]
    width = 7 if layout.has_two_groups else 4
    rows = [[*lead, one.value, *[HIDDEN] * width] for lead in leads for one in analysis.test]
    return [tests_table(rows, two_groups=layout.has_two_groups, by_variable=len(analysis.of) > 1)]
