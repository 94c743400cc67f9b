"""What case work contributes to the front page."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.ui.slots import PAGE
from requests_app import home
from requests_app.home import DecisionTimes, LatestDecisions, OnTime
from requests_app.models import Clock
from requests_app.states import ApplicationState, ClockKind

NOBODY = AnonymousUser()


@pytest.mark.django_db
def test_nothing_is_said_before_anything_is_decided(client):
    assert LatestDecisions().select(NOBODY, []) == {}
    assert DecisionTimes().select(NOBODY, []) == {}
    assert "Ingen sag er afgjort endnu." in client.get("/").content.decode()


def test_a_decided_case_stands_on_the_front_page(case_at, client, django_assert_num_queries):
    case = case_at(ApplicationState.DECIDED)
    with django_assert_num_queries(1):
        found = LatestDecisions().select(NOBODY, [])[PAGE]["rows"]
    assert [(row["case"].number, row["days"]) for row in found] == [(case.number, 0)]
    html = client.get("/").content.decode()
    assert f"/register/{case.number}/" in html or f"/register/{case.number}" in html
    assert "Statistik" in html and "Godkendt" in html and "0\u00a0dage" in html
    assert "Tallene vises, når 10 sager er afgjort." in html


def test_times_are_shown_from_ten_cases_on(case_at, client, monkeypatch):
    case_at(ApplicationState.DECIDED)
    assert DecisionTimes().select(NOBODY, []) == {}
    monkeypatch.setattr(home, "FEWEST_CASES", 1)
    assert DecisionTimes().select(NOBODY, [])[PAGE] == {"median": 0, "ninth": 0, "cases": 1}
    html = client.get("/").content.decode()
    assert "fra ansøgning til afgørelse" in html and "har 9 ud af 10 fået svar inden" in html


@pytest.mark.parametrize(
    ("day_of_deadline", "share", "said"), [(0, 100, "0 af 1 kom for sent."), (-1, 0, "1 af 1 kom for sent.")]
)
def test_decisions_after_their_legal_date_are_told(
    day_of_deadline, share, said, case_at, client, monkeypatch, django_assert_num_queries
):
    case = case_at(ApplicationState.DECIDED)
    assert OnTime().select(NOBODY, []) == {}
    monkeypatch.setattr(home, "FEWEST_CASES", 1)
    decision = Clock.objects.get(application=case, kind=ClockKind.DECISION)
    due_on = home.local_day(decision.stopped_at) + timedelta(days=day_of_deadline)
    Clock.objects.filter(pk=decision.pk).update(legal_due_on=due_on, due_on=due_on)
    with django_assert_num_queries(1):
        assert OnTime().select(NOBODY, [])[PAGE] == {"share": share, "late": int(day_of_deadline < 0), "cases": 1}
    html = client.get("/").content.decode()
    assert "af afgørelser kom inden fristen" in html and said in html
