"""Whoever stops a permit must say why; the holder and the public read it where they look."""

import pytest

from requests_app.models import Permit
from requests_app.states import PermitState

BOTH = pytest.mark.parametrize("language", ["da", "en"])
STOPPED = pytest.mark.parametrize("state", [PermitState.SUSPENDED, PermitState.REVOKED])
REASON = {PermitState.SUSPENDED: "Undersøges", PermitState.REVOKED: "Brud på vilkår"}
SAID = {
    ("da", PermitState.SUSPENDED): "er suspenderet",
    ("da", PermitState.REVOKED): "blev tilbagekaldt",
    ("en", PermitState.SUSPENDED): "is suspended",
    ("en", PermitState.REVOKED): "was revoked on",
}


def page(answer):
    return answer.content.decode()


@BOTH
@STOPPED
def test_the_reason_stands_on_the_case_the_permit_the_register_and_the_check(as_person, permit_at, state, language):
    permit = permit_at(state)
    browser = as_person(permit.people.applicant, language)
    shown = [
        page(browser.get("case-detail", permit.application.uuid)),
        page(browser.get("permit-detail", permit.number)),
        page(browser.get("permit-verify", permit.number)),
        page(browser.get("register-detail", permit.application.number)),
    ]
    for text in shown:
        assert REASON[state] in text and SAID[language, state] in text
    case = shown[0]
    assert case.index(REASON[state]) < case.index('class="timeline"')
    assert ("Klageinstansen" in case or "appeals body" in case) is (state == PermitState.REVOKED)


def test_a_permit_in_force_is_not_said_to_be_stopped(as_person, permit_at):
    permit = permit_at()
    browser = as_person(permit.people.applicant)
    for text in (
        page(browser.get("case-detail", permit.application.uuid)),
        page(browser.get("permit-verify", permit.number)),
    ):
        assert not any(said in text for said in SAID.values())


@BOTH
def test_the_reason_is_asked_for_as_one_that_must_be_written(as_person, permit_at, language):
    permit = permit_at()
    browser = as_person(permit.people.coordinator, language)
    shown = page(browser.get("permit-detail", permit.number))
    assert "(frivilligt)" not in shown and "(optional)" not in shown
    assert ("Den står i registret" if language == "da" else "It stands in the register") in shown
    answer = browser.post("permit-detail", permit.number, version=permit.version, verb="revoke", reason=" ")
    words = {"da": "Skriv begrundelsen.", "en": "Write the reason."}
    assert answer.status_code == 422 and words[language] in page(answer)
    assert Permit.objects.get().state == PermitState.ACTIVE


def test_a_permit_comes_into_force_again_without_a_reason(as_person, permit_at):
    permit = permit_at(PermitState.SUSPENDED)
    browser = as_person(permit.people.coordinator)
    browser.post("permit-detail", permit.number, version=permit.version, verb="resume")
    assert Permit.objects.get().state == PermitState.ACTIVE
    shown = page(browser.get("register-detail", permit.application.number))
    assert "Undersøges" not in shown


def test_a_refused_return_into_force_is_said_and_the_form_stays(as_person, permit_at):
    permit = permit_at(PermitState.SUSPENDED)
    Permit.objects.update(valid_from="2020-01-01", valid_to="2020-12-31")
    answer = as_person(permit.people.coordinator).post(
        "permit-detail", permit.number, version=permit.version, verb="resume"
    )
    assert answer.status_code == 422 and 'name="reason"' in page(answer)


def test_programs_read_the_reason(client, permit_at):
    permit = permit_at(PermitState.REVOKED)
    assert client.get(f"/api/v1/permits/{permit.number}/").json()["stopped_because"] == "Brud på vilkår"
