import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from analysis.commands.at_site import SiteSilent
from analysis.commands.feasibility import count_plan, counts_left
from analysis.commands.lease import claim, keep
from analysis.commands.outcome import fail_job
from analysis.commands.receive import receive_result
from analysis.commands.run import run_job
from analysis.models import Job, Release, SiteLedger
from analysis.plans import PlanFaults
from analysis.states import FailureReason, JobPurpose, JobStage, JobState
from catalog.commands.datasets import retire_dataset
from catalog.models import Dataset, Site
from portal.accounts import Role
from portal.audit.models import Event
from portal.notices.models import Notice
from portal.workflow import NotVisible, Refused
from requests_app.commands.plans import create_plan, delete_plan
from requests_app.models import Plan


@pytest.fixture
def plan(site, people, plan_document):
    """A plan of the applicant on datasets that may be counted."""
    Dataset.objects.update(feasibility=True)
    return create_plan(by=people.applicant, document=plan_document)


def test_a_count_is_queued_with_the_population_alone(plan, people):
    job = count_plan(by=people.applicant, plan=plan)
    assert (job.purpose, job.state, job.site.key) == (JobPurpose.FEASIBILITY, JobState.QUEUED, "danske")
    assert [(one["method"], one["flow"]) for one in job.document["analyses"]] == [("count", False)]
    assert Event.objects.get(stream=plan.stream, fact="JobQueued").by == people.applicant


def test_each_count_costs_one_of_the_day(plan, people, settings):
    settings.FEASIBILITY_COUNTS_A_DAY = 2
    count_plan(by=people.applicant, plan=plan)
    assert counts_left(people.applicant) == 1
    count_plan(by=people.applicant, plan=plan)
    with pytest.raises(Refused) as refused:
        count_plan(by=people.applicant, plan=plan)
    assert refused.value.code == "feasibility.allowance"


def test_a_stopped_site_takes_no_count_and_costs_none(plan, people):
    before = counts_left(people.applicant)
    site = Site.objects.get(key="danske")
    SiteLedger.objects.create(site=site, ledger_id="ledger-1", seq=1, head="h", stopped_at=timezone.now())
    with pytest.raises(Refused) as refused:
        count_plan(by=people.applicant, plan=plan)
    assert (refused.value.code, counts_left(people.applicant)) == ("site.stopped", before)


def test_a_retired_dataset_is_not_counted(plan, people, person):
    bef, keeper = Dataset.objects.get(key="bef"), person(Role.CATALOGUE_ADMIN, of="demo_befolkning")
    retire_dataset(by=keeper, dataset=bef, expected_version=bef.version)
    with pytest.raises(PlanFaults) as refused:
        count_plan(by=people.applicant, plan=plan)
    assert [one.code for one in refused.value.faults] == ["dataset_retired"]
    assert not Job.objects.exists()


@pytest.mark.parametrize("by_program", [False, True])
def test_a_plan_that_was_counted_can_be_deleted_and_its_result_stays(plan, people, site, client, by_program):
    job = count_plan(by=people.applicant, plan=plan)
    receive_result(claim(job.uuid, now=timezone.now()), job, site.answer(job))
    client.force_login(people.applicant)
    if by_program:
        body, kind = json.dumps({"expected_version": plan.version}), "application/json"
        answer = client.delete(reverse("api:plan-detail", args=[plan.uuid]), body, content_type=kind)
    else:
        answer = client.post(reverse("requests_app:plan-delete", args=[plan.uuid]), {"version": plan.version})
    assert answer.status_code in (204, 302)
    kept = Job.objects.get(pk=job.pk)
    assert (kept.state, kept.plan, kept.plan_hash) == (JobState.DONE, None, job.plan_hash)
    assert client.get(reverse("api:result-detail", args=[kept.result.uuid])).status_code == 200


def test_deleting_a_plan_stops_its_open_count_and_gives_none_back(plan, people):
    job = count_plan(by=people.applicant, plan=plan)
    held, left = claim(job.uuid, now=timezone.now()), counts_left(people.applicant)
    delete_plan(by=people.applicant, plan=plan, expected_version=plan.version)
    job.refresh_from_db()
    assert (job.state, job.reason, job.plan) == (JobState.CANCELLED, FailureReason.DELETED, None)
    assert counts_left(people.applicant) == left
    assert not keep(held, stage=JobStage.COMPUTING, now=timezone.now())
    events = Event.objects.filter(stream=plan.stream).order_by("seq").values_list("fact", flat=True)
    assert list(events)[-2:] == ["PlanDeleted", "JobCancelled"]


