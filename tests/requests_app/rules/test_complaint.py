"""Every decision that is not a full yes carries guidance, with a last day on which the authority is open."""

from datetime import date

import pytest

from portal.calendar import DANISH
from requests_app.rules.complaint import carries_guidance, last_day
from requests_app.states import DecisionState

D = DecisionState


@pytest.mark.parametrize("state", D)
def test_all_final_decisions_but_a_plain_yes_carry_guidance(state):
    expected = state in (D.REFUSED, D.NOT_AVAILABLE, D.APPROVED_WITH_CONDITIONS)
    assert carries_guidance(state) is expected
    assert carries_guidance(state, ["bef.sex"]) is (expected or state == D.APPROVED)


@pytest.mark.parametrize(
    ("decided_on", "until"),
    [
        (date(2026, 11, 2), date(2026, 11, 30)),
        (date(2026, 11, 7), date(2026, 12, 7)),  # 5 December is a Saturday
        (date(2026, 11, 26), date(2026, 12, 28)),  # Christmas Eve, two holidays, a Sunday
    ],
)
def test_the_last_day_is_one_on_which_the_authority_is_open(decided_on, until):
    assert last_day(decided_on, days=28, is_working_day=DANISH.is_working_day) == until
