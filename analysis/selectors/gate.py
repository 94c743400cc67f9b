"""What the gate must know about one job, read from the database as it is now."""

from django.utils import timezone

from analysis.envelope import PermitLine
from analysis.models import Job
from analysis.rules.gate import GateFacts
from requests_app.models import Application, Permit
from requests_app.states import PermitState


def gate_facts(job: Job) -> GateFacts:
    """Facts for a job under a permit; the permit's row is read anew, never taken from the job object."""
    permit = Permit.objects.select_related("application", "plan_version").get(jobs=job)
    plan = job.plan_version
    assert plan is not None  # a job with a permit has a plan version, by constraint
    today = timezone.localdate()
    return GateFacts(
        permit_is_active=permit.state == PermitState.ACTIVE,
        permit_is_in_time=permit.valid_from <= today <= permit.valid_to,
        person_is_on_case=is_on_case(permit.application, job.requested_by_id),
        plan_hash=job.plan_hash,
        approved_plan_hash=permit.plan_version.plan_hash,
        variables_used=plan.variables,
        methods=plan.methods,
        lines=permit_lines(permit),
    )


def is_on_case(application: Application, user_id: int) -> bool:
    """Whether the person is the applicant, or a member who accepted and was not removed."""
    if application.applicant_id == user_id:
        return True
    return application.members.filter(user_id=user_id, accepted_at__isnull=False, removed_at=None).exists()


def permit_lines(permit: Permit) -> tuple[PermitLine, ...]:
    """The permit's lines as the envelope carries them."""
    return tuple(
        PermitLine(dataset=line["dataset"], variables=tuple(line["variables"]), methods=tuple(line["methods"]))
        for line in permit.lines
    )
