"""A refusal is a page for people and a problem for programs."""

import json

import pytest
from django.test import RequestFactory

from portal.refusals import Conflict, NotVisible, Refused
from portal.workflow.middleware import RefusalMiddleware


@pytest.fixture
def answer(db):
    from django.contrib.auth.models import AnonymousUser

    def give(exception, path="/cases/", **headers):
        request = RequestFactory().get(path, headers=headers)
        request.user, request.session, request.active_role = AnonymousUser(), {}, None
        return RefusalMiddleware(lambda request: None).process_exception(request, exception)

    return give


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(Refused("x", "Too big. Ask for less."), 422), (Conflict(expected=1, found=2), 409), (NotVisible(), 404)],
)
def test_a_person_gets_a_page(answer, refusal, status):
    page = answer(refusal, accept="text/html")
    assert page.status_code == status
    assert "<h1" in page.content.decode()


def test_the_page_says_why(answer):
    assert "Too big. Ask for less." in answer(Refused("x", "Too big. Ask for less.")).content.decode()


@pytest.mark.parametrize(
    ("path", "accept"),
    [("/api/v1/things/", "text/html"), ("/cases/", "application/json"), ("/cases/", "application/problem+json")],
)
def test_a_program_gets_a_problem(answer, path, accept):
    got = answer(Refused("x", "No."), path, accept=accept)
    assert got.headers["Content-Type"] == "application/problem+json"
    assert json.loads(got.content)["code"] == "x"


def test_other_exceptions_are_left_to_django(answer):
    assert answer(ValueError()) is None


def test_a_page_without_refusal_passes_through():
    assert RefusalMiddleware(lambda request: "page")("request") == "page"
