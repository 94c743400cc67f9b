"""Stop what a permit no longer covers, in the transaction that ends the permit."""

from typing import Any

from django.utils import timezone

from analysis.facts import JobCancelled
from analysis.models import Job
from analysis.states import OPEN_JOBS, FailureReason, JobState
from portal.workflow import record
from requests_app.models import Application, Permit


def cancel_jobs_of_permit(event: Any, permit: Permit) -> None:
    """Handler of the facts that end or suspend a permit. A running site is stopped at its next heartbeat."""
    _cancel(Job.objects.filter(permit=permit), by=event.by)


def cancel_jobs_of_case(event: Any, application: Application) -> None:
    """Handler of the facts that end a case."""
    _cancel(Job.objects.filter(permit__application=application), by=event.by)


def _cancel(jobs: Any, *, by: Any) -> None:
    for job in jobs.filter(state__in=OPEN_JOBS).select_related("permit__application"):
        stopped = Job.objects.filter(pk=job.pk, state__in=OPEN_JOBS).update(
            state=JobState.CANCELLED, reason=FailureReason.GATE, finished_at=timezone.now(), lease_until=None
        )
        if stopped:
            payload = {"job": str(job.uuid), "reason": str(FailureReason.GATE)}
            record(JobCancelled, stream=job.stream, by=by, detail=payload, row=job)
