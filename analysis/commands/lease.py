"""The lease on a job row. Every step is a conditional UPDATE: whoever changes a row has it, on any database.

A worker claims a job for a short time and tells that it lives; a sweeper rings again for jobs whose lease ran out or
whose bell was never heard. Only the holder of the current attempt may end a job, so a job has one effect.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from analysis.models import Job, SiteLedger
from analysis.states import FailureReason, JobStage, JobState

MOST_ATTEMPTS = 4
"""Three may be lost with their workers; a job that loses the fourth as well is taken to be the cause, and is failed."""
MOST_RUNG = 500
MOST_DOUBLINGS = 8
"""From a quarter of a minute to about an hour: a lost bell at most doubles the wait, and a long queue has few bells."""
_SITE_WORKS = ~Exists(SiteLedger.objects.filter(site=OuterRef("site"), stopped_at__isnull=False))


@dataclass(frozen=True)
class Claim:
    """The right to work on one job under one attempt."""

    job: UUID
    attempt: int


def claim(job: UUID, *, now: datetime) -> Claim | None:
    """Take a waiting job, or one whose holder is gone. None when there is nothing to take, or its site is stopped."""
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    with transaction.atomic():  # else the attempt that is read could be that of somebody who took the job over
        taken = Job.objects.filter(free, _SITE_WORKS, uuid=job, attempt__lt=MOST_ATTEMPTS).update(
            state=JobState.RUNNING,
            stage=JobStage.CHECKING,
            attempt=F("attempt") + 1,
            lease_until=now + settings.JOB_LEASE,
            started_at=now,
            bells=0,
        )
        return Claim(job, Job.objects.values_list("attempt", flat=True).get(uuid=job)) if taken else None


def keep(held: Claim, *, stage: JobStage, now: datetime) -> bool:
    """Tell that the holder lives. False when the attempt is no longer its own: cancelled, or taken over."""
    return bool(_held(held).update(lease_until=now + settings.JOB_LEASE, stage=stage))


def end(held: Claim, *, state: JobState, now: datetime, reason: FailureReason | str = "") -> bool:
    """End the job if the attempt is still the holder's. False means: somebody else has it, change nothing."""
    return bool(_held(held).update(state=state, finished_at=now, reason=reason, lease_until=None))


def give_back(held: Claim, *, now: datetime) -> bool:
    """Let the next attempt begin soon: the site was silent. False after the last attempt, or when it is not ours."""
    mine = _held(held).filter(attempt__lt=MOST_ATTEMPTS)
    return bool(mine.update(state=JobState.QUEUED, stage=JobStage.QUEUED, lease_until=None, rung_at=now, bells=0))


def lost_for_good(*, now: datetime) -> list[Claim]:
    """Claims whose lease ran out after the last attempt that a job may have. Nobody will take these jobs again."""
    rows = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now, attempt__gte=MOST_ATTEMPTS)
    return [Claim(uuid, attempt) for uuid, attempt in rows.values_list("uuid", "attempt")]


def due_for_ringing(*, now: datetime) -> list[tuple[UUID, str]]:
    """Mark and return (job, site key) of waiting jobs whose bell was not heard, and of jobs whose holder is gone.

    A site may be busy for long, so the bells of a job come in doubling intervals.
    """
    lost = Q(state=JobState.RUNNING, lease_until__lt=now, attempt__lt=MOST_ATTEMPTS)
    is_open = Q(state=JobState.QUEUED) | lost
    silent = Job.objects.filter(is_open, _waited_enough(now), _SITE_WORKS).order_by("created_at")
    due = list(silent.values_list("uuid", "site__key")[:MOST_RUNG])
    Job.objects.filter(uuid__in=[uuid for uuid, _site in due]).update(rung_at=now, bells=F("bells") + 1)
    return due


def _waited_enough(now: datetime) -> Q:
    """Whose last bell is longer ago than its wait: twice as long after each bell, up to the longest."""
    longest = Q(bells__gte=MOST_DOUBLINGS, rung_at__lt=now - _wait_after(MOST_DOUBLINGS))
    return reduce(or_, (Q(bells=rung, rung_at__lt=now - _wait_after(rung)) for rung in range(MOST_DOUBLINGS)), longest)


def _wait_after(bells: int) -> timedelta:
    first: timedelta = settings.JOB_RING_AGAIN
    doubled: int = 2**bells
    return first * doubled


def _held(held: Claim) -> QuerySet[Job]:
    return Job.objects.filter(uuid=held.job, attempt=held.attempt, state=JobState.RUNNING)
