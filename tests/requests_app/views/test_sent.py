"""While the applicant writes, and after a case ended unanswered, others read what was last sent."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from portal.accounts import Role
from requests_app.commands import applications, checking
from requests_app.models import Application
from requests_app.states import ApplicationState

A = ApplicationState
UNSENT, UNSENT_TITLE = "Det er ikke sendt endnu", "En titel, der ikke er sendt"
QUESTIONS = {"title": "Hvad hedder det?", "benefit": "Hvem?", "intended_use": "Hvad?"}


@pytest.fixture
def written(case_at):
    """A case under assessment that waits for answers, and whose applicant has begun to write them."""
    case = case_at(A.ASSESSING)
    steward = case.people.stewards["sds"]
    people = case.people
    case = checking.ask_applicant(by=steward, application=case, questions=QUESTIONS, expected_version=case.version)
    for section, values in (
        ("project", {"title": UNSENT_TITLE}),
        ("purpose", {"benefit": UNSENT, "intended_use": UNSENT}),
    ):
        case = applications.save_section(
            by=case.applicant, application=case, section=section, values=values,
            expected_revision=case.revisions.get(section, 0),
        )  # fmt: skip
    case.people = people
    return case


@pytest.fixture
def reader(written, person):
    def find(who):
        found = {"steward": written.people.stewards["sds"], "other steward": written.people.stewards["demo_befolkning"]}
        found |= {"coordinator": written.people.coordinator, "applicant": written.applicant}
        return found.get(who) or person(Role(who))

    return find


AUTHORITY = ["steward", "other steward", "coordinator", "auditor", "checker"]


def pages_of(case):
    yield reverse("requests_app:case-list")
    yield reverse("requests_app:case-detail", args=[case.uuid])
    yield reverse("requests_app:application-review", args=[case.uuid])
    for section in ("project", "purpose"):
        yield reverse("requests_app:application-section", args=[case.uuid, section])
    yield reverse("requests_app:case-check", args=[case.uuid])
    yield from (reverse("requests_app:decision-review", args=[row.uuid]) for row in case.decisions.all())
    yield from (reverse("requests_app:decision-detail", args=[row.uuid]) for row in case.decisions.all())


@pytest.mark.parametrize("who", AUTHORITY)
def test_no_page_of_the_authority_shows_what_is_not_sent(client, written, reader, who):
    client.force_login(reader(who))
    seen = 0
    for address in pages_of(written):
        answer = client.get(address)
        text = answer.content.decode()
        assert UNSENT not in text and UNSENT_TITLE not in text, address
        seen += answer.status_code == 200
    assert seen >= 5
    sent = client.get(reverse("requests_app:application-section", args=[written.uuid, "purpose"])).content.decode()
    assert "En begrundelse for benefit." in sent


@pytest.mark.parametrize("who", AUTHORITY)
def test_programs_of_the_authority_get_the_newest_submission(written, reader, who):
    program = APIClient()
    program.force_authenticate(reader(who))
    found = program.get(f"/api/v1/applications/{written.uuid}/").json()
    assert found["answers"] == written.submissions.get().answers
    assert found["title"] == found["answers"]["title"] != UNSENT_TITLE
    rows = program.get("/api/v1/applications/").json()["results"]
    assert [row["title"] for row in rows] == [found["title"]]


@pytest.mark.parametrize("may_edit", [True, False])
def test_the_applicants_side_reads_what_is_being_written(written, person, join, may_edit):
    member = person()
    join(written, member, may_edit=may_edit)
    for user in (written.applicant, member):
        program = APIClient()
        program.force_authenticate(user)
        answers = program.get(f"/api/v1/applications/{written.uuid}/").json()["answers"]
        assert (answers["title"], answers["benefit"]) == (UNSENT_TITLE, UNSENT)


def test_the_public_register_lists_the_title_that_was_sent(client, written):
    sent = written.submissions.get().answers["title"]
    for address in ("/register/", "/api/v1/register/", "/"):
        text = client.get(address).content.decode()
        assert UNSENT_TITLE not in text
    assert client.get("/api/v1/register/", {"q": sent}).json()["count"] == 1
    assert client.get("/api/v1/register/", {"q": UNSENT_TITLE}).json()["count"] == 0
    assert sent in client.get("/register/").content.decode()


def test_the_answer_brings_the_new_title_everywhere(client, written):
    case = applications.answer_questions(
        by=written.applicant, application=written, replies={}, expected_version=written.version
    )
    assert case.title == UNSENT_TITLE == case.submissions.last().answers["title"]
    assert client.get("/api/v1/register/", {"q": UNSENT_TITLE}).json()["count"] == 1
    program = APIClient()
    program.force_authenticate(written.people.stewards["sds"])
    assert program.get(f"/api/v1/applications/{case.uuid}/").json()["answers"]["benefit"] == UNSENT


@pytest.mark.parametrize("end", ["withdrawn", "lapsed"])
def test_what_was_never_sent_is_shown_to_nobody_after_the_end(written, end):
    if end == "withdrawn":
        applications.withdraw_application(
            by=written.applicant, application=written, reason="", expected_version=written.version
        )
    else:
        checking.lapse_application(written)
    assert Application.objects.get().state == end
    for user in (written.applicant, written.people.coordinator):
        program = APIClient()
        program.force_authenticate(user)
        assert (
            program.get(f"/api/v1/applications/{written.uuid}/").json()["answers"] == written.submissions.get().answers
        )


def test_a_plan_that_is_renamed_after_it_was_sent_keeps_its_name_in_the_case(client, written):
    from requests_app.commands.plans import save_plan

    plan = written.plan
    sent = plan.title
    save_plan(by=plan.owner, plan=plan, document={**plan.document, "title": "Nyt navn"}, expected_version=plan.version)
    client.force_login(written.people.coordinator)
    text = client.get(reverse("requests_app:application-section", args=[written.uuid, "data"])).content.decode()
    assert sent in text and "Nyt navn" not in text


def test_a_draft_is_shown_as_it_is_written(draft):
    case = draft()
    applications.save_section(
        by=case.applicant, application=case, section="project", values={"title": "Ny titel"},
        expected_revision=0,
    )  # fmt: skip
    assert Application.objects.get().title == "Ny titel" and case.submitted_at is None
