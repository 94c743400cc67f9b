"""The people of a case, and the invitation page, in both languages and without script."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from portal.accounts import Role
from requests_app.commands.members import decline_invitation, invite_member
from requests_app.models import Member
from requests_app.states import ApplicationState, MemberState

A, M = ApplicationState, MemberState
BOTH = pytest.mark.parametrize("language", ["da", "en"])


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def page(answer):
    return answer.content.decode()


INVITED = {
    "da": "Invitationen er oprettet. Den, der har adressen, ser den her efter at have logget på.",
    "en": "The invitation is made. Whoever holds the address sees it here after logging in.",
}


@BOTH
def test_the_page_says_the_same_of_an_address_with_and_without_an_account(as_person, draft, person, language):
    case, other = draft(), person(name="Kendt Person")
    browser = as_person(case.applicant, language)
    pages = []
    for email in (other.email, "nobody@demo.test"):
        answer = browser.post("case-members", case.uuid, email=email, may_edit="on")
        assert said(answer) == [INVITED[language]]
        row = next(line for line in page(answer).split("<tr>") if email in line)
        pages.append(row.replace(email, "…").split('action="')[0])
    assert pages[0] == pages[1] and "Kendt Person" not in page(answer)
    assert [(one.user, one.may_edit) for one in Member.objects.order_by("pk")] == [(other, True), (None, True)]


@BOTH
def test_the_applicant_sees_who_has_answered_and_takes_back(as_person, draft, member_at, language):
    case = draft()
    found = {state: member_at(state, case=case) for state in M}
    browser = as_person(case.applicant, language)
    shown = page(browser.get("case-members", case.uuid))
    words = {
        "da": ("har ikke svaret", "Deltager siden", "Afslog"),
        "en": ("has not answered", "Takes part since", "Declined"),
    }
    assert all(text in shown for text in words[language])
    assert found[M.ACCEPTED].user.name in shown and found[M.DECLINED].user.name not in shown
    assert found[M.REMOVED].email not in shown
    for state in (M.INVITED, M.ACCEPTED):
        answer = browser.post("case-member-remove", case.uuid, found[state].pk)
        assert said(answer) == ["Personen er fjernet." if language == "da" else "The person is removed."]
        assert found[state].email not in page(answer)
    assert browser.post("case-member-remove", case.uuid, found[M.DECLINED].pk).status_code == 422


@pytest.mark.parametrize("email", ["not an address", ""])
def test_what_is_no_address_is_not_invited(as_person, draft, email):
    case = draft()
    answer = as_person(case.applicant).post("case-members", case.uuid, email=email)
    assert answer.status_code == 422 and "error-summary" in page(answer) and not Member.objects.exists()


def test_a_member_neither_invites_nor_removes_and_a_member_of_another_case_is_not_found(as_person, draft, member_at):
    member, elsewhere = member_at(M.ACCEPTED), draft()
    case = member.application
    assert as_person(member.user).get("case-members", case.uuid).status_code == 404
    assert as_person(member.user).post("case-member-remove", case.uuid, member.pk).status_code == 404
    assert as_person(case.applicant).post("case-member-remove", elsewhere.uuid, member.pk).status_code == 404
    assert Member.objects.get().state == M.ACCEPTED


# --- The invitation ---------------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("state", [A.DRAFT, A.ASSESSING])
def test_the_invitation_says_what_the_case_is_and_no_more(as_person, case_at, person, language, state):
    case, guest = case_at(state), person()
    invite_member(by=case.applicant, application=case, email=guest.email)
    browser = as_person(guest, language)
    found = browser.get("case-list")
    assert browser.address("case-invitation", [case.uuid]) in page(found)
    assert found.context["rows"] == []
    shown = page(browser.get("case-invitation", case.uuid))
    for text in (case.title, "Mette Holm", "ku (da)" if language == "da" else "ku (en)", case.number or ""):
        assert text in shown
    assert ("Du ser kun denne side" if language == "da" else "You see nothing but this page") in shown
    for name in ("case-detail", "application-review", "case-members"):
        assert browser.get(name, case.uuid).status_code == 404


@BOTH
def test_yes_opens_the_case_and_the_invitation_leads_there(as_person, case_at, person, language):
    case, guest = case_at(A.SUBMITTED), person()
    member = invite_member(by=case.applicant, application=case, email=guest.email)
    browser = as_person(guest, language)
    answer = browser.post("case-invitation", case.uuid, verb="accept", version=member.version)
    words = {"da": "Du deltager nu i sagen.", "en": "You take part in the case now."}
    assert answer.status_code == 200 and said(answer) == [words[language]] and case.title in page(answer)
    assert browser.get("case-invitation", case.uuid).status_code == 302
    assert [row["key"] for row in browser.get("case-list").context["rows"]] == [str(case.uuid)]


@BOTH
def test_no_closes_the_page(as_person, case_at, person, language):
    case, guest = case_at(A.SUBMITTED), person()
    member = invite_member(by=case.applicant, application=case, email=guest.email)
    browser = as_person(guest, language)
    answer = browser.post("case-invitation", case.uuid, verb="decline", version=member.version)
    assert said(answer) == ["Du har afslået invitationen." if language == "da" else "You have declined the invitation."]
    assert browser.get("case-invitation", case.uuid).status_code == 404


@pytest.mark.parametrize(
    ("data", "status"), [({"verb": "accept", "version": 1}, 409), ({"verb": "dance"}, 404), ({}, 404)]
)
def test_an_old_version_and_a_verb_that_is_none_answer_nothing(as_person, member_at, data, status):
    member = member_at(M.INVITED)
    answer = as_person(member.user).post("case-invitation", member.application.uuid, **data)
    assert answer.status_code == status and Member.objects.get().state == M.INVITED


@BOTH
def test_who_handles_the_case_is_warned(as_person, case_at, person, language):
    case = case_at(A.ASSESSING)
    steward, coordinator = case.people.stewards["sds"], case.people.coordinator
    for user in (steward, coordinator):
        invite_member(by=case.applicant, application=case, email=user.email)
    shown = page(as_person(steward, language).get("case-invitation", case.uuid))
    assert ("Du er datasteward for sds (da)" if language == "da" else "You are a data steward of sds (en)") in shown
    shown = page(as_person(coordinator, language).get("case-invitation", case.uuid))
    assert ("Du er koordinator" if language == "da" else "You are a coordinator") in shown


@BOTH
def test_a_steward_who_has_decided_can_only_decline(as_person, case_at, language):
    case = case_at(A.DECIDED)
    steward = case.people.stewards["sds"]
    member = invite_member(by=case.applicant, application=case, email=steward.email)
    browser = as_person(steward, language)
    shown = page(browser.get("case-invitation", case.uuid))
    assert 'value="accept"' not in shown and 'value="decline"' in shown
    assert browser.post("case-invitation", case.uuid, verb="accept", version=member.version).status_code == 422
    assert Member.objects.get().state == M.INVITED


def test_nobody_else_finds_the_invitation(as_person, member_at, person):
    member = member_at(M.INVITED)
    for user in (member.application.applicant, person(), person(Role.COORDINATOR), person(Role.AUDITOR)):
        assert as_person(user).get("case-invitation", member.application.uuid).status_code == 404


def test_others_see_the_members_and_not_the_invited(as_person, case_at, person, join):
    case, member, guest = case_at(A.ASSESSING), person(name="Deltager Dorte"), person(name="Gæst Gert")
    join(case, member)
    invite_member(by=case.applicant, application=case, email=guest.email)
    for user in (case.applicant, case.people.coordinator, case.people.stewards["sds"], member):
        shown = page(as_person(user).get("case-detail", case.uuid))
        assert "Deltager Dorte" in shown and "Gæst Gert" not in shown and guest.email not in shown


@pytest.mark.parametrize("may_edit", [True, False])
def test_a_waiting_case_lies_with_the_members_who_may_write(as_person, case_at, person, join, may_edit):
    case, member = case_at(A.WAITING), person()
    join(case, member, may_edit=may_edit)
    found = as_person(member).get("case-detail", case.uuid).context["page"]
    assert (found.ball.is_you, bool(found.actions)) == (may_edit, may_edit)


def test_invitations_cost_one_query_however_many(client, draft, person):
    guest = person()
    client.force_login(guest)
    address = reverse("requests_app:case-list")

    def queries():
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            found = client.get(address)
        return len(caught), len(found.context["invitations"])

    none, _count = queries()
    for _ in range(3):
        case = draft()
        invite_member(by=case.applicant, application=case, email=guest.email)
    assert queries() == (none, 3)


@pytest.mark.browser
@BOTH
@pytest.mark.parametrize("width", [1280, 375])
def test_the_invitation_in_a_browser_without_script(open_page, case_at, language, width):
    case = case_at(A.ASSESSING)
    steward = case.people.stewards["sds"]
    invite_member(by=case.applicant, application=case, email=steward.email)
    opened = open_page(f"/cases/{case.uuid}/invitation/", user=steward, width=width, language=language, script=False)
    assert opened.status == 200
    opened.page.get_by_role("button", name="Deltag i sagen" if language == "da" else "Take part in the case").click()
    opened.page.get_by_role("heading", level=1, name=case.title).wait_for()
    assert Member.objects.get().state == M.ACCEPTED


# --- For programs -----------------------------------------------------------------------------------------------------


ROOT = "/api/v1/"


@pytest.fixture
def program(db):
    def make(user):
        made = APIClient()
        made.force_authenticate(user)
        return made

    return make


def test_a_program_invites_finds_and_answers(program, case_at, person):
    case, guest = case_at(A.SUBMITTED), person()
    applicant, invited = program(case.applicant), program(guest)
    address = f"{ROOT}applications/{case.uuid}/"
    body = {"email": guest.email, "may_edit": True}
    answer = applicant.post(f"{address}invite/", body, format="json")
    assert answer.status_code == 200 and answer.json()["version"] == case.version
    assert invited.get(address).status_code == 404
    row = invited.get(f"{ROOT}invitations/").json()["results"][0]
    assert row["application"] == str(case.uuid) and row["may_edit"] is True and "verbs" not in row
    found = invited.get(f"{address}invitation/").json()
    assert found["verbs"] == ["accept", "decline"] and found["invited_by"] == "Mette Holm"
    stale = invited.post(f"{address}invitation/accept/", {"expected_version": 9}, format="json")
    assert stale.status_code == 409
    assert invited.post(f"{address}invitation/dance/", {"expected_version": 2}, format="json").status_code == 404
    body = {"expected_version": found["version"]}
    accepted = invited.post(f"{address}invitation/accept/", body, format="json").json()
    assert (accepted["state"], accepted["verbs"]) == ("accepted", [])
    assert invited.get(address).status_code == 200 and invited.get(f"{ROOT}invitations/").json()["results"] == []


@pytest.mark.parametrize("body", [{}, {"email": ""}, {"email": "nobody"}, {"email": "x@demo.test", "may_edit": "hm"}])
def test_a_program_that_names_nobody_invites_nobody(program, draft, body):
    case = draft()
    answer = program(case.applicant).post(f"{ROOT}applications/{case.uuid}/invite/", body, format="json")
    assert answer.status_code in (400, 422) and answer.json()["errors"][0]["path"] in ("email", "may_edit")
    assert not Member.objects.exists()


def test_a_program_of_somebody_else_invites_nobody(program, case_at, person):
    case = case_at(A.SUBMITTED)
    for user in (person(), case.people.coordinator):
        answer = program(user).post(f"{ROOT}applications/{case.uuid}/invite/", {"email": "x@demo.test"}, format="json")
        assert answer.status_code == 404
    assert not Member.objects.exists()


def test_the_schema_asks_for_a_version_only_where_one_is_compared(client, db):
    schemas = client.get("/api/v1/schema/?format=json").json()["components"]["schemas"]
    assert set(schemas["InviteBodyRequest"]["properties"]) == {"email", "may_edit"}
    assert "email" not in schemas["CaseVerbBodyRequest"]["properties"]
    assert "expected_version" in schemas["CaseVerbBodyRequest"]["required"]


def test_a_program_declines_and_a_stranger_finds_nothing(program, member_at, person):
    member = member_at(M.INVITED)
    address = f"{ROOT}applications/{member.application.uuid}/invitation/"
    stranger = program(person())
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}accept/", {"expected_version": 2}, format="json").status_code == 404
    answer = program(member.user).post(f"{address}decline/", {"expected_version": member.version}, format="json")
    assert answer.json()["state"] == "declined"
    assert program(member.user).get(address).status_code == 404


def test_a_declined_person_may_be_invited_again(draft, person):
    case, user = draft(), person()
    first = invite_member(by=case.applicant, application=case, email=user.email)
    decline_invitation(by=user, member=first, expected_version=first.version)
    assert invite_member(by=case.applicant, application=case, email=user.email).user == user


@BOTH
def test_a_draft_leads_to_its_participants_and_back(as_person, draft, person, join, language):
    case, member = draft(), person()
    join(case, member, may_edit=True)
    browser = as_person(case.applicant, language)
    there, back = browser.address("case-members", [case.uuid]), browser.address("application-review", [case.uuid])
    for shown in (
        browser.get("application-review", case.uuid),
        browser.get("application-section", case.uuid, "project"),
    ):
        assert f'href="{there}"' in page(shown)
    assert page(browser.get("case-members", case.uuid)).count(f'href="{back}"') == 2, "in the crumbs and below the form"
    assert there not in page(as_person(member, language).get("application-review", case.uuid))
