"""A decision that waits for the applicant: a partial grant, conditions, the yes, the no and the silence."""

import json
from datetime import timedelta

import pytest
import time_machine

from portal.audit.models import Event
from portal.notices.models import Notice
from portal.workflow import Conflict, NotVisible, Refused
from requests_app.commands import applications, plans
from requests_app.commands.acceptance import accept_decision
from requests_app.dates import local_day
from requests_app.models import Clock
from requests_app.seal import seal_key
from requests_app.selectors.counts import with_applicant
from requests_app.selectors.permits import not_granted
from requests_app.states import ApplicationState, ClockKind, Outcome
from requests_app.tasks import sweep
from requests_app.workflow import APPLICATION

A = ApplicationState
PARTLY = Outcome.PARTLY_APPROVED
INSIDE = {
    "version": 1,
    "title": "Kun befolkningen",
    "population": {"from": "bef"},
    "variables": {"region": {"from": "bef.region"}},
    "analyses": [{"id": "a", "method": "crosstab", "rows": ["region"]}],
}


@pytest.fixture
def partly(case_at, reducible_plan):
    """A case of which `sds` refused its part, and whose plan can do without it."""
    return case_at(A.DECIDED, outcome=PARTLY, document=reducible_plan)


def accept(case, **more):
    return accept_decision(**{"by": case.applicant, "application": case, "expected_version": case.version, **more})


def code_of(verb, *arguments, **named):
    with pytest.raises(Refused) as caught:
        verb(*arguments, **named)
    return caught.value.code


def test_a_partial_grant_goes_back_with_the_plan_reduced_to_what_was_granted(partly, reducible_plan):
    assert partly.awaits_acceptance and not partly.permits.exists()
    sent, offered = partly.plan_version, partly.offered_version
    assert (sent.datasets, offered.datasets) == (["bef", "lpr_diagnoser"], ["bef"])
    assert offered.plan == sent.plan and offered.number == sent.number + 1
    assert list(offered.document["variables"]) == ["region", "sex"]
    assert [one["id"] for one in offered.document["analyses"]] == ["t1", "t2"]
    assert partly.plan.document == reducible_plan, "the applicant's own plan is not touched"
    assert with_applicant(partly.applicant) == 1
    clock = partly.clocks.get(kind=ClockKind.ACCEPTANCE)
    assert (clock.legal_due_on - local_day(partly.decided_at)).days == 28 and clock.stopped_at is None


def test_the_yes_sends_the_reduced_plan_and_the_permit_holds_the_granted_part_only(partly):
    offered = partly.offered_version
    case = accept(partly)
    assert (case.state, case.awaits_acceptance, case.plan_version) == (A.DECIDED, False, offered)
    assert [row.plan_version.datasets for row in case.submissions.all()] == [["bef", "lpr_diagnoser"], ["bef"]]
    permit = case.permits.get()
    assert permit.plan_version == offered
    assert [(line["dataset"], line["variables"]) for line in permit.lines] == [("bef", offered.variables["bef"])]
    assert Clock.objects.get(application=case, kind=ClockKind.ACCEPTANCE).stopped_at is not None
    assert with_applicant(case.applicant) == 0


def test_the_permit_says_what_was_not_granted_and_why(partly):
    from requests_app.commands.permits import issue_permit

    permit = issue_permit(permit=accept(partly).permits.get(), key=seal_key())
    document = json.loads(bytes(permit.body))
    refusal = document["not_granted"][0]
    assert (refusal["controller"], refusal["datasets"], refusal["outcome"]) == ("sds", ["lpr_diagnoser"], "refused")
    assert refusal["reason"] == not_granted(permit)[0]["reason"] == "Ikke nødvendigt"
    assert [row["controller"] for row in document["decisions"]] == ["demo_befolkning"]
    assert document["plan_hash"] == partly.offered_version.plan_hash


def test_a_yes_is_the_applicants_own_once_and_to_the_newest_version(partly, person, join):
    member = person()
    join(partly, member, may_edit=True)
    for other in (member, person(), partly.people.coordinator, partly.people.stewards["sds"]):
        with pytest.raises(NotVisible):
            accept(partly, by=other)
    with pytest.raises(Conflict):
        accept(partly, expected_version=partly.version - 1)
    case = accept(partly)
    assert code_of(accept, case) == "accept.nothing"
    assert case.permits.count() == 1


