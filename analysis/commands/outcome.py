"""How an attempt ends without a result. The row and its event are written together or not at all."""

from django.db import transaction
from django.utils import timezone

from analysis.commands.lease import Claim, end
from analysis.facts import JobCancelled, JobFailed
from analysis.models import Job
from analysis.states import FailureReason, JobState
from portal.audit.chain import lock_stream
from portal.workflow import locked, record


def hold(job: Job) -> None:
    """Take the locks of the job's case in everybody's order: the case, its chain, then the job.

    Whoever ends a permit appends to the chain and then stops its jobs; ending a job first and appending afterwards
    would let the two wait for each other.
    """
    if job.permit is not None:
        locked(job.permit.application)
    lock_stream(job.stream)


@transaction.atomic
def fail_job(held: Claim, job: Job, reason: FailureReason, *, detail: str = "") -> None:
    """End the job as failed. ``detail`` is a code from a closed list, for the event only."""
    hold(job)
    if end(held, state=JobState.FAILED, now=timezone.now(), reason=reason):
        payload = {"job": str(job.uuid), "reason": str(reason), "detail": detail}
        record(JobFailed, stream=job.stream, by=None, detail=payload, row=job)


@transaction.atomic
def stop_at_gate(held: Claim, job: Job) -> None:
    """End the job as cancelled, since its permit no longer covers it."""
    hold(job)
    if end(held, state=JobState.CANCELLED, now=timezone.now(), reason=FailureReason.GATE):
        payload = {"job": str(job.uuid), "reason": str(FailureReason.GATE)}
        record(JobCancelled, stream=job.stream, by=None, detail=payload, row=job)
