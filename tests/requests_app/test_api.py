"""The main road through the API, and what it says to bad bodies."""

import pytest
from rest_framework.test import APIClient

from portal.accounts import Role
from requests_app.api_cases import CASE_VERBS
from requests_app.api_members import ANSWERS
from requests_app.api_public import PERMIT_VERBS
from requests_app.commands import applications, decisions
from requests_app.commands.decisions import DECIDE
from requests_app.states import ApplicationState
from requests_app.tasks import seal_permit
from requests_app.workflow import APPLICATION, DECISION, MEMBER, PERMIT

A = ApplicationState
ROOT = "/api/v1/"


@pytest.fixture
def as_(db):
    def client(user):
        made = APIClient()
        made.force_authenticate(user)
        return made

    return client


def test_a_request_goes_from_plan_to_sealed_permit(as_, people, plan_document, make_answers):
    applicant, coordinator = as_(people.applicant), as_(people.coordinator)
    plan = applicant.post(f"{ROOT}plans/", {"document": plan_document}, format="json")
    assert plan.status_code == 201 and plan.json()["faults"] == []
    case = applicant.post(f"{ROOT}applications/", {"plan": plan.json()["uuid"]}, format="json").json()
    address = f"{ROOT}applications/{case['uuid']}/"
    early = applicant.post(f"{address}submit/", {"expected_version": case["version"]}, format="json")
    assert early.status_code == 422 and early.json()["code"] == "submit.gaps" and len(early.json()["errors"]) > 10
    answers = make_answers(case["uuid"])
    body = {"answers": answers, "expected_version": case["version"]}
    case = applicant.patch(address, body, format="json").json()
    assert case["gaps"] == [] and case["plan_version"] == 1
    body = {"expected_version": case["version"], "plan_version": case["plan_version"]}
    case = applicant.post(f"{address}submit/", body, format="json").json()
    assert case["state"] == "submitted" and case["plan_version"] is None
    for verb in ("start_check", "complete"):
        answer = coordinator.post(f"{address}{verb}/", {"expected_version": case["version"]}, format="json")
        assert answer.status_code == 200, answer.content
        case = answer.json()
    for row in case["decisions"]:
        steward = as_(people.stewards[row["controller"]])
        where = f"{ROOT}decisions/{row['uuid']}/"
        decision = steward.get(where).json()
        decision = steward.post(
            f"{where}start_review/", {"expected_version": decision["version"]}, format="json"
        ).json()
        letters = {key: {"outcome": "yes", "reason": "I orden"} for key in "abcdef"}
        body = {"expected_version": decision["version"], "assessment": letters}
        answer = steward.post(f"{where}approve/", body, format="json")
        assert answer.status_code == 200, answer.content
    case = applicant.get(address).json()
    assert (case["state"], case["outcome"]) == ("decided", "approved")
    from requests_app.models import Permit

    assert seal_permit(Permit.objects.get().pk)
    permit = APIClient().get(f"{ROOT}permits/{case['permits'][0]}/").json()
    assert permit["is_sealed"] and permit["in_force"]
    body = {"expected_version": permit["version"], "reason": "Brud"}
    revoked = coordinator.post(f"{ROOT}permits/{permit['number']}/revoke/", body, format="json")
    assert revoked.json()["in_force"] is False
    entry = APIClient().get(f"{ROOT}register/{case['number']}/").json()
    assert len(entry["decisions"]) == 2 and entry["case"]["outcome"] == "approved"


def test_a_stale_version_is_a_conflict(as_, case_at):
    case = case_at(A.SUBMITTED)
    body = {"expected_version": case.version - 1}
    answer = as_(case.people.coordinator).post(f"{ROOT}applications/{case.uuid}/start_check/", body, format="json")
    assert answer.status_code == 409 and answer.json()["version"] == case.version


