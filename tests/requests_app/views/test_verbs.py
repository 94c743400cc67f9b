"""Verbs done from pages: what is said in both languages, what is stored, where one goes on, and what is refused."""

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from rest_framework.test import APIClient

from portal.accounts import Role
from portal.workflow import Refused
from requests_app.commands import applications, decisions, plans
from requests_app.forms.plans import LARGEST_FILE
from requests_app.models import Application, Decision, Permit, Plan
from requests_app.selectors.lists import marks_name
from requests_app.states import ApplicationState, DecisionState, PermitState

A = ApplicationState


def said(answer):
    """The messages of the page one came to."""
    return [str(message) for message in answer.context["messages"]]


def page(answer):
    return answer.content.decode()


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def hidden_in(answer):
    """What the page sends along by itself."""
    found = re.findall(r'<input type="hidden" name="(version|plan_version|case_version)" value="(\d*)">', page(answer))
    return {name: value for name, value in found if value}


BOTH = pytest.mark.parametrize("language", ["da", "en"])


def in_both(da, en):
    return pytest.mark.parametrize(("language", "words"), [("da", da), ("en", en)])


# --- Writing and sending ----------------------------------------------------------------------------------------------


def test_an_application_begins_without_a_plan_and_opens_its_first_part(as_person, people):
    answer = as_person(people.applicant).post("application-start")
    case = Application.objects.get()
    assert (case.applicant, case.plan, case.state) == (people.applicant, None, A.DRAFT)
    assert answer.redirect_chain[-1][0].endswith(f"{case.uuid}/application/project/")


def test_a_part_that_does_not_exist_is_not_found(as_person, draft):
    case = draft()
    assert as_person(case.applicant).get("application-section", case.uuid, "nothing").status_code == 404


@BOTH
def test_a_wrong_answer_is_said_beside_its_field_and_not_stored(as_person, draft, language, client):
    case = draft()
    browser = as_person(case.applicant, language)
    answer = browser.post("application-section", case.uuid, "purpose", revision=0, purposes=["zz"], benefit="Bedre")
    assert answer.status_code == 422 and "Bedre" in page(answer)
    address = browser.address("application-section", [case.uuid, "purpose"])
    auto = client.post(address, {"revision": 0, "purposes": ["zz"]}, headers={"HX-Request": "true"})
    assert auto.status_code == 422 and "save-status" in page(auto)
    assert fresh(case).revisions == {}


@in_both("Ansøgningen er sendt.", "The application is sent.")
def test_a_full_application_is_sent_from_its_review(as_person, draft, fill_application, language, words):
    case = fill_application(draft())
    browser = as_person(case.applicant, language)
    shown = browser.get("application-review", case.uuid)
    assert said(browser.post("application-review", case.uuid, **hidden_in(shown))) == [words]
    assert (fresh(case).state, fresh(case).number is None) == (A.SUBMITTED, False)


@pytest.mark.parametrize("stale", ["version", "plan_version"])
def test_sending_from_an_old_page_is_a_conflict(as_person, draft, fill_application, stale):
    case = fill_application(draft())
    read = {"version": case.version, "plan_version": case.plan.version}
    answer = as_person(case.applicant).post("application-review", case.uuid, **{**read, stale: read[stale] - 1})
    assert answer.status_code == 409 and fresh(case).state == A.DRAFT


def test_a_plan_changed_in_another_tab_after_the_review_is_not_sent(
    as_person, draft, fill_application, one_controller_plan
):
    case = fill_application(draft())
    browser = as_person(case.applicant)
    shown = browser.get("application-review", case.uuid)
    plans.save_plan(by=case.applicant, plan=case.plan, document=one_controller_plan, expected_version=1)
    assert browser.post("application-review", case.uuid, **hidden_in(shown)).status_code == 409
    assert fresh(case).state == A.DRAFT
    again = browser.get("application-review", case.uuid)
    assert said(browser.post("application-review", case.uuid, **hidden_in(again))) == ["Ansøgningen er sendt."]


def test_a_case_that_is_sent_is_not_sent_again(as_person, case_at):
    case = case_at(A.SUBMITTED)
    answer = as_person(case.applicant).post("application-review", case.uuid, version=case.version)
    assert answer.status_code == 422 and fresh(case).version == case.version


