"""Which decisions say how to complain, and until when."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta

from requests_app.states import FINAL_DECISIONS, DecisionState


def carries_guidance(state: str, cut: Collection[str] = ()) -> bool:
    """All but a full yes: a refusal, conditions, and a grant that leaves variables out (forvaltningsloven § 25)."""
    return state in FINAL_DECISIONS and (state != DecisionState.APPROVED or bool(cut))


def last_day(decided_on: date, *, days: int, is_working_day: Callable[[date], bool]) -> date:
    """The last day of the time for complaints; one on which the authority is closed moves to the next it is open."""
    day = decided_on + timedelta(days)
    while not is_working_day(day):
        day += timedelta(1)
    return day