def test_a_plan_saved_after_it_was_read_is_a_conflict_that_names_no_version(as_, draft, fill_application):
    case = fill_application(draft())
    applicant = as_(case.applicant)
    body = {"document": {**case.plan.document, "title": "Ny"}, "expected_version": 1}
    assert applicant.put(f"{ROOT}plans/{case.plan.uuid}/", body, format="json").status_code == 200
    address = f"{ROOT}applications/{case.uuid}/"
    body = {"expected_version": case.version, "plan_version": 1}
    answer = applicant.post(f"{address}submit/", body, format="json")
    assert answer.status_code == 409 and "version" not in answer.json()
    body["plan_version"] = applicant.get(address).json()["plan_version"]
    assert applicant.post(f"{address}submit/", body, format="json").json()["state"] == "submitted"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "expected_version"),
        ({"expected_version": "x"}, "expected_version"),
        ({"expected_version": 1, "questions": ["x"]}, "questions"),
    ],
)
def test_a_body_of_the_wrong_shape_names_the_path(as_, case_at, body, path):
    case = case_at(A.SUBMITTED)
    answer = as_(case.people.coordinator).post(f"{ROOT}applications/{case.uuid}/ask/", body, format="json")
    assert answer.status_code in (400, 422)
    assert any(fault["path"].startswith(path) for fault in answer.json()["errors"])


def test_answers_of_the_wrong_kind_are_refused_together_and_nothing_is_saved(as_, draft):
    case = draft()
    body = {
        "expected_version": case.version,
        "answers": {"purposes": ["z"], "fee_ceiling": "mange", "title": 7, "nothing": 1, "plan": "x", "benefit": "Ja"},
    }
    answer = as_(case.applicant).patch(f"{ROOT}applications/{case.uuid}/", body, format="json")
    assert answer.status_code == 422
    found = {fault["path"]: fault["code"] for fault in answer.json()["errors"]}
    assert found == {
        "purposes": "unknown_choice", "fee_ceiling": "number", "title": "type", "nothing": "unknown_field", "plan": "locked",
    }  # fmt: skip
    case.refresh_from_db()
    assert "benefit" not in case.answers


@pytest.mark.parametrize("document", [[], "x", 7, {"population": []}, {"variables": 1}, {"analyses": {}}])
def test_a_plan_of_the_wrong_shape_is_refused(as_, people, document):
    answer = as_(people.applicant).post(f"{ROOT}plans/", {"document": document}, format="json")
    assert answer.status_code == 422 and answer.json()["code"].startswith("plan.")