def test_questions_are_answered_from_the_review(as_person, case_at):
    case = case_at(A.WAITING)
    browser = as_person(case.applicant)
    answer = browser.post("application-review", case.uuid, version=case.version, **{"reply-benefit": "Se her"})
    assert said(answer) == ["Ansøgningen er sendt."]
    assert (fresh(case).state, case.questions.get().reply) == (A.CHECKING, "Se her")


@in_both(
    ("Samfundsgavn: ret svaret, eller skriv en besked", "Svar på hvert spørgsmål"),
    ("Benefit to society: change the answer, or write a message", "Answer every question"),
)
def test_questions_that_are_not_answered_are_not_sent_back(as_person, case_at, language, words):
    case = case_at(A.WAITING)
    browser = as_person(case.applicant, language)
    answer = browser.post("application-review", case.uuid, version=case.version, **{"reply-benefit": " "})
    assert answer.status_code == 422 and page(answer).count(words[0]) == 2 and 'href="#reply-benefit"' in page(answer)
    assert (fresh(case).state, case.submissions.count(), case.questions.get().answered_at) == (A.WAITING, 1, None)
    with pytest.raises(Refused) as refused, translation.override(language):
        applications.answer_questions(by=case.applicant, application=case, replies={}, expected_version=case.version)
    assert refused.value.code == "answer.unanswered" and words[1] in str(refused.value.sentence)
    assert [fault["path"] for fault in refused.value.faults] == ["benefit"]


@in_both("spurgte ansøger om 1 felt", "asked the applicant about 1 field")
def test_one_question_is_about_one_field_and_the_next_step_is_no_lack(as_person, case_at, language, words):
    case = case_at(A.WAITING)
    shown = as_person(case.people.coordinator, language).get("case-detail", case.uuid).context["page"]
    assert words in [event["text"] for event in shown.events]
    fresh_case = case_at(A.SUBMITTED)
    text = page(as_person(fresh_case.people.coordinator, language).get("case-detail", fresh_case.uuid))
    assert {"da": "Dit næste skridt", "en": "Your next step"}[language] in text
    assert {"da": "Det mangler", "en": "What is missing"}[language] not in text


@pytest.mark.parametrize("value", [{}, [], 10**22, "mange"])
def test_a_program_cannot_store_what_is_no_fee(draft, value):
    case = draft()
    program = APIClient()
    program.force_authenticate(case.applicant)
    body = {"expected_version": case.version, "answers": {"fee_ceiling": value}}
    answer = program.patch(f"/api/v1/applications/{case.uuid}/", body, format="json")
    assert answer.status_code == 422 and [error["path"] for error in answer.json()["errors"]] == ["fee_ceiling"]
    assert "fee_ceiling" not in fresh(case).answers


def test_a_changed_field_answers_its_question_without_a_message(as_person, case_at):
    case = case_at(A.WAITING)
    case = applications.save_section(
        by=case.applicant, application=case, section="purpose", values={"benefit": "Patienter"}, expected_revision=1
    )
    as_person(case.applicant).post("application-review", case.uuid, version=case.version)
    assert (fresh(case).state, case.questions.get().reply) == (A.CHECKING, "")


def test_another_plan_is_chosen_for_a_draft_and_what_is_none_is_not_found(as_person, draft, people, person):
    case, plan = draft(), plans.create_plan(by=people.applicant, title="En anden")
    strange = plans.create_plan(by=person(), title="Fremmed")
    browser = as_person(people.applicant)
    for wrong in ("nonsense", str(strange.uuid)):
        assert browser.post("application-plan", case.uuid, version=case.version, plan=wrong).status_code == 404
    answer = browser.post("application-plan", case.uuid, version=case.version, plan=str(plan.uuid))
    assert answer.redirect_chain[-1][0].endswith("/application/data/")
    assert fresh(case).plan == plan


