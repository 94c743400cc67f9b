"""Who hears that an analysis ended without a result, and that a site needs somebody to look at it.

The notices about a site lead nowhere: what is to be done is done there.
"""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from analysis import facts
from analysis.models import Job
from analysis.states import FailureReason
from portal.accounts import Role
from portal.accounts.models import User
from portal.notices import audience

TOLD = frozenset({FailureReason.REFUSED, FailureReason.FAULT, FailureReason.RESULT, FailureReason.PLAN})
"""Reasons that promise the applicant that the coordinator has been told."""


@audience(facts.JobFailed)
def coordinators(event: Any, row: Any) -> Iterable[User]:
    """The permit authority, when a site could or would not run a job, or its answer could not be verified."""
    return _active(Role.COORDINATOR) if event.payload["reason"] in TOLD else User.objects.none()


def _case_link(event: Any, job: Job) -> str:
    assert job.permit is not None  # nobody hears of a count
    return reverse("requests_app:case-detail", args=[job.permit.application.uuid])


@audience(facts.JobFailed, link=_case_link)
def applicant(event: Any, job: Job) -> Iterable[User]:
    """Who waits for the result of a case. A count tells it beside its plan, where the person stands and waits."""
    return [] if job.permit is None else [job.requested_by]


@audience(facts.SiteStopped)
@audience(facts.SiteCleared)
def authority(event: Any, row: Any) -> Iterable[User]:
    """The permit authority, and the administrators, who alone let a site work again."""
    return _active(Role.COORDINATOR, Role.ADMIN)


def _active(*roles: Role) -> Iterable[User]:
    return User.objects.filter(
        is_active=True, memberships__role__in=[role.value for role in roles], memberships__accepted_at__isnull=False
    ).distinct()
