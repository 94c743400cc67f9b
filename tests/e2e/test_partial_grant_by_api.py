"""One controller approves and another refuses: the granted part is confirmed and runs, and an accepted member sees it."""

import pytest
from programs import STEWARDS, Program, approve, assessing, refuse, released

pytestmark = pytest.mark.slow

PLAN = {
    "version": 1,
    "title": "Region, køn og kontakter",
    "population": {"from": "bef"},
    "variables": {
        "region": {"from": "bef.region"},
        "sex": {"from": "bef.sex"},
        "contacts": {"count": {"dataset": "lpr_kontakter"}},
        "many": {"bands": {"of": "contacts", "edges": [0, 1, 5, None]}},
    },
    "analyses": [
        {"id": "t1", "method": "crosstab", "rows": ["region"], "columns": ["sex"]},
        {"id": "t2", "method": "crosstab", "rows": ["many"]},
    ],
}
NEEDS_A_REASON = ["bef.region", "bef.sex", "lpr_kontakter.date"]


def test_the_granted_part_is_confirmed_and_runs_and_the_member_sees_it(running_portal, until):
    applicant, case = assessing(running_portal, PLAN, variables=NEEDS_A_REASON)
    address = f"applications/{case['uuid']}/"
    for row in case["decisions"]:
        steward = Program(running_portal, STEWARDS[row["controller"]])
        if row["controller"] == "sds":
            refuse(steward, row["uuid"], "Kontakter er ikke nødvendige.")
        else:
            approve(steward, row["uuid"])

    case = applicant.get(address)
    assert (case["outcome"], case["awaits_acceptance"], case["permits"]) == ("partly_approved", True, [])
    assert [one["id"] for one in case["offered_plan"]["document"]["analyses"]] == ["t1"]
    case = applicant.post(f"{address}accept/", expected_version=case["version"])

    result = released(until, applicant, case)
    assert [one["id"] for one in result["document"]["results"]] == ["t1"]
    permit = applicant.get(f"permits/{case['permits'][0]}/")
    assert permit["in_force"] and [line["dataset"] for line in permit["document"]["lines"]] == ["bef"]
    assert permit["document"]["not_granted"][0]["reason"] == "Kontakter er ikke nødvendige."

    member = Program(running_portal, "member")
    applicant.post(f"{address}invite/", email=running_portal.email("member"), expected_version=case["version"])
    invitation = member.get(f"{address}invitation/")
    member.post(f"{address}invitation/accept/", expected_version=invitation["version"])
    assert member.get(f"results/{result['uuid']}/")["document"] == result["document"]
