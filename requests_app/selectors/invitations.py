"""Invitations a person has not answered, and the page of one: all that is seen of a case before saying yes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from portal.accounts.policy import roles_of
from portal.accounts.roles import Role
from portal.workflow import NotVisible
from requests_app.models import Application, Member
from requests_app.roles import stewarded_by
from requests_app.states import MemberState
from requests_app.workflow import MEMBER


@dataclass(frozen=True)
class InvitationPage:
    """What the invited person reads. `decides_for`: the own controllers who decide in the case."""

    member: Member
    case: Application
    verbs: list[str]
    decides_for: list[str]
    is_coordinator: bool


def invitations_of(user: Any) -> QuerySet[Member]:
    """Invitations to this person that wait for an answer, the newest first; one query."""
    rows = Member.objects.filter(user=user, state=MemberState.INVITED)
    return rows.select_related("application__organisation", "application__applicant", "invited_by").order_by("-pk")


def invitation_for(*, user: Any, uuid: UUID | str) -> Member:
    """The person's invitation to a case, answered with yes or not at all. Raises NotVisible."""
    rows = Member.objects.filter(
        user=user, application__uuid=uuid, state__in=(MemberState.INVITED, MemberState.ACCEPTED)
    )
    found = rows.select_related("application__organisation", "application__applicant", "invited_by").first()
    if found is None:
        raise NotVisible
    return found


def invitation_page(member: Member, *, user: Any) -> InvitationPage:
    """What the case is, who invites, and which duties end with a yes; 2 queries beyond the invitation's."""
    case = member.application
    mine = stewarded_by(user)
    decisions = case.decisions.filter(controller__in=mine).select_related("controller") if mine else ()
    return InvitationPage(
        member=member,
        case=case,
        verbs=MEMBER.allowed(member, user),
        decides_for=[row.controller.name for row in decisions],
        is_coordinator=Role.COORDINATOR in roles_of(user),
    )