def test_a_member_who_writes_sees_no_other_plan_of_the_applicant_and_brings_none(
    as_person, draft, people, person, join
):
    case, member = draft(), person()
    join(case, member, may_edit=True)
    plans.create_plan(by=people.applicant, title="En fortrolig idé")
    own = plans.create_plan(by=member, title="Medlemmets plan")
    assert "En fortrolig idé" in page(as_person(people.applicant).get("application-section", case.uuid, "data"))
    browser = as_person(member)
    shown = page(browser.get("application-section", case.uuid, "data"))
    assert "En fortrolig idé" not in shown and 'id="plan-choice"' not in shown
    answer = browser.post("application-plan", case.uuid, version=case.version, plan=str(own.uuid))
    assert answer.status_code == 422 and fresh(case).plan == case.plan


@in_both("Ansøgningen er trukket tilbage.", "The application is withdrawn.")
def test_a_case_is_withdrawn_with_its_reason(as_person, case_at, language, words):
    case = case_at(A.SUBMITTED)
    browser = as_person(case.applicant, language)
    assert browser.get("case-withdraw", case.uuid).status_code == 200
    answer = browser.post("case-withdraw", case.uuid, version=case.version, reason=" Ingen penge ")
    assert said(answer) == [words]
    assert (fresh(case).state, fresh(case).closing_reason) == (A.WITHDRAWN, "Ingen penge")


def test_a_decided_case_is_not_withdrawn_and_a_reason_has_an_end(as_person, case_at):
    case = case_at(A.DECIDED)
    browser = as_person(case.applicant)
    refused = browser.post("case-withdraw", case.uuid, version=case.version, reason="Nej")
    assert refused.status_code == 422 and "error-summary" in page(refused)
    assert browser.post("case-withdraw", case.uuid, version=case.version, reason="x" * 4001).status_code == 422
    assert fresh(case).state == A.DECIDED


@in_both("Kladden er slettet.", "The draft is deleted.")
def test_a_draft_is_thrown_away(as_person, draft, language, words):
    case = draft()
    answer = as_person(case.applicant, language).post("application-delete", case.uuid, version=case.version)
    assert said(answer) == [words] and not Application.objects.exists()


# --- The check and the people -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "data", "state"),
    [
        (A.SUBMITTED, {"verb": "start_check"}, A.CHECKING),
        (A.CHECKING, {"verb": "complete"}, A.ASSESSING),
        (A.CHECKING, {"verb": "ask", "ask-benefit": "Hvem?"}, A.WAITING),
        (A.CHECKING, {"verb": "reject_incomplete", "reason": "Mangler"}, A.CLOSED),
    ],
)
def test_the_coordinator_acts_from_the_check(as_person, case_at, start, data, state):
    case = case_at(start)
    answer = as_person(case.people.coordinator).post("case-check", case.uuid, version=case.version, **data)
    assert fresh(case).state == state
    end = "/check/" if state == A.CHECKING else f"{case.uuid}/"
    assert answer.status_code == 200 and answer.redirect_chain[-1][0].endswith(end)


@pytest.mark.parametrize(
    ("data", "da", "en"),
    [
        ({"verb": "dance"}, "Vælg, hvad du vil gøre.", "Choose what to do."),
        ({"verb": "ask", "ask-benefit": " "}, "Skriv mindst ét spørgsmål.", "Write at least one question."),
        ({"verb": "reject_incomplete", "reason": " "}, "hvorfor sagen", "why the case is closed"),
        ({"verb": "start_check"}, "", ""),
    ],
)
@BOTH
def test_what_the_check_refuses_is_said_on_the_page(as_person, case_at, data, da, en, language):
    case = case_at(A.CHECKING)
    answer = as_person(case.people.coordinator, language).post("case-check", case.uuid, version=case.version, **data)
    assert answer.status_code == 422 and (da if language == "da" else en) in page(answer)
    assert (fresh(case).state, fresh(case).version) == (A.CHECKING, case.version)


def test_only_those_who_check_see_the_check(as_person, case_at):
    case = case_at(A.CHECKING)
    assert as_person(case.applicant).get("case-check", case.uuid).status_code == 404


# --- Lists ------------------------------------------------------------------------------------------------------------


def test_inbox_and_tasks_are_for_their_roles(as_person, people):
    steward = people.stewards["sds"]
    assert as_person(people.applicant).get("inbox").status_code == 404
    assert as_person(people.coordinator).get("task-list").status_code == 404
    assert as_person(steward).get("task-list").status_code == 200


