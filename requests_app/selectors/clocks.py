"""Clocks as the pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.ui.format import date_text, days_text
from requests_app.dates import local_day
from requests_app.models import Application, Clock
from requests_app.rules.clocks import Reading, read_clock
from requests_app.states import ClockKind


@dataclass(frozen=True)
class ClockView:
    """One clock for `c-clock` and `c-clock-mini`."""

    kind: str
    name: str
    due_on: date
    due: str
    text: str
    state: str
    share: float
    days_left: int
    segments: list[dict[str, Any]]


def running_clock(application: Application, *kinds: str) -> Clock | None:
    """The running clock of one of these kinds; the case's clocks are prefetched."""
    running = [clock for clock in application.clocks.all() if clock.stopped_at is None]
    return next((clock for kind in kinds for clock in running if clock.kind == kind), None)


def clock_views(clocks: Iterable[Clock]) -> list[ClockView]:
    """The clocks people look at, the decision first."""
    kinds = (ClockKind.DECISION, ClockKind.COMPLETENESS, ClockKind.ANSWER, ClockKind.ACCEPTANCE)
    order = {kind: number for number, kind in enumerate(kinds)}
    shown = [clock for clock in clocks if clock.kind in order]
    return [clock_view(clock) for clock in sorted(shown, key=lambda clock: order[ClockKind(clock.kind)])]


def clock_view(clock: Clock) -> ClockView:
    """One clock on this day."""
    today = timezone.localdate()
    paused_on = local_day(clock.paused_at) if clock.paused_at else None
    reading = read_clock(due_on=clock.due_on, paused_on=paused_on, today=today)
    is_stopped = clock.stopped_at is not None
    return ClockView(
        kind=clock.kind,
        name=str(ClockKind(clock.kind).label),
        due_on=clock.due_on,
        due=_("finished") if is_stopped else date_text(clock.due_on),
        text=_stopped_text(clock) if is_stopped else _running_text(clock, reading),
        state="late" if reading.is_overdue and not is_stopped else "soon" if reading.is_soon else "used",
        share=_share(clock, today),
        days_left=reading.days_left,
        segments=_segments(clock, today),
    )


def _stopped_text(clock: Clock) -> str:
    assert clock.stopped_at is not None
    used = (local_day(clock.stopped_at) - local_day(clock.started_at)).days - clock.paused_days
    return _("%(used)s used.") % {"used": days_text(max(0, used))}


def _running_text(clock: Clock, reading: Reading) -> str:
    if reading.is_paused:
        return _("The clock stands still while the applicant replies")
    if reading.is_overdue:
        return _("%(days)s overdue. You may complain about the wait") % {"days": days_text(-reading.days_left)}
    left = _("%(days)s left.") % {"days": days_text(reading.days_left)}
    if clock.due_on != clock.legal_due_on:
        moved = _("The statutory date was %(date)s. Moved %(days)s while the applicant replied.")
        left += " " + moved % {"date": date_text(clock.legal_due_on), "days": days_text(clock.paused_days)}
    return left


def _share(clock: Clock, today: date) -> float:
    start = local_day(clock.started_at)
    whole = max(1, (clock.due_on - start).days)
    return min(1.0, max(0.0, (today - start).days / whole))


def _segments(clock: Clock, today: date) -> list[dict[str, Any]]:
    used = _share(clock, local_day(clock.stopped_at) if clock.stopped_at else today)
    return [{"share": used, "kind": "used"}]
