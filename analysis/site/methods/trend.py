"""trend: persons of each week, month, quarter or year, or events with person-years and their rate.

A unit belongs to the period of its date. With an event, its person-years run from index to exit. Raw: the counts of
each period and group. Evidence: the period and group of every unit. See docs/reference/methods/trend.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sqlglot import exp

from analysis.plans.analyses import MissingValues, Trend
from analysis.plans.options import TimeUnit
from analysis.plans.own_values import own_name
from analysis.site import trees
from analysis.site.engines import Engine
from analysis.site.errors import DataFailure, FailureCode
from analysis.site.evidence import Cells, Ids, Unprintable
from analysis.site.frame import PERSON, Frame

from .axes import Axis
from .computed import Result
from .follow_up import DAYS_IN, day_of
from .groups import PERSONS, ROWS, Arrays, Groups, add_up, count, groups_of, numbers, or_none, persons_and_rows
from .kept import Kept, keep
from .periods import name_of_period, period_of_date, period_of_day
from .sample import Values
from .tables import Row, Table, column, table

PERIOD, EVENT, EVENTS, YEARS = "_period", "_event", "_events", "_years"
MOST_CELLS = 100_000
"""Groups times periods of one trend; dates out of range could make it endless."""


@dataclass(frozen=True, repr=False, eq=False)
class UnitsInPeriods(Unprintable):
    """Evidence: whose each unit is, its cell (group x period), whether it has the event, its person-years (NaN: none).

    `by` are the dimensions of the groups.
    """

    persons: Ids
    cells: Cells
    by: tuple[Axis, ...]
    periods: tuple[str, ...]
    events: Values | None
    years: Values | None


def compute(analysis: Trend, frame: Frame, engine: Engine) -> TrendComputed:
    """Keep the units that have a date, with the number of its period."""
    date = own_name(analysis, "date")
    counts_days = frame.column(date).counts_days
    period_of = period_of_day if counts_days else period_of_date
    rows = frame.select(*analysis.by).select(trees.named(period_of(frame.stored(date), analysis.every), PERIOD))
    needs = [frame.stored(name) for name in analysis.by] if analysis.missing is MissingValues.DROP else []
    has_years = analysis.event is not None and frame.unit == "person" and _is_followed(frame)
    if analysis.event is not None:
        rows = rows.select(trees.named(frame.stored(analysis.event), EVENT))
        needs.append(frame.stored(analysis.event))
    if has_years:
        begin, end = day_of(frame, "index"), day_of(frame, "exit")
        years = trees.divide(trees.subtract(end, begin), trees.number(DAYS_IN[TimeUnit.YEARS]))
        rows = rows.select(trees.named(years, YEARS)).where(exp.LT(this=begin.copy(), expression=end.copy()))
    for needed in (frame.stored(date), *needs):
        rows = rows.where(trees.not_(trees.is_null(needed)))
    kept = keep(frame, engine, own_name(analysis, "units"), rows)
    return TrendComputed(analysis, frame, engine, kept, counts_days, has_years)


def _is_followed(frame: Frame) -> bool:
    """From index to exit; where data count days from the person's own origin, that is the index unless the plan has one."""
    return "exit" in frame.columns and ("index" in frame.columns or frame.column("exit").counts_days)


