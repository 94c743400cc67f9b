"""After an answer that is not a full yes: why, how to complain, and how to begin anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from requests_app.models import Application
from requests_app.selectors.complaint import Complaint, complaint_about, complaint_of
from requests_app.selectors.people import parties_of
from requests_app.states import ApplicationState, Outcome


@dataclass(frozen=True)
class WayOn:
    """The box of the case page. `closed` is how to complain that the case was closed as incomplete."""

    answers: list[dict[str, Any]]
    closed: Complaint | None
    has_ended: bool
    plan_url: str


def way_on(case: Application, viewer: Any) -> WayOn | None:
    """The box for the parties of a case; none for others, after a full yes, and after a part that is open no longer."""
    if viewer.pk not in parties_of(case):
        return None
    is_closed = case.state == ApplicationState.CLOSED
    is_refused = case.state == ApplicationState.DECIDED and case.outcome == Outcome.REFUSED
    answers = _answers(case) if case.state == ApplicationState.DECIDED else []
    if not (is_closed or is_refused or any(not row["complaint"].is_over for row in answers)):
        return None
    return WayOn(
        answers=answers,
        closed=complaint_about(case.state_since) if is_closed else None,
        has_ended=is_closed or is_refused,
        plan_url=_plan_url(case, viewer),
    )


def _answers(case: Application) -> list[dict[str, Any]]:
    found = ((row, complaint_of(row)) for row in case.decisions.all())
    return [
        {
            "controller": row.controller.name,
            "status": row.label,
            "reason": row.reason,
            "href": reverse("requests_app:decision-detail", args=[row.uuid]),
            "complaint": complaint,
        }
        for row, complaint in found
        if complaint is not None
    ]


def _plan_url(case: Application, viewer: Any) -> str:
    """A plan under work is seen by its owner only."""
    if case.plan is None or case.applicant_id != viewer.pk:
        return ""
    return reverse("requests_app:plan-detail", args=[case.plan.uuid])
