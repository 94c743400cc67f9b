from dataclasses import replace

import pytest

from analysis.envelope import PermitLine
from analysis.rules.gate import GateFacts, check_gate
from portal.workflow import Refused

OPEN = GateFacts(
    permit_is_active=True,
    permit_is_in_time=True,
    person_is_on_case=True,
    plan_hash="a" * 64,
    approved_plan_hash="a" * 64,
    variables_used={"bef": ["sex"]},
    methods=["count"],
    lines=[PermitLine(dataset="bef", variables=("sex",), methods=("count",))],
)


def test_a_job_inside_its_permit_passes():
    check_gate(OPEN)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"permit_is_active": False}, "gate.permit"),
        ({"permit_is_in_time": False}, "gate.time"),
        ({"person_is_on_case": False}, "gate.person"),
        ({"plan_hash": "b" * 64}, "gate.plan"),
        ({"variables_used": {"bef": ["sex", "income"]}}, "gate.lines"),
        ({"variables_used": {"lmdb": ["atc"]}}, "gate.lines"),
        ({"methods": ["cox"]}, "gate.lines"),
    ],
)
def test_whatever_lies_outside_the_permit_is_refused(change, code):
    facts = replace(OPEN, **change)
    with pytest.raises(Refused) as refused:
        check_gate(facts)
    assert refused.value.code == code
