"""Put a bound plan in the queue of its site. The bell is rung after the commit; the sweeper rings if it was lost."""

from typing import Any

from django.db import transaction

from analysis.facts import JobQueued
from analysis.models import Job, SiteLedger
from analysis.plans import BoundPlan, open_bound
from analysis.rules.gate import check_gate
from analysis.selectors.gate import gate_facts
from analysis.states import OPEN_JOBS, JobPurpose, JobState
from catalog.models import Dataset, Site
from portal.accounts.models import User
from portal.workflow import record
from requests_app.models import Permit, Plan, PlanVersion


@transaction.atomic
def queue_job(
    *,
    by: User,
    purpose: JobPurpose,
    bound: BoundPlan,
    plan: Plan | None = None,
    permit: Permit | None = None,
    plan_version: PlanVersion | None = None,
) -> Job:
    """Write the job row and its event, and ring once the transaction is through.

    Raises Refused when the permit does not cover the job: then nothing is stored of the verb that wished it.
    """
    site = site_of(bound)
    seen = SiteLedger.objects.filter(site=site).first()
    job = Job.objects.create(
        purpose=purpose,
        site=site,
        requested_by=by,
        plan=plan,
        permit=permit,
        plan_version=plan_version,
        document=bound.document,
        plan_hash=bound.hash,
        ledger_seq=seen.seq if seen else 0,
    )
    if permit is not None:
        check_gate(gate_facts(job))
    record(
        JobQueued,
        stream=job.stream,
        by=by if plan is not None else None,
        detail={"job": str(job.uuid), "site": site.key},
        row=job,
    )
    transaction.on_commit(lambda: _ring(job))
    return job


def queue_approved_plan(event: Any, permit: Permit) -> None:
    """Handler: a permit came into force (again), so its approved plan runs at once, unchanged (EHDS art. 69).

    A plan that has its result, or is on its way to it, is not run again.
    """
    version = permit.plan_version
    if Job.objects.filter(permit=permit, plan_version=version, state__in=[*OPEN_JOBS, JobState.DONE]).exists():
        return
    queue_job(
        by=permit.application.applicant,
        purpose=JobPurpose.REQUEST,
        bound=open_bound(version.document),
        permit=permit,
        plan_version=version,
    )


def site_of(bound: BoundPlan) -> Site:
    """The site of a plan: it stays in one domain, and a domain at one site, so any of its datasets names it."""
    site = Dataset.objects.select_related("site").get(key=bound.datasets[0]).site
    assert site is not None  # a dataset without a site is not in the dictionary, so no plan can be bound to it
    return site


def _ring(job: Job) -> None:
    from analysis.tasks import ring

    ring(job.uuid, job.site.key)
