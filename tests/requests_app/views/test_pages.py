"""Every page answers, to those it is for and to nobody else."""

import pytest
from django.urls import reverse

from portal.accounts import Role
from requests_app.models import Application
from requests_app.states import ApplicationState

A = ApplicationState


def url(name, *args):
    return reverse(f"requests_app:{name}", args=args)


@pytest.fixture
def outsider(person):
    return person(name="Nobody")


def get(client, user, address):
    client.logout()
    if user is not None:
        client.force_login(user)
    return client.get(address)


def test_the_builder_shows_steps_variables_tables_and_words(client, people, draft):
    case = draft()
    answer = get(client, people.applicant, url("plan-detail", case.plan.uuid))
    page = answer.content.decode()
    assert answer.status_code == 200
    for text in ("age_group", "T1.", "Brug planen i en ansøgning"):
        assert text in page


@pytest.mark.parametrize(
    "address",
    ["?kind=from", "?kind=completed_years", "?kind=bands", "?kind=when", "?kind=exists", "?kind=count", "?kind=value",
     "?kind=event", "?kind=year_of", "?kind=json", "?name=age", "?name=age_group", ""],
)  # fmt: skip
def test_each_kind_of_variable_has_a_form(client, people, draft, address):
    case = draft()
    assert get(client, people.applicant, url("plan-variable", case.plan.uuid) + address).status_code == 200


@pytest.mark.parametrize(
    "address", ["", "?kind=count", "?kind=crosstab", "?kind=summary", "?kind=json", "?at=0", "?at=1"]
)
def test_each_kind_of_table_has_a_form(client, people, draft, address):
    case = draft()
    assert get(client, people.applicant, url("plan-analysis", case.plan.uuid) + address).status_code == 200


@pytest.mark.parametrize("step", ["from", "where", "index", "keep_if", "exclude", "exit"])
def test_each_step_has_a_form(client, people, draft, step):
    case = draft()
    assert get(client, people.applicant, url("plan-step", case.plan.uuid, step)).status_code == 200


@pytest.mark.parametrize(
    "section",
    ["project", "purpose", "data", "necessity", "tabulation", "protection", "payment", "notes", "confirmations"],
)
@pytest.mark.parametrize("state", [A.DRAFT, A.WAITING])
def test_each_section_opens(client, case_at, section, state):
    case = case_at(state)
    assert get(client, case.applicant, url("application-section", case.uuid, section)).status_code == 200


@pytest.mark.parametrize("state", [state for state in A if state != A.DRAFT])
def test_the_case_page_opens_for_the_applicant_and_the_coordinator(client, case_at, state):
    case = case_at(state)
    for user in (case.applicant, case.people.coordinator):
        assert get(client, user, url("case-detail", case.uuid)).status_code == 200
    assert get(client, None, url("register-detail", case.number)).status_code == 200


def test_lists_open_for_each_role(client, case_at):
    case = case_at(A.ASSESSING)
    people = case.people
    steward = people.stewards["sds"]
    for user, name in [
        (people.applicant, "case-list"), (people.applicant, "plan-list"), (people.applicant, "permit-list"),
        (people.coordinator, "inbox"), (people.coordinator, "case-list"), (steward, "task-list"), (steward, "case-list"),
    ]:  # fmt: skip
        answer = get(client, user, url(name))
        assert answer.status_code == 200, name
        if name not in ("plan-list", "permit-list"):
            assert case.title in answer.content.decode() or name == "inbox"


def test_review_and_check_pages_open(client, case_at):
    case = case_at(A.ASSESSING)
    decision = case.decisions.get(controller__key="sds")
    assert get(client, case.people.stewards["sds"], url("decision-review", decision.uuid)).status_code == 200
    assert get(client, case.people.coordinator, url("case-check", case.uuid)).status_code == 200


def test_permit_pages_open_and_the_seal_is_valid(client, permit_at):
    permit = permit_at()
    for user in (permit.people.applicant, permit.people.coordinator):
        assert get(client, user, url("permit-detail", permit.number)).status_code == 200
    page = get(client, None, url("permit-verify", permit.number)).content.decode()
    assert "Gyldig" in page
    assert get(client, None, url("permit-document", permit.number)).json()["kid"] == permit.kid


@pytest.mark.parametrize("who", ["outsider", "steward elsewhere"])
def test_others_see_nothing_private(client, case_at, outsider, person, who):
    case = case_at(A.ASSESSING)
    user = outsider if who == "outsider" else person(Role.STEWARD, of="ssi")
    decision = case.decisions.first()
    for address in [
        url("case-detail", case.uuid), url("plan-detail", case.plan.uuid), url("application-review", case.uuid),
        url("application-section", case.uuid, "purpose"), url("case-check", case.uuid),
        url("decision-review", decision.uuid), url("decision-detail", decision.uuid), url("case-members", case.uuid),
        url("case-withdraw", case.uuid),
    ]:  # fmt: skip
        assert get(client, user, address).status_code == 404, address


def test_an_open_decision_leads_its_own_steward_to_the_assessment(client, case_at):
    case = case_at(A.ASSESSING)
    decision = case.decisions.get(controller__key="sds")
    page, way = url("decision-detail", decision.uuid), url("decision-review", decision.uuid)
    assert way in get(client, case.people.stewards["sds"], page).content.decode()
    assert way not in get(client, case.people.coordinator, page).content.decode()


def test_a_draft_is_seen_by_its_applicant_only(client, case_at):
    case = case_at(A.DRAFT)
    assert get(client, case.people.coordinator, url("application-review", case.uuid)).status_code == 404
    assert get(client, case.applicant, url("application-review", case.uuid)).status_code == 200
    assert Application.objects.count() == 1


@pytest.mark.parametrize(
    ("prefix", "check", "review"),
    [("", "Artikel 69, stk. 2, litra b; Artikel 53, stk. 1", "Artikel 69, stk. 2."),
     ("/en", "Article 69(2)(b); Article 53(1)", "Article 69(2).")],
)  # fmt: skip
def test_articles_of_law_are_written_in_the_language_of_the_page(prefix, check, review, client, case_at):
    case = case_at(A.ASSESSING)
    decision = case.decisions.get(controller__key="sds")
    pages = [
        (case.people.coordinator, prefix + url("case-check", case.uuid), check),
        (case.people.stewards["sds"], prefix + url("decision-review", decision.uuid), review),
    ]
    for user, address, said in pages:
        assert said in get(client, user, address).content.decode().replace("\u00a0", " ")


def test_only_who_applies_is_offered_a_new_application(client, case_at):
    case = case_at(A.SUBMITTED)
    for user, heading, may_begin in [(case.applicant, "Mine sager", True), (case.people.coordinator, "Sager", False)]:
        html = get(client, user, "/cases/").content.decode()
        assert f">{heading}</h1>" in html
        assert ("Begynd en ansøgning" in html) is may_begin
