"""When a decision waits for the applicant, and when it can be accepted."""

from itertools import product

import pytest

from portal.workflow import Refused, as_bool
from requests_app.rules.acceptance import can_accept, check_can_lapse, needs_acceptance
from requests_app.rules.facts import ApplicationFacts
from requests_app.rules.withdrawal import check_can_withdraw
from requests_app.states import FINAL_DECISIONS, GRANTED_DECISIONS, OPEN_DECISIONS, ApplicationState, DecisionState

D = DecisionState
may_withdraw = as_bool(check_can_withdraw)


@pytest.mark.parametrize("states", list(product(FINAL_DECISIONS, repeat=2)))
def test_a_cut_or_a_condition_waits_for_the_applicant_and_nothing_else(states):
    granted = [state for state in states if state in GRANTED_DECISIONS]
    is_cut = len(granted) == 1
    has_conditions = len(granted) == 2 and D.APPROVED_WITH_CONDITIONS in granted
    assert needs_acceptance(states) is (is_cut or has_conditions)


@pytest.mark.parametrize("state", [*OPEN_DECISIONS, D.CANCELLED])
def test_a_case_that_is_not_decided_waits_for_no_answer_to_it(state):
    assert not needs_acceptance([D.APPROVED, state]) and not needs_acceptance([])


@pytest.mark.parametrize("awaits", [True, False])
@pytest.mark.parametrize("state", list(ApplicationState))
def test_only_what_waits_is_accepted_withdrawn_late_or_ended_by_time(state, awaits):
    facts = ApplicationFacts(state=state, decisions=(D.APPROVED, D.REFUSED), awaits_acceptance=awaits)
    assert can_accept(facts) is awaits and may_withdraw(facts) is awaits
    if state == ApplicationState.DECIDED and not awaits:
        with pytest.raises(Refused) as caught:
            check_can_lapse(facts)
        assert caught.value.code == "lapse.decided"
    else:
        check_can_lapse(facts)


def test_a_decision_that_leaves_nothing_to_run_is_not_accepted_but_withdrawn():
    facts = ApplicationFacts(
        state=ApplicationState.DECIDED, decisions=(D.APPROVED, D.REFUSED), awaits_acceptance=True, leaves_nothing=True
    )
    assert not can_accept(facts) and may_withdraw(facts)
