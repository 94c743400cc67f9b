"""How many cases lie with a person, for the pills of the main menu. One query each."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from requests_app.models import Application, Decision, Member
from requests_app.roles import stewarded_by
from requests_app.states import OPEN_DECISIONS, ApplicationState, MemberState


def lies_with_applicant(user: Any) -> Q:
    """Cases that wait for the applicant's answer to a question or a decision."""
    return Q(applicant=user) & (Q(state=ApplicationState.WAITING) | Q(awaits_acceptance=True))


def with_applicant(user: Any) -> int:
    """Cases that wait for the applicant, and invitations the person has not answered."""
    invited = Member.objects.filter(user=user, state=MemberState.INVITED).values("application")
    return Application.objects.filter(lies_with_applicant(user) | Q(pk__in=invited)).count()


def lies_with_coordinator(user: Any) -> Q:
    """Received cases nobody has taken, and those this coordinator checks."""
    return Q(state=ApplicationState.SUBMITTED) | Q(state=ApplicationState.CHECKING, coordinator=user)


def with_coordinator(user: Any) -> int:
    """How many cases lie with this coordinator."""
    return Application.objects.filter(lies_with_coordinator(user)).count()


def lies_with_steward(user: Any) -> Q:
    """Cases in which a controller of the person's has not answered."""
    opened = Decision.objects.filter(controller__in=stewarded_by(user), state__in=OPEN_DECISIONS)
    return Q(pk__in=opened.values("application"), state=ApplicationState.ASSESSING)


def with_steward(user: Any) -> int:
    """Decisions of the person's controllers that can be worked on now."""
    return Decision.objects.filter(
        controller__in=stewarded_by(user),
        state__in=OPEN_DECISIONS,
        application__state=ApplicationState.ASSESSING,
    ).count()
