"""Saving from pages without script: conflicts keep the text, refusals are said in the form, lists stay cheap."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from requests_app.commands import plans
from requests_app.models import Application, Plan
from requests_app.states import ApplicationState, DecisionState, PermitState

A = ApplicationState


def url(name, *args):
    return reverse(f"requests_app:{name}", args=args)


def test_a_section_is_saved_and_an_older_one_gets_409_with_its_text(client, draft):
    case = draft()
    client.force_login(case.applicant)
    address = url("application-section", case.uuid, "payment")
    assert client.post(address, {"revision": 0, "invoice": "EAN 1"}).status_code == 302
    late = client.post(address, {"revision": 0, "invoice": "EAN 2"})
    assert late.status_code == 409 and "EAN 2" in late.content.decode()
    saved = client.post(address, {"revision": 1, "invoice": "EAN 3"}, headers={"HX-Request": "true"})
    assert saved.status_code == 200 and 'id="revision" value="2"' in saved.content.decode()
    late = client.post(address, {"revision": 1, "invoice": "EAN 4"}, headers={"HX-Request": "true"})
    assert late.status_code == 409 and "save-status" in late.content.decode()
    assert Application.objects.get(pk=case.pk).answers["invoice"] == "EAN 3"


def test_sending_too_early_lists_every_gap_with_a_link(client, draft):
    case = draft()
    client.force_login(case.applicant)
    answer = client.post(
        url("application-review", case.uuid), {"version": case.version, "plan_version": case.plan.version}
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "error-summary" in page and "#id_benefit" in page


def test_a_plan_is_built_by_forms(client, people):
    client.force_login(people.applicant)
    client.post(url("plan-create"), {"title": "Ny plan"})
    plan = Plan.objects.get(title="Ny plan")
    steps = [
        (url("plan-step", plan.uuid, "from"), {"dataset_key": "bef"}),
        (url("plan-variable", plan.uuid) + "?kind=from", {"name": "region", "of": "bef.region"}),
        (url("plan-analysis", plan.uuid) + "?kind=crosstab", {"rows_of_table": ["region"]}),
    ]
    for number, (address, data) in enumerate(steps, start=1):
        assert client.post(address, {"version": number, **data}).status_code == 302, address
    late = client.post(steps[0][0], {"version": 1, "dataset_key": "bef"})
    assert late.status_code == 409
    plan.refresh_from_db()
    assert plan.document["analyses"] == [{"id": "t1", "method": "crosstab", "rows": ["region"]}]
    client.post(url("plan-remove", plan.uuid), {"version": 4, "part": "analysis:0"})
    plan.refresh_from_db()
    assert plan.document["analyses"] == []


@pytest.mark.parametrize(
    ("name", "kind", "data"),
    [
        ("plan-analysis", "survival", {"time_from": "index", "time_to": "exit", "event": "dead", "rmst": "%s"}),
        ("plan-analysis", "survival", {"time_from": "index", "time_to": "exit", "event": "dead", "times": "1; %s"}),
        ("plan-analysis", "summary", {"of": "age", "quantiles": "%s"}),
        ("plan-analysis", "linear", {"outcome": "age", "more_terms": "age^%s"}),
        ("plan-analysis", "json", {"analysis": '{"method": "survival", "rmst": %s}'}),
        ("plan-variable", "bands", {"name": "group", "of": "age", "edges": "0; %s"}),
        ("plan-variable", "quantiles", {"name": "group", "of": "age", "quantiles": "%s"}),
        ("plan-variable", "json", {"name": "group", "shape": '{"bands": {"of": "age", "edges": [%s]}}'}),
    ],
)
def test_no_form_of_a_plan_stores_what_is_no_finite_number(client, people, plan_document, name, kind, data):
    dead = {"dead": {"event": {"date": "bef.birth_date", "before": "exit"}}}
    document = {**plan_document, "variables": {**plan_document["variables"], **dead}}
    plan = plans.create_plan(by=people.applicant, document=document)
    client.force_login(people.applicant)
    for text in ("inf", "NaN", "1e400"):
        sent = {key: value.replace("%s", text) for key, value in data.items()}
        answer = client.post(url(name, plan.uuid) + f"?kind={kind}", {"version": plan.version, **sent})
        assert answer.status_code == 422 and "error-summary" in answer.content.decode()
    assert Plan.objects.get().version == plan.version


def test_a_decision_is_signed_from_the_page_and_what_is_missing_keeps_the_text(client, case_at):
    case = case_at(A.ASSESSING)
    decision = case.decisions.get(controller__key="sds")
    client.force_login(case.people.stewards["sds"])
    address = url("decision-review", decision.uuid)
    data = {
        "version": decision.version,
        "outcome": "approve",
        "letter-a-value": "yes",
        "letter-a-reason": "Kendt ansøger",
    }
    refused = client.post(address, data)
    assert refused.status_code == 422 and "Kendt ansøger" in refused.content.decode()
    for key in "abcdef":
        data |= {f"letter-{key}-value": "yes", f"letter-{key}-reason": "I orden"}
    assert client.post(address, data).status_code == 302
    decision.refresh_from_db()
    assert decision.state == DecisionState.APPROVED


@pytest.mark.parametrize(
    ("name", "who", "most"),
    [
        ("case-list", "applicant", 11),
        ("inbox", "coordinator", 11),
        ("register", None, 11),
        ("plan-list", "applicant", 11),
    ],
)
def test_a_list_costs_the_same_however_long(client, case_at, name, who, most):
    case = case_at(A.ASSESSING)

    def queries():
        client.logout()
        if who:
            client.force_login(getattr(case.people, who))
        with time_machine.travel(timezone.now(), tick=False):  # a session is written to again after a minute
            client.get(url(name))  # the first page after log-on writes to the session
            with CaptureQueriesContext(connection) as caught:
                assert client.get(url(name)).status_code == 200
        return [query["sql"] for query in caught]

    queries()
    before = queries()
    case_at(A.ASSESSING)
    after = queries()
    assert len(after) == len(before) <= most, "\n".join(after)


def test_a_permit_is_revoked_by_its_button_only(client, permit_at):
    permit = permit_at()
    client.force_login(permit.people.coordinator)
    address = url("permit-detail", permit.number)
    for data in ({}, {"verb": "expire"}):
        assert client.post(address, {"version": permit.version, "reason": "Brud", **data}).status_code == 404
    permit.refresh_from_db()
    assert permit.state == PermitState.ACTIVE
    for verb, state in (("suspend", "suspended"), ("resume", "active"), ("revoke", "revoked")):
        data = {"version": permit.version, "reason": "Brud", "verb": verb}
        assert client.post(address, data).status_code == 302
        permit.refresh_from_db()
        assert permit.state == state


@pytest.mark.parametrize("number", ["²", "-1", "x", "", "9" * 5000])
def test_what_is_no_number_of_a_version_is_a_conflict(client, permit_at, number):
    permit = permit_at()
    client.force_login(permit.people.coordinator)
    data = {"version": number, "reason": "Brud", "verb": "revoke"}
    assert client.post(url("permit-detail", permit.number), data).status_code == 409


@pytest.mark.parametrize("part", ["analysis:²", "step:exclude:²", "analysis:" + "9" * 5000, "variable", "x"])
def test_a_part_that_is_not_there_changes_nothing(client, draft, part):
    plan = draft().plan
    client.force_login(plan.owner)
    before = plan.document
    assert client.post(url("plan-remove", plan.uuid), {"version": plan.version, "part": part}).status_code in (302, 404)
    plan.refresh_from_db()
    assert plan.document == before