@pytest.mark.parametrize("document", [{"version": 2, "title": 5}, {"version": 1}])
def test_what_is_no_plan_of_the_grammar_is_refused_with_every_fault(as_, people, document):
    answer = as_(people.applicant).post(f"{ROOT}plans/", {"document": document}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (422, "plan.not_a_plan")
    paths = {fault["path"] for fault in answer.json()["errors"]}
    assert paths == ({"version", "title", "population"} if "title" in document else {"population"})


def test_a_key_that_stands_twice_is_refused(as_, people):
    body = '{"document": {"version": 1, "version": 1}}'
    answer = as_(people.applicant).post(f"{ROOT}plans/", body, content_type="application/json")
    assert answer.status_code == 400 and "version" in answer.json()["detail"]


@pytest.mark.parametrize("body", ["null", "[]", "7", '"x"'])
@pytest.mark.parametrize(
    ("language", "words"),
    [("da", "Send ét JSON-objekt i krøllede parenteser."), ("en", "Send one JSON object in curly brackets.")],
)
def test_a_body_that_is_no_object_is_refused_in_words(as_, people, body, language, words):
    answer = as_(people.applicant).post(
        f"{ROOT}plans/", body, content_type="application/json", headers={"accept-language": language}
    )
    assert (answer.status_code, answer.json()["detail"]) == (400, words)


@pytest.mark.parametrize(
    ("verb", "body", "words"),
    [
        ("submit", {"plan": "x"}, "Her skal stå et UUID, som API'et giver det."),
        ("ask", {"questions": "x"}, "Her skal stå et objekt i krøllede parenteser."),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_in_danish(as_, case_at, verb, body, words):
    case = case_at(ApplicationState.CHECKING)
    answer = as_(case.applicant).post(
        f"{ROOT}applications/{case.uuid}/{verb}/",
        {"expected_version": case.version, **body},
        format="json",
        headers={"accept-language": "da"},
    )
    assert [error["message"] for error in answer.json()["errors"]] == [words]


def test_a_plan_with_faults_is_kept_and_its_faults_are_told(as_, people):
    document = {"version": 1, "population": {"from": "nothing"}, "variables": {}, "analyses": []}
    answer = as_(people.applicant).post(f"{ROOT}plans/", {"document": document}, format="json").json()
    assert answer["faults"]
    body = {"document": {**document, "title": "Ny"}, "expected_version": 1}
    changed = as_(people.applicant).put(f"{ROOT}plans/{answer['uuid']}/", body, format="json").json()
    assert (changed["title"], changed["version"]) == ("Ny", 2)
    again = as_(people.applicant).put(f"{ROOT}plans/{answer['uuid']}/", body, format="json")
    assert again.status_code == 409


def test_others_get_404_for_what_is_not_theirs(as_, case_at, person):
    case = case_at(A.ASSESSING)
    stranger = as_(person(name="Nobody"))
    decision = case.decisions.first()
    for address in (f"applications/{case.uuid}/", f"plans/{case.plan.uuid}/", f"decisions/{decision.uuid}/"):
        assert stranger.get(ROOT + address).status_code == 404
    for address in (f"applications/{case.uuid}/complete/", f"decisions/{decision.uuid}/approve/"):
        assert stranger.post(ROOT + address, {"expected_version": 1}, format="json").status_code == 404


def test_unknown_verbs_and_numbers_are_404(as_, case_at):
    case = case_at(A.ASSESSING)
    client = as_(case.people.coordinator)
    assert (
        client.post(f"{ROOT}applications/{case.uuid}/fly/", {"expected_version": 1}, format="json").status_code == 404
    )
    for address in ("register/2000-000001/", "permits/2000-000001-T/"):
        assert APIClient().get(ROOT + address).status_code == 404


def test_the_plan_schema_is_public(db):
    assert APIClient().get(f"{ROOT}plan-schema/").json()["type"] == "object"


def test_lists_answer_in_pages(as_, case_at):
    case = case_at(A.SUBMITTED)
    client = as_(case.people.coordinator)
    assert client.get(f"{ROOT}applications/").json()["results"][0]["number"] == case.number
    assert as_(case.applicant).get(f"{ROOT}plans/").json()["count"] == 1
    assert APIClient().get(f"{ROOT}register/?q=svar").json()["count"] == 1
    assert APIClient().get(f"{ROOT}register/?q=intet").json()["count"] == 0


def test_a_search_for_a_person_tells_nobody_that_the_person_has_applied(as_, case_at):
    case = case_at(A.SUBMITTED)
    name = case.applicant.name.split()[0]
    assert name
    assert APIClient().get(f"{ROOT}register/", {"q": case.number}).json()["count"] == 1
    assert APIClient().get(f"{ROOT}register/", {"q": name}).json()["count"] == 0


def test_the_register_shows_what_was_sent_and_not_what_is_being_written(as_, case_at):
    case = case_at(A.WAITING)
    body = {"expected_version": case.version, "answers": {"benefit": "Ikke sendt endnu"}}
    answer = as_(case.applicant).patch(f"{ROOT}applications/{case.uuid}/", body, format="json")
    assert answer.status_code == 200, answer.content
    assert answer.json()["answers"]["benefit"] == "Ikke sendt endnu"
    assert "Ikke sendt endnu" not in APIClient().get(f"{ROOT}register/{case.number}/").content.decode()


@pytest.mark.parametrize(("language", "words"), [("da", 'Skriv "yes" eller "no"'), ("en", 'Write "yes" or "no"')])
def test_what_is_no_yes_or_no_is_told_the_words_to_use(language, words):
    from django.utils import translation

    from requests_app.api_bodies import DecisionVerbBody

    letters = {"a": {"outcome": True, "reason": "x"}}
    body = DecisionVerbBody(data={"expected_version": 1, "needed": {"bef.sex": False}, "assessment": letters})
    with translation.override(language):
        assert not body.is_valid()
        assert words in str(body.errors["needed"]["bef.sex"][0]) and words in str(
            body.errors["assessment"]["a"]["outcome"][0]
        )


@pytest.mark.parametrize(
    ("who", "sds", "demo_befolkning"),
    [
        ("applicant", "open", "approved"),
        ("steward sds", "in_review", "approved"),
        ("steward demo_befolkning", "open", "approved"),
        ("coordinator", "in_review", "approved"),
        ("auditor", "in_review", "approved"),
        ("checker", "open", "approved"),
    ],
)
def test_only_the_own_stewards_and_the_authority_see_how_far_an_open_decision_is(
    as_, case_at, assessment_of, person, who, sds, demo_befolkning
):
    case = case_at(A.ASSESSING)
    people = case.people
    for row in case.decisions.select_related("application", "controller"):
        by = people.stewards[row.controller.key]
        row = decisions.start_review(by=by, decision=row, expected_version=row.version)
        if row.controller.key == "demo_befolkning":
            decisions.approve(by=by, decision=row, assessment=assessment_of(row), expected_version=row.version)
    readers = {"applicant": people.applicant, "coordinator": people.coordinator}
    readers |= {f"steward {key}": user for key, user in people.stewards.items()}
    client = as_(readers.get(who) or person(Role(who)))
    listed = client.get(f"{ROOT}applications/").json()["results"][0]
    for found in (listed, client.get(f"{ROOT}applications/{case.uuid}/").json()):
        states = {row["controller"]: row["state"] for row in found["decisions"]}
        assert states == {"sds": sds, "demo_befolkning": demo_befolkning}


def test_everybody_is_told_that_a_decision_ended_with_its_case(as_, case_at):
    case = case_at(A.ASSESSING)
    applications.withdraw_application(
        by=case.applicant, application=case, reason="Ingen penge", expected_version=case.version
    )
    found = as_(case.applicant).get(f"{ROOT}applications/{case.uuid}/").json()
    assert {row["state"] for row in found["decisions"]} == {"cancelled"}


VERBS_OF_STATES = {
    A.DRAFT: {"submit"},
    A.SUBMITTED: {"withdraw", "start_check"},
    A.CHECKING: {"withdraw", "complete", "ask", "reject_incomplete"},
    A.ASSESSING: {"withdraw", "ask"},
    A.WAITING: {"withdraw", "answer"},
    A.DECIDED: set(),
    A.CLOSED: set(),
    A.WITHDRAWN: set(),
    A.LAPSED: set(),
}


@pytest.mark.parametrize("state", A)
def test_every_verb_a_case_offers_has_an_address(as_, case_at, state):
    case, offered = case_at(state), set()
    for user in (case.people.applicant, case.people.coordinator, *case.people.stewards.values()):
        address = f"{ROOT}applications/{case.uuid}/"
        for verb in as_(user).get(address).json().get("verbs", ()):
            offered.add(verb)
            answer = as_(user).post(f"{address}{verb}/", {"expected_version": 99}, format="json")
            assert answer.status_code in (409, 422), verb
    assert offered == VERBS_OF_STATES[state]


@pytest.mark.parametrize("conditions", [["Kun 2015"], []])
def test_accepting_has_an_address_while_it_is_offered(as_, case_at, conditions):
    case = case_at(A.DECIDED, conditions=conditions)
    client, address = as_(case.applicant), f"{ROOT}applications/{case.uuid}/"
    assert client.get(address).json()["verbs"] == (["withdraw", "accept"] if conditions else [])
    answer = client.post(f"{address}accept/", {"expected_version": case.version}, format="json")
    assert answer.status_code == (200 if conditions else 422)


@pytest.mark.parametrize("begun", [False, True])
def test_every_verb_a_decision_offers_has_an_address(as_, case_at, begun):
    case = case_at(A.ASSESSING)
    row = case.decisions.select_related("application").get(controller__key="sds")
    client, address = as_(case.people.stewards["sds"]), f"{ROOT}decisions/{row.uuid}/"
    if begun:
        client.post(f"{address}start_review/", {"expected_version": row.version}, format="json")
    verbs = client.get(address).json()["verbs"]
    assert verbs == (["approve", "approve_with_conditions", "refuse", "not_available"] if begun else ["start_review"])
    for verb in verbs:
        assert client.post(f"{address}{verb}/", {"expected_version": 99}, format="json").status_code == 409, verb


def test_what_a_person_may_do_in_a_table_has_a_command():
    done = {
        APPLICATION: set(CASE_VERBS),
        DECISION: {"start_review", *DECIDE},
        PERMIT: set(PERMIT_VERBS),
        MEMBER: {*ANSWERS, "remove"},  # from the page of the participants
    }
    for table, commands in done.items():
        assert {step.verb for step in table.transitions if step.permission} <= commands, table.name
