"""Jobs: one by its address, those of a case, the latest count of a plan."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from analysis.models import Job
from analysis.policy import may_see_count
from analysis.states import JobPurpose
from catalog.selectors.visibility import Visitor
from portal.accounts import Perm, require
from portal.workflow import NotVisible
from requests_app.models import Application


def job_for(*, user: Visitor, uuid: UUID) -> Job:
    """The job, for a person who may see it. Raises NotVisible."""
    job = Job.objects.select_related("site", "result__release", "permit__application", "plan").filter(uuid=uuid).first()
    if job is None or not may_see_count(user, job):
        raise NotVisible
    require(user, Perm.VIEW_JOB, job)
    return job


def jobs_of_cases(applications: Sequence[Application]) -> dict[int, list[Job]]:
    """Application id -> its jobs, newest first; one query for a whole list of cases."""
    cases = {case.pk: case for case in applications}
    found: dict[int, list[Job]] = {pk: [] for pk in cases}
    for job in Job.objects.filter(permit__application__in=cases).select_related("site", "permit", "result__release"):
        assert job.permit is not None
        job.permit.application = cases[job.permit.application_id]  # whoever asks about roles finds what was read before
        found[job.permit.application_id].append(job)
    return found


def latest_counts(plans: list[int], *, user: Visitor) -> dict[int, Job]:
    """Plan id -> the person's newest count of it."""
    if not user.is_authenticated:
        return {}
    counts: QuerySet[Job] = Job.objects.filter(
        Q(plan__in=plans), requested_by=user, purpose=JobPurpose.FEASIBILITY
    ).select_related("result")
    found: dict[int, Job] = {}
    for job in counts.order_by("-created_at", "-pk"):
        assert job.plan_id is not None
        found.setdefault(job.plan_id, job)
    return found
