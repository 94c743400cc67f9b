"""Memberships as pages show them."""

from django.db.models import QuerySet

from portal.accounts.models import Membership, User
from portal.accounts.policy import can, organisations_where, roles_of
from portal.accounts.roles import Perm, Role


def memberships_of(user: User) -> QuerySet[Membership]:
    """The person's roles, asked for and accepted."""
    return user.memberships.select_related("organisation").order_by("organisation__key", "role")


def memberships_to_accept(user: User) -> QuerySet[Membership]:
    """What others ask for and this person may accept: everywhere for an administrator, else in the own organisation."""
    asked = Membership.objects.filter(accepted_at__isnull=True).exclude(user=user)
    if not can(user, Perm.ACCEPT_MEMBERS):
        return asked.none()
    if Role.ADMIN not in roles_of(user):
        asked = asked.filter(organisation__in=organisations_where(user, Role.CATALOGUE_ADMIN))
    return asked.select_related("organisation", "user").order_by("asked_at")


def count_to_accept(user: User) -> int:
    """How many ask for a role that this person may accept; for the pill of the main menu."""
    return memberships_to_accept(user).count()
