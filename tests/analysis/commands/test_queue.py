import datetime

import pytest

from analysis.models import Job
from analysis.states import JobState
from portal.audit.models import Event
from portal.workflow import Refused
from requests_app.commands.permits import resume_permit, suspend_permit
from requests_app.models import Permit
from requests_app.states import PermitState
from requests_app.workflow import PERMIT


@pytest.fixture
def suspended(permit):
    by = permit.people.coordinator
    return suspend_permit(by=by, permit=permit, reason="Undersøges", expected_version=permit.version)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lines": []}, "gate.lines"),
        ({"valid_from": datetime.date(2020, 1, 1), "valid_to": datetime.date(2020, 12, 31)}, "permit.ended"),
    ],
)
def test_a_permit_that_does_not_cover_its_plan_now_queues_nothing_and_stays_stopped(suspended, people, change, code):
    Permit.objects.filter(pk=suspended.pk).update(**change)
    told = Event.objects.count()
    with pytest.raises(Refused) as refused:
        resume_permit(by=people.coordinator, permit=suspended, expected_version=suspended.version)
    assert refused.value.code == code
    assert Permit.objects.get(pk=suspended.pk).state == PermitState.SUSPENDED
    assert list(Job.objects.values_list("state", flat=True)) == [JobState.CANCELLED]
    assert Event.objects.count() == told


def test_a_permit_whose_period_has_ended_has_no_button_to_open_it_again(suspended, people):
    assert "resume" in PERMIT.allowed(suspended, people.coordinator)
    suspended.valid_from, suspended.valid_to = datetime.date(2020, 1, 1), datetime.date(2020, 12, 31)
    assert "resume" not in PERMIT.allowed(suspended, people.coordinator)
