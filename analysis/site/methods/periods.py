"""Periods of a trend: which one a date lies in, as a number that counts them, and what it is called.

By the calendar `2020`, `2020-Q1`, `2020-01` and the ISO week `2020-W05`. In data that count days, period n of a length
is the days after n - 1 lengths up to n lengths: week n is the days 7n-6 to 7n, and it is called n.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType

from sqlglot import exp

from analysis.plans.options import Period
from analysis.site import trees
from analysis.site.trees import Tree

DAYS_IN: Mapping[Period, float] = MappingProxyType(
    {Period.YEAR: 365.25, Period.QUARTER: 365.25 / 4, Period.MONTH: 365.25 / 12, Period.WEEK: 7.0}
)
MONDAY = dt.date(1969, 12, 29)
"""The Monday from which weeks are counted; that of 1970-01-01."""


def period_of_day(day: Tree, every: Period) -> Tree:
    """The period of a day counted from the person's own origin."""
    return exp.Ceil(this=trees.divide(day, trees.number(DAYS_IN[every])))


def period_of_date(date: Tree, every: Period) -> Tree:
    """The period of a date, counted from the year 0; weeks from the first of 1970."""
    if every is Period.WEEK:
        days = trees.days_between(trees.date(MONDAY.isoformat()), date)
        return exp.Floor(this=trees.divide(days, trees.number(DAYS_IN[every])))
    parts = {Period.YEAR: 1, Period.QUARTER: 4, Period.MONTH: 12}[every]
    year = trees.multiply(_part("YEAR", date), trees.whole(parts))
    if every is Period.YEAR:
        return exp.cast(year, "DOUBLE")
    within = trees.subtract(_part(every.name, date), trees.whole(1))
    return exp.cast(trees.add(year, within), "DOUBLE")


def _part(part: str, date: Tree) -> Tree:
    return exp.Extract(this=exp.Var(this=part), expression=date.copy())


def name_of_period(number: int, every: Period, *, counts_days: bool) -> str:
    """What a period is called."""
    return str(number) if counts_days else _NAMES[every](number)


def _week(number: int) -> str:
    year, week, _ = (MONDAY + dt.timedelta(weeks=number)).isocalendar()
    return f"{year:04}-W{week:02}"


_NAMES: Mapping[Period, Callable[[int], str]] = MappingProxyType(
    {
        Period.YEAR: lambda number: f"{number:04}",
        Period.QUARTER: lambda number: f"{number // 4:04}-Q{number % 4 + 1}",
        Period.MONTH: lambda number: f"{number // 12:04}-{number % 12 + 1:02}",
        Period.WEEK: _week,
    }
)
