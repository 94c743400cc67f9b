from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError

from analysis import tasks
from analysis.commands.lease import MOST_ATTEMPTS, claim
from analysis.commands.outcome import fail_job, stop_at_gate
from analysis.models import Job
from analysis.states import FailureReason, JobState


@pytest.fixture
def bells(monkeypatch):
    """The bells that were rung: (task, arguments, queue)."""
    rung = []
    monkeypatch.setattr(tasks.run, "apply_async", lambda args, queue: rung.append((args, queue)))
    return rung


def test_the_sweeper_rings_for_jobs_that_were_never_heard_of(job, bells):
    tasks.sweep()
    assert bells == []
    Job.objects.filter(pk=job.pk).update(rung_at=timezone.now() - settings.JOB_RING_AGAIN - timedelta(seconds=1))
    tasks.sweep()
    assert bells == [((str(job.uuid),), "site.danske")]
    tasks.sweep()
    assert len(bells) == 1


def test_beat_sweeps_more_often_than_a_bell_is_due():
    entry = settings.CELERY_BEAT_SCHEDULE["sweep_jobs"]
    assert entry["task"] == tasks.sweep.name
    assert entry["schedule"] < settings.JOB_RING_AGAIN < settings.JOB_LEASE


def test_the_sweeper_gives_up_what_was_tried_too_often(job, bells):
    now = timezone.now() - MOST_ATTEMPTS * (settings.JOB_LEASE + timedelta(seconds=1)) - settings.JOB_LEASE
    for _attempt in range(MOST_ATTEMPTS):
        claim(job.uuid, now=now)
        now += settings.JOB_LEASE + timedelta(seconds=1)
    tasks.sweep()
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.FAILED, FailureReason.ATTEMPTS)
    assert bells == []


@pytest.mark.parametrize("fault", [OperationalError("down"), OSError("disk")])
def test_a_broker_that_is_down_loses_nothing(job, monkeypatch, fault):
    def broken(*_args, **_how):
        raise fault

    monkeypatch.setattr(tasks.run, "apply_async", broken)
    monkeypatch.setattr(tasks.draw, "delay", broken)
    tasks.ring(job.uuid, "danske")
    tasks.ask_to_draw(job.uuid)
    assert Job.objects.get().state == JobState.QUEUED


def test_the_bell_runs_the_job(job, monkeypatch):
    ran = []
    monkeypatch.setattr(tasks, "run_job", ran.append)
    tasks.run(str(job.uuid))
    assert ran == [job.uuid]


def test_an_approved_plan_rings_once_its_permit_is_through(site, permit_at, bells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        permit_at()
    assert bells == [((str(Job.objects.get().uuid),), "site.danske")]


def test_who_lost_the_attempt_ends_nothing(job, held):
    Job.objects.filter(pk=job.pk).update(attempt=2)
    fail_job(held, job, FailureReason.SITE)
    stop_at_gate(held, job)
    job.refresh_from_db()
    assert job.state == JobState.RUNNING
