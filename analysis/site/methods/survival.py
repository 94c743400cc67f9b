"""survival: Kaplan-Meier curves with medians and restricted means, log-rank, and the incidence of competing causes.

The engine counts who enters, has the event and is censored at each distinct time of each group; the curves are made of
these counts. Raw: the counts. Evidence: every spell. See docs/reference/methods/survival.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from sqlglot import exp

from analysis.plans.analyses import MissingValues, Survival
from analysis.plans.options import TimeUnit
from analysis.plans.times import AtRisk, FollowUp
from analysis.site import trees
from analysis.site.engines import Engine
from analysis.site.estimation.curves import (
    Curve,
    LogRank,
    Risk,
    Scale,
    kaplan_meier,
    log_rank,
    median,
    restricted_mean,
    risk_of,
)
from analysis.site.estimation.times import one_time
from analysis.site.evidence import Cells, Ids, Unprintable
from analysis.site.frame import PERSON, Frame

from .axes import Axis, axis_of
from .competing import curve_columns, incidence_table, shown_at
from .computed import Result
from .follow_up import EVENT, START, STOP, Followed, follow
from .groups import PERSONS, Arrays, Groups, add_up, count, groups_of, in_groups, numbers, or_none, persons_and_rows
from .sample import Values
from .significance import Outcome, tests_table
from .tables import Row, Table, column, table

TIME, EVENTS, CENSORED, ENTERED = "_time", "_events", "_censored", "_entered"


@dataclass(frozen=True, repr=False, eq=False)
class SpellsOfPersons(Unprintable):
    """Evidence: whose each spell is, its group of `by`, (entry, exit], the event, and the cause (-1: none).

    `causes` is None without competing causes. `by` are the dimensions of the groups, `cause` that of the causes.
    """

    persons: Ids
    cells: Cells
    entries: Values
    exits: Values
    events: Values
    causes: Cells | None
    by: tuple[Axis, ...]
    cause: Axis | None


def compute(analysis: Survival, frame: Frame, engine: Engine) -> SurvivalComputed:
    """Follow the persons."""
    competing = [] if analysis.competing is None else [analysis.competing]
    any_cause = [exp.paren(trees.not_(trees.is_null(frame.stored(name)))) for name in competing]
    followed = follow(
        frame,
        engine,
        analysis,
        names=(*analysis.by, *analysis.strata, *competing),
        may_miss=set(competing) - {*analysis.by, *analysis.strata},
        event=any_cause[0] if analysis.event is None else None,
        keeps_missing=analysis.missing is MissingValues.CATEGORY,
    )
    return SurvivalComputed(analysis, frame, engine, followed)


@dataclass(frozen=True, repr=False, eq=False)
class SurvivalComputed(Unprintable):
    """Persons who have been followed."""

    analysis: Survival
    frame: Frame
    engine: Engine
    followed: Followed

    def result(self) -> Result:
        """The tables `groups`, `curve`, `incidence` and `test`."""
        curves = [kaplan_meier(risk, Scale(self.analysis.interval)) for risk in self._risks]
        tested = self.log_rank()
        tables = [self._groups_table(curves, tested)]
        if self.analysis.event is not None:
            tables.append(self._curve_table(curves))
        if self.analysis.competing is not None:
            tables.append(incidence_table(self.analysis, self.frame, self.engine, self.followed, self._risks))
        if self.analysis.test:
            outcome = Outcome(tested.statistic, tested.df, None, tested.p_value)
            cells = [["logrank", *outcome.cells(two_groups=False)]]
            tables.append(tests_table(cells, two_groups=False, by_variable=False))
        events = int(self._counted(EVENTS).sum())
        return {**self.followed.spells.counted(), "events": events, "tables": tables}

    def evidence(self) -> SpellsOfPersons:
        """Every spell."""
        names = [*self.analysis.by, *self._competing]
        columns = [trees.column(name) for name in (PERSON, *dict.fromkeys(names), START, STOP, EVENT)]
        arrays = self.engine.fetch(self.followed.spells.rows().select(*columns))
        groups = self._grouped(self.analysis.by, arrays)
        causes = [axis_of(self.frame.column(name), arrays[name], shows_missing=False) for name in self._competing]
        cause = causes[0] if causes else None
        return SpellsOfPersons(
            np.asarray(arrays[PERSON].data, np.int64), groups.cells, numbers(arrays[START]), numbers(arrays[STOP]),
            numbers(arrays[EVENT]), cause.codes if cause else None, groups.axes, cause,
        )  # fmt: skip

    # Counts of the engine

    @property
    def _competing(self) -> list[str]:
        return [] if self.analysis.competing is None else [self.analysis.competing]

    @property
    def is_delayed(self) -> bool:
        """Whether persons may enter after time 0."""
        time = self.analysis.time
        return isinstance(time, AtRisk) or (isinstance(time, FollowUp) and time.origin is not None)

    @cached_property
    def _counts(self) -> Arrays:
        """Entries, events and censorings of every group, stratum and distinct time."""
        by = tuple(dict.fromkeys((*self.analysis.by, *self.analysis.strata)))
        event, keys = trees.column(EVENT), [trees.column(name) for name in by]
        leaving = [trees.named(event, EVENTS), trees.named(trees.not_(event.copy()), CENSORED), _flag(False, ENTERED)]
        rows: exp.Query = self.followed.spells.rows().select(*keys, trees.named(trees.column(STOP), TIME), *leaving)
        if self.is_delayed:
            entering = [_flag(False, EVENTS), _flag(False, CENSORED), _flag(True, ENTERED)]
            start = trees.named(trees.column(START), TIME)
            rows = rows.union(self.followed.spells.rows().select(*keys, start, *entering), distinct=False)
        measures = [count(trees.column(name), name) for name in (EVENTS, CENSORED, ENTERED)]
        return add_up(self.engine, exp.select().from_(rows.subquery("c")), (*by, TIME), measures)

    def _counted(self, name: str) -> Values:
        return numbers(self._counts[name])

    def _grouped(self, names: Sequence[str], arrays: Arrays) -> Groups:
        columns = [self.frame.column(name) for name in names]
        return groups_of(columns, arrays, shows_missing=self.analysis.missing is MissingValues.CATEGORY)

    @cached_property
    def _groups(self) -> Groups:
        return self._grouped(self.analysis.by, self._counts)

    @cached_property
    def _risks(self) -> list[Risk]:
        """The table of risk of every group, and over all where there are groups."""
        cells = self._groups.cells
        found = [self._risk(cells == group) for group in range(self._groups.count)]
        return [*found, self._risk(np.ones(len(cells), bool))] if self.analysis.by else found

    def _risk(self, rows: Any) -> Risk:
        entered = self._counted(ENTERED)[rows] if self.is_delayed else None
        events, censored = self._counted(EVENTS)[rows], self._counted(CENSORED)[rows]
        return risk_of(self._times[rows], events=events, censored=censored, entered=entered)

    @cached_property
    def _times(self) -> Values:
        return one_time(self._counted(TIME))

    def log_rank(self) -> LogRank:
        """The log-rank test of the groups of `by`, over `strata`, at full precision."""
        groups, strata = self._groups.cells, self._grouped(self.analysis.strata, self._counts).cells
        return log_rank(
            [
                [self._risk((strata == stratum) & (groups == group)) for group in range(self._groups.count)]
                for stratum in (np.unique(strata) if len(strata) else [0])
            ]
        )

    # Tables

    def _groups_table(self, curves: Sequence[Curve], tested: LogRank) -> Table:
        columns = [*self._groups.columns(), *groups_columns(self.followed.unit)]
        persons = in_groups(
            self.engine,
            self.followed.spells.rows(),
            [axis.column for axis in self._groups.axes],
            persons_and_rows(of_records=self.followed.spells.records is not None),
            shows_missing=self.analysis.missing is MissingValues.CATEGORY,
        ).counts(PERSONS)
        expected = np.append(tested.expected, tested.expected.sum())
        lines = zip(self._groups.heads(), persons, expected, curves, strict=False)
        return table("groups", columns, [[*head, n, *self._described(hoped, curve)] for head, n, hoped, curve in lines])

    def _described(self, expected: float, curve: Curve) -> Row:
        times = curve.risk.times
        middles: Row = [median(times, shares) for shares in (curve.survival, curve.lower, curve.upper)]
        until = self.analysis.rmst
        mean: Row = [None, None]
        if until is not None and len(times):
            mean = list(restricted_mean(curve, float(until)))
        return [int(curve.risk.events.sum()), float(expected), *middles, *mean]

    def _curve_table(self, curves: Sequence[Curve]) -> Table:
        columns = [*self._groups.columns(), *curve_columns(self.followed.unit, "survival")]
        points = self._at_times if self.analysis.times else _at_events
        lines = zip(self._groups.heads(), curves, strict=True)
        return table("curve", columns, [[*head, *point] for head, curve in lines for point in points(curve)])

    def _at_times(self, curve: Curve) -> Iterator[Row]:
        times = [float(time) for time in self.analysis.times]
        for time, at_risk, place in zip(times, curve.risk.before(times), curve.risk.places(times), strict=True):
            held = None if place == len(curve.survival) else int(place)
            figures = shown_at(held, (curve.survival, curve.lower, curve.upper), at_first=(1.0, 1.0, 1.0))
            yield [time, int(at_risk), *figures]


def groups_columns(unit: TimeUnit) -> list[dict[str, str]]:
    """The figures of the table `groups`."""
    columns = [column("persons", "count"), column("events", "count"), column("expected", "estimate")]
    columns += [column("median", "estimate", unit.value), column("median_lower", "interval", unit.value)]
    columns += [column("median_upper", "interval", unit.value), column("rmst", "estimate", unit.value)]
    return [*columns, column("rmst_standard_error", "error", unit.value)]


def _flag(value: bool, name: str) -> exp.Alias:
    return trees.named(trees.boolean(value), name)


def _at_events(curve: Curve) -> Iterator[Row]:
    """A point for each time with an event."""
    risk = curve.risk
    for place in np.flatnonzero(risk.events > 0):
        limits = (or_none(curve.lower[place]), or_none(curve.upper[place]))
        yield [float(risk.times[place]), int(risk.at_risk[place]), float(curve.survival[place]), *limits]
