"""What case work contributes to the front page."""

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.ui.slots import PAGE
from requests_app import home
from requests_app.home import DecisionTimes, LatestDecisions
from requests_app.states import ApplicationState

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
