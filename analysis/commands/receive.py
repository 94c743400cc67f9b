"""Receive a site's answer: verify it, ask the gate a last time, store and release in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from analysis.commands.lease import Claim, end, keep
from analysis.commands.outcome import fail_job, hold
from analysis.envelope import EnvelopeRefused, LedgerPosition, PublicKey, ResultBody, Sealed, open_sealed
from analysis.facts import ResultReleased, ResultStopped, SiteAnswerRejected
from analysis.models import Job, Release, Result, SiteLedger
from analysis.rules.gate import check_gate
from analysis.rules.ledger import LedgerSeen, is_consistent
from analysis.selectors.gate import gate_facts
from analysis.states import FailureReason, JobPurpose, JobStage, JobState, ResultState
from portal.calendar import add_months
from portal.workflow import Refused, record
from requests_app.commands.outcome import mark_answered

MONTHS_TO_PUBLISH = 18


@dataclass(frozen=True)
class _Verified:
    sealed: Sealed
    body: ResultBody


def receive_result(held: Claim, job: Job, answer: Sealed) -> None:
    """Store and release the answer, or end the job with a reason. Whoever lost the attempt changes nothing."""
    if not keep(held, stage=JobStage.RECEIVING, now=timezone.now()):
        return
    verified = _verify(job, answer)
    if verified is None:
        with transaction.atomic():
            hold(job)
            record(SiteAnswerRejected, stream=job.stream, by=None, detail={"job": str(job.uuid)}, row=job)
            fail_job(held, job, FailureReason.RESULT)
        return
    _store(held, job, verified, now=timezone.now())


def _verify(job: Job, answer: Sealed) -> _Verified | None:
    """The signature is the site's, the answer is to this job and plan, and the site's ledger did not go back."""
    try:
        site_key = PublicKey.from_hex(job.site.public_key)
        body = ResultBody.read(open_sealed(answer, {site_key.kid: site_key}))
    except (ValueError, EnvelopeRefused):
        return None
    is_answer = body.job == str(job.uuid) and body.plan_hash == job.plan_hash
    if not is_answer or not is_consistent(body.ledger, _ledger_seen(job, body.ledger)):
        return None
    return _Verified(answer, body)


def _ledger_seen(job: Job, position: LedgerPosition) -> LedgerSeen:
    known = SiteLedger.objects.filter(site=job.site).first()
    same_seq = Result.objects.filter(job__site=job.site, ledger_seq=position.seq).exclude(ledger_head=position.head)
    return LedgerSeen(
        ledger_id=known.ledger_id if known else None,
        seq_when_job_began=job.ledger_seq,
        has_other_head_at_seq=same_seq.exists(),
    )


@transaction.atomic
def _store(held: Claim, job: Job, verified: _Verified, *, now: datetime) -> None:
    hold(job)
    may_release = _may_release(job)
    if not end(held, state=JobState.DONE if may_release else JobState.CANCELLED, now=now, reason=_reason(may_release)):
        return
    body = verified.body
    result = Result.objects.create(
        job=job,
        state=ResultState.RELEASED if may_release else ResultState.STOPPED,
        body=verified.sealed.body,
        signature=verified.sealed.signature,
        kid=verified.sealed.kid,
        document=body.document,
        versions=dict(body.versions),
        ledger_seq=body.ledger.seq,
        ledger_head=body.ledger.head,
        received_at=now,
    )
    _remember_ledger(job, body.ledger)
    if may_release:
        _release(result, now=now)
        _answer_case(job, now=now)
    fact = ResultReleased if may_release else ResultStopped
    record(fact, stream=job.stream, by=None, detail={"job": str(job.uuid), "result": str(result.uuid)}, row=result)


def _may_release(job: Job) -> bool:
    if job.purpose == JobPurpose.FEASIBILITY:
        return True
    try:
        check_gate(gate_facts(job))
    except Refused:
        return False
    return True


def _reason(may_release: bool) -> str:
    return "" if may_release else FailureReason.GATE


def _remember_ledger(job: Job, position: LedgerPosition) -> None:
    known, is_new = SiteLedger.objects.select_for_update().get_or_create(
        site=job.site, defaults={"ledger_id": position.id, "seq": position.seq, "head": position.head}
    )
    if not is_new and position.seq > known.seq:
        known.seq, known.head = position.seq, position.head
        known.save(update_fields=["seq", "head"])


def _answer_case(job: Job, *, now: datetime) -> None:
    if job.permit is not None:
        mark_answered(job.permit.application, at=now)


def _release(result: Result, *, now: datetime) -> Release:
    if result.job.permit is None:
        return Release.objects.create(result=result, released_at=now)
    application = result.job.permit.application
    earlier = Release.objects.filter(result__job__permit__application=application).count()
    return Release.objects.create(
        result=result,
        number=f"{application.number}-{earlier + 1:02d}",
        released_at=now,
        publish_by=add_months(timezone.localdate(now), MONTHS_TO_PUBLISH),
    )


def ask_for_charts(event: Any, result: Result) -> None:
    """Handler: once the release is through, the worker draws; the result does not wait for its pictures."""
    from analysis.tasks import ask_to_draw

    transaction.on_commit(lambda: ask_to_draw(result.uuid))
