"""The same journey by programs only, and the same question in other words."""

import json

import pytest
from programs import Program, approved, released, tables_of

pytestmark = pytest.mark.slow
PLAN = {
    "version": 1,
    "title": "Statiner i regionerne",
    "population": {"from": "bef", "where": {"bef.sex": {"eq": "2"}}},
    "variables": {
        "region": {"from": "bef.region"},
        "statin": {"exists": {"dataset": "lmdb", "where": {"lmdb.atc": {"starts_with": ["C10AA"]}}}},
    },
    "analyses": [{"id": "t1", "method": "crosstab", "rows": ["region"], "columns": ["statin"]}],
}
REWRITTEN = {
    **PLAN,
    "title": "En anden titel",
    "population": {"where": {"all": [{"bef.sex": {"in": ["2"]}}]}, "from": "bef"},
    "variables": {
        "statin": {"exists": {"dataset": "lmdb", "where": {"all": [{"lmdb.atc": {"starts_with": ["C10AA"]}}]}}},
        "region": {"from": "bef.region"},
    },
}
VARIABLES = ["bef.region", "bef.sex", "lmdb.atc"]


def test_a_request_goes_from_token_to_csv(running_portal, until):
    anybody = Program(running_portal)
    assert any(row["key"] == "bef" for row in anybody.get("datasets/?q=befolkningen&page_size=100")["results"])
    applicant, case = approved(running_portal, PLAN, variables=VARIABLES)
    assert (case["state"], case["outcome"]) == ("decided", "approved")
    result = released(until, applicant, case)
    assert applicant.text(f"results/{result['uuid']}/t1-counts.csv").startswith("region,statin,persons")
    assert case["number"] in json.dumps(anybody.get(f"register/{case['number']}/"))
    again = released(until, *approved(running_portal, REWRITTEN, variables=VARIABLES))
    assert tables_of(again) == tables_of(result)
