"""The same journey by programs only, and what two nearly equal requests give an attacker."""

import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

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
STEWARDS = {"sds": "steward1", "demo_befolkning": "steward2"}
CHOSEN = {
    "applicant_type": "research", "purposes": ["e"], "lay_summary_choice": "write", "lay_summary": "Vi tæller.",
    "cohort": "criteria", "gdpr": "6e", "ethics": "not_needed", "opt_out": "no", "funded": "no", "fee_ceiling": 10000,
    "business_id": "12345678", "prohibited": ["54a", "54b", "54c", "54d", "54e"],
    "truth": ["correct", "no_reidentification", "publish"],
    "variable_reasons": dict.fromkeys(["bef.region", "bef.sex", "lmdb.atc"], "Indgår i tabellen."),
}  # fmt: skip
WRITTEN = [
    "leader", "functions", "activities", "intended_use", "benefit", "publication", "population_reason", "necessity",
    "safeguards", "gdpr_reason", "invoice",
]  # fmt: skip


class Program:
    """A program with somebody's token."""

    def __init__(self, portal, key=None):
        self.root = f"{portal.address}/api/v1/"
        self.token = None
        if key is not None:
            self.token = self.post("tokens/", email=portal.email(key), password=portal.password)["token"]

    def text(self, path, method="GET", body=None):
        headers = {"Content-Type": "application/json", "Accept-Language": "da"}
        if self.token:
            headers["Authorization"] = f"Token {self.token}"
        data = None if body is None else json.dumps(body).encode()
        try:
            with urlopen(Request(self.root + path, data=data, headers=headers, method=method), timeout=60) as answer:
                return answer.read().decode()
        except HTTPError as refusal:
            with refusal:
                said = refusal.read().decode()
            pytest.fail(f"{method} {path} -> {refusal.code}: {said[:2000]}")

    def get(self, path):
        return json.loads(self.text(path))

    def post(self, path, **body):
        return json.loads(self.text(path, "POST", body))

    def patch(self, path, **body):
        return json.loads(self.text(path, "PATCH", body))


def approved(portal, plan):
    """The case of a plan, from application to approval."""
    applicant, coordinator = Program(portal, "applicant"), Program(portal, "coordinator")
    made = applicant.post("plans/", document=plan)
    assert made["faults"] == []
    case = applicant.post("applications/", plan=made["uuid"])
    address = f"applications/{case['uuid']}/"
    answers = {**dict.fromkeys(WRITTEN, "Et svar."), **CHOSEN, "contact_email": "applicant@demo.test"}
    case = applicant.patch(address, answers=answers, expected_version=case["version"])
    assert case["gaps"] == []
    case = applicant.post(f"{address}submit/", expected_version=case["version"])
    for verb in ("start_check", "complete"):
        case = coordinator.post(f"{address}{verb}/", expected_version=case["version"])
    for row in case["decisions"]:
        steward, where = Program(portal, STEWARDS[row["controller"]]), f"decisions/{row['uuid']}/"
        version = steward.get(where)["version"]
        version = steward.post(f"{where}start_review/", expected_version=version)["version"]
        letters = {key: {"outcome": "yes", "reason": "I orden."} for key in "abcdefg"}
        steward.post(f"{where}approve/", expected_version=version, assessment=letters)
    return applicant, applicant.get(address)


def released(until, applicant, case):
    """The result of an approved case, once its job is done."""

    def job():
        jobs = applicant.get(f"jobs/?application={case['uuid']}")["results"]
        found = applicant.get(f"jobs/{jobs[0]['uuid']}/") if jobs else None
        assert found is None or found["state"] not in ("failed", "cancelled"), found
        return found if found and found["state"] == "done" else None

    return applicant.get(f"results/{until(job, seconds=180, what='the job')['result']}/")


def tables_of(result):
    """The bytes of the released tables."""
    return json.dumps([entry.get("tables") for entry in result["document"]["results"]], sort_keys=True)


def test_a_request_goes_from_token_to_csv(running_portal, until):
    anybody = Program(running_portal)
    assert any(row["key"] == "bef" for row in anybody.get("datasets/?q=befolkningen&page_size=100")["results"])
    applicant, case = approved(running_portal, PLAN)
    assert (case["state"], case["outcome"]) == ("decided", "approved")
    result = released(until, applicant, case)
    assert case["number"] in json.dumps(anybody.get(f"register/{case['number']}/"))
    again = released(until, *approved(running_portal, REWRITTEN))
    assert tables_of(again) == tables_of(result)
