"""What analyses show on pages below."""

import pytest
from django.urls import reverse

from catalog.models import Dataset
from requests_app.commands.plans import create_plan

FAULTY = {"version": 1, "title": "x", "population": {"from": "nowhere"}}


@pytest.fixture
def plan_pages(client, people):
    """The page of a new plan of the applicant in a language, the address of its count, and a push of the button."""

    def make(document, prefix=""):
        client.force_login(people.applicant)
        plan = create_plan(by=people.applicant, document=document)
        count = reverse("analysis:plan-count", args=[plan.uuid])
        page = client.get(prefix + reverse("requests_app:plan-detail", args=[plan.uuid])).content.decode()
        return " ".join(page.split()), count, client.post(prefix + count)

    return make


def test_a_plan_that_can_be_counted_has_the_button(site, plan_pages, plan_document):
    Dataset.objects.update(feasibility=True)
    page, count, answer = plan_pages(plan_document)
    assert count in page
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("prefix", "said"),
    [("", "Gruppen kan tælles, når planen uden fejl"), ("/en", "The group can be counted when the plan says")],
)
def test_a_plan_with_a_fault_has_no_button_and_says_why(plan_pages, prefix, said):
    page, count, answer = plan_pages(FAULTY, prefix)
    assert said in page
    assert count not in page
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("prefix", "said"),
    [("", "Den dataansvarlige har ikke åbnet »bef« for optælling."),
     ("/en", "The data controller has not opened &quot;bef&quot; for counting.")],
)  # fmt: skip
def test_data_that_are_not_open_for_counting_are_named_instead_of_the_button(plan_pages, plan_document, prefix, said):
    Dataset.objects.update(feasibility=True)
    Dataset.objects.filter(key="bef").update(feasibility=False)
    page, count, answer = plan_pages(plan_document, prefix)
    assert said in page
    assert count not in page
    assert answer.status_code == 422
    assert said in " ".join(answer.content.decode().split())
