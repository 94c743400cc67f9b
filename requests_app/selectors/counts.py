"""How many cases lie with a person, for the pills of the main menu. One query each."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from requests_app.models import Application, Decision, Member
from requests_app.roles import stewarded_by
from requests_app.states import OPEN_DECISIONS, ApplicationState, MemberState


def with_applicant(user: Any) -> int:
    """Cases that wait for the applicant's answer to a question or a decision, and invitations the person has not answered."""
    invited = Member.objects.filter(user=user, state=MemberState.INVITED).values("application")
    waiting = Q(state=ApplicationState.WAITING) | Q(awaits_acceptance=True)
    return Application.objects.filter((Q(applicant=user) & waiting) | Q(pk__in=invited)).count()


def lies_with_coordinator(user: Any) -> Q:
    """Received cases nobody has taken, and those this coordinator checks."""
    return Q(state=ApplicationState.SUBMITTED) | Q(state=ApplicationState.CHECKING, coordinator=user)


def with_coordinator(user: Any) -> int:
    """How many cases lie with this coordinator."""
    return Application.objects.filter(lies_with_coordinator(user)).count()


def with_steward(user: Any) -> int:
    """Decisions of the person's controllers that can be worked on now."""
    return Decision.objects.filter(
        controller__in=stewarded_by(user),
        state__in=OPEN_DECISIONS,
        application__state=ApplicationState.ASSESSING,
    ).count()
