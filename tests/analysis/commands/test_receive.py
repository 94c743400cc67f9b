from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analysis.commands.lease import claim
from analysis.commands.receive import receive_result
from analysis.commands.run import run_job
from analysis.envelope import SigningKey
from analysis.models import Job, Release, Result, SiteLedger
from analysis.states import FailureReason, JobState, ResultState
from portal.audit.models import Event
from portal.notices.models import Notice
from requests_app.commands.permits import revoke_permit, suspend_permit


def facts(job):
    return list(Event.objects.filter(stream=job.stream).values_list("fact", flat=True))


def test_a_verified_answer_is_released_with_a_number_and_a_date(job, held, site):
    receive_result(held, job, site.answer(job))
    job.refresh_from_db()
    release = Release.objects.get()
    assert job.state == JobState.DONE
    assert release.number == f"{job.permit.application.number}-01"
    assert release.publish_by is not None
    assert job.permit.application.__class__.objects.get(pk=job.permit.application_id).answered_at == release.released_at
    assert facts(job)[-1] == "ResultReleased"
    assert SiteLedger.objects.get().seq == 1


def test_the_stored_bytes_are_the_signed_ones(job, held, site):
    answer = site.answer(job)
    receive_result(held, job, answer)
    stored = Result.objects.get()
    assert (bytes(stored.body), bytes(stored.signature), stored.kid) == (answer.body, answer.signature, answer.kid)


def test_an_answer_twice_has_one_effect(job, held, site):
    receive_result(held, job, site.answer(job))
    receive_result(held, job, site.answer(job))
    assert Release.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"job": "00000000-0000-0000-0000-000000000000"},
        {"plan_hash": "f" * 64},
        {"document": None},
        {"key": SigningKey.generate()},
    ],
    ids=["other job", "other plan", "malformed", "unknown key"],
)
def test_an_answer_that_cannot_be_verified_releases_nothing(job, held, site, changes):
    receive_result(held, job, site.answer(job, **changes))
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.FAILED, FailureReason.RESULT)
    assert not Result.objects.exists()
    assert facts(job)[-2:] == ["SiteAnswerRejected", "JobFailed"]


def test_of_two_attempts_the_later_one_alone_has_an_effect(job, held, site):
    """The worker of the first was taken for dead and comes back with the same answer."""
    answer = site.answer(job)
    second = claim(job.uuid, now=timezone.now() + settings.JOB_LEASE + timedelta(seconds=1))
    receive_result(held, job, answer)
    assert not Result.objects.exists()
    receive_result(second, job, answer)
    receive_result(held, job, answer)
    assert (Result.objects.count(), Release.objects.count()) == (1, 1)
    assert facts(job).count("ResultReleased") == 1


def test_an_answer_to_an_attempt_that_nobody_made_is_refused(job, held, site):
    receive_result(held, job, site.answer(job, attempt=2))
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.FAILED, FailureReason.RESULT)


def test_coordinator_and_applicant_are_told_of_an_answer_that_cannot_be_verified(job, held, site, permit):
    receive_result(held, job, site.answer(job, plan_hash="f" * 64))
    told = Notice.objects.filter(event__fact="JobFailed").values_list("user", flat=True)
    assert set(told) == {permit.people.coordinator.pk, permit.people.applicant.pk}


@pytest.mark.parametrize("verb", [revoke_permit, suspend_permit])
def test_a_permit_that_ends_while_the_site_works_stops_the_release(job, held, site, permit, verb):
    verb(by=permit.people.coordinator, permit=permit, reason="Brud", expected_version=permit.version)
    receive_result(held, job, site.answer(job))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert not Release.objects.exists()


def test_an_answer_after_the_gate_closed_is_kept_and_not_released(job, held, site, permit):
    """The permit ran out between the start and the answer: no verb cancelled the job, so the gate itself stops it."""
    type(permit).objects.filter(pk=permit.pk).update(valid_from="2020-01-01", valid_to="2020-12-31")
    receive_result(held, job, site.answer(job))
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.CANCELLED, FailureReason.GATE)
    assert Result.objects.get().state == ResultState.STOPPED
    assert facts(job)[-1] == "ResultStopped"


def test_a_job_whose_gate_is_closed_never_starts(job, permit, monkeypatch):
    type(permit).objects.filter(pk=permit.pk).update(valid_from="2020-01-01", valid_to="2020-12-31")
    monkeypatch.setattr("analysis.commands.run.ask_site", lambda *_a, **_k: pytest.fail("the site was asked"))
    run_job(job.uuid)
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.CANCELLED, FailureReason.GATE)


def test_a_job_cancelled_while_its_answer_is_verified_stays_cancelled(job, held, site, monkeypatch):
    from analysis.commands import receive

    real = receive._verify

    def cancelled_meanwhile(held, job, answer):
        Job.objects.filter(pk=job.pk).update(state=JobState.CANCELLED, finished_at=timezone.now())
        return real(held, job, answer)

    monkeypatch.setattr(receive, "_verify", cancelled_meanwhile)
    receive_result(held, job, site.answer(job))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert not Result.objects.exists()


def test_a_later_result_of_a_site_moves_its_ledger_forward(job, held, site):
    SiteLedger.objects.create(site=job.site, ledger_id="ledger-1", seq=0, head="h0")
    receive_result(held, job, site.answer(job))
    assert SiteLedger.objects.get().seq == 1


def test_an_earlier_result_that_arrives_late_does_not_move_the_ledger_back(job, held, site):
    SiteLedger.objects.create(site=job.site, ledger_id="ledger-1", seq=9, head="h9")
    receive_result(held, job, site.answer(job))
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert (SiteLedger.objects.get().seq, SiteLedger.objects.get().head) == (9, "h9")


@pytest.mark.postgres
def test_a_release_locks_case_and_chain_before_the_job_as_a_revocation_does(job, held, site):
    """Two transactions that take the same rows in one order cannot wait for each other."""
    with CaptureQueriesContext(connection) as caught:
        receive_result(held, job, site.answer(job))
    statements = [query["sql"] for query in caught]

    def last(*words):
        return max(at for at, sql in enumerate(statements) if all(word in sql for word in words))

    def first_lock(table):
        return next(at for at, sql in enumerate(statements) if f'FROM "{table}"' in sql and "FOR UPDATE" in sql)

    ended = last('UPDATE "analysis_job"')
    assert first_lock("requests_app_application") < first_lock("audit_stream") < ended
