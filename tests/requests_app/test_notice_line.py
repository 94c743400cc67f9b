"""A notice of a case says who did what, and where."""

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.notices.models import Notice
from requests_app.notice_line import CaseOfNotice
from requests_app.states import ApplicationState as A

pytestmark = pytest.mark.django_db


def lines_of(user):
    notices = list(Notice.objects.filter(user=user).select_related("event__by"))
    return notices, CaseOfNotice().select(user, notices)


def test_the_coordinator_reads_who_sent_which_application(case_at, client):
    case = case_at(A.SUBMITTED)
    _notices, lines = lines_of(case.people.coordinator)
    assert {(line["case"].number, line["actor"]) for line in lines.values()} == {(case.number, case.applicant.name)}
    client.force_login(case.people.coordinator)
    html = client.get("/notices/").content.decode()
    assert f"<strong>{case.applicant.name}</strong> sendte ansøgningen, version 1" in html
    assert f"{case.number} {case.title}" in html


def test_who_no_longer_sees_the_case_reads_the_bare_sentence(case_at, person):
    case = case_at(A.SUBMITTED)
    stranger = person()
    Notice.objects.filter(user=case.people.coordinator).update(user=stranger)
    notices, lines = lines_of(stranger)
    assert notices and lines == {}


def test_a_notice_of_something_else_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert CaseOfNotice().select(AnonymousUser(), []) == {}
