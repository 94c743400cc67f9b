"""The protector of summary: counts by ROUND, statistics by the summary rules, each through the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.plans.analyses import Statistic, Summary
from analysis.site.engines import Engine
from analysis.site.evidence import Grid, Unprintable, digest_of
from analysis.site.frame import Column, Frame
from analysis.site.ledger.asking import Form, Proposal
from analysis.site.methods.axes import Axis
from analysis.site.methods.cube import Cube, Place
from analysis.site.methods.sample import Sample, Values
from analysis.site.methods.significance import tests_table
from analysis.site.methods.summary import QUANTILE_OF, SummaryLayout, asked_quantiles, groups_of, read_summary
from analysis.site.methods.tables import Cell, Row, Table

from ..desk import Desk, is_number, number, sum_of
from ..notes import note
from ..protected import Protected
from ..rules import (
    HIDDEN,
    is_once_each,
    may_have_mean,
    may_have_sd,
    mean_form,
    quantile_figure,
    quantile_forms,
    sd_form,
    share_form,
)
from ..scale import SCALED, common_values, scale_of
from .class_rule import hidden_by_class, sensitive_of
from .crosstab import groupings_of, omitted_levels

Whole = NDArray[np.int64]


def protect_summary(analysis: Summary, frame: Frame, engine: Engine, desk: Desk) -> Protected:
    """Groups and quantiles of a summary; its tests are hidden."""
    sample = read_summary(analysis, frame, engine)
    cohort = desk.cohort(sample, least=desk.profile.min_table)
    sample = replace(sample, axes=tuple(desk.settle(axis, sample.persons) for axis in sample.axes))
    layout = SummaryLayout(analysis, sample.axes, sample.of_records)
    layout = replace(layout, omitted=_publish_groups(layout, sample, desk))
    hidden = hidden_groups(layout.axes, sample.persons, _cells(groups_of(layout.axes), sample), desk)
    variables = [PublishedVariable.read(name, layout, sample, frame, desk, hidden) for name in analysis.of]
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
    groupings = groupings_of(cube, layout.axes)
    counted = desk.counts(Grid(sample.persons, cells, cube.families), groupings=groupings, cohort=0)
    return omitted_levels(cube, layout.axes, counted.forms)


def hidden_groups(axes: Sequence[Axis], persons: Whole, cells: Whole, desk: Desk) -> frozenset[int]:
    """The groups that the class rule hides, as it hides the cells of a table of counts of the same persons."""
    sensitive, groups = sensitive_of(axes), groups_of(axes)
    hidden = _hidden_places(sensitive, Cube(groups.shape), persons, cells, desk)
    return frozenset(groups.at(place) for place in groups.places() if place in hidden)


def _hidden_places(sensitive: Sequence[int], cube: Cube, persons: Whole, cells: Whole, desk: Desk) -> frozenset[Place]:
    if not sensitive:
        return frozenset()
    return hidden_by_class(sensitive, cube, desk.counts(Grid(persons, cells, cube.families)).roots, desk.profile)


@dataclass(frozen=True, repr=False, eq=False)
class PublishedVariable(Unprintable):
    """The published figures of one variable; all lists are in the order of the groups' sets."""

    name: str
    layout: SummaryLayout
    persons: tuple[Form, ...]
    missing: tuple[Form, ...]
    records: tuple[Form, ...]
    figures: dict[str, tuple[Form, ...]]

    @classmethod
    def read(
        cls, name: str, layout: SummaryLayout, sample: Sample, frame: Frame, desk: Desk, hidden: frozenset[int]
    ) -> PublishedVariable:
        """Publish a variable's counts, then its statistics; nothing is told of the groups `hidden`."""
        cube = groups_of(layout.axes)
        values, cells = sample.values[name], _cells(cube, sample)
        has = ~np.isnan(values)
        hidden = hidden | hidden_groups(layout.axes, sample.persons[has], cells[has], desk)
        hidden = hidden | hidden_groups(layout.axes, sample.persons[~has], cells[~has], desk)
        persons, missing = (
            tuple(HIDDEN if at in hidden else form for at, form in enumerate(forms))
            for forms in presence(cube, sample.persons, cells, has, desk)
        )
        group = _Groups(cube, values[has], sample.persons[has], cells[has], sample.of_records)
        gate = tuple(is_number(form) for form in persons)
        proposed = _propose(group, layout.analysis, frame.column(name), persons, gate, desk)
        figures = dict(desk.values(group.grid, proposed, number=frame.column(name)))
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
        return [*self.layout.heads(self.name, place), *counts, *self.statistics(at)]

    def statistics(self, at: int) -> Row:
        """The statistics asked for of the group at a place among the sets."""
        return [self._cell(figure_of(one), at) for one in self.layout.analysis.statistics]

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
    parts = group.parts()
    scales = [scale_of(values, persons) for values, persons in parts]
    levels = [(np.zeros_like(group.cells), scales[:1], 0)] + ([(group.cells, scales[1:], 1)] if scales[1:] else [])
    for cells, own, first in levels if names else []:
        common = common_values(group.values, own, cells)
        grid = Grid(group.persons, cells, (np.arange(len(own)),), digest_of(common))
        columns = {name: figures[name][first : first + len(own)] for name in names}
        asked = {
            f"scaled:{name}": [one.common(name, form) for one, form in zip(own, column, strict=True)]
            for name, column in columns.items()
        }
        found = desk.values(grid, asked)
        for name in names:
            forms = zip(own, found[f"scaled:{name}"], parts[first:], strict=False)
            shown[name] += tuple(
                _as_far_as_it_can_be(name, one.back(name, form), values) for one, form, (values, _) in forms
            )
    return shown