def test_a_plan_that_was_deleted_meanwhile_is_not_counted(plan, people):
    delete_plan(by=people.applicant, plan=Plan.objects.get(pk=plan.pk), expected_version=plan.version)
    with pytest.raises(NotVisible):
        count_plan(by=people.applicant, plan=plan)


def test_yesterdays_counts_are_forgotten(plan, people, settings):
    settings.FEASIBILITY_COUNTS_A_DAY = 1
    job = count_plan(by=people.applicant, plan=plan)
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    assert counts_left(people.applicant) == 1


def test_a_visitor_has_no_counts():
    assert counts_left(AnonymousUser()) == 0


def test_a_plan_of_somebody_else_is_not_there(plan, person):
    with pytest.raises(NotVisible):
        count_plan(by=person(), plan=plan)


def test_where_the_controller_says_no_the_count_is_refused_before_anything_is_stored(plan, people):
    from catalog.models import Dataset

    Dataset.objects.filter(key="bef").update(feasibility=False)
    with pytest.raises(PlanFaults):
        count_plan(by=people.applicant, plan=plan)
    assert not Job.objects.exists()


def test_a_finished_count_is_released_without_a_number_and_shown_beside_the_plan(plan, people, site, client):
    job = count_plan(by=people.applicant, plan=plan)
    held = claim(job.uuid, now=timezone.now())
    document = {
        "plan_hash": job.plan_hash, "protected": True, "profile": None, "ledger": "site",
        "results": [{"id": "persons", "method": "count", "status": "released", "persons": 360, "dropped": 0, "tables": []}],
    }  # fmt: skip
    receive_result(held, job, site.answer(job, document=document))
    release = Release.objects.get()
    assert (release.number, release.publish_by) == (None, None)
    client.force_login(people.applicant)
    page = client.get(reverse("requests_app:plan-detail", args=[plan.uuid])).content.decode()
    assert "ca. 360" in " ".join(page.split())


@pytest.mark.parametrize(("prefix", "said"), [("", "Stedet svarede ikke."), ("/en", "The site did not answer.")])
def test_a_count_that_failed_says_why(plan, people, client, prefix, said):
    job = count_plan(by=people.applicant, plan=plan)
    fail_job(claim(job.uuid, now=timezone.now()), job, FailureReason.SITE)
    client.force_login(people.applicant)
    assert said in client.get(prefix + reverse("analysis:job-status", args=[job.uuid])).content.decode()
    assert not Notice.objects.exists()


def test_the_button_counts_and_returns_to_the_plan(plan, people, client):
    client.force_login(people.applicant)
    answer = client.post(reverse("analysis:plan-count", args=[plan.uuid]))
    assert answer.status_code == 302
    job = Job.objects.get()
    state = client.get(reverse("analysis:job-status", args=[job.uuid]))
    assert "Gruppen venter på at blive talt" in state.content.decode()


def test_a_count_is_its_owners_alone(plan, people, client):
    job = count_plan(by=people.applicant, plan=plan)
    client.force_login(people.stewards["sds"])
    assert client.get(reverse("analysis:job-status", args=[job.uuid])).status_code == 404
    assert client.get(reverse("api:job-detail", args=[job.uuid])).status_code == 404


def test_the_api_counts_and_tells_what_is_left(plan, people, client):
    client.force_login(people.applicant)
    answer = client.post(reverse("api:plan-feasibility", args=[plan.uuid]))
    assert answer.status_code == 202
    assert answer.json()["counts_left_today"] == 19
    job = client.get(reverse("api:job-detail", args=[answer.json()["uuid"]])).json()
    assert (job["state"], job["result"], job["persons"]) == ("queued", None, None)


def test_a_count_asks_its_site_without_a_permit(plan, people, site, monkeypatch, settings, tmp_path):
    settings.SITES_DIR = tmp_path
    (tmp_path / "danske").mkdir()
    asked = []
    monkeypatch.setattr(
        "analysis.commands.run.ask_site", lambda _place, sealed, **_how: asked.append(sealed) or SiteSilent()
    )
    run_job(count_plan(by=people.applicant, plan=plan).uuid)
    body = json.loads(asked[0].body)
    assert (body["purpose"], body["permit"], body["opt_out_date"]) == ("feasibility", None, None)
