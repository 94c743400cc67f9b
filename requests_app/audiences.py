"""Who hears of what in a case, and where the notice leads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.notices import audience
from requests_app import facts
from requests_app.models import Application
from requests_app.states import MemberState


def _case_link(event: Any, row: Any) -> str:
    return reverse("requests_app:case-detail", args=[_application(row).uuid])


def _application(row: Any) -> Application:
    found: Application = row if isinstance(row, Application) else row.application
    return found


def _active(*roles: Role) -> QuerySet[User]:
    return User.objects.filter(
        is_active=True, memberships__role__in=[role.value for role in roles], memberships__accepted_at__isnull=False
    ).distinct()


def _parties(application: Application) -> QuerySet[User]:
    members = Q(case_memberships__application=application, case_memberships__state=MemberState.ACCEPTED)
    return User.objects.filter(Q(pk=application.applicant_id) | members, is_active=True).distinct()


@audience(facts.ApplicationSubmitted, link=_case_link)
@audience(facts.ApplicationWithdrawn, link=_case_link)
@audience(facts.ApplicationDecided, link=_case_link)
@audience(facts.DecisionAccepted, link=_case_link)
def coordinators(event: Any, row: Any) -> Iterable[User]:
    """The permit authority hears of what comes in, what goes back and what is decided."""
    return _active(Role.COORDINATOR)


@audience(facts.ApplicantAnswered, link=_case_link)
def whoever_asked(event: Any, row: Any) -> Iterable[User]:
    """Those who asked hear that the answer is there."""
    return User.objects.filter(pk__in=row.questions.values("asked_by"), is_active=True)


def _invitation_link(event: Any, row: Any) -> str:
    return reverse("requests_app:case-invitation", args=[_application(row).uuid])


def _members_link(event: Any, row: Any) -> str:
    return reverse("requests_app:case-members", args=[_application(row).uuid])


def _cases_link(event: Any, row: Any) -> str:
    return reverse("requests_app:case-list")


@audience(facts.InvitationDelivered, link=_invitation_link)
@audience(facts.MemberRemoved, link=_cases_link)
def the_invited(event: Any, row: Any) -> Iterable[User]:
    """The person an invitation is for, once that person is known."""
    return User.objects.filter(pk=row.user_id, is_active=True)


@audience(facts.InvitationAccepted, link=_members_link)
@audience(facts.InvitationDeclined, link=_members_link)
def the_applicant(event: Any, row: Any) -> Iterable[User]:
    """The applicant hears what became of an invitation."""
    return User.objects.filter(pk=_application(row).applicant_id, is_active=True)


@audience(facts.CheckPassed, link=_case_link)
@audience(facts.ApplicantAnswered, link=_case_link)
@audience(facts.DecisionAccepted, link=_case_link)
def stewards(event: Any, row: Any) -> Iterable[User]:
    """Stewards of the controllers who decide in the case."""
    organisations = row.decisions.values("controller_id")
    return User.objects.filter(
        is_active=True,
        memberships__role=Role.STEWARD.value,
        memberships__accepted_at__isnull=False,
        memberships__organisation_id__in=organisations,
    ).distinct()


@audience(facts.ApplicationSubmitted, link=_case_link)
@audience(facts.CheckStarted, link=_case_link)
@audience(facts.CheckPassed, link=_case_link)
@audience(facts.ApplicantAsked, link=_case_link)
@audience(facts.ApplicationRejected, link=_case_link)
@audience(facts.ApplicationWithdrawn, link=_case_link)
@audience(facts.ApplicationLapsed, link=_case_link)
@audience(facts.DecisionMade, link=_case_link)
@audience(facts.DecisionApproved, link=_case_link)
@audience(facts.DecisionApprovedWithConditions, link=_case_link)
@audience(facts.DecisionRefused, link=_case_link)
@audience(facts.DataNotAvailable, link=_case_link)
@audience(facts.ApplicationDecided, link=_case_link)
@audience(facts.DecisionAccepted, link=_case_link)
@audience(facts.PermitIssued, link=_case_link)
@audience(facts.PermitSuspended, link=_case_link)
@audience(facts.PermitResumed, link=_case_link)
@audience(facts.PermitRevoked, link=_case_link)
@audience(facts.PermitExpired, link=_case_link)
def parties(event: Any, row: Any) -> Iterable[User]:
    """The applicant and the members hear of everything that happens to their case."""
    return _parties(_application(row))
