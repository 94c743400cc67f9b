"""Two people act on one case at the same moment, each with a connection of their own."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts import Role
from portal.audit.models import Event
from portal.workflow import Conflict, Refused
from requests_app.commands import applications, decisions
from requests_app.models import Application, Decision, Permit
from requests_app.states import ApplicationState, DecisionState, Outcome

A = ApplicationState
TWO_CONNECTIONS = pytest.mark.django_db(transaction=True)


def at_once(*verbs):
    """Do every verb in a thread of its own, all at the same moment; what came of each, in the order given."""
    start, outcomes = threading.Barrier(len(verbs)), {}

    def act(number, verb):
        try:
            start.wait(5)
            outcomes[number] = verb().state
        except Conflict:
            outcomes[number] = "conflict"
        except Refused as refusal:
            outcomes[number] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=pair) for pair in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return [outcomes[number] for number in range(len(verbs))]


@pytest.fixture
def assessed(case_at, assessment_of):
    """`assessed(verb, key, by=…)` is that verb of a steward on the decision as it stands now, ready to be done."""
    case = case_at(A.ASSESSING)
    for key, steward in case.people.stewards.items():
        row = case.decisions.select_related("application").get(controller__key=key)
        decisions.start_review(by=steward, decision=row, expected_version=row.version)

    def make(verb, key, *, by=None):
        row = Decision.objects.select_related("application").get(application=case, controller__key=key)
        assessment = assessment_of(row, outcome="no" if verb == "refuse" else "yes", reason="Fordi")
        by = by or case.people.stewards[key]
        return lambda: decisions.DECIDE[verb](by=by, decision=row, assessment=assessment, expected_version=row.version)

    make.case = case
    return make


def facts_of(case, *names):
    return Event.objects.filter(stream=case.stream, fact__in=names).count()


@TWO_CONNECTIONS
def test_of_two_stewards_of_one_controller_one_gets_a_conflict(assessed, person):
    colleague = person(Role.STEWARD, of="sds")
    found = at_once(assessed("approve", "sds"), assessed("refuse", "sds", by=colleague))
    row = assessed.case.decisions.get(controller__key="sds")
    assert found.count("conflict") == 1 and row.state in found
    winner = assessed.case.people.stewards["sds"] if row.state == DecisionState.APPROVED else colleague
    assert row.decided_by == winner
    assert facts_of(assessed.case, "DecisionApproved", "DecisionRefused") == 1


@TWO_CONNECTIONS
def test_decisions_of_two_controllers_both_stand_and_decide_the_case_once(assessed):
    found = at_once(assessed("approve", "sds"), assessed("approve", "demo_befolkning"))
    assert found == [DecisionState.APPROVED] * 2
    case = Application.objects.get(pk=assessed.case.pk)
    assert (case.state, case.outcome) == (A.DECIDED, Outcome.APPROVED)
    assert Permit.objects.filter(application=case).count() == 1
    assert facts_of(case, "DecisionApproved") == 2
    assert facts_of(case, "ApplicationDecided") == facts_of(case, "PermitPrepared") == 1


@TWO_CONNECTIONS
def test_a_yes_and_a_no_at_once_decide_the_case_in_part(assessed):
    assert at_once(assessed("approve", "sds"), assessed("refuse", "demo_befolkning")) == ["approved", "refused"]
    case = Application.objects.get(pk=assessed.case.pk)
    assert (case.state, case.outcome, case.permits.count()) == (A.DECIDED, Outcome.PARTLY_APPROVED, 0)


@TWO_CONNECTIONS
def test_of_a_withdrawal_and_a_decision_at_once_the_case_never_holds_halves(assessed):
    case = Application.objects.get(pk=assessed.case.pk)

    def withdraw():
        return applications.withdraw_application(
            by=case.applicant, application=case, reason="", expected_version=case.version
        )

    withdrawn, decided = at_once(withdraw, assessed("approve", "sds"))
    assert withdrawn == A.WITHDRAWN  # one of two controllers has answered at most, so it is always open
    assert decided in (DecisionState.APPROVED, "conflict")
    states = {row.controller.key: row.state for row in case.decisions.select_related("controller")}
    assert states == {
        "demo_befolkning": DecisionState.CANCELLED,
        "sds": DecisionState.APPROVED if decided == DecisionState.APPROVED else DecisionState.CANCELLED,
    }


@pytest.mark.postgres
@TWO_CONNECTIONS
def test_of_two_stewards_of_one_controller_one_gets_a_conflict_on_postgresql(assessed, person):
    assert connection.vendor == "postgresql"
    test_of_two_stewards_of_one_controller_one_gets_a_conflict(assessed, person)


@pytest.mark.postgres
@TWO_CONNECTIONS
def test_decisions_of_two_controllers_both_stand_on_postgresql(assessed):
    test_decisions_of_two_controllers_both_stand_and_decide_the_case_once(assessed)


@pytest.mark.postgres
@TWO_CONNECTIONS
def test_a_withdrawal_and_a_decision_at_once_on_postgresql(assessed):
    test_of_a_withdrawal_and_a_decision_at_once_the_case_never_holds_halves(assessed)


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_decision_locks_its_case_first_as_every_verb_of_the_case_does(assessed):
    """Two verbs that lock the same rows in one order cannot wait for each other."""
    decide = assessed("approve", "sds")
    with CaptureQueriesContext(connection) as caught:
        decide()
    locks = [query["sql"].rsplit(" OF ", 1)[1].strip('"') for query in caught if " FOR UPDATE OF " in query["sql"]]
    assert locks[:2] == ["requests_app_application", "requests_app_decision"]
