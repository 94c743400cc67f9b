"""Journeys by programs only: somebody's token, a case from application to approval, and what was released.

from programs import Program, approved, released

    applicant, case = approved(running_portal, plan, by="member")
    result = released(until, applicant, case)              # the body of results/<uuid>/
"""

import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

STEWARDS = {"sds": "steward1", "open_research": "steward1", "demo_befolkning": "steward2"}
CHOSEN = {
    "applicant_type": "research", "purposes": ["e"], "lay_summary_choice": "write", "lay_summary": "Vi tæller.",
    "cohort": "criteria", "gdpr": "6e", "ethics": "not_needed", "opt_out": "no", "funded": "no", "fee_ceiling": 10000,
    "business_id": "12345678", "prohibited": ["54a", "54b", "54c", "54d", "54e"],
    "truth": ["correct", "no_reidentification", "publish"],
}  # fmt: skip
WRITTEN = [
    "leader", "functions", "activities", "intended_use", "benefit", "publication", "population_reason", "necessity",
    "safeguards", "gdpr_reason", "invoice",
]  # fmt: skip


class Program:
    """A program with somebody's token; without a key, anybody's program."""

    def __init__(self, portal, key=None):
        self.root = f"{portal.address}/api/v1/"
        self.token = None
        if key is not None:
            self.token = self.post("tokens/", email=portal.email(key), password=portal.password)["token"]

    def text(self, path, method="GET", body=None):
        """The body of the answer. Fails with the problem, when there is one."""
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


def made_plan(program, plan):
    """The address part of a plan without faults."""
    made = program.post("plans/", document=plan)
    assert made["faults"] == []
    return made["uuid"]


def assessing(portal, plan, *, variables, by="applicant"):
    """Somebody and their case, from application to assessment. `variables` are those that need a reason."""
    applicant, coordinator = Program(portal, by), Program(portal, "coordinator")
    case = applicant.post("applications/", plan=made_plan(applicant, plan))
    address = f"applications/{case['uuid']}/"
    reasons = {"variable_reasons": dict.fromkeys(variables, "Indgår i tabellen."), "contact_email": portal.email(by)}
    answers = {**dict.fromkeys(WRITTEN, "Et svar."), **CHOSEN, **reasons}
    case = applicant.patch(address, answers=answers, expected_version=case["version"])
    assert case["gaps"] == []
    case = applicant.post(f"{address}submit/", expected_version=case["version"])
    for verb in ("start_check", "complete"):
        case = coordinator.post(f"{address}{verb}/", expected_version=case["version"])
    return applicant, case


def approved(portal, plan, *, variables, by="applicant"):
    """Somebody and their case, from application to approval. `variables` are those that need a reason."""
    applicant, case = assessing(portal, plan, variables=variables, by=by)
    for row in case["decisions"]:
        approve(Program(portal, STEWARDS[row["controller"]]), row["uuid"])
    return applicant, applicant.get(f"applications/{case['uuid']}/")


def approve(steward, uuid):
    """Answer each letter with yes, and sign."""
    decide(steward, uuid, "approve", "yes")


def refuse(steward, uuid, reason):
    """Answer each letter with no, and sign the refusal."""
    decide(steward, uuid, "refuse", "no", reason=reason)


def decide(steward, uuid, verb, outcome, **more):
    """Open the assessment, answer each letter, and sign."""
    where = f"decisions/{uuid}/"
    version = steward.post(f"{where}start_review/", expected_version=steward.get(where)["version"])["version"]
    letters = {key: {"outcome": outcome, "reason": "I orden."} for key in "abcdefg"}
    steward.post(f"{where}{verb}/", expected_version=version, assessment=letters, **more)


def done(until, program, uuid, *, what="the job"):
    """A job, once it is done. Fails when it ends otherwise."""

    def look():
        found = program.get(f"jobs/{uuid}/")
        assert found["state"] not in ("failed", "cancelled"), found
        return found if found["state"] == "done" else None

    return until(look, seconds=240, what=what)


def released(until, applicant, case):
    """The result of an approved case, once its job is done."""

    def queued():
        return applicant.get(f"jobs/?application={case['uuid']}")["results"]

    job = done(until, applicant, until(queued, seconds=60, what="the job of the case")[0]["uuid"])
    return applicant.get(f"results/{job['result']}/") | {"uuid": job["result"]}


def table_of(result, figure, name):
    """A table of the document: its column names and its rows."""
    entry = next(entry for entry in result["document"]["results"] if entry["id"] == figure)
    table = next(table for table in entry["tables"] if table["name"] == name)
    return [column["name"] for column in table["columns"]], table["rows"]


def tables_of(result):
    """The released tables as they are stored, to the byte."""
    return json.dumps([entry.get("tables") for entry in result["document"]["results"]])
