"""Who reads a result: the parties, and the stewards whose data it was computed on."""

import pytest
from django.urls import reverse
from django.utils import timezone

from analysis.commands.lease import claim
from analysis.commands.receive import receive_result
from analysis.models import Job, Result
from analysis.selectors.results import result_for, results_visible_to
from portal.workflow import NotVisible
from requests_app.commands.acceptance import accept_decision
from requests_app.states import ApplicationState, Outcome
from requests_app.tasks import seal_permit
from tests.requests_app.conftest import REDUCIBLE


@pytest.fixture
def result_of(site, case_at):
    """The released result of a case with this outcome; partly approved means that `sds` said no."""

    def make(outcome):
        case = case_at(ApplicationState.DECIDED, outcome=outcome, document=REDUCIBLE)
        if outcome == Outcome.PARTLY_APPROVED:
            case = accept_decision(by=case.applicant, application=case, expected_version=case.version)
        assert seal_permit(case.permits.get().pk)
        job = Job.objects.select_related("site", "permit__application").get()
        receive_result(claim(job.uuid, now=timezone.now()), job, site.answer(job))
        return Result.objects.get()

    return make


def reads(client, user, result):
    """Whether the person meets the result in the list, by its address and by a link from its case; thrice the same."""
    try:
        found = result_for(user=user, uuid=result.uuid) == result
    except NotVisible:
        found = False
    client.force_login(user)
    case = client.get(reverse("requests_app:case-detail", args=[result.job.permit.application.uuid]))
    is_linked = reverse("analysis:result-detail", args=[result.uuid]) in case.content.decode()
    assert case.status_code == 200
    assert found is is_linked is results_visible_to(user).filter(pk=result.pk).exists()
    return found


@pytest.mark.parametrize(
    ("outcome", "readers"),
    [
        (Outcome.APPROVED, {"applicant", "sds", "demo_befolkning"}),
        (Outcome.PARTLY_APPROVED, {"applicant", "demo_befolkning"}),
    ],
)
def test_a_steward_reads_what_was_computed_on_own_data(result_of, people, client, outcome, readers):
    result = result_of(outcome)
    everybody = people.stewards | {"applicant": people.applicant}
    assert {who for who, user in everybody.items() if reads(client, user, result)} == readers


def test_who_is_no_steward_and_no_party_reads_nothing(result_of, person):
    result = result_of(Outcome.APPROVED)
    with pytest.raises(NotVisible):
        result_for(user=person(), uuid=result.uuid)
    assert not results_visible_to(person()).exists()
