"""A refusal is a page for people and a problem for programs."""

import json

import pytest
from django.test import RequestFactory
from django.utils import translation

from analysis.plans import Fault, PlanFaults
from portal.refusals import Conflict, NotVisible, Refused
from portal.workflow.middleware import RefusalMiddleware

TWO_FAULTS = PlanFaults([Fault("type", "population.from", "Forkert.", "Wrong."), Fault("empty", "", "Tom.", "Empty.")])


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
    [
        (Refused("x", "Too big. Ask for less."), 422),
        (Conflict(expected=1, found=2), 409),
        (NotVisible(), 404),
        (TWO_FAULTS, 422),
    ],
)
def test_a_person_gets_a_page(answer, refusal, status):
    page = answer(refusal, accept="text/html")
    assert page.status_code == status
    assert "<h1" in page.content.decode()


def test_the_page_says_why(answer):
    assert "Too big. Ask for less." in answer(Refused("x", "Too big. Ask for less.")).content.decode()


@pytest.mark.parametrize(("language", "said"), [("da", ("Forkert.", "Tom.")), ("en", ("Wrong.", "Empty."))])
def test_the_page_of_a_faulty_plan_lists_its_faults_in_the_language_of_the_reader(answer, language, said):
    with translation.override(language):
        page = answer(TWO_FAULTS).content.decode()
    assert all(f"<li>{sentence}</li>" in page for sentence in said)


def test_a_fault_that_says_what_the_heading_says_is_said_once(answer):
    page = answer(Refused("x", "Too big. Ask for less.", field="size")).content.decode()
    assert page.count("Too big. Ask for less.") == 2  # title and heading
    assert "<li>Too big" not in page


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