def test_a_list_is_narrowed_by_tab_state_and_words(as_person, case_at):
    draft, sent = case_at(A.DRAFT), case_at(A.SUBMITTED)
    browser = as_person(sent.applicant)

    def keys(**query):
        return {row["key"] for row in browser.get("case-list", **query).context["rows"]}

    both = {str(draft.uuid), str(sent.uuid)}
    assert keys() == keys(view="all") == keys(view="unknown") == keys(state="unknown") == both
    assert keys(view="drafts") == keys(state="draft") == {str(draft.uuid)}
    assert keys(view="open") == keys(q=sent.number) == {str(sent.uuid)}
    assert keys(q="METTE", state="submitted") == {str(sent.uuid)} and keys(q="ingen sådan") == set()


@in_both(
    ("1 sag ligger hos dig.", "overskredet"),
    ("1 case is with you.", "overdue"),
)
def test_the_inbox_says_what_is_late_and_an_empty_tab_the_next_deadline(as_person, case_at, language, words):
    case = case_at(A.CHECKING)
    browser = as_person(case.people.coordinator, language)
    today = browser.get("inbox")
    assert words[0] in today.context["sentence"] and words[1] not in today.context["sentence"]
    next_due = case.clocks.order_by("due_on").first().due_on
    empty = browser.get("inbox", view="waiting").context["empty_text"]
    assert str(next_due.year) in empty
    case.clocks.update(legal_due_on=next_due - timedelta(days=400), due_on=next_due - timedelta(days=400))
    late = browser.get("inbox", view="late")
    assert words[1] in late.context["sentence"]
    assert [row["key"] for row in late.context["rows"]] == [str(case.uuid)]
    left = late.context["rows"][0]["cells"][5]
    assert left["tone"] == "late" and words[1] in left["text"]


@in_both(("Næste frist er", "Ingen sager"), ("The next deadline is", "No cases are with you"))
def test_an_empty_tab_does_not_deny_what_lies_on_another(as_person, case_at, language, words):
    case = case_at(A.WAITING)
    checked = case_at(A.CHECKING)
    steward_case = case_at(A.ASSESSING)
    for user, name, view in (
        (case.applicant, "case-list", "drafts"),
        (checked.people.coordinator, "inbox", "decided"),
        (checked.people.coordinator, "case-list", "drafts"),
        (steward_case.people.stewards["sds"], "task-list", "done"),
        (steward_case.people.stewards["sds"], "case-list", "drafts"),
    ):
        text = as_person(user, language).get(name, view=view).context["empty_text"]
        assert words[0] in text and words[1] not in text, (name, view)


def test_where_nothing_lies_with_the_person_the_empty_tab_says_so(as_person, case_at):
    case = case_at(A.SUBMITTED)
    text = as_person(case.applicant).get("case-list", view="drafts").context["empty_text"]
    assert "Ingen sager ligger hos dig. Næste frist er" in text


def test_a_waiting_case_without_a_clock_leaves_the_empty_tab_without_words(as_person, case_at):
    case = case_at(A.WAITING)
    case.clocks.all().delete()
    assert as_person(case.applicant).get("case-list", view="drafts").context["empty_text"] == ""


@in_both("Det er rettet, siden du åbnede det", "This was changed after you opened it")
def test_ones_own_second_window_is_not_called_somebody_else(as_person, draft, language, words):
    case = draft()
    browser = as_person(case.applicant, language)
    first = {"revision": 0, "title": "Første"}
    browser.post("application-section", case.uuid, "project", **first)
    again = browser.post("application-section", case.uuid, "project", **{**first, "title": "Anden"})
    sent = browser.post("application-delete", case.uuid, version=case.version)
    for answer in (again, sent):
        assert answer.status_code == 409 and words in page(answer) and "En anden har" not in page(answer)


@in_both("Ingen sager ligger hos dig.", "No cases are with you.")
def test_without_any_case_the_list_says_so(as_person, people, language, words):
    assert as_person(people.applicant, language).get("case-list").context["empty_text"] == words


