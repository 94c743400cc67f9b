import pytest

from analysis.commands.cancel import cancel_jobs_of_case
from analysis.commands.receive import receive_result
from analysis.models import Job
from analysis.states import JobState
from portal.audit.models import Event
from requests_app.commands.permits import expire_permit, resume_permit, revoke_permit, suspend_permit


@pytest.mark.parametrize(("verb", "fact"), [(revoke_permit, "PermitRevoked"), (suspend_permit, "PermitSuspended")])
@pytest.mark.parametrize("is_running", [False, True])
def test_ending_a_permit_stops_its_jobs_in_the_same_transaction(permit, job, verb, fact, is_running, request):
    if is_running:
        request.getfixturevalue("held")
    verb(by=permit.people.coordinator, permit=permit, reason="Brud", expected_version=permit.version)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    facts = list(Event.objects.filter(stream=job.stream).values_list("fact", flat=True))
    assert facts[-2:] == [fact, "JobCancelled"]


def test_a_permit_that_expires_stops_its_jobs(permit, job):
    expire_permit(permit)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_a_permit_put_in_force_again_runs_its_plan(permit, job):
    by = permit.people.coordinator
    permit = suspend_permit(by=by, permit=permit, reason="Undersøges", expected_version=permit.version)
    resume_permit(by=by, permit=permit, expected_version=permit.version)
    assert list(Job.objects.order_by("pk").values_list("state", flat=True)) == [JobState.CANCELLED, JobState.QUEUED]


def test_a_permit_put_in_force_again_does_not_run_a_plan_that_has_its_result(permit, job, held, site):
    receive_result(held, job, site.answer(job))
    by = permit.people.coordinator
    permit = suspend_permit(by=by, permit=permit, reason="Undersøges", expected_version=permit.version)
    resume_permit(by=by, permit=permit, expected_version=permit.version)
    assert Job.objects.count() == 1


def test_a_finished_job_stays_finished(permit, job, held, site):
    receive_result(held, job, site.answer(job))
    revoke_permit(by=permit.people.coordinator, permit=permit, reason="Brud", expected_version=permit.version)
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_a_case_that_ends_stops_its_jobs(permit, job):
    event = Event.objects.filter(stream=job.stream).last()
    cancel_jobs_of_case(event, permit.application)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