@pytest.mark.parametrize("state", [state for state in A if state != A.DECIDED])
def test_nothing_is_accepted_before_it_is_decided_or_after_the_end(case_at, state):
    case = case_at(state)
    assert code_of(accept, case) == "state"


@pytest.mark.parametrize("outcome", [Outcome.APPROVED, Outcome.REFUSED])
def test_a_decision_that_is_final_at_once_asks_nothing(case_at, outcome):
    case = case_at(A.DECIDED, outcome=outcome)
    assert not case.awaits_acceptance and not case.clocks.filter(kind=ClockKind.ACCEPTANCE).exists()
    assert code_of(accept, case) == "accept.nothing"
    assert (
        code_of(
            applications.withdraw_application,
            by=case.applicant,
            application=case,
            reason="",
            expected_version=case.version,
        )
        == "withdraw.decided"
    )
    assert {"accept", "withdraw"}.isdisjoint(APPLICATION.allowed(case, case.applicant))


def test_a_plan_of_which_nothing_is_left_is_withdrawn_and_never_accepted(case_at):
    case = case_at(A.DECIDED, outcome=PARTLY)
    assert case.awaits_acceptance and case.offered_version is None
    assert code_of(accept, case) == "accept.nothing_left"
    assert {"accept", "withdraw"} & set(APPLICATION.allowed(case, case.applicant)) == {"withdraw"}
    case.refresh_from_db()
    assert case.awaits_acceptance and case.submissions.count() == 1 and not case.permits.exists()
    reason = "Uden diagnoser giver det ikke mening"
    case = applications.withdraw_application(
        by=case.applicant, application=case, reason=reason, expected_version=case.version
    )
    assert case.state == A.WITHDRAWN


def test_what_the_applicant_writes_in_the_plan_meanwhile_is_not_what_is_confirmed(partly):
    plans.save_plan(by=partly.applicant, plan=partly.plan, document=INSIDE, expected_version=partly.plan.version)
    case = accept(partly)
    assert case.permits.get().plan_version == case.plan_version == partly.offered_version
    assert case.plan_version.document["title"] == "Region og diagnose"


def test_conditions_wait_for_a_yes_and_the_plan_stands(case_at):
    case = case_at(A.DECIDED, conditions=["Kun 2015"])
    assert (case.outcome, case.awaits_acceptance, case.offered_version) == (Outcome.APPROVED, True, None)
    assert not case.permits.exists()
    before = case.plan_version
    case = accept(case)
    assert case.plan_version == before and case.submissions.count() == 1
    assert {tuple(line["conditions"]) for line in case.permits.get().lines} == {("Kun 2015",)}


def test_a_no_withdraws_the_case_and_nothing_runs(partly):
    case = applications.withdraw_application(
        by=partly.applicant, application=partly, reason="Uden diagnoser giver det ikke mening",
        expected_version=partly.version,
    )  # fmt: skip
    assert (case.state, case.outcome, case.awaits_acceptance) == (A.WITHDRAWN, PARTLY, False)
    assert not case.permits.exists() and not case.clocks.filter(stopped_at=None).exists()


def test_silence_lapses_the_case_after_28_days_and_not_before(partly):
    due = partly.clocks.get(kind=ClockKind.ACCEPTANCE).due_on
    last_day = partly.decided_at + (due - local_day(partly.decided_at))
    with time_machine.travel(last_day, tick=False):
        assert sweep()["lapsed"] == 0
    with time_machine.travel(last_day + timedelta(days=1), tick=False):
        assert sweep()["lapsed"] == 1 and sweep()["lapsed"] == 0
    partly.refresh_from_db()
    assert (partly.state, partly.awaits_acceptance) == (A.LAPSED, False)
    assert code_of(accept, partly) == "state"


def test_a_decided_case_that_waits_for_nobody_never_lapses(case_at):
    case = case_at(A.DECIDED)
    with time_machine.travel(case.decided_at + timedelta(days=60), tick=False):
        assert sweep()["lapsed"] == 0
    case.refresh_from_db()
    assert case.state == A.DECIDED


def test_the_yes_is_told_to_those_who_decided_and_to_the_coordinator(partly):
    accept(partly)
    event = Event.objects.get(stream=partly.stream, fact="DecisionAccepted")
    told = {notice.user for notice in Notice.objects.filter(event=event)}
    assert told == {partly.applicant, partly.people.coordinator, *partly.people.stewards.values()}