@in_both(["godkendt, venter", "har spurgt, har spurgt"], ["approved, waiting", "has asked, has asked"])
def test_the_marks_of_the_controllers_are_said_in_words(as_person, case_at, assessment_of, language, words):
    case = case_at(A.ASSESSING)
    browser = as_person(case.people.coordinator, language)

    def marks():
        return browser.get("case-list").context["rows"][0]["cells"][6]

    row = case.decisions.select_related("application").get(controller__key="sds")
    steward = case.people.stewards["sds"]
    row = decisions.start_review(by=steward, decision=row, expected_version=row.version)
    decisions.approve(by=steward, decision=row, assessment=assessment_of(row), expected_version=row.version)
    assert sorted(marks()["name"].split(", ")) == sorted(words[0].split(", "))
    assert sorted(marks()["marks"]) == ["approved", "waiting"]
    Application.objects.filter(pk=case.pk).update(state=A.WAITING, returns_to=A.ASSESSING)
    assert "asked" in marks()["marks"] and words[1].split(", ")[0] in marks()["name"]
    Decision.objects.filter(pk=row.pk).update(state=DecisionState.REFUSED, reason="Nej")
    assert "refused" in marks()["marks"]
    with translation.override(language):
        assert marks_name(case_at(A.DRAFT)) == ""


def test_an_open_draft_leads_to_its_review(as_person, draft):
    case = draft()
    assert as_person(case.applicant).get("case-detail", case.uuid).url.endswith("/application/")


# --- Decisions --------------------------------------------------------------------------------------------------------


def own_decision(case, key="sds"):
    return case.decisions.select_related("application").get(controller__key=key)


def letters(outcome="yes", keys="abcdef"):
    return {
        name: value
        for key in keys
        for name, value in ((f"letter-{key}-value", outcome), (f"letter-{key}-reason", "I orden"))
    }


def test_an_assessment_is_saved_half_way(as_person, case_at):
    case = case_at(A.ASSESSING)
    row = own_decision(case)
    browser = as_person(case.people.stewards["sds"])
    answer = browser.post(
        "decision-review", row.uuid, version=row.version, do="save", condition=["Kun 2015", ""], reason="Foreløbig",
        **letters(keys="a"), **{"needed-lpr_diagnoser.code": "yes"},
    )  # fmt: skip
    assert said(answer) == ["Vurderingen er gemt."]
    row = fresh(row)
    assert row.assessment == {"a": {"outcome": "yes", "reason": "I orden"}}
    assert (row.needed, row.conditions) == ({"lpr_diagnoser.code": "yes"}, ["Kun 2015"])
    assert row.state == DecisionState.IN_REVIEW


@in_both("Vælg en afgørelse.", "Choose a decision.")
def test_signing_without_a_choice_keeps_the_words(as_person, case_at, language, words):
    case = case_at(A.ASSESSING)
    row = own_decision(case)
    browser = as_person(case.people.stewards["sds"], language)
    answer = browser.post("decision-review", row.uuid, version=row.version, **letters(keys="a"))
    assert answer.status_code == 422 and words in page(answer) and "I orden" in page(answer)
    assert (fresh(row).state, fresh(row).version, fresh(row).assessment) == (DecisionState.PENDING, row.version, {})


MISTAKES = {
    "no choice": {"reason": "Ufærdig"},
    "a choice that is none": {"outcome": "dance"},
    "an assessment that is not whole": {"outcome": "approve"},
    "a question without words": {"do": "ask", "ask_field": "benefit", "ask_text": " "},
}


@pytest.mark.parametrize("begun", [False, True])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_begins_and_saves_nothing_and_the_next_click_counts(as_person, case_at, begun, mistake):
    case = case_at(A.ASSESSING)
    row, steward = own_decision(case), case.people.stewards["sds"]
    if begun:
        row = decisions.start_review(by=steward, decision=row, expected_version=row.version)
    browser = as_person(steward)
    shown = hidden_in(browser.get("decision-review", row.uuid))
    answer = browser.post("decision-review", row.uuid, **shown, **MISTAKES[mistake])
    assert answer.status_code == 422
    kept = fresh(row)
    assert (kept.state, kept.version, kept.assessment, kept.reason) == (row.state, row.version, {}, "")
    signed = browser.post("decision-review", row.uuid, **hidden_in(answer), outcome="approve", **letters())
    assert said(signed) == ["Afgørelsen er underskrevet."] and fresh(row).state == DecisionState.APPROVED


