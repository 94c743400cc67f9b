"""How a clock and the ball are said on a day, in both languages."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.utils import translation

from requests_app.selectors.ball import ball_of
from requests_app.selectors.clocks import clock_view, running_clock
from requests_app.states import ApplicationState, ClockKind

A = ApplicationState


@pytest.mark.parametrize(("language", "late", "left"), [("da", "overskredet", "tilbage"), ("en", "overdue", "left")])
def test_the_ball_says_how_long_is_left_and_then_how_late_it_is(case_at, language, late, left):
    case = case_at(A.CHECKING)
    due = running_clock(case, ClockKind.COMPLETENESS).due_on
    with translation.override(language):
        assert left in ball_of(case, case.people.coordinator).typical
        with time_machine.travel(datetime.combine(due + timedelta(days=3), time(12), UTC), tick=False):
            ball = ball_of(case, case.people.coordinator)
            assert ball.is_late and late in ball.typical
            view = clock_view(running_clock(case, ClockKind.COMPLETENESS))
            assert view.state == "late" and view.days_left == -3


def test_a_moved_date_is_shown_with_the_date_of_the_law(case_at):
    case = case_at(A.CHECKING)
    clock = running_clock(case, ClockKind.COMPLETENESS)
    clock.due_on, clock.paused_days = clock.legal_due_on + timedelta(days=3), 3
    with translation.override("en"):
        assert "Moved 3\xa0days while the applicant replied." in clock_view(clock).text


@pytest.mark.parametrize("state", [A.DRAFT, A.DECIDED, A.WITHDRAWN])
def test_who_has_nothing_to_do_has_no_ball(case_at, state):
    case = case_at(state)
    assert ball_of(case, case.applicant) is None
