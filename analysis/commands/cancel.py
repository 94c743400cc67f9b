"""Stop what a permit no longer covers, or nobody asks for any more, in the transaction that ends the permit or plan."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from analysis.facts import JobCancelled
from analysis.models import Job
from analysis.states import OPEN_JOBS, FailureReason, JobState
from portal.workflow import record
from requests_app.models import Application, Permit, Plan


def cancel_jobs_of_permit(event: Any, permit: Permit) -> None:
    """Handler of the facts that end or suspend a permit. A running site is stopped at its next heartbeat."""
    _cancel(Job.objects.filter(permit=permit), FailureReason.GATE, by=event.by)


def cancel_jobs_of_case(event: Any, application: Application) -> None:
    """Handler of the facts that end a case."""
    _cancel(Job.objects.filter(permit__application=application), FailureReason.GATE, by=event.by)


def cancel_counts_of_plan(event: Any, plan: Plan) -> None:
    """Handler: the plan is deleted, so its open count has no use. It stays one of the day's counts."""
    _cancel(Job.objects.filter(plan=plan), FailureReason.DELETED, by=event.by)


def _cancel(jobs: QuerySet[Job], reason: FailureReason, *, by: Any) -> None:
    """The rows are locked before they are read, so that a job that ends meanwhile is not both done and stopped."""
    still_open = jobs.filter(state__in=OPEN_JOBS).select_related("permit__application").select_for_update(of=("self",))
    for job in still_open:
        job.state, job.reason = JobState.CANCELLED, reason
        job.finished_at, job.lease_until = timezone.now(), None
        job.save(update_fields=["state", "reason", "finished_at", "lease_until"])
        payload = {"job": str(job.uuid), "reason": str(reason)}
        record(JobCancelled, stream=job.stream, by=by, detail=payload, row=job)
