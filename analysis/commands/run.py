"""One attempt at one job, from claim to release. Called by the worker only: it reads the envelope key."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from analysis.commands.at_site import SiteFaulty, SiteRefused, SiteSilent, ask_site
from analysis.commands.lease import Claim, claim, give_back, keep
from analysis.commands.outcome import fail_job, stop_at_gate
from analysis.commands.receive import receive_result
from analysis.envelope import PLAN_REFUSALS, EnvelopeBody, PermitOfEnvelope, Purpose, Sealed, SigningKey, sign
from analysis.models import Job
from analysis.rules.gate import check_gate
from analysis.selectors.gate import gate_facts, permit_lines
from analysis.states import FailureReason, JobPurpose, JobStage
from portal.workflow import Refused

ENVELOPE_LIFE = timedelta(hours=1)


def run_job(uuid: UUID) -> None:
    """Claim the job, ask its site, receive the answer. Does nothing when somebody else has it or it has ended."""
    held = claim(uuid, now=timezone.now())
    if held is None:
        return
    job = Job.objects.select_related("site", "permit__application", "plan_version", "plan", "requested_by").get(
        uuid=uuid
    )
    if job.purpose == JobPurpose.REQUEST:
        try:
            check_gate(gate_facts(job))
        except Refused:
            stop_at_gate(held, job)
            return
    _ask(held, job)


def _ask(held: Claim, job: Job) -> None:
    directory = Path(settings.SITES_DIR) / job.site.key
    if not directory.is_dir():
        fail_job(held, job, FailureReason.SITE)
        return
    envelope = envelope_for(job, held, now=timezone.now())

    def still_mine() -> bool:
        return keep(held, stage=JobStage.COMPUTING, now=timezone.now())

    if not still_mine():
        return
    match ask_site(directory, envelope, still_mine=still_mine):
        case Sealed() as answer:
            receive_result(held, job, answer)
        case SiteRefused(code):
            reason = FailureReason.PLAN if code in PLAN_REFUSALS else FailureReason.REFUSED
            fail_job(held, job, reason, detail=code)
        case SiteFaulty():
            _try_again(held, job, FailureReason.FAULT)
        case SiteSilent():
            _try_again(held, job, FailureReason.SITE)
        case _:
            return  # AttemptLost: somebody else has the job now, or nobody needs it


def _try_again(held: Claim, job: Job, reason: FailureReason) -> None:
    """What may be mended in a minute is asked again; after the last attempt the job ends with the reason."""
    if not give_back(held, now=timezone.now()):
        fail_job(held, job, reason)


def envelope_for(job: Job, held: Claim, *, now: datetime) -> Sealed:
    """Seal what the site needs and nothing else: no person, no title, no case text."""
    body = EnvelopeBody(
        v=1,
        purpose=Purpose(job.purpose),
        job=str(job.uuid),
        attempt=held.attempt,
        site=job.site.key,
        project=_project_of(job),
        plan=job.document,
        plan_hash=job.plan_hash,
        permit=_permit_of(job),
        opt_out_date=None if job.permit is None else job.permit.valid_from,
        not_before=now - timedelta(minutes=1),
        expires=now + ENVELOPE_LIFE,
    )
    return sign(body.as_json(), SigningKey.load_or_make(Path(settings.ENVELOPE_KEY_FILE)))


def _project_of(job: Job) -> str:
    return str(job.permit.application.uuid) if job.permit is not None else f"plan-{job.plan_id}"


def _permit_of(job: Job) -> PermitOfEnvelope | None:
    if job.permit is None:
        return None
    profiles = {line["profile"] for line in job.permit.lines if line.get("profile")}
    return PermitOfEnvelope(
        id=job.permit.number,
        version=job.permit.edition,
        lines=permit_lines(job.permit),
        profile="+".join(sorted(profiles)) or None,  # the site takes the strictest of all, parameter by parameter
        opt_out_exception=bool(job.permit.document.get("opt_out_exception")),
    )
