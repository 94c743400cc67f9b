"""What case work contributes to pages of others: how long decisions take, the latest of them, a plan of the basket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portal.ui.slots import PAGE, Slot
from requests_app.dates import local_day
from requests_app.models import Application, Clock
from requests_app.selectors.register import register_entries
from requests_app.states import ClockKind

LATEST = 5
FEWEST_CASES = 10
"""Below ten cases no figure is shown: one slow case would be recognised."""
COUNTED = 500
"""Figures follow the newest cases, so that the query does not grow with the years."""


class LatestDecisions(Slot):
    """The newest decided cases, as they stand in the register. One query."""

    template = "ui/home_decisions.html"

    def select(self, user: Any, objects: Sequence[Any]) -> Mapping[Any, Mapping[str, Any]]:
        """Cases with the days from submission to decision."""
        decided = register_entries().filter(decided_at__isnull=False).exclude(outcome="").order_by("-decided_at", "-pk")
        rows = [{"case": case, "days": _days(case)} for case in decided[:LATEST]]
        return {PAGE: {"rows": rows}} if rows else {}


class DecisionTimes(Slot):
    """Median and ninth of ten, in days from application to decision. One query."""

    template = "ui/home_times.html"
    order = 10

    def select(self, user: Any, objects: Sequence[Any]) -> Mapping[Any, Mapping[str, Any]]:
        """Nothing below ten decided cases."""
        decided = Application.objects.filter(submitted_at__isnull=False, decided_at__isnull=False).exclude(outcome="")
        newest = decided.only("submitted_at", "decided_at").order_by("-decided_at")[:COUNTED]
        days = sorted(_days(case) for case in newest)
        if len(days) < FEWEST_CASES:
            return {}
        return {PAGE: {"median": days[len(days) // 2], "ninth": days[len(days) * 9 // 10], "cases": len(days)}}


def _days(case: Application) -> int:
    assert case.decided_at is not None and case.submitted_at is not None
    return (case.decided_at - case.submitted_at).days


class OnTime(Slot):
    """How many of the newest decisions came within the legal date: whole per cent, rounded down. One query."""

    template = "ui/home_on_time.html"
    order = 110

    def select(self, user: Any, objects: Sequence[Any]) -> Mapping[Any, Mapping[str, Any]]:
        """Nothing below ten decided cases."""
        decided = Clock.objects.filter(kind=ClockKind.DECISION, stopped_at__isnull=False).exclude(
            application__outcome=""
        )
        newest = list(decided.order_by("-stopped_at").values_list("stopped_at", "due_on")[:COUNTED])
        if len(newest) < FEWEST_CASES:
            return {}
        late = sum(local_day(stopped_at) > due_on for stopped_at, due_on in newest if stopped_at is not None)
        return {PAGE: {"share": 100 * (len(newest) - late) // len(newest), "late": late, "cases": len(newest)}}


class PlanOfBasket(Slot):
    """The way on from the basket: a title, and a plan is begun with what lies there. No query."""

    template = "requests_app/basket_plan.html"

    def select(self, user: Any, objects: Sequence[Any]) -> Mapping[Any, Mapping[str, Any]]:
        """A visitor logs in first; the basket is kept."""
        return {PAGE: {"is_visitor": not user.is_authenticated}}
