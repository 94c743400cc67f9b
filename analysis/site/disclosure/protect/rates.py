"""The protector of rates: events and person-years are published, the rest is computed from what is published.

A rate tells no more than its two numbers. A standardised rate is made of the published numbers of its bands, so no
choice of weights tells more than the bands do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from analysis.plans.analyses import Rates
from analysis.site.engines import Engine
from analysis.site.estimation.rates import standardised
from analysis.site.evidence import Cells, Unprintable
from analysis.site.frame import Frame
from analysis.site.ledger.asking import Form
from analysis.site.methods.axes import Axis
from analysis.site.methods.cube import Cube, Place
from analysis.site.methods.rates import (
    RATES_COLUMNS,
    RATIOS_COLUMNS,
    STANDARDISED_COLUMNS,
    PersonTime,
    compute,
    per_year,
)
from analysis.site.methods.sample import Values
from analysis.site.methods.tables import Row, Table, column, table

from ..desk import Desk, Withhold, is_number
from ..notes import note
from ..protected import Protected
from ..rules import HIDDEN, PLACES, significant
from .events import published_events, withhold_one_class
from .groups import PublishedGroups, count_groupings, publish_groups
from .sets import Amounts, Crossing

PERSON_YEARS, EXPECTED = "person_years", "expected"
Flags = NDArray[np.bool_]


def protect_rates(analysis: Rates, frame: Frame, engine: Engine, desk: Desk) -> Protected:
    """Events, person-years and rates of groups and bands; standardised rates, and ratios to expected numbers."""
    computed = compute(analysis, frame, engine)
    sample = computed.followed.spells.sample(frame, engine)
    cohort = desk.cohort(sample, least=desk.profile.min_table)
    time = computed.evidence()
    groups = publish_groups(time.by, time.persons, frame, desk)
    count_groupings([*_splits(time), *_regroupings(time)], time.persons, desk)
    everything, matched = np.ones(len(time.persons), bool), np.ones(len(time.persons), bool)
    if time.expected is not None:
        matched = ~np.isnan(time.expected)
    crossed = _Crossed(groups, _Bands.of(time), time, everything, sample.of_records, desk)
    if not is_number(crossed.events[0]):
        raise Withhold("few events")
    withhold_one_class(frame.column(analysis.event), crossed.amounts(time.years), crossed.amounts(time.events), desk)
    per = float(analysis.per)
    tables = [table("rates", [*crossed.columns(), *RATES_COLUMNS], crossed.rows(crossed.years, per=per))]
    if time.over is not None and time.weights is not None:
        over = replace(crossed, bands=_Bands.over(time.over, time.weights))
        tables.append(_standardised(over, time.weights, per))
    if analysis.reference is not None and time.expected is not None:
        tables.append(_ratios(replace(crossed, kept=matched), time.expected, float(analysis.reference.per)))
    notes = ["rounded", "repeats", "hidden", "person_years", *(["outside"] if time.bands else [])]
    return Protected(
        cohort.persons, desk.all_records(sample.persons) if sample.of_records else None, cohort.dropped, tuple(tables),
        tuple(note(code, k=desk.profile.k, b=desk.profile.b) for code in notes), events=crossed.events[0],
        unmatched=_unmatched(crossed, matched) if analysis.reference else None,
    )  # fmt: skip


def _splits(time: PersonTime) -> list[tuple[str | None, Axis]]:
    return [(f"split.{axis.column.name}", axis) for axis in time.bands]


def _regroupings(time: PersonTime) -> list[tuple[str | None, Axis]]:
    """Variables that time is weighted by: each way to sort persons is one of the groupings of its source."""
    axes = [*time.matched, *([] if time.over is None else [time.over])]
    return [(axis.column.source, axis) for axis in axes]


@dataclass(frozen=True, repr=False, eq=False)
class _Bands(Unprintable):
    """Bands of person-time: the band of every row of evidence, -1 where it belongs to none."""

    axes: tuple[Axis, ...]
    cube: Cube
    cells: Cells

    @classmethod
    def of(cls, time: PersonTime) -> _Bands:
        """The bands of `split`."""
        cube = Cube(tuple(len(axis.levels) for axis in time.bands), only_total=True)
        return cls(time.bands, cube, cube.cells(tuple(axis.cells for axis in time.bands), len(time.persons)))

    @classmethod
    def over(cls, axis: Axis, weights: Values) -> _Bands:
        """The levels that a standard gives a weight."""
        cube = Cube((len(axis.levels),), only_total=True)
        return cls((axis,), cube, np.where(weights[axis.cells] > 0, axis.cells, -1))

    def places(self) -> list[tuple[Row, int]]:
        """The labels of every band, and of the one over all, with its place among the sets."""
        return [(self._labels(place), self.cube.at(place)) for place in self.cube.places()]

    def _labels(self, place: Place) -> Row:
        levels = zip(self.axes, place, strict=True)
        return [None if level is None else axis.levels[level] for axis, level in levels]


@dataclass(frozen=True, repr=False, eq=False)
class _Crossed(Unprintable):
    """The published time of groups in bands; `kept` are the rows of evidence that count."""

    groups: PublishedGroups
    bands: _Bands
    time: PersonTime
    kept: Flags
    of_records: bool
    desk: Desk

    @cached_property
    def sets(self) -> Crossing:
        """Their numbers."""
        return Crossing(self.groups.cube, self.bands.cube)

    def amounts(self, of: Values) -> Amounts:
        """What each person adds of something."""
        kept = self.kept & (self.bands.cells >= 0)
        return self.sets.amounts(self.time.persons[kept], self.groups.cells[kept], self.bands.cells[kept], of[kept])

    @cached_property
    def events(self) -> tuple[Form, ...]:
        """Published events."""
        return published_events(self.amounts(self.time.events), self.desk, of_records=self.of_records)

    @cached_property
    def years(self) -> tuple[Form, ...]:
        """Published person-years."""
        return self.amounts(self.time.years).sums(PERSON_YEARS, self.desk)

    def cells(self, group: int, band: int, *amounts: Sequence[Form]) -> tuple[Form, ...]:
        """The events of a group and band, and amounts of it: hidden unless all of them are numbers."""
        at = self.sets.number(group, band)
        if self.groups.is_hidden(group):
            return (HIDDEN, *(HIDDEN for _ in amounts))
        found = (self.events[at], *(one[at] for one in amounts))
        return found if all(map(is_number, found)) else (found[0], *(HIDDEN for _ in amounts))

    def rows(self, *amounts: Sequence[Form], per: float) -> list[Row]:
        """A row for each group and band: events, amounts, and events by the last amount with their limits."""
        rows = []
        for (group, at), (band, place) in product(self.groups.places(), self.bands.places()):
            found = self.cells(at, place, *amounts)
            rows.append([*group, *band, *found, *by_time(found[0], found[-1], per)])
        return rows

    def columns(self) -> list[dict[str, str]]:
        """The columns of the labels."""
        return [*self.groups.columns(), *(column(axis.column.name, "label") for axis in self.bands.axes)]


def by_time(events: Form, time: Form, per: float) -> Row:
    """Events by time with exact limits, of two published numbers."""
    if isinstance(events, str) or isinstance(time, str):
        return [HIDDEN] * 3
    return [significant(float(one)) for one in per_year(np.array(float(events)), np.array(float(time)), per)]


def _ratios(crossed: _Crossed, expected: Values, per: float) -> Table:
    """Observed against expected events, of the time that the reference has a rate for.

    Expected numbers are compared before they are divided by the reference's `per`, so that another `per` is no new figure.
    """
    hoped = crossed.amounts(np.nan_to_num(expected) * per).sums(EXPECTED, crossed.desk)
    shown = [form if isinstance(form, str) else significant(form / per, PLACES) for form in hoped]
    return table("ratios", [*crossed.columns(), *RATIOS_COLUMNS], crossed.rows(crossed.years, shown, per=1))


def _standardised(crossed: _Crossed, weights: Values, per: float) -> Table:
    """The weighted mean of the published rates of the bands; hidden where any of them is."""
    whole = crossed.bands.cube.at((None,))
    needed = [(level, crossed.bands.cube.at((level,))) for level in np.flatnonzero(weights > 0).tolist()]
    rows = []
    for head, group in crossed.groups.places():
        events, years = crossed.cells(group, whole, crossed.years)
        crude = by_time(events, years, per)[0]
        parts = [crossed.cells(group, at, crossed.years) for _, at in needed]
        rows.append([*head, events, years, crude, *_weighted(parts, weights[weights > 0], per)])
    return table("standardised", [*crossed.groups.columns(), *STANDARDISED_COLUMNS], rows)


def _weighted(parts: Sequence[tuple[Form, ...]], weights: Values, per: float) -> Row:
    if not all(is_number(form) for part in parts for form in part):
        return [HIDDEN] * 4
    events, years = (np.array([float(part[at]) for part in parts]) for at in (0, 1))
    found = standardised(events, years, weights)
    figures = (found.rate, found.standard_error, found.lower, found.upper)
    return [None if figure is None else significant(figure * per) for figure in figures]


def _unmatched(crossed: _Crossed, matched: Flags) -> Form:
    """The person-years without a reference rate; `hidden` also where there are none."""
    return replace(crossed, kept=~matched).years[0]