def test_reading_the_assessment_page_begins_nothing(as_person, case_at):
    case = case_at(A.ASSESSING)
    row = own_decision(case)
    assert as_person(case.people.stewards["sds"]).get("decision-review", row.uuid).status_code == 200
    assert (fresh(row).state, fresh(row).version) == (DecisionState.PENDING, row.version)


@in_both("En kollega har afgjort eller gemt, mens du læste.", "A colleague decided or saved while you read.")
def test_what_a_colleague_saved_meanwhile_is_a_conflict_that_keeps_the_words(as_person, case_at, language, words):
    case = case_at(A.ASSESSING)
    row, steward = own_decision(case), case.people.stewards["sds"]
    decisions.start_review(by=steward, decision=row, expected_version=row.version)
    answer = as_person(steward, language).post(
        "decision-review", row.uuid, version=row.version, outcome="approve", **letters()
    )
    assert answer.status_code == 409 and words in page(answer) and "I orden" in page(answer)
    assert fresh(row).state == DecisionState.IN_REVIEW
    assert hidden_in(answer)["version"] == str(fresh(row).version)


def test_a_steward_asks_and_the_clock_stands_still(as_person, case_at):
    case = case_at(A.ASSESSING)
    row = own_decision(case)
    answer = as_person(case.people.stewards["sds"]).post(
        "decision-review", row.uuid, do="ask", case_version=case.version, ask_field="benefit", ask_text="Hvem?"
    )
    assert said(answer) == ["Spørgsmålet er sendt. Fristen står stille."]
    assert (fresh(case).state, case.questions.get().text) == (A.WAITING, "Hvem?")
    empty = as_person(case.people.stewards["sds"]).post(
        "decision-review", row.uuid, do="ask", case_version=fresh(case).version, ask_field="benefit", ask_text=" "
    )
    assert empty.status_code == 422 and case.questions.count() == 1


def test_a_signed_decision_is_read_not_assessed(as_person, case_at):
    case = case_at(A.DECIDED)
    row = own_decision(case)
    steward = as_person(case.people.stewards["sds"])
    assert steward.get("decision-review", row.uuid).url.endswith(f"/decisions/{row.uuid}/")
    applicant = as_person(case.applicant, "en")
    assert "sds (en)" in page(applicant.get("decision-detail", row.uuid))
    assert applicant.get("decision-review", row.uuid).status_code == 404


def test_an_open_decision_is_not_read_by_the_applicant_nor_one_that_is_not_there(as_person, case_at):
    case = case_at(A.ASSESSING)
    browser = as_person(case.applicant)
    assert browser.get("decision-detail", own_decision(case).uuid).status_code == 404
    assert browser.get("decision-detail", case.uuid).status_code == 404


@pytest.mark.parametrize("who", ["applicant", "other steward", "coordinator"])
def test_the_case_page_does_not_tell_that_a_controller_has_begun(as_person, case_at, who):
    case = case_at(A.ASSESSING)
    people = case.people
    readers = {"applicant": people.applicant, "coordinator": people.coordinator}
    browser = as_person(readers.get(who, people.stewards["demo_befolkning"]))

    def shown():
        found = browser.get("case-detail", case.uuid).context["page"]
        return [row["status"] for row in found.decisions], [row["text"] for row in found.events]

    before, steward = shown(), people.stewards["sds"]
    row = decisions.start_review(by=steward, decision=own_decision(case), expected_version=1)
    decisions.save_assessment(
        by=steward, decision=row, assessment=decisions.Assessment(reason="Nej"), expected_version=row.version
    )
    assert shown() == before


# --- Permits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "verb", "reason", "state"),
    [
        (PermitState.ACTIVE, "suspend", "Undersøges", PermitState.SUSPENDED),
        (PermitState.ACTIVE, "revoke", "Brud", PermitState.REVOKED),
        (PermitState.SUSPENDED, "resume", "", PermitState.ACTIVE),
    ],
)
@in_both("Det er gjort.", "It is done.")
def test_the_coordinator_stops_and_opens_a_permit(as_person, permit_at, start, verb, reason, state, language, words):
    permit = permit_at(start)
    browser = as_person(permit.people.coordinator, language)
    answer = browser.post("permit-detail", permit.number, version=permit.version, verb=verb, reason=reason)
    assert said(answer) == [words]
    assert (fresh(permit).state, fresh(permit).ended_reason) == (state, reason)


