"""Add and remove the people who work on a case with the applicant."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.accounts.policy import require
from portal.accounts.roles import Perm
from portal.workflow import Refused, locked, record
from requests_app.facts import MemberInvited, MemberRemoved
from requests_app.models import Application, Member
from requests_app.selectors.people import parties_of


@transaction.atomic
def invite_member(*, by: Any, application: Application, email: str, may_edit: bool = False) -> Member:
    """Let a person with an account work on the case. Raises Refused or NotVisible."""
    application = locked(application)
    require(by, Perm.INVITE_MEMBER, application)
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise Refused("member.unknown", _("Nobody has an account with this e-mail address."), field="email")
    if user.pk in parties_of(application):
        raise Refused("member.already", _("This person is in the case already."), field="email")
    member = Member.objects.create(application=application, user=user, may_edit=may_edit)
    record(MemberInvited, stream=application.stream, by=by, detail={"member": member.pk}, row=application)
    return member


@transaction.atomic
def remove_member(*, by: Any, member: Member) -> Member:
    """End a person's part in the case, from the next request on. Raises Refused or NotVisible."""
    application = locked(member.application)
    require(by, Perm.INVITE_MEMBER, application)
    member = locked(member)
    if member.removed_at is not None:
        raise Refused("member.gone", _("This person is no longer in the case."))
    member.removed_at, member.removed_by = timezone.now(), by
    member.save(update_fields=["removed_at", "removed_by"])
    record(MemberRemoved, stream=application.stream, by=by, detail={"member": member.pk}, row=application)
    return member
