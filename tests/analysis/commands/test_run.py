import json

import pytest
from django.urls import reverse
from django.utils import timezone

from analysis.commands import run as running
from analysis.commands.at_site import AttemptLost, SiteFaulty, SiteRefused, SiteSilent
from analysis.commands.lease import MOST_ATTEMPTS, Claim
from analysis.commands.run import run_job
from analysis.envelope import PLAN_REFUSALS, EnvelopeBody, PublicKey, Purpose, SigningKey, open_sealed
from analysis.models import Job, Release
from analysis.states import FailureReason, JobState
from portal.accounts.models import User
from portal.audit.models import Event
from portal.notices.models import Notice


@pytest.fixture
def site_answers(site, monkeypatch, settings, tmp_path):
    """Let the job's site answer as a test says; remembers the envelopes it was asked with."""
    settings.SITES_DIR = tmp_path / "sites"
    (settings.SITES_DIR / "danske").mkdir(parents=True)
    asked = []

    def answering(answer):
        def ask(directory, envelope, *, still_mine):
            asked.append((directory, envelope))
            return answer() if callable(answer) else answer

        monkeypatch.setattr(running, "ask_site", ask)
        return asked

    return answering


def test_a_job_runs_at_its_site_and_its_result_is_released(job, site, site_answers):
    site_answers(lambda: site.answer(job))
    run_job(job.uuid)
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert Release.objects.count() == 1


def test_the_envelope_carries_the_plan_and_the_permit_and_no_person(job, site, site_answers, settings):
    asked = site_answers(lambda: site.answer(job))
    run_job(job.uuid)
    (directory, envelope) = asked[0]
    key = SigningKey.load_or_make(settings.ENVELOPE_KEY_FILE).public
    body = EnvelopeBody.read(open_sealed(envelope, {key.kid: PublicKey(key.raw)}))
    assert directory.name == "danske"
    assert (body.job, body.site, body.attempt, body.purpose) == (str(job.uuid), "danske", 1, Purpose.REQUEST)
    assert body.plan == job.document
    assert {line.dataset for line in body.permit.lines} == {"bef", "lpr_diagnoser"}
    assert body.is_valid_at(timezone.now())
    text = json.dumps(open_sealed(envelope, {key.kid: key}))
    for secret in (job.requested_by.email, job.requested_by.name, job.permit.application.organisation.name):
        assert secret not in text


def test_a_site_that_says_no_ends_the_job_with_a_reason(job, site_answers):
    site_answers(SiteRefused("envelope.outside_permit"))
    run_job(job.uuid)
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.FAILED, FailureReason.REFUSED)
    assert Event.objects.filter(stream=job.stream).last().fact == "JobFailed"


@pytest.mark.parametrize("code", sorted(PLAN_REFUSALS))
def test_a_plan_that_no_longer_fits_the_data_ends_the_job_at_once_and_both_sides_are_told(
    job, site_answers, client, code
):
    asked = site_answers(SiteRefused(code))
    run_job(job.uuid)
    job.refresh_from_db()
    assert (len(asked), job.state, job.reason) == (1, JobState.FAILED, FailureReason.PLAN)
    assert Event.objects.get(stream=job.stream, fact="JobFailed").payload["detail"] == code
    case = job.permit.application
    address = reverse("requests_app:case-detail", args=[case.uuid])
    told = dict(Notice.objects.filter(event__fact="JobFailed").values_list("user__email", "link"))
    coordinator = User.objects.get(name="Anne Friis")
    assert told == {coordinator.email: "", case.applicant.email: address}
    client.force_login(case.applicant)
    for prefix, said in [("", "Planen passer ikke længere til data"), ("/en", "The plan no longer fits the data as")]:
        assert said in " ".join(client.get(prefix + address).content.decode().split())


@pytest.mark.parametrize(
    ("answer", "reason"), [(SiteSilent(), FailureReason.SITE), (SiteFaulty(), FailureReason.FAULT)]
)
def test_a_site_that_cannot_answer_is_asked_again_and_the_job_fails_after_the_last_attempt(
    job, site_answers, answer, reason
):
    asked = site_answers(answer)
    for attempt in range(1, MOST_ATTEMPTS):
        run_job(job.uuid)
        job.refresh_from_db()
        assert (job.state, job.attempt) == (JobState.QUEUED, attempt)
    run_job(job.uuid)
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.FAILED, reason)
    assert len(asked) == MOST_ATTEMPTS


def test_a_site_that_answers_at_last_has_its_result_released(job, site, site_answers):
    site_answers(SiteSilent())
    run_job(job.uuid)
    site_answers(lambda: site.answer(job))
    run_job(job.uuid)
    assert Release.objects.count() == 1


def test_a_lost_attempt_changes_nothing(job, site_answers):
    site_answers(AttemptLost())
    run_job(job.uuid)
    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_a_site_that_this_worker_does_not_have_ends_the_job(job, site_answers, settings, tmp_path):
    site_answers(SiteSilent())
    settings.SITES_DIR = tmp_path
    run_job(job.uuid)
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.FAILED, FailureReason.SITE)


def test_a_bell_for_a_job_that_has_ended_does_nothing(job, site, site_answers):
    asked = site_answers(lambda: site.answer(job))
    run_job(job.uuid)
    run_job(job.uuid)
    assert len(asked) == 1


def test_a_job_cancelled_between_claim_and_question_asks_nobody(job, site_answers, monkeypatch):
    asked = site_answers(SiteSilent())
    real = running.envelope_for

    def cancelled_meanwhile(*args, **kwargs):
        Job.objects.filter(pk=job.pk).update(state=JobState.CANCELLED, finished_at=timezone.now())
        return real(*args, **kwargs)

    monkeypatch.setattr(running, "envelope_for", cancelled_meanwhile)
    run_job(job.uuid)
    assert asked == []


@pytest.mark.parametrize(
    ("profiles", "sent"),
    [((None, None), None), (("strict", None), "strict"), (("strict", "dk-health"), "dk-health+strict")],
)
def test_an_envelope_carries_every_profile_of_its_permit(job, profiles, sent):
    line = job.permit.lines[0]
    job.permit.lines = [line | {"profile": profile} for profile in profiles]
    body = json.loads(running.envelope_for(job, Claim(job.uuid, 1), now=timezone.now()).body)
    assert body["permit"]["profile"] == sent


@pytest.mark.parametrize("has_exception", [True, False])
def test_an_envelope_names_the_day_of_approval_and_any_exception_from_opt_outs(job, has_exception):
    job.permit.document = {**job.permit.document, "opt_out_exception": has_exception}
    body = json.loads(running.envelope_for(job, Claim(job.uuid, 1), now=timezone.now()).body)
    assert body["opt_out_date"] == job.permit.valid_from.isoformat()
    assert body["permit"]["opt_out_exception"] is has_exception