@pytest.mark.parametrize("verb", ["suspend", "revoke"])
def test_a_permit_is_not_stopped_without_a_reason_nor_by_its_holder(as_person, permit_at, verb):
    permit = permit_at(PermitState.ACTIVE)
    data = {"version": permit.version, "verb": verb}
    answer = as_person(permit.people.coordinator).post("permit-detail", permit.number, **data, reason=" ")
    assert answer.status_code == 422 and "error-summary" in page(answer)
    mine = as_person(permit.people.applicant).post("permit-detail", permit.number, **data, reason="Nej")
    assert mine.status_code == 404
    assert fresh(permit).state == PermitState.ACTIVE


def test_a_verb_that_is_none_does_nothing_to_a_permit(as_person, permit_at):
    permit = permit_at(PermitState.ACTIVE)
    answer = as_person(permit.people.coordinator).post(
        "permit-detail", permit.number, version=permit.version, verb="dance", reason="Hvad som helst"
    )
    assert answer.status_code == 404 and fresh(permit).state == PermitState.ACTIVE


def test_a_permit_nobody_has_is_not_found(as_person, people):
    assert as_person(people.coordinator).get("permit-detail", "2026-999999-T").status_code == 404
    assert Permit.objects.count() == 0


# --- Plans ------------------------------------------------------------------------------------------------------------


@in_both("Planen er importeret.", "The plan is imported.")
def test_a_plan_is_imported_from_text_or_file(as_person, people, plan_document, language, words):
    browser, text = as_person(people.applicant, language), json.dumps(plan_document)
    assert browser.get("plan-import").status_code == 200
    assert said(browser.post("plan-import", text=text)) == [words]
    assert said(browser.post("plan-import", file=SimpleUploadedFile("plan.json", text.encode()))) == [words]
    assert [plan.document for plan in Plan.objects.all()] == [plan_document] * 2


TWICE = ("“version” står to gange", "“version” stands twice")
NOT_JSON = ("Det er ikke JSON.", "This is not JSON.")


@pytest.mark.parametrize(
    ("data", "said_da_en"),
    [
        ({"text": ""}, ("Indsæt en plan, eller vælg en fil.", "Paste a plan, or choose a file.")),
        ({"text": "{"}, NOT_JSON),
        ({"file": b"{"}, NOT_JSON),
        ({"file": b"\xff\xfe"}, NOT_JSON),
        ({"file": b'{"version": NaN}'}, NOT_JSON),
        ({"file": b"[" * 100_000}, NOT_JSON),
        ({"file": b" " * (LARGEST_FILE + 1)}, ("Filen er større, end en plan kan være.", "The file is larger than")),
        ({"text": '{"version": 1, "version": 1}'}, TWICE),
        ({"file": b'{"version": 1, "title": {"da": "", "da": ""}}'}, ("“da” står to gange", "“da” stands twice")),
        ({"text": '{"version": 1}'}, ("»population« mangler", "&quot;population&quot; is missing")),
        ({"text": "[]"}, ("krøllede parenteser", "one JSON object in curly brackets")),
        ({"text": '{"analyses": 1}'}, ("", "parts have the wrong form")),
    ],
)
@BOTH
def test_what_is_no_plan_is_refused_in_words(as_person, people, data, said_da_en, language):
    if "file" in data:
        data = {"file": SimpleUploadedFile("plan.json", data["file"])}
    answer = as_person(people.applicant, language).post("plan-import", **data)
    assert answer.status_code == 422 and said_da_en[language == "en"] in page(answer)
    assert not Plan.objects.exists()


def test_every_fault_of_what_is_no_plan_is_said_at_once(as_person, people):
    answer = as_person(people.applicant, "en").post("plan-import", text='{"version": 2, "title": 5, "population": {}}')
    said_there = [error["text"].partition(":")[0] for error in answer.context["errors"]]
    assert answer.status_code == 422 and not Plan.objects.exists()
    assert said_there == ["This is not a plan. Correct the faults and import it again.", "version", "title"]


