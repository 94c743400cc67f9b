"""What was retired is not applied for anew; what was sent keeps what it was bound to."""

import pytest

from catalog.commands.datasets import retire_dataset
from catalog.models import Dataset
from portal.accounts import Role
from portal.refusals import Refused
from requests_app.commands import applications, plans
from requests_app.selectors.gaps import plan_faults
from requests_app.selectors.plan_page import plan_page
from requests_app.states import ApplicationState


@pytest.fixture
def retire(person):
    """`retire(key)` takes a dataset down as its controller does."""

    def take_down(key):
        row = Dataset.objects.get(key=key)
        keeper = person(Role.CATALOGUE_ADMIN, of=row.controller)
        retire_dataset(by=keeper, dataset=row, expected_version=row.version)

    return take_down


def test_a_new_plan_on_a_retired_dataset_has_a_fault_and_still_its_words(people, plan_document, retire):
    plan = plans.create_plan(by=people.applicant, document=plan_document)
    assert plan_faults(plan.document) == ()
    retire("lpr_diagnoser")
    assert [(one.code, one.path) for one in plan_faults(plan.document)] == [
        ("dataset_retired", "population.index.dataset")
    ]
    page = plan_page(plan)
    assert ["lpr_diagnoser" in fault["text"] for fault in page.faults] == [True]
    assert page.summary and page.steps


def test_a_draft_on_a_retired_dataset_is_not_sent(draft, fill_application, people, retire):
    case = fill_application(draft())
    retire("bef")
    with pytest.raises(Refused):
        applications.submit_application(by=people.applicant, application=case, expected_version=case.version)
    case.refresh_from_db()
    assert (case.state, case.plan_version) == (ApplicationState.DRAFT, None)


def test_a_case_that_was_sent_keeps_its_bound_plan(case_at, people, retire):
    case = case_at(ApplicationState.WAITING)
    bound = case.plan_version
    retire("bef")
    case = applications.answer_questions(
        by=people.applicant, application=case, replies={"benefit": "Patienter"}, expected_version=case.version
    )
    assert (case.state, case.plan_version) == (ApplicationState.CHECKING, bound)
