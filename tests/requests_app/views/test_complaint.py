"""A no says to whom one may complain, by when, and what else one can do; the guide says the same."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone, translation

from portal.ui.format import date_text
from requests_app.models import Application
from requests_app.selectors.complaint import complaint_about
from requests_app.states import ApplicationState, Outcome

A = ApplicationState
BOTH = pytest.mark.parametrize("language", ["da", "en"])
BODY = {"da": "Sundhedsklagenævnet", "en": "The Health Appeals Board"}


@pytest.fixture(autouse=True)
def body(settings):
    settings.COMPLAINT_BODY_DA, settings.COMPLAINT_BODY_EN = BODY["da"], BODY["en"]


def page(answer):
    return answer.content.decode()


def until(case):
    with translation.override("da"):
        return complaint_about(case.decided_at).until


@BOTH
def test_a_refusal_and_the_refused_case_say_how_to_complain(as_person, case_at, language):
    case = case_at(A.DECIDED, outcome=Outcome.REFUSED)
    browser = as_person(case.applicant, language)
    decision = page(browser.get("decision-detail", case.decisions.first().uuid))
    shown = page(browser.get("case-detail", case.uuid))
    guide = "/en/guide/complaint/" if language == "en" else "/guide/complaint/"
    for text in (decision, shown):
        assert BODY[language] in text and f'href="{guide}"' in text
    words = {"da": ("Det kan du gøre nu", until(case)), "en": ("What you can do now", "You may complain to")}
    assert all(text in shown for text in words[language]) and browser.address("plan-detail", [case.plan.uuid]) in shown
    assert case.number in decision and "Nej" in shown


def test_the_box_is_for_the_parties_and_the_plan_for_its_owner(as_person, case_at, person, join):
    case, member = case_at(A.DECIDED, outcome=Outcome.PARTLY_APPROVED), person()
    join(case, member)
    assert "Det kan du gøre nu" not in page(as_person(case.people.coordinator).get("case-detail", case.uuid))
    browser = as_person(member)
    shown = page(browser.get("case-detail", case.uuid))
    assert "Det kan du gøre nu" in shown and browser.address("plan-detail", [case.plan.uuid]) not in shown


def test_a_full_yes_says_nothing_of_complaints(as_person, case_at):
    case = case_at(A.DECIDED)
    browser = as_person(case.applicant)
    texts = [page(browser.get("case-detail", case.uuid))]
    texts += [page(browser.get("decision-detail", row.uuid)) for row in case.decisions.all()]
    assert not any(BODY["da"] in text for text in texts)


def test_a_case_closed_as_incomplete_can_be_complained_about(as_person, case_at):
    case = case_at(A.CLOSED)
    shown = page(as_person(case.applicant).get("case-detail", case.uuid))
    assert "Det kan du gøre nu" in shown and complaint_about(case.state_since).until in shown


def test_after_the_last_day_a_refusal_says_so_and_a_part_nothing_more(as_person, case_at):
    refused = case_at(A.DECIDED, outcome=Outcome.REFUSED)
    part = case_at(A.DECIDED, outcome=Outcome.PARTLY_APPROVED)
    with time_machine.travel(timezone.now() + timedelta(days=40), tick=False):
        browser = as_person(refused.applicant)
        assert "Klagefristen er udløbet" in page(browser.get("case-detail", refused.uuid))
        assert BODY["da"] not in page(browser.get("case-detail", part.uuid))
    assert Application.objects.count() == 2


def test_where_no_authority_hears_complaints_decision_and_guide_say_that(as_person, case_at, settings, client):
    settings.COMPLAINT_BODY_DA = ""
    case = case_at(A.DECIDED, outcome=Outcome.REFUSED)
    decision = page(as_person(case.applicant).get("decision-detail", case.decisions.first().uuid))
    assert "domstolene" in decision and "domstolene" in page(client.get("/guide/complaint/"))


@BOTH
def test_the_guide_names_the_body_that_the_decisions_name(client, language):
    shown = page(client.get("/en/guide/complaint/" if language == "en" else "/guide/complaint/"))
    assert BODY[language] in shown and "afgørelsesbrev" not in shown


def test_the_time_is_the_setting_of_the_authority(settings):
    settings.COMPLAINT_DAYS = 0
    now = timezone.make_aware(datetime(2026, 11, 30, 12))
    assert complaint_about(now).until == date_text(now.date())
