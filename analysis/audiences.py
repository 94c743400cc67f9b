"""Who hears that a site needs somebody to look at it. The notices lead nowhere: what is to be done is done at the site."""

from collections.abc import Iterable
from typing import Any

from analysis import facts
from analysis.states import FailureReason
from portal.accounts import Role
from portal.accounts.models import User
from portal.notices import audience

TOLD = frozenset({FailureReason.REFUSED, FailureReason.RESULT})
"""Reasons that promise the applicant that the coordinator has been told."""


@audience(facts.JobFailed)
def coordinators(event: Any, row: Any) -> Iterable[User]:
    """The permit authority, when a site refused a job or its answer could not be verified."""
    return _active(Role.COORDINATOR) if event.payload["reason"] in TOLD else User.objects.none()


@audience(facts.SiteStopped)
@audience(facts.SiteCleared)
def authority(event: Any, row: Any) -> Iterable[User]:
    """The permit authority, and the administrators, who alone let a site work again."""
    return _active(Role.COORDINATOR, Role.ADMIN)


def _active(*roles: Role) -> Iterable[User]:
    return User.objects.filter(
        is_active=True, memberships__role__in=[role.value for role in roles], memberships__accepted_at__isnull=False
    ).distinct()
