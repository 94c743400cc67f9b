"""The applicant's page of a decision that waits, what programs get of it, and the pages of a permit granted in part."""

import pytest
from rest_framework.test import APIClient

from portal.accounts import Role
from requests_app.commands import plans
from requests_app.commands.acceptance import accept_decision
from requests_app.models import Application
from requests_app.states import ApplicationState, Outcome
from requests_app.tasks import seal_permit

A = ApplicationState
BOTH = pytest.mark.parametrize("language", ["da", "en"])
INSIDE = {
    "version": 1,
    "title": "Min egen plan",
    "population": {"from": "bef"},
    "variables": {"region": {"from": "bef.region"}},
    "analyses": [{"id": "a", "method": "crosstab", "rows": ["region"]}],
}


def page(answer):
    return answer.content.decode()


def said(answer):
    return [str(message) for message in answer.context["messages"]]


@pytest.fixture
def partly(case_at, reducible_plan):
    return case_at(A.DECIDED, outcome=Outcome.PARTLY_APPROVED, document=reducible_plan)


@BOTH
def test_the_page_says_what_was_refused_why_and_what_is_left(as_person, partly, language):
    browser = as_person(partly.applicant, language)
    case = browser.get("case-detail", partly.uuid).context["page"]
    assert case.ball.is_you and [action["href"] for action in case.actions] == [
        browser.address("case-acceptance", [partly.uuid])
    ]
    found = browser.get("case-acceptance", partly.uuid)
    shown = page(found)
    for text in ("Ikke nødvendigt", "sds (da)" if language == "da" else "sds (en)", "<code>ill</code>", "T3", "T2"):
        assert text in shown
    words = {
        "da": ("Det er udgået, fordi data ikke blev godkendt", "Bekræft planen", "Svar senest"),
        "en": ("Taken out, because the data were not approved", "Confirm the plan", "Reply by"),
    }
    assert all(text in shown for text in words[language])
    lost = found.context["page"].lost
    assert [name for name, _said in lost.variables] == ["ill"] and all(sentence for _name, sentence in lost.variables)
    assert [name for name, _title in lost.analyses] == ["T3"] and [name for name, _title in lost.trimmed] == ["T2"]


@BOTH
def test_the_button_confirms_the_reduced_plan(as_person, partly, language):
    browser = as_person(partly.applicant, language)
    answer = browser.post("case-acceptance", partly.uuid, version=partly.version)
    words = {"da": "Afgørelsen er accepteret.", "en": "The decision is accepted."}
    assert answer.status_code == 200 and said(answer) == [words[language]]
    case = Application.objects.get()
    assert case.plan_version == partly.offered_version and case.permits.count() == 1
    assert browser.get("case-acceptance", partly.uuid).status_code == 404


@BOTH
def test_only_the_reduced_plan_is_confirmed_and_another_needs_a_new_application(as_person, partly, language):
    own = plans.create_plan(by=partly.applicant, document=INSIDE)
    browser = as_person(partly.applicant, language)
    shown = page(browser.get("case-acceptance", partly.uuid))
    words = {"da": "En anden plan kræver en ny ansøgning", "en": "Another plan needs a new application"}
    assert words[language] in shown and browser.address("plan-list", []) in shown and 'name="plan"' not in shown
    assert browser.post("case-acceptance", partly.uuid, version=partly.version - 1).status_code == 409
    browser.post("case-acceptance", partly.uuid, version=partly.version, plan=str(own.uuid))
    case = Application.objects.get()
    assert case.permits.get().plan_version == partly.offered_version and case.plan == partly.plan


@BOTH
def test_a_plan_of_which_nothing_is_left_is_withdrawn_or_applied_for_anew(as_person, case_at, language):
    case = case_at(A.DECIDED, outcome=Outcome.PARTLY_APPROVED)
    browser = as_person(case.applicant, language)
    shown = page(browser.get("case-acceptance", case.uuid))
    words = {"da": ("Planen kan ikke undvære", "Svar senest"), "en": ("The plan cannot do without", "Reply by")}
    assert all(text in shown for text in (*words[language], f"title bef {language}"))
    assert browser.address("case-withdraw", [case.uuid]) in shown and 'name="version"' not in shown
    refused = browser.post("case-acceptance", case.uuid, version=case.version)
    said_there = {"da": "Intet af planen kan køre", "en": "Nothing of the plan can run"}
    assert refused.status_code == 422 and said_there[language] in page(refused)
    assert Application.objects.get().awaits_acceptance


@BOTH
def test_conditions_are_read_and_accepted(as_person, case_at, language):
    case = case_at(A.DECIDED, conditions=["Kun 2015"])
    browser = as_person(case.applicant, language)
    shown = page(browser.get("case-acceptance", case.uuid))
    assert "Kun 2015" in shown and 'name="plan"' not in shown
    assert ("Accepter afgørelsen" if language == "da" else "Accept the decision") in shown
    browser.post("case-acceptance", case.uuid, version=case.version)
    assert Application.objects.get().permits.count() == 1


def test_only_the_applicant_finds_the_page_and_only_while_it_waits(as_person, partly, case_at, person, join):
    member = person()
    join(partly, member)
    steward = partly.people.stewards["sds"]
    for user in (member, partly.people.coordinator, steward, person(), person(Role.AUDITOR)):
        assert as_person(user).post("case-acceptance", partly.uuid, version=partly.version).status_code == 404
    final = case_at(A.DECIDED)
    assert as_person(final.applicant).get("case-acceptance", final.uuid).status_code == 404


