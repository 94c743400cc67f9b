"""Verbs on memberships and grants."""

from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.shortcuts import assign_perm, remove_perm

from portal.accounts.facts import GrantGiven, GrantWithdrawn, MembershipAccepted, MembershipAsked, MembershipEnded
from portal.accounts.models import Membership, Organisation, User
from portal.accounts.policy import forget_roles, require
from portal.accounts.roles import GIVEN_BY, Perm, Role
from portal.refusals import Refused
from portal.workflow import locked, record


def check_role_fits(role: Role, organisation: Organisation) -> None:
    """A role is given by the kinds of organisation that have it (GIVEN_BY)."""
    if organisation.kind not in GIVEN_BY[role]:
        raise Refused("membership.kind", _("This kind of organisation cannot give that role."), field="role")


@transaction.atomic
def ask_membership(*, by: User, organisation: Organisation, role: Role) -> Membership:
    """Ask to act for an organisation. Raises Refused when the role does not fit; asking twice changes nothing."""
    check_role_fits(role, organisation)
    membership, is_new = Membership.objects.get_or_create(user=by, organisation=organisation, role=role)
    if is_new:
        record(MembershipAsked, stream=stream_of(by), by=by, detail=_detail(membership), row=membership)
    return membership


@transaction.atomic
def accept_membership(*, by: User, membership: Membership) -> Membership:
    """Accept a member; from now on the role counts. Raises NotVisible; accepting twice changes nothing."""
    membership = locked(membership)
    require(by, Perm.ACCEPT_MEMBERS, membership.organisation)
    if membership.user_id == by.pk:
        raise Refused("separation", _("Somebody else must accept your own role."))
    return _accepted(membership, accepted_by=by, by=by)


@transaction.atomic
def appoint(*, user: User, organisation: Organisation, role: Role, by: User | None = None) -> Membership:
    """Give a role at once: seeding, and the first administrator of an installation (then `by` is None)."""
    check_role_fits(role, organisation)
    membership, _is_new = Membership.objects.get_or_create(user=user, organisation=organisation, role=role)
    return _accepted(membership, accepted_by=by or user, by=by)


@transaction.atomic
def found_organisation(*, key: str, kind: str, name_da: str, name_en: str) -> Organisation:
    """Enter an organisation. Raises ValidationError for a key, kind or name that cannot be one."""
    organisation = Organisation(key=key, kind=kind, name_da=name_da, name_en=name_en)
    organisation.full_clean()
    organisation.save(force_insert=True)
    return organisation


@transaction.atomic
def end_membership(*, by: User, membership: Membership) -> None:
    """End a role: the person's own, or a member's by who may accept members."""
    membership = locked(membership)
    if membership.user_id != by.pk:
        require(by, Perm.ACCEPT_MEMBERS, membership.organisation)
    record(MembershipEnded, stream=stream_of(membership.user), by=by, detail=_detail(membership), row=membership)
    membership.delete()
    forget_roles(by)


@transaction.atomic
def grant(*, to: User, perm: Perm, obj: models.Model, by: User | None) -> None:
    """Give one permission on one object, of a model declared with `grantable`. The caller has asked the rules."""
    assign_perm(_permission_for(perm, obj), to, obj)
    record(GrantGiven, stream=stream_of(to), by=by, detail=_grant_detail(perm, obj))


@transaction.atomic
def withdraw_grant(*, to: User, perm: Perm, obj: models.Model, by: User | None) -> None:
    """Take one permission back."""
    remove_perm(_permission_for(perm, obj), to, obj)
    record(GrantWithdrawn, stream=stream_of(to), by=by, detail=_grant_detail(perm, obj))


def stream_of(user: User) -> str:
    """The audit chain of an account."""
    return f"account:{user.uuid}"


def _accepted(membership: Membership, *, accepted_by: User, by: User | None) -> Membership:
    if membership.accepted_at is None:
        membership.accepted_at, membership.accepted_by = timezone.now(), accepted_by
        membership.save(update_fields=["accepted_at", "accepted_by"])
        record(MembershipAccepted, stream=stream_of(membership.user), by=by, detail=_detail(membership), row=membership)
    forget_roles(membership.user)
    return membership


def _detail(membership: Membership) -> dict[str, Any]:
    return {"organisation": membership.organisation.key, "role": str(membership.role)}


def _grant_detail(perm: Perm, obj: models.Model) -> dict[str, Any]:
    return {"permission": perm.value, "kind": obj._meta.label, "object": str(obj.pk)}


def _permission_for(perm: Perm, obj: models.Model) -> Permission:
    kind = ContentType.objects.get_for_model(obj)
    found, _is_new = Permission.objects.get_or_create(
        content_type=kind, codename=perm.value, defaults={"name": perm.value}
    )
    return found
