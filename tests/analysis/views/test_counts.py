"""Who reads a count of somebody's plan: the person who asked, and the auditor. To others it is not there."""

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from analysis.commands.feasibility import count_plan
from analysis.commands.lease import claim
from analysis.commands.receive import receive_result
from analysis.models import Result
from analysis.states import JobStage, ResultState
from portal.accounts import Role
from requests_app.commands.plans import create_plan

READERS = {"owner": 200, Role.AUDITOR: 200, Role.COORDINATOR: 404, Role.CHECKER: 404, Role.ADMIN: 404, "stranger": 404}


@pytest.fixture
def count(site, people, plan_document):
    from catalog.models import Dataset

    Dataset.objects.update(feasibility=True)
    return count_plan(by=people.applicant, plan=create_plan(by=people.applicant, document=plan_document))


@pytest.fixture
def reader(people, person):
    def find(who):
        if who == "owner":
            return people.applicant
        return person() if who == "stranger" else person(who)

    return find


@pytest.mark.parametrize(("who", "status"), READERS.items())
def test_a_count_is_its_owners_and_the_auditors(client, count, reader, who, status):
    user = reader(who)
    program = APIClient()
    program.force_authenticate(user)
    assert program.get(f"/api/v1/jobs/{count.uuid}/").status_code == status
    client.force_login(user)
    assert client.get(reverse("analysis:job-status", args=[count.uuid])).status_code == status


@pytest.mark.parametrize(("who", "status"), READERS.items())
def test_so_is_its_result(count, site, reader, who, status):
    receive_result(claim(count.uuid, now=timezone.now()), count, site.answer(count))
    result = Result.objects.get(job=count)
    assert result.state == ResultState.RELEASED
    program = APIClient()
    program.force_authenticate(reader(who))
    assert program.get(f"/api/v1/results/{result.uuid}/").status_code == status


def test_a_count_under_way_says_what_happens_and_that_the_number_comes_by_itself(client, count, people):
    client.force_login(people.applicant)
    address = reverse("analysis:job-status", args=[count.uuid])
    assert "Gruppen venter på at blive talt. Tallet kommer her af sig selv." in client.get(address).content.decode()
    count.stage = JobStage.COMPUTING
    count.save(update_fields=["stage"])
    assert "Gruppen bliver talt. Tallet kommer her af sig selv." in client.get(address).content.decode()