@BOTH
def test_the_lists_say_with_whom_the_case_is(as_person, partly, language):
    row = as_person(partly.applicant, language).get("case-list").context["rows"][0]
    assert row["cells"][3]["tone"] == "you" and row["cells"][4]["due"]
    coordinator = as_person(partly.people.coordinator, language)
    found = coordinator.get("inbox", view="waiting").context["rows"]
    assert [row["key"] for row in found] == [str(partly.uuid)]
    assert found[0]["cells"][3]["text"] == ("Ansøger" if language == "da" else "The applicant")
    shown = coordinator.get("case-detail", partly.uuid).context["page"]
    assert not shown.ball.is_you and not shown.actions


@BOTH
def test_the_withdrawal_is_offered_instead(as_person, partly, language):
    browser = as_person(partly.applicant, language)
    assert browser.address("case-withdraw", [partly.uuid]) in page(browser.get("case-acceptance", partly.uuid))
    browser.post("case-withdraw", partly.uuid, version=partly.version, reason="Giver ikke mening")
    assert Application.objects.get().state == A.WITHDRAWN
    shown = page(browser.get("register"))
    assert ("Trukket tilbage" if language == "da" else "Withdrawn") in shown
    assert ("Delvist godkendt" if language == "da" else "Partly approved") in shown


@BOTH
def test_a_permit_shows_labels_beside_names_and_what_was_not_granted(as_person, partly, language):
    case = accept_decision(by=partly.applicant, application=partly, expected_version=partly.version)
    permit = case.permits.get()
    assert seal_permit(permit.pk)
    browser = as_person(case.applicant, language)
    for shown in (page(browser.get("permit-detail", permit.number)), page(browser.get("permit-verify", permit.number))):
        assert "<code>region</code>" in shown and "Region <code>" in shown
        assert f"title bef {language}" in shown and "bef</code>" in shown
        assert "Ikke nødvendigt" in shown and f"title lpr_diagnoser {language}" in shown
        assert ("Det er ikke godkendt" if language == "da" else "What was not approved") in shown


def test_a_permit_of_a_whole_plan_has_nothing_that_was_not_granted(as_person, permit_at):
    permit = permit_at()
    browser = as_person(permit.people.applicant)
    for name in ("permit-detail", "permit-verify"):
        assert "Det er ikke godkendt" not in page(browser.get(name, permit.number))
    assert "Køn <code>sex</code>" in page(browser.get("permit-detail", permit.number))


def test_the_register_keeps_every_dataset_that_was_asked_for(partly):
    accept_decision(by=partly.applicant, application=partly, expected_version=partly.version)
    entry = APIClient().get(f"/api/v1/register/{partly.number}/").json()
    assert len(entry["datasets"]) == 2 and entry["case"]["outcome"] == "partly_approved"
    assert {row["reason"] for row in entry["decisions"]} == {"", "Ikke nødvendigt"}


def test_a_program_reads_the_offer_and_accepts(partly):
    client = APIClient()
    client.force_authenticate(partly.applicant)
    address = f"/api/v1/applications/{partly.uuid}/"
    case = client.get(address).json()
    assert case["awaits_acceptance"] and {"accept", "withdraw"} <= set(case["verbs"])
    assert list(case["offered_plan"]["document"]["variables"]) == ["region", "sex"]
    accepted = client.post(f"{address}accept/", {"expected_version": case["version"]}, format="json").json()
    assert accepted["plan_hash"] == case["offered_plan"]["plan_hash"] and accepted["offered_plan"] is None
    assert not accepted["awaits_acceptance"] and len(accepted["permits"]) == 1


@BOTH
def test_what_was_granted_and_is_not_used_any_more_is_told_from_what_was_refused(
    as_person, case_at, reducible_plan, language
):
    tables = [
        {"id": "t1", "method": "crosstab", "rows": ["region"]},
        {"id": "t2", "method": "logistic", "outcome": "ill", "terms": [{"factor": "sex", "reference": "1"}]},
    ]
    document = reducible_plan | {"analyses": tables}
    case = case_at(A.DECIDED, outcome=Outcome.PARTLY_APPROVED, document=document)
    found = as_person(case.applicant, language).get("case-acceptance", case.uuid)
    lost = found.context["page"].lost
    assert [name for name, _said in lost.variables] == ["ill"] and [name for name, _said in lost.unused] == ["sex"]
    words = {"da": "Det er udgået, fordi ingen tabel bruger det længere", "en": "because no table uses it any more"}
    assert words[language] in page(found)


@BOTH
def test_the_permit_of_a_part_does_not_call_the_plan_unchanged(as_person, partly, permit_at, language):
    accepted = accept_decision(by=partly.applicant, application=partly, expected_version=partly.version)
    unchanged = {"da": "uændret", "en": "unchanged"}[language]
    browser = as_person(partly.applicant, language)
    assert unchanged not in page(browser.get("permit-detail", accepted.permits.get().number))
    whole = permit_at()
    assert unchanged in page(as_person(whole.people.applicant, language).get("permit-detail", whole.number))


@pytest.mark.browser
@BOTH
@pytest.mark.parametrize("width", [1280, 375])
def test_the_page_in_a_browser(open_page, partly, language, width):
    opened = open_page(f"/cases/{partly.uuid}/acceptance/", user=partly.applicant, width=width, language=language)
    opened.assert_all()
