"""Who hears that somebody asked for a role."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from portal.accounts.facts import MembershipAsked
from portal.accounts.models import Membership, User
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.notices.audiences import audience


def _to_requests(_event: Any, _row: Any) -> str:
    return reverse("accounts:memberships")


@audience(MembershipAsked, link=_to_requests)
def who_may_accept(event: Event, _row: Any) -> Iterable[User]:
    """Administrators, and the catalogue administrators of the organisation; never the person who asks."""
    accepting = Q(role=Role.ADMIN) | Q(
        role=Role.CATALOGUE_ADMIN, organisation__key=event.payload.get("organisation", "")
    )
    held = Membership.objects.filter(accepting, accepted_at__isnull=False).exclude(user=event.by)
    return User.objects.filter(pk__in=held.values("user"))
