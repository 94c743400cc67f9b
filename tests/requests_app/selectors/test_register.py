"""The register publishes at once: what is received, what is decided, and the permit that is in force."""

from requests_app.commands.acceptance import accept_decision
from requests_app.commands.permits import issue_permit
from requests_app.models import Clock
from requests_app.seal import seal_key
from requests_app.selectors.plan_words import words_of_version
from requests_app.selectors.register import register_entry
from requests_app.states import ApplicationState, Outcome, PermitState

A = ApplicationState


def test_an_application_stands_there_from_its_receipt(case_at):
    case = case_at(A.SUBMITTED)
    entry = register_entry(case.number)
    assert (entry.case, entry.decisions, entry.permit) == (case, [], None)


def test_a_permit_stands_there_from_the_moment_it_is_in_force(case_at):
    case = case_at(A.DECIDED)
    entry = register_entry(case.number)
    assert len(entry.decisions) == 2 and entry.permit is None
    permit = issue_permit(permit=case.permits.get(), key=seal_key())
    shown = register_entry(case.number).permit
    assert shown == permit and shown.state == PermitState.ACTIVE
    assert not Clock.objects.filter(application=case, stopped_at=None), "no publication is awaited"


def test_what_is_computed_stands_there_from_the_seal_in_the_words_of_the_plan_that_runs(
    client, case_at, reducible_plan
):
    case = case_at(A.DECIDED, outcome=Outcome.PARTLY_APPROVED, document=reducible_plan)
    for early in (register_entry(case.number), register_entry(case_at(A.SUBMITTED).number)):
        assert early.words is None
    case = accept_decision(by=case.applicant, application=case, expected_version=case.version)
    issue_permit(permit=case.permits.get(), key=seal_key())
    words = register_entry(case.number).words
    assert words == words_of_version(case.plan_version)
    assert [row["label"] for row in words.variables] == ["region", "sex"] and [row["name"] for row in words.tables] == [
        "T1",
        "T2",
    ]
    shown = client.get(f"/register/{case.number}").content.decode()
    assert "Det bliver beregnet" in shown
    assert all(text in shown for text in (*words.population, *(row["sentence"] for row in words.tables)))
    plan = client.get(f"/api/v1/register/{case.number}/").json()["plan"]
    assert plan["population"] == list(words.population) and plan["variables"] == words.variables


def test_of_an_application_under_way_the_page_says_when_the_plan_is_shown(client, case_at):
    said = "Når ansøgningen er godkendt"
    for state, expected in ((A.ASSESSING, True), (A.WITHDRAWN, False), (A.LAPSED, False), (A.CLOSED, False)):
        assert (said in client.get(f"/register/{case_at(state).number}").content.decode()) is expected
    refused = case_at(A.DECIDED, outcome=Outcome.REFUSED)
    assert said not in client.get(f"/register/{refused.number}").content.decode()
