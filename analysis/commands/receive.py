"""Receive a site's answer: verify it, ask the gate a last time, store and release in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from analysis.commands.lease import Claim, end, give_back, keep
from analysis.commands.outcome import fail_job, hold
from analysis.commands.site_alarm import stop_site
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
    """Store and release the answer, or end the job with a reason. Whoever lost the attempt changes nothing.

    The answer may be of an earlier attempt: the site had it ready when its worker died.
    """
    if not keep(held, stage=JobStage.RECEIVING, now=timezone.now()):
        return
    verified = _verify(held, job, answer)
    if verified is None:
        with transaction.atomic():
            hold(job)
            record(SiteAnswerRejected, stream=job.stream, by=None, detail={"job": str(job.uuid)}, row=job)
            fail_job(held, job, FailureReason.RESULT)
        return
    _store(held, job, verified, now=timezone.now())


def _verify(held: Claim, job: Job, answer: Sealed) -> _Verified | None:
    """The signature is the site's, and the answer is to this job and plan, at this attempt or an earlier one."""
    try:
        site_key = PublicKey.from_hex(job.site.public_key)
        body = ResultBody.read(open_sealed(answer, {site_key.kid: site_key}))
    except (ValueError, EnvelopeRefused):
        return None
    is_answer = body.job == str(job.uuid) and body.plan_hash == job.plan_hash and body.attempt <= held.attempt
    return _Verified(answer, body) if is_answer else None


def _ledger_of(job: Job, position: LedgerPosition) -> SiteLedger:
    """What the portal knows of the site's ledger, locked, so that answers are compared one after the other."""
    first = {"ledger_id": position.id, "seq": 0}
    return SiteLedger.objects.select_for_update().get_or_create(site=job.site, defaults=first)[0]


def _is_trusted(known: SiteLedger, job: Job, position: LedgerPosition) -> bool:
    """The site is not stopped, and its ledger did not go back since it was last cleared."""
    same_seq = Result.objects.filter(job__site=job.site, ledger_seq=position.seq).exclude(ledger_head=position.head)
    if known.cleared_at is not None:
        same_seq = same_seq.filter(received_at__gt=known.cleared_at)
    began = Job.objects.values_list("ledger_seq", flat=True).get(pk=job.pk)  # clearing a site sets it back
    seen = LedgerSeen(known.ledger_id, began, has_other_head_at_seq=same_seq.exists())
    return known.stopped_at is None and is_consistent(position, seen)


@transaction.atomic
def _store(held: Claim, job: Job, verified: _Verified, *, now: datetime) -> None:
    hold(job)
    ledger = _ledger_of(job, verified.body.ledger)
    if not _is_trusted(ledger, job, verified.body.ledger):
        stop_site(ledger, job)
        if not give_back(held, now=now):
            fail_job(held, job, FailureReason.RESULT)
        return
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
    _remember(ledger, body.ledger)
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


def _remember(known: SiteLedger, position: LedgerPosition) -> None:
    if position.seq >= known.seq:
        known.ledger_id, known.seq, known.head = position.id, position.seq, position.head
        known.save(update_fields=["ledger_id", "seq", "head"])


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
