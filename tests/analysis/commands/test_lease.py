from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analysis.commands.lease import MOST_ATTEMPTS, claim, due_for_ringing, end, give_back, keep, lost_for_good
from analysis.models import Job
from analysis.states import JobStage, JobState

NOW = timezone.now()
LATER = NOW + settings.JOB_LEASE + timedelta(seconds=1)


def test_a_waiting_job_is_claimed_once(job):
    first = claim(job.uuid, now=NOW)
    assert first.attempt == 1
    assert claim(job.uuid, now=NOW) is None


def test_a_claim_whose_attempt_cannot_be_read_takes_nothing(job):
    def fail_after_the_update(execute, sql, *args):
        if sql.startswith("SELECT") and '"attempt"' in sql:
            raise OperationalError
        return execute(sql, *args)

    with connection.execute_wrapper(fail_after_the_update), pytest.raises(OperationalError):
        claim(job.uuid, now=NOW)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.QUEUED, 0)


def test_a_job_whose_holder_is_gone_is_claimed_again_under_the_next_attempt(job):
    claim(job.uuid, now=NOW)
    assert claim(job.uuid, now=LATER).attempt == 2


def test_a_holder_that_lives_keeps_its_job(job):
    held = claim(job.uuid, now=NOW)
    assert keep(held, stage=JobStage.COMPUTING, now=LATER)
    assert claim(job.uuid, now=LATER) is None


def test_only_the_holder_of_the_current_attempt_ends_the_job(job):
    first = claim(job.uuid, now=NOW)
    second = claim(job.uuid, now=LATER)
    assert not keep(first, stage=JobStage.COMPUTING, now=LATER)
    assert not end(first, state=JobState.DONE, now=LATER)
    assert end(second, state=JobState.DONE, now=LATER)
    assert not end(second, state=JobState.DONE, now=LATER)


def test_a_cancelled_job_is_nobodys(job):
    held = claim(job.uuid, now=NOW)
    Job.objects.filter(pk=job.pk).update(state=JobState.CANCELLED, finished_at=NOW)
    assert not keep(held, stage=JobStage.COMPUTING, now=NOW)
    assert claim(job.uuid, now=LATER) is None


def test_after_the_last_attempt_nobody_takes_the_job_and_it_is_given_up(job):
    now = NOW
    for _attempt in range(MOST_ATTEMPTS):
        last = claim(job.uuid, now=now)
        assert lost_for_good(now=now) == []
        now += settings.JOB_LEASE + timedelta(seconds=1)
    assert claim(job.uuid, now=now) is None
    assert lost_for_good(now=now) == [last]
    assert due_for_ringing(now=now) == []


def test_three_workers_may_die_and_the_fourth_attempt_still_ends_well(job):
    now = NOW
    for _death in range(3):
        claim(job.uuid, now=now)
        now += settings.JOB_LEASE + timedelta(seconds=1)
    assert end(claim(job.uuid, now=now), state=JobState.DONE, now=now)


def test_a_waiting_job_whose_bell_was_not_heard_is_rung_again_after_doubling_waits(job):
    """A site may be busy for hours: its queue must not fill with bells meanwhile."""
    Job.objects.filter(pk=job.pk).update(rung_at=NOW)
    step = settings.JOB_RING_AGAIN
    rung = [step_number for step_number in range(20) if due_for_ringing(now=NOW + step_number * step)]
    assert rung == [2, 5, 10, 19]  # more than 1, 2, 4 and 8 steps after the bell before


def test_no_more_jobs_are_read_than_are_rung(job, monkeypatch):
    monkeypatch.setattr("analysis.commands.lease.MOST_RUNG", 1)
    with CaptureQueriesContext(connection) as queries:
        assert len(due_for_ringing(now=NOW + timedelta(hours=2))) == 1
    assert queries[0]["sql"].endswith("LIMIT 1")


def test_the_wait_between_two_bells_has_an_end(job):
    Job.objects.filter(pk=job.pk).update(rung_at=NOW, bells=1000)
    assert due_for_ringing(now=NOW + timedelta(hours=2)) == [(job.uuid, job.site.key)]


def test_a_job_whose_lease_ran_out_is_rung_again_and_as_if_it_began_to_wait(job):
    Job.objects.filter(pk=job.pk).update(rung_at=NOW, bells=8)
    claim(job.uuid, now=NOW)
    assert due_for_ringing(now=NOW) == []
    assert due_for_ringing(now=LATER) == [(job.uuid, job.site.key)]


def test_a_job_that_its_site_did_not_answer_is_rung_for_as_if_it_began_to_wait(job):
    Job.objects.filter(pk=job.pk).update(rung_at=NOW, bells=8)
    give_back(claim(job.uuid, now=NOW), now=NOW)
    assert due_for_ringing(now=NOW + settings.JOB_RING_AGAIN + timedelta(seconds=1)) == [(job.uuid, job.site.key)]