@pytest.mark.parametrize(
    "document",
    [
        {"version": 1, "population": {}, "variables": {}, "analyses": []},
        {"version": 1, "population": {"from": "bef"}},
        {"version": 1, "population": {"from": "gone"}, "analyses": [{"id": "t1", "method": "count"}]},
    ],
)
@in_both("Planen er importeret. Dens fejl står øverst.", "The plan is imported. Its faults stand at the top.")
def test_a_plan_that_is_not_done_is_imported_with_its_faults(as_person, people, catalogue, document, language, words):
    answer = as_person(people.applicant, language).post("plan-import", text=json.dumps(document))
    assert said(answer) == [words] and Plan.objects.get().document == document


def test_a_plan_needs_a_title(as_person, people):
    answer = as_person(people.applicant).post("plan-create", title=" ")
    assert answer.status_code == 422 and "error-summary" in page(answer) and not Plan.objects.exists()


def test_a_plan_is_renamed_exported_used_and_deleted(as_person, people, one_controller_plan, person):
    plan = plans.create_plan(by=people.applicant, document=one_controller_plan)
    browser = as_person(people.applicant)
    browser.post("plan-rename", plan.uuid, version=1, title="Nyt navn")
    browser.post("plan-rename", plan.uuid, version=2, title=" ")
    plan = fresh(plan)
    assert (plan.title, plan.document["title"], plan.version) == ("Nyt navn", "Nyt navn", 2)
    assert browser.post("plan-rename", plan.uuid, version=1, title="For sent").status_code == 409
    exported = browser.get("plan-export", plan.uuid)
    assert json.loads(exported.content) == plan.document and f"plan-{plan.uuid}.json" in exported["Content-Disposition"]
    browser.post("plan-use", plan.uuid)
    case = Application.objects.get()
    assert (case.plan, case.title) == (plan, "Nyt navn")
    assert browser.post("plan-delete", plan.uuid, version=2).status_code == 422
    applications.delete_draft(by=people.applicant, application=case, expected_version=case.version)
    assert as_person(person()).post("plan-delete", plan.uuid, version=2).status_code == 404
    assert said(as_person(people.applicant).post("plan-delete", plan.uuid, version=2)) == ["Planen er slettet."]
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("part", "left"),
    [
        ("step:index", ("from", "where")),
        ("variable:age", ("region", "age_group")),
        ("analysis:1", ("t1",)),
    ],
)
def test_a_part_of_a_plan_is_removed(as_person, draft, part, left):
    plan = draft().plan
    answer = as_person(plan.owner).post("plan-remove", plan.uuid, version=1, part=part)
    assert said(answer) == ["Delen er fjernet."]
    document = fresh(plan).document
    kind = part.split(":")[0]
    found = {
        "step": tuple(document["population"]),
        "variable": tuple(document["variables"]),
        "analysis": tuple(one["id"] for one in document["analyses"]),
    }[kind]
    assert found == left


@pytest.mark.parametrize("part", ["", "step:dance", "analysis:9", "analysis:x", "dance:1"])
def test_a_part_that_is_not_there_is_not_found(as_person, draft, part):
    plan = draft().plan
    assert as_person(plan.owner).post("plan-remove", plan.uuid, version=1, part=part).status_code == 404
    assert as_person(plan.owner).get("plan-step", plan.uuid, "dance").status_code == 404
    assert fresh(plan).version == 1


@BOTH
def test_the_builder_says_each_fault_at_its_part(as_person, people, one_controller_plan, language):
    faulty = {
        **one_controller_plan,
        "population": {"from": "bef", "where": {"bef.nothing": {"eq": "1"}}, "exclude": [{"bef.gone": {"eq": 1}}]},
        "variables": {"region": {"from": "bef.none"}},
        "analyses": [{"id": "t1", "method": "crosstab", "rows": ["missing_one"]}, {"id": "t2", "method": "dance"}],
    }
    plan = plans.create_plan(by=people.applicant, document=faulty)
    answer = as_person(people.applicant, language).get("plan-detail", plan.uuid)
    assert answer.status_code == 200 and answer.context["page"].faults


def test_a_role_of_the_register_reads_no_private_list(as_person, person):
    auditor = person(Role.AUDITOR)
    assert as_person(auditor).get("inbox").status_code == 404
