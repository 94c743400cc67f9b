"""Invite people to a case, answer an invitation, and remove people from the case.

An invitation is to an e-mail address. Whether an account has the address is told to nobody: the answer is the same, and
an invitation without an account waits until somebody with that verified address signs in.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.policy import require
from portal.accounts.roles import Perm
from portal.workflow import locked, record
from requests_app.facts import MemberInvited
from requests_app.models import Application, Member
from requests_app.rules.members import check_is_not_invited
from requests_app.selectors.people import addresses_in, holder_of_address, verified_addresses
from requests_app.states import OPEN_MEMBERS, MemberState
from requests_app.workflow import MEMBER


@transaction.atomic
def invite_member(*, by: Any, application: Application, email: str, may_edit: bool = False) -> Member:
    """Invite whoever holds the address to work on the case. Raises Refused or NotVisible."""
    application = locked(application)
    require(by, Perm.INVITE_MEMBER, application)
    address = email.strip().lower()
    check_is_not_invited(address, addresses_in(application))
    member = Member.objects.create(application=application, email=address, may_edit=may_edit, invited_by=by)
    record(MemberInvited, stream=application.stream, by=by, detail={"member": member.pk}, row=member)
    holder = holder_of_address(address)
    return member if holder is None else _deliver(member, holder)


@transaction.atomic
def deliver_invitations(*, to: Any) -> int:
    """Give a person the invitations that wait for the own verified addresses; how many there were."""
    waiting = Member.objects.filter(state=MemberState.INVITED, user=None, email__in=verified_addresses(to))
    return sum(_deliver(member, to).user_id is not None for member in waiting.select_related("application"))


def _deliver(member: Member, person: Any) -> Member:
    """Somebody who is in the case, or invited to it by another address, is not invited twice; that stays unsaid."""
    application = locked(member.application)
    known = application.members.filter(user=person, state__in=OPEN_MEMBERS).exists()
    if known or application.applicant_id == person.pk:
        return member

    def change(row: Member) -> None:
        row.user = person

    return MEMBER.apply(
        "deliver", member, by=None, expected_version=member.version, detail={"member": member.pk}, change=change
    )


@transaction.atomic
def accept_invitation(*, by: Any, member: Member, expected_version: int) -> Member:
    """Become a party to the case: its pages and results open, and duties for an authority in it end.

    Raises Refused, Conflict or NotVisible.
    """

    def change(row: Member) -> None:
        row.accepted_at = timezone.now()

    _hold_case(member)
    detail = {"member": member.pk}
    return MEMBER.apply("accept", member, by=by, expected_version=expected_version, detail=detail, change=change)


@transaction.atomic
def decline_invitation(*, by: Any, member: Member, expected_version: int) -> Member:
    """Say no. The person may be invited again. Raises Refused, Conflict or NotVisible."""

    def change(row: Member) -> None:
        row.declined_at = timezone.now()

    _hold_case(member)
    detail = {"member": member.pk}
    return MEMBER.apply("decline", member, by=by, expected_version=expected_version, detail=detail, change=change)


@transaction.atomic
def remove_member(*, by: Any, member: Member) -> Member:
    """Take an invitation back, or end a person's part in the case from the next request on.

    Raises Refused, Conflict or NotVisible.
    """

    def change(row: Member) -> None:
        row.removed_at, row.removed_by = timezone.now(), by

    _hold_case(member)
    detail = {"member": member.pk}
    return MEMBER.apply("remove", member, by=by, expected_version=member.version, detail=detail, change=change)


def _hold_case(member: Member) -> None:
    """Lock the case first, as its decisions do: nobody decides while becoming a party."""
    locked(member.application)
