"""How to complain about a decision: to whom, by when, and where to send it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from portal.calendar import working_days
from portal.ui.format import date_text, language
from requests_app.dates import local_day
from requests_app.models import Decision
from requests_app.rules.complaint import carries_guidance, last_day


@dataclass(frozen=True)
class Complaint:
    """What the guidance says. Without a body no other authority hears complaints."""

    body: str
    until: str
    is_over: bool
    email: str


def complaint_about(decided_at: datetime) -> Complaint:
    """The guidance of what was decided at this moment, by the authority's settings."""
    until = last_day(local_day(decided_at), days=settings.COMPLAINT_DAYS, is_working_day=working_days().is_working_day)
    return Complaint(
        body=settings.COMPLAINT_BODY_EN if language() == "en" else settings.COMPLAINT_BODY_DA,
        until=date_text(until),
        is_over=timezone.localdate() > until,
        email=settings.AUTHORITY_EMAIL,
    )


def complaint_of(decision: Decision) -> Complaint | None:
    """The guidance of a controller's decision; a full yes and one that is still open carry none."""
    if decision.decided_at is None or not carries_guidance(decision.state, decision.cut):
        return None
    return complaint_about(decision.decided_at)
