"""Start, pause, resume and stop the clocks of a case. Called by the workflow tables in the verb's transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portal.calendar import due
from requests_app.dates import local_day
from requests_app.models import Application, Clock
from requests_app.rules.clocks import PAUSED_BY_QUESTIONS, SETTING, moved_by_pause
from requests_app.states import ApplicationKind, ClockKind

ClockHook = Callable[[Any, Any], None]


def start(kind: ClockKind) -> ClockHook:
    """A hook that starts a clock; its date is reckoned from the day of the event."""

    def begin(application: Application, event: Any) -> None:
        legal = due(SETTING[kind, ApplicationKind(application.kind)], local_day(event.at))
        Clock.objects.create(application=application, kind=kind, started_at=event.at, legal_due_on=legal, due_on=legal)

    return begin


def start_acceptance(application: Application, event: Any) -> None:
    """The applicant has a time to answer a decision that waits for it; a decision that is final at once has none."""
    if application.awaits_acceptance:
        start(ClockKind.ACCEPTANCE)(application, event)


def stop(kind: ClockKind) -> ClockHook:
    """A hook that stops a running clock of this kind."""

    def end(application: Application, event: Any) -> None:
        _running(application).filter(kind=kind).update(stopped_at=event.at, paused_at=None)

    return end


def stop_all(application: Application, event: Any) -> None:
    """Stop everything that runs; the case has ended."""
    _running(application).update(stopped_at=event.at, paused_at=None)


def pause_all(application: Application, event: Any) -> None:
    """The authority's clocks stand still while the applicant answers."""
    _running(application).filter(kind__in=PAUSED_BY_QUESTIONS, paused_at=None).update(paused_at=event.at)


def resume_all(application: Application, event: Any) -> None:
    """The clocks go on; each date moves by the days the clock stood still."""
    today = local_day(event.at)
    for clock in _running(application).exclude(paused_at=None):
        assert clock.paused_at is not None
        paused_on = local_day(clock.paused_at)
        clock.due_on = moved_by_pause(due_on=clock.due_on, paused_on=paused_on, resumed_on=today)
        clock.paused_days += max(0, (today - paused_on).days)
        clock.paused_at = None
        clock.save(update_fields=["due_on", "paused_days", "paused_at"])


def _running(application: Application) -> Any:
    return Clock.objects.filter(application=application, stopped_at=None)