@dataclass(frozen=True, repr=False, eq=False)
class TrendComputed(Unprintable):
    """Units that have a date. `has_years` where their person-years are known."""

    analysis: Trend
    frame: Frame
    engine: Engine
    kept: Kept
    counts_days: bool
    has_years: bool

    def result(self) -> Result:
        """The table `periods`: every period from the first to the last, for each group and over all."""
        head: Result = dict(self.kept.counted())
        if self.analysis.event is not None:
            head["events"] = int(self._counts(EVENTS).sum(axis=1)[-1])
        return head | {"tables": [self._periods()]}

    def evidence(self) -> UnitsInPeriods:
        """The period and group of every unit."""
        names = [name for name in (EVENT, YEARS) if name in self._extra]
        columns = [trees.column(name) for name in (PERSON, *self.analysis.by, PERIOD, *names)]
        arrays = self.engine.fetch(self.kept.rows().select(*columns))
        groups = self._grouped(arrays)
        cells = groups.cells * len(self._numbers) + self._place(arrays)
        persons = np.asarray(arrays[PERSON].data, np.int64)
        events, years = (numbers(arrays[name]) if name in names else None for name in (EVENT, YEARS))
        return UnitsInPeriods(persons, cells, groups.axes, self._names(), events, years)

    # Counts of the engine

    @property
    def _extra(self) -> tuple[str, ...]:
        return (*((EVENT,) if self.analysis.event else ()), *((YEARS,) if self.has_years else ()))

    def _added_up(self, by: Sequence[str]) -> Arrays:
        measures = persons_and_rows(of_records=self.kept.records is not None)
        measures += [count(trees.column(EVENT), EVENTS)] if self.analysis.event else []
        measures += [trees.named(exp.Sum(this=trees.column(YEARS)), YEARS)] if self.has_years else []
        return add_up(self.engine, self.kept.rows(), (*by, PERIOD), measures)

    @cached_property
    def _by_group(self) -> Arrays:
        return self._added_up(self.analysis.by)

    @cached_property
    def _over_all(self) -> Arrays:
        """A person of several groups counts once."""
        return self._added_up(()) if self.analysis.by else self._by_group

    def _grouped(self, arrays: Arrays) -> Groups:
        columns = [self.frame.column(name) for name in self.analysis.by]
        return groups_of(columns, arrays, shows_missing=self.analysis.missing is MissingValues.CATEGORY)

    @cached_property
    def _numbers(self) -> range:
        """The numbers of the periods. Raises DataFailure for more than a table may have."""
        found = numbers(self._over_all[PERIOD])
        if not len(found):
            return range(0)
        every = range(int(found.min()), int(found.max()) + 1)
        if len(every) * self._grouped(self._by_group).count > MOST_CELLS:
            raise DataFailure(FailureCode.MEMORY)
        return every

    def _place(self, arrays: Arrays) -> Cells:
        return numbers(arrays[PERIOD]).astype(np.int64) - self._numbers.start

    def _counts(self, name: str) -> Values:
        """A figure of each group, and over all, in each period."""
        groups, width = self._grouped(self._by_group), len(self._numbers)
        flat = groups.cells * width + self._place(self._by_group)
        found = np.bincount(flat, weights=numbers(self._by_group[name]), minlength=groups.count * width)
        over_all = np.bincount(self._place(self._over_all), weights=numbers(self._over_all[name]), minlength=width)
        found = found.reshape(groups.count, width)
        return np.asarray(np.vstack([found, over_all]) if groups.axes else found, np.float64)

    # The table

    def _names(self) -> tuple[str, ...]:
        every, counts_days = self.analysis.every, self.counts_days
        return tuple(name_of_period(number, every, counts_days=counts_days) for number in self._numbers)

    def _periods(self) -> Table:
        groups = self._grouped(self._by_group)
        of_records, has_event = self.kept.records is not None, self.analysis.event is not None
        columns = periods_columns(self.analysis.by, of_records=of_records, has_event=has_event)
        figures = [self._counts(PERSONS)]
        figures += [self._counts(ROWS)] if of_records else []
        figures += [self._counts(EVENTS)] if has_event else []
        cells = [[*(int(figure[at]) for figure in figures)] for at in np.ndindex(figures[0].shape)]
        if has_event:
            cells = [[*line, *rest] for line, rest in zip(cells, self._rates(figures[-1]), strict=True)]
        places = np.arange(len(cells)).reshape(figures[0].shape)
        rows: list[Row] = [
            [name, *head, *cells[places[group, period]]]
            for period, name in enumerate(self._names())
            for group, head in enumerate(groups.heads())
        ]
        return table("periods", columns, rows)

    def _rates(self, events: Values) -> list[Row]:
        """Person-years and events a person-year, where the time of persons is known."""
        if not self.has_years:
            return [[None, None]] * events.size
        years = self._counts(YEARS)
        rates = np.divide(events, years, out=np.full(events.shape, np.nan), where=years > 0)
        return [[float(time), or_none(rate)] for time, rate in zip(years.ravel(), rates.ravel(), strict=True)]


def periods_columns(by: Sequence[str], *, of_records: bool, has_event: bool) -> list[dict[str, str]]:
    """The columns of the table `periods`."""
    columns = [*(column(name, "label") for name in ("period", *by)), column("persons", "count")]
    columns += [column("records", "count")] if of_records else []
    if has_event:
        columns += [column("events", "count"), column("person_years", "estimate", "years"), column("rate", "estimate")]
    return columns
