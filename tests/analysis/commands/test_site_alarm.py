"""A ledger that went back stops its site until somebody says why it may work again."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from analysis.commands.lease import MOST_ATTEMPTS, claim, due_for_ringing
from analysis.commands.receive import receive_result
from analysis.commands.site_alarm import clear_site
from analysis.models import Job, Release, Result, SiteLedger
from analysis.states import FailureReason, JobState
from portal.accounts import Role
from portal.audit.models import Event
from portal.notices.models import Notice
from portal.workflow import NotVisible, Refused


@pytest.fixture
def admin(person):
    return person(Role.ADMIN)


@pytest.fixture
def stopped(job, held, site, admin):
    """The job's site, after an answer that was signed at an earlier position than the portal has seen."""
    Job.objects.filter(pk=job.pk).update(ledger_seq=7)
    receive_result(held, job, site.answer(job))
    return job.site


def later(job):
    """A moment at which the job's bell is due."""
    return Job.objects.get(pk=job.pk).rung_at + timezone.timedelta(hours=2)


def test_a_ledger_that_went_back_stops_the_site_and_its_jobs_wait(stopped, job, admin):
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert SiteLedger.objects.get(site=stopped).stopped_at is not None
    assert not Result.objects.exists()
    event = Event.objects.get(stream=f"site:{stopped.key}", fact="SiteStopped")
    assert event.payload == {"site": stopped.key, "job": str(job.uuid)}
    assert Notice.objects.filter(event=event, user=admin).exists()
    assert claim(job.uuid, now=later(job)) is None
    assert due_for_ringing(now=later(job)) == []


def test_a_ledger_in_the_place_of_the_one_that_was_seen_stops_the_site(job, held, site):
    SiteLedger.objects.create(site=job.site, ledger_id="ledger-0", seq=0, head="")
    receive_result(held, job, site.answer(job))
    assert SiteLedger.objects.get(site=job.site).stopped_at is not None
    assert not Result.objects.exists()


def test_an_answer_that_comes_meanwhile_is_not_released_and_alarms_nobody_twice(stopped, job, site):
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, lease_until=timezone.now(), ledger_seq=0)
    held = claim_of(job)
    receive_result(held, job, site.answer(job))
    job.refresh_from_db()
    assert (job.state, Release.objects.count()) == (JobState.QUEUED, 0)
    assert Event.objects.filter(fact="SiteStopped").count() == 1


def claim_of(job):
    from analysis.commands.lease import Claim

    return Claim(job.uuid, Job.objects.get(pk=job.pk).attempt)


def test_a_job_in_its_last_attempt_fails_with_its_site(job, held, site):
    Job.objects.filter(pk=job.pk).update(ledger_seq=7, attempt=MOST_ATTEMPTS)
    receive_result(claim_of(job), job, site.answer(job))
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.FAILED, FailureReason.RESULT)


def test_a_cleared_site_works_again_and_the_reason_is_kept(stopped, job, site, admin):
    clear_site(by=admin, site=stopped, reason=" Restored from the copy of Monday ")
    ledger = SiteLedger.objects.get(site=stopped)
    assert (ledger.stopped_at, ledger.cleared_reason) == (None, "Restored from the copy of Monday")
    assert Event.objects.get(stream=f"site:{stopped.key}", fact="SiteCleared").by == admin
    receive_result(claim(job.uuid, now=timezone.now()), job, site.answer(job))
    assert Release.objects.count() == 1
    assert SiteLedger.objects.get(site=stopped).seq == site.seq


def test_heads_from_before_the_clearing_are_no_longer_compared(job, held, site, admin, permit_at, people):
    receive_result(held, job, site.answer(job))
    site.seq = 0
    forked = {"ledger": {"id": "ledger-1", "seq": 1, "head": "another"}}
    second = Job.objects.get(permit=permit_at())
    receive_result(claim(second.uuid, now=timezone.now()), second, site.answer(second, **forked))
    assert SiteLedger.objects.get().stopped_at is not None
    clear_site(by=admin, site=job.site, reason="Restored")
    receive_result(claim(second.uuid, now=timezone.now()), second, site.answer(second, **forked))
    assert Release.objects.count() == 2


def test_only_an_administrator_clears_a_site_that_has_answered(stopped, admin, person, catalogue):
    with pytest.raises(NotVisible):
        clear_site(by=person(Role.COORDINATOR), site=stopped, reason="Restored")
    with pytest.raises(Refused):
        clear_site(by=admin, site=stopped, reason="")
    SiteLedger.objects.all().delete()
    with pytest.raises(NotVisible):
        clear_site(by=admin, site=stopped, reason="Restored")


def test_a_site_is_not_cleared_without_a_reason(stopped):
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteLedger.objects.update(cleared_at=timezone.now())


def test_the_command_clears_a_site(stopped, admin, capsys):
    call_command("clear_site", stopped.key, by=admin.email, reason="Restored")
    assert SiteLedger.objects.get().stopped_at is None
    assert capsys.readouterr().out == f"{stopped.key} works again.\n"


@pytest.mark.parametrize(
    ("key", "by", "words"),
    [
        ("nowhere", None, "No site has the key nowhere."),
        (None, "nobody@demo.test", "No account has the address nobody@demo.test."),
        (None, "steward", "is no administrator"),
    ],
)
def test_the_command_says_what_is_wrong(stopped, admin, person, key, by, words):
    address = person(Role.STEWARD).email if by == "steward" else by or admin.email
    with pytest.raises(CommandError, match=words):
        call_command("clear_site", key or stopped.key, by=address, reason="Restored")


def test_the_command_says_that_a_site_is_not_stopped(stopped, admin):
    call_command("clear_site", stopped.key, by=admin.email, reason="Restored")
    with pytest.raises(CommandError, match="ikke stoppet"):
        call_command("clear_site", stopped.key, by=admin.email, reason="Restored")


def test_a_site_that_was_known_by_its_key_tells_the_id_of_its_ledger_with_its_next_answer(job, held, site):
    SiteLedger.objects.create(site=job.site, ledger_id=job.site.key, seq=0, head="")
    import_module("analysis.migrations.0005_forget_names_of_sites").forget(apps, None)
    receive_result(held, job, site.answer(job))
    known = SiteLedger.objects.get(site=job.site)
    assert (known.ledger_id, known.stopped_at) == ("ledger-1", None)
