"""The clocks of a case: which legal length each has, and how a pause moves its date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from requests_app.states import ApplicationKind, ClockKind

SETTING: Mapping[tuple[ClockKind, ApplicationKind], str] = {
    (ClockKind.COMPLETENESS, ApplicationKind.REQUEST): "completeness",
    (ClockKind.COMPLETENESS, ApplicationKind.PERMIT): "completeness",
    (ClockKind.ANSWER, ApplicationKind.REQUEST): "applicant_completes",
    (ClockKind.ANSWER, ApplicationKind.PERMIT): "applicant_completes",
    (ClockKind.DECISION, ApplicationKind.REQUEST): "decision_statistics",
    (ClockKind.DECISION, ApplicationKind.PERMIT): "decision_permit",
    (ClockKind.ACCEPTANCE, ApplicationKind.REQUEST): "applicant_answers",
    (ClockKind.ACCEPTANCE, ApplicationKind.PERMIT): "applicant_answers",
}
"""Which of the authority's clock settings a clock follows."""

PAUSED_BY_QUESTIONS = (ClockKind.COMPLETENESS, ClockKind.DECISION)
"""The authority's own clocks stand still while the applicant answers."""


@dataclass(frozen=True)
class Reading:
    """A clock as people read it on one day."""

    days_left: int
    is_paused: bool
    is_overdue: bool
    is_soon: bool


SOON_DAYS = 7


def moved_by_pause(*, due_on: date, paused_on: date, resumed_on: date) -> date:
    """The due date after a pause: later by the whole days the clock stood still, never earlier."""
    return due_on + timedelta(days=max(0, (resumed_on - paused_on).days))


def read_clock(*, due_on: date, paused_on: date | None, today: date) -> Reading:
    """Days left on this day. A paused clock shows the date it would have if it went on today."""
    due = due_on if paused_on is None else moved_by_pause(due_on=due_on, paused_on=paused_on, resumed_on=today)
    left = (due - today).days
    return Reading(
        days_left=left,
        is_paused=paused_on is not None,
        is_overdue=left < 0,
        is_soon=0 <= left <= SOON_DAYS,
    )
