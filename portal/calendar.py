"""Working days and calendar months. Deadlines are dates in the authority's time zone."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

SATURDAY = 5
GREAT_PRAYER_DAY_ENDED = 2024
"""Store bededag is no holiday from 2024 (Act 214 of 6 March 2023)."""


@cache
def easter(year: int) -> date:
    """Easter Sunday, Gregorian (the anonymous algorithm, Meeus 1991)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@cache
def danish_holidays(year: int) -> frozenset[date]:
    """Danish public holidays, and the days an authority is closed by custom: 5 June, 24 and 31 December."""
    sunday = easter(year)
    moving = [-3, -2, 0, 1, 39, 49, 50]
    if year < GREAT_PRAYER_DAY_ENDED:
        moving.append(26)
    fixed = [(1, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31)]
    return frozenset(
        [*(sunday + timedelta(days) for days in moving), *(date(year, month, day) for month, day in fixed)]
    )


@dataclass(frozen=True)
class WorkingDays:
    """A calendar of working days: Monday to Friday but for the holidays."""

    holidays: Callable[[int], frozenset[date]]

    def is_working_day(self, day: date) -> bool:
        """Whether the authority is open."""
        return day.weekday() < SATURDAY and day not in self.holidays(day.year)

    def add(self, start: date, days: int) -> date:
        """The working day that is `days` working days after the start (which itself does not count)."""
        if days < 0:
            raise ValueError("A deadline lies ahead.")
        at = start
        while days:
            at += timedelta(1)
            days -= self.is_working_day(at)
        return at

    def between(self, start: date, end: date) -> int:
        """Working days after the start up to and with the end; negative when the end lies before."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_working_day(start + timedelta(days)) for days in range(1, (end - start).days + 1))


DANISH = WorkingDays(danish_holidays)


def working_days() -> WorkingDays:
    """The calendar of the setting CALENDAR."""
    found: WorkingDays = import_string(settings.CALENDAR)
    return found


def add_months(start: date, months: int) -> date:
    """The same day that many months later, or the last of that month where there is none (31 January + 1 month)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def due(clock: str, start: date) -> date:
    """When the named clock of settings.CLOCKS that starts on this date runs out. KeyError: no such clock."""
    length, unit = settings.CLOCKS[clock]
    return after(start, length, unit)


def after(start: date, length: int, unit: str) -> date:
    """The date `length` working_days, days or months after the start."""
    if unit == "working_days":
        return working_days().add(start, length)
    if unit == "days":
        return start + timedelta(length)
    if unit == "months":
        return add_months(start, length)
    raise ValueError(f"No such unit of time: {unit}")


def today() -> date:
    """Today where the authority is."""
    return timezone.localdate()