DIGITS_ALONE = 0.01
"""How far three significant digits may take a mean from all values: that of calendar years for instance."""


def _as_far_as_it_can_be(name: str, form: Form, values: Values) -> Form:
    """A figure that was first published on another scale, for nearly the same persons and values; `hidden` where no
    values between these ends can have it: turned back, what a few persons had there can become a multiple of it all."""
    if isinstance(form, str) or not len(values):
        return form
    low, high = float(values.min()), float(values.max())
    beside = max(high - low, DIGITS_ALONE * abs(form))
    can_be = low - beside <= form <= high + beside if name == "mean" else form <= beside
    return form if can_be else HIDDEN


def figure_of(statistic: Statistic) -> str | None:
    """The ledger's name of a statistic; None for one that is never shown."""
    if statistic in QUANTILE_OF:
        return quantile_figure(QUANTILE_OF[statistic])
    return statistic.value if statistic in (Statistic.MEAN, Statistic.SD) else None


def _cells(cube: Cube, sample: Sample) -> Whole:
    return cube.cells(tuple(axis.cells for axis in sample.axes), len(sample.persons))


def presence(
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
    group: _Groups, analysis: Summary, column: Column, persons: Sequence[Form], gate: Sequence[bool], desk: Desk
) -> dict[str, list[Proposal]]:
    """The protected statistics of each group, before the ledger has its say."""
    asked = [figure_of(one) for one in analysis.statistics]
    named = [p for p in QUANTILE_OF.values() if quantile_figure(p) in asked]
    quantiles = list(dict.fromkeys([*named, *asked_quantiles(analysis)]))
    names = [name for name in ("mean", "sd") if name in asked]
    shares = _two_valued(group, column, persons, desk)
    columns: dict[str, list[Proposal]] = {name: [] for name in [*names, *map(quantile_figure, quantiles)]}
    for place, (values, owners) in enumerate(group.parts()):
        share = None if shares is None else shares[place]
        if gate[place] and (shares is None or share is not None):
            moments = [_moment(name, values, owners, share, desk) for name in names]
            forms = moments + quantile_forms(values, owners, quantiles, profile=desk.profile, grid=column.grid)
        else:
            forms = [HIDDEN for _ in columns]
        for filled, form in zip(columns.values(), forms, strict=True):
            filled.append(form)
    return columns


def _moment(name: str, values: Values, owners: Whole, share: tuple[float, float] | None, desk: Desk) -> Proposal:
    may_have, form_of, at = (may_have_mean, mean_form, 0) if name == "mean" else (may_have_sd, sd_form, 1)
    if share is None or np.isnan(share[at]):
        return form_of(values, owners, desk.profile)
    return share[at] if may_have(values, owners, desk.profile) else HIDDEN


def _two_valued(
    group: _Groups, column: Column, persons: Sequence[Form], desk: Desk
) -> list[tuple[float, float] | None] | None:
    """For a variable of two values, whose mean is a frequency: mean and deviation by published counts.

    None for other variables; None for a group where either value has too few persons, or where the class rule would
    hide the counts of a sensitive variable. With several rows a person the counts only decide, since a person may have
    both values.
    """
    found = np.unique(group.values)
    if len(found) != 2:
        return None
    low, high = (float(value) for value in found)
    sides = [presence(group.cube, group.persons[at], group.cells[at], np.ones(int(at.sum()), bool), desk)[0]
             for at in (group.values == low, group.values == high)]  # fmt: skip
    sensitive = [len(group.cube.shape)] if column.sensitive else []
    counts = Cube((*group.cube.shape, len(found)))
    hidden = _hidden_places(sensitive, counts, group.persons, 2 * group.cells + (group.values == high), desk)
    shown = [(*place, 0) not in hidden for place in sorted(group.cube.places(), key=group.cube.at)]
    shares: list[tuple[float, float] | None] = []
    for lows, highs, all_, is_shown in zip(*sides, persons, shown, strict=True):
        if not is_number(lows) or not is_number(highs) or not is_shown:
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
