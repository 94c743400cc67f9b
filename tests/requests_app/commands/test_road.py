"""The main road of a statistics request, verb by verb."""

import pytest

from requests_app.commands import applications
from requests_app.models import Clock
from requests_app.states import ApplicationState, ClockKind, DecisionState, Outcome, PermitState
from requests_app.workflow import APPLICATION

A = ApplicationState


@pytest.mark.parametrize("state", list(A))
def test_a_case_can_be_walked_to(state, case_at):
    assert case_at(state).state == state


def test_sending_gives_a_number_binds_the_plan_and_keeps_the_words(case_at):
    case = case_at(A.SUBMITTED)
    assert case.number.startswith("20") and len(case.number) == 11
    assert case.plan_version.datasets == ["bef", "lpr_diagnoser"]
    assert case.submissions.get().answers == case.answers
    assert {clock.kind for clock in Clock.objects.filter(application=case)} == {"completeness", "decision"}


def test_a_passed_check_opens_one_decision_per_controller(case_at):
    case = case_at(A.ASSESSING)
    found = {row.controller.key: row.datasets for row in case.decisions.all()}
    assert found == {"sds": ["lpr_diagnoser"], "demo_befolkning": ["bef"]}


def test_when_all_controllers_approve_the_case_is_decided_and_the_approval_waits_for_its_seal(case_at):
    case = case_at(A.DECIDED)
    permit = case.permits.get()
    assert (case.outcome, permit.state) == (Outcome.APPROVED, PermitState.ISSUED)
    assert [(line["dataset"], line["controller"]) for line in permit.lines] == [
        ("bef", "demo_befolkning"),
        ("lpr_diagnoser", "sds"),
    ]
    assert not Clock.objects.filter(application=case, kind=ClockKind.DECISION, stopped_at=None)
    assert not Clock.objects.filter(application=case, stopped_at=None), "nothing waits for anybody"


def test_when_all_refuse_there_is_no_permit(case_at):
    case = case_at(A.DECIDED, outcome=Outcome.REFUSED)
    assert case.outcome == Outcome.REFUSED and not case.permits.exists()


@pytest.mark.parametrize("state", APPLICATION.states_without("withdraw"))
def test_withdraw_is_refused_in(state, case_at):
    from portal.workflow import Refused

    case = case_at(state)
    with pytest.raises(Refused):
        applications.withdraw_application(by=case.applicant, application=case, reason="", expected_version=case.version)


def test_withdrawing_ends_the_open_decisions_and_stops_the_clocks(case_at):
    case = case_at(A.ASSESSING)
    case = applications.withdraw_application(
        by=case.applicant, application=case, reason="Ingen penge", expected_version=case.version
    )
    assert {row.state for row in case.decisions.all()} == {DecisionState.CANCELLED}
    assert not case.clocks.filter(stopped_at=None).exists()
    assert case.closing_reason == "Ingen penge"
