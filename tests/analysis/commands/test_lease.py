from datetime import timedelta

import pytest
from django.utils import timezone

from analysis.commands.lease import LEASE, MOST_ATTEMPTS, RING_AGAIN, claim, due_for_ringing, end, keep, lost_for_good
from analysis.models import Job
from analysis.states import JobStage, JobState

NOW = timezone.now()
LATER = NOW + LEASE + timedelta(seconds=1)


def test_a_waiting_job_is_claimed_once(job):
    first = claim(job.uuid, now=NOW)
    assert first.attempt == 1
    assert claim(job.uuid, now=NOW) is None


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
        now += LEASE + timedelta(seconds=1)
    assert claim(job.uuid, now=now) is None
    assert lost_for_good(now=now) == [last]
    assert due_for_ringing(now=now) == []


@pytest.mark.parametrize(
    ("rung_at", "is_rung"), [(None, True), (NOW - RING_AGAIN - timedelta(seconds=1), True), (NOW, False)]
)
def test_a_waiting_job_whose_bell_was_not_heard_is_rung_again(job, rung_at, is_rung):
    Job.objects.filter(pk=job.pk).update(rung_at=rung_at)
    assert due_for_ringing(now=NOW) == ([(job.uuid, job.site.key)] if is_rung else [])
    assert due_for_ringing(now=NOW) == []


def test_a_job_whose_lease_ran_out_is_rung_again(job):
    claim(job.uuid, now=NOW)
    Job.objects.filter(pk=job.pk).update(rung_at=NOW)
    assert due_for_ringing(now=NOW) == []
    assert due_for_ringing(now=LATER) == [(job.uuid, job.site.key)]
