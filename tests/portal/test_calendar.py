"""Working days and months, against published Danish calendars."""

from datetime import date

import pytest

from portal.calendar import DANISH, add_months, after, danish_holidays, due, easter, today, working_days
from requests_app.rules.clocks import SETTING


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (1961, date(1961, 4, 2)),
        (2000, date(2000, 4, 23)),
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2038, date(2038, 4, 25)),
        (2285, date(2285, 3, 22)),
    ],
)
def test_easter(year, sunday):
    assert easter(year) == sunday


def test_the_holidays_of_2026():
    assert sorted(danish_holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 4, 2),
        date(2026, 4, 3),
        date(2026, 4, 5),
        date(2026, 4, 6),
        date(2026, 5, 14),
        date(2026, 5, 24),
        date(2026, 5, 25),
        date(2026, 6, 5),
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2026, 12, 31),
    ]


def test_great_prayer_day_was_a_holiday_until_2023():
    assert date(2023, 5, 5) in danish_holidays(2023)
    assert date(2024, 4, 26) not in danish_holidays(2024)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 4, 1), 1, date(2026, 4, 7)),  # over Easter
        (date(2026, 12, 23), 3, date(2026, 12, 30)),  # over Christmas
        (date(2026, 12, 30), 1, date(2027, 1, 4)),
    ],
)
def test_working_days_pass_over_weekends_and_holidays(start, days, end):
    assert DANISH.add(start, days) == end
    assert DANISH.between(start, end) == days
    assert DANISH.between(end, start) == -days


def test_a_deadline_lies_ahead():
    with pytest.raises(ValueError, match="ahead"):
        DANISH.add(date(2026, 3, 2), -1)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 3, 15), 18, date(2027, 9, 15)),
        (date(2026, 3, 15), 0, date(2026, 3, 15)),
        (date(2026, 9, 15), 3, date(2026, 12, 15)),
    ],
)
def test_months_are_calendar_months(start, months, end):
    assert add_months(start, months) == end


def test_every_clock_of_the_settings_is_one_of_a_case(settings):
    assert set(settings.CLOCKS) == set(SETTING.values())


def test_every_clock_of_the_settings_can_be_reckoned(settings):
    for clock in settings.CLOCKS:
        assert due(clock, date(2026, 3, 2)) > date(2026, 3, 2)


def test_clocks_and_calendar_are_settings(settings):
    settings.CLOCKS = {"completeness": (1, "days")}
    assert due("completeness", date(2026, 3, 6)) == date(2026, 3, 7)
    assert working_days() is DANISH
    with pytest.raises(ValueError, match="fortnights"):
        after(date(2026, 3, 2), 1, "fortnights")


def test_today_is_today_in_copenhagen(time_machine_at="2026-06-30T22:30:00Z"):
    import time_machine

    with time_machine.travel(time_machine_at, tick=False):
        assert today() == date(2026, 7, 1)
