"""The protector of survival: every figure of a curve is computed from a published risk table of its group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from analysis.plans.analyses import Survival
from analysis.plans.options import TimeUnit
from analysis.site.engines import Engine
from analysis.site.estimation.curves import Curve, Scale, kaplan_meier, restricted_mean
from analysis.site.estimation.incidence import cumulative_incidence
from analysis.site.evidence import Cells, Unprintable
from analysis.site.frame import Frame
from analysis.site.ledger.asking import Form
from analysis.site.methods.competing import curve_columns
from analysis.site.methods.cube import Cube
from analysis.site.methods.sample import Values
from analysis.site.methods.significance import tests_table
from analysis.site.methods.survival import SpellsOfPersons, SurvivalComputed, compute, groups_columns
from analysis.site.methods.tables import Cell, Row, Table, column, table

from ..desk import Desk, Withhold, is_number
from ..notes import note
from ..protected import Protected
from ..rules import HIDDEN, PLACES, significant
from .curves import CENSORED, STEP, Flags, PublishedCurve, RiskTable, publish_curve, spells_on_grid, steps
from .events import withhold_one_class
from .groups import PublishedGroups, publish_groups
from .sets import Amounts, Crossing

SHARE_DECIMALS = 4
HALF = 0.5
Shares = tuple[Values, ...] | None
"""A share of the persons with its limits, at each end of an interval."""


def protect_survival(analysis: Survival, frame: Frame, engine: Engine, desk: Desk) -> Protected:
    """Curves, medians, restricted means and incidences from published risk tables; the log-rank test is hidden."""
    computed = compute(analysis, frame, engine)
    sample = computed.followed.spells.sample(frame, engine)
    cohort = desk.cohort(sample, least=desk.profile.min_table)
    spells = computed.evidence()
    groups = publish_groups(spells.by, spells.persons, frame, desk)
    events = _set_of(spells.events > 0, spells, groups).counts(desk).forms
    if not is_number(events[0]):
        raise Withhold("few events")
    _withhold_one_class(analysis, spells, groups, frame, desk)
    curves = _Curves(analysis, computed, spells, groups, events, desk)
    tables = [curves.groups_table()]
    if analysis.event is not None:
        tables.append(curves.curve_table())
    if analysis.competing is not None:
        tables.append(curves.incidence_table())
    if analysis.test:
        # Beside a table of the same groups and events the statistic leaves few possible tables, or one.
        tables.append(tests_table([["logrank", *[HIDDEN] * 4]], two_groups=False, by_variable=False))
    notes = ["rounded", "repeats", "hidden", "curves"]
    return Protected(
        cohort.persons, desk.all_records(sample.persons) if sample.of_records else None, cohort.dropped, tuple(tables),
        tuple(note(code, k=desk.profile.k, b=desk.profile.b) for code in notes), events=events[0],
    )  # fmt: skip


def _withhold_one_class(
    analysis: Survival, spells: SpellsOfPersons, groups: PublishedGroups, frame: Frame, desk: Desk
) -> None:
    """The class rule of the event, and of having any of the competing causes."""
    outcomes = [(analysis.event, spells.events > 0)]
    if spells.causes is not None:
        outcomes.append((analysis.competing, spells.causes != CENSORED))
    followed = _set_of(np.ones(len(spells.persons), bool), spells, groups)
    for name, has in outcomes:
        if name is not None:
            withhold_one_class(frame.column(name), followed, _set_of(has, spells, groups), desk)


def _set_of(has: Flags, spells: SpellsOfPersons, groups: PublishedGroups) -> Amounts:
    """Persons of each group who have something in a spell."""
    no_band = np.zeros(len(spells.persons), np.int64)
    return Crossing(groups.cube, Cube(())).amounts(spells.persons, groups.cells, no_band, has.astype(np.float64))


@dataclass(frozen=True, repr=False, eq=False)
class _Curves(Unprintable):
    """The published curves of the groups, and the tables they are shown in."""

    analysis: Survival
    computed: SurvivalComputed
    spells: SpellsOfPersons
    groups: PublishedGroups
    events: tuple[Form, ...]
    desk: Desk

    @property
    def _unit(self) -> TimeUnit:
        return self.computed.followed.unit

    @cached_property
    def _until(self) -> list[float]:
        """The end of the restricted mean, where there is one."""
        return [] if self.analysis.rmst is None else [float(self.analysis.rmst)]

    @cached_property
    def _times(self) -> list[float]:
        """The times asked for."""
        return [float(time) for time in self.analysis.times]

    @cached_property
    def _causes(self) -> tuple[tuple[str, ...], Cells]:
        """The labels of the causes, and the cause each spell ends with; without competing causes the event alone."""
        if self.spells.cause is None:
            return (), np.where(self.spells.events > 0, 0, CENSORED)
        axis = self.desk.settle(self.spells.cause, self.spells.persons)
        return axis.labels, axis.codes

    @cached_property
    def _published(self) -> list[_GroupCurve]:
        """The curve of every group that has a row, and of all together."""
        labels, causes = self._causes
        on_grid = replace(spells_on_grid(self.computed, self.spells), causes=causes)
        asked = steps(np.array([*self._times, *self._until]), self._unit).tolist()
        hidden = PublishedCurve(None, tuple(HIDDEN for _ in asked))
        found = []
        for head, at in self.groups.places():
            inside = (self.groups.cells == at - 1) | (at == 0)
            is_shown = is_number(self.groups.persons[at])
            curve = publish_curve(on_grid.where(inside), len(labels), asked, self.desk) if is_shown else hidden
            found.append(_GroupCurve(head, at, curve, STEP[self._unit], Scale(self.analysis.interval)))
        return found

    def groups_table(self) -> Table:
        """The table `groups`."""
        columns = [*self.groups.columns(), *groups_columns(self._unit)]
        return table("groups", columns, [self._group_row(one) for one in self._published])

    def _group_row(self, one: _GroupCurve) -> Row:
        persons = self.groups.persons[one.at]
        events = self.events[one.at] if persons != HIDDEN else HIDDEN
        is_seen = bool(self._until) and is_number(one.published.before[-1])
        mean: Row = [None, None] if not self._until else one.mean(self._until[0]) if is_seen else [HIDDEN, HIDDEN]
        return [*one.head, persons, events, HIDDEN, *one.medians(), *mean]

    def curve_table(self) -> Table:
        """The table `curve`."""
        columns = [*self.groups.columns(), *curve_columns(self._unit, "survival")]
        return table("curve", columns, [[*one.head, *row] for one in self._published for row in self._points(one)])

    def _points(self, one: _GroupCurve) -> list[Row]:
        return one.at_times(self._times, one.survival, (1.0, 1.0, 1.0)) if self._times else one.at_cuts(one.survival)

    def incidence_table(self) -> Table:
        """The table `incidence`: a curve of each cause."""
        rows: list[Row] = []
        for one in self._published:
            for cause, label in enumerate(self._causes[0]):
                shares = one.incidence(cause)
                points = (
                    one.at_times(self._times, shares, (0.0, np.nan, np.nan)) if self._times else one.at_cuts(shares)
                )
                rows += [[*one.head, label, *point] for point in points if points]
        columns = [*self.groups.columns(), column("cause", "label"), *curve_columns(self._unit, "incidence")]
        return table("incidence", columns, rows)


@dataclass(frozen=True, repr=False, eq=False)
class _GroupCurve(Unprintable):
    """The published curve of one group; everything here is computed from its risk table."""

    head: Row
    at: int
    published: PublishedCurve
    step: float
    scale: Scale

    @cached_property
    def _table(self) -> RiskTable | None:
        return self.published.table

    @cached_property
    def times(self) -> Values:
        """The ends of the intervals."""
        return np.array([] if self._table is None else self._table.ends, float) * self.step

    @property
    def _start(self) -> float:
        """When the first interval begins."""
        return 0.0 if self._table is None else max(self._table.first, 0) * self.step

    @cached_property
    def _fitted(self) -> Curve | None:
        return None if self._table is None else kaplan_meier(self._table.risk(self.times), self.scale)

    @property
    def survival(self) -> Shares:
        """The curve with its limits, at the ends of the intervals."""
        return None if self._fitted is None else (self._fitted.survival, self._fitted.lower, self._fitted.upper)

    def incidence(self, cause: int) -> Shares:
        """The same of the incidence of a cause; nothing before its published events are a number."""
        if self._table is None:
            return None
        causes = cumulative_incidence(self._table.spells(self.times), len(self._table.of_causes), self.scale)
        place = np.searchsorted(causes[cause].times, self.times, "right") - 1
        known = np.array([is_number(form) for form in self._table.of_causes[cause]])
        found = (causes[cause].incidence, causes[cause].lower, causes[cause].upper)
        return tuple(np.where(known, share[place], np.nan) for share in found)

    def medians(self) -> Row:
        """The median with its limits; hidden without a curve."""
        if self._fitted is None:
            return [HIDDEN] * 3
        return [self._half(share) for share in (self._fitted.survival, self._fitted.lower, self._fitted.upper)]

    def _half(self, share: Values) -> float | None:
        """When the straight lines between the cuts are at a half; None where they never are."""
        times, shares = [self._start, *self.times], [1.0, *share]
        below = np.flatnonzero(np.array(shares) <= HALF)
        if not len(below):
            return None
        ends = slice(below[0] - 1, below[0] + 1)
        return significant(float(np.interp(-HALF, [-one for one in shares[ends]], times[ends])))

    def mean(self, until: float) -> Row:
        """The restricted mean with its error. The events of an interval lie in its middle."""
        if self._table is None:
            return [HIDDEN] * 2
        middles = (self.times + np.concatenate([[self._start], self.times[:-1]])) / 2
        return [significant(one) for one in restricted_mean(kaplan_meier(self._table.risk(middles), self.scale), until)]

    def at_cuts(self, shares: Shares) -> list[Row]:
        """A row for the end of each interval: who was at risk at its start, and the shares."""
        if self._table is None or shares is None:
            return []
        lines = zip(self.times, self._table.at_risk, *shares, strict=False)
        return [[significant(time, PLACES), at_risk, *map(_shown, line)] for time, at_risk, *line in lines
                if not np.isnan(line[0])]  # fmt: skip

    def at_times(self, times: Sequence[float], shares: Shares, at_first: Sequence[float]) -> list[Row]:
        """A row for each time asked for: who is at risk just before it, and the shares on a straight line between cuts."""
        rows: list[Row] = []
        for time, before in zip(times, self.published.before, strict=False):
            figures: Row = [HIDDEN] * 3
            if shares is not None and is_number(before):
                ends = [self._start, *self.times]
                lines = zip(at_first, shares, strict=True)
                drawn = [float(np.interp(time, ends, [first, *share])) for first, share in lines]
                figures = figures if np.isnan(drawn[0]) else drawn
            rows.append([time, before, *map(_shown, figures)])
        return rows


def _shown(share: Cell) -> Cell:
    """A share in four decimals; none where it is not defined."""
    if share is None or isinstance(share, str):
        return share
    return None if np.isnan(share) else round(float(share), SHARE_DECIMALS)
