"""The register publishes at once: what is received, what is decided, and the permit that is in force."""

from requests_app.commands.permits import issue_permit
from requests_app.models import Clock
from requests_app.seal import seal_key
from requests_app.selectors.register import register_entry
from requests_app.states import ApplicationState, PermitState

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
