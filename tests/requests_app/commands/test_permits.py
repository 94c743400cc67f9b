"""A permit is sealed twice: by its own signature, and by a checkpoint of the audit that knows it was issued."""

from portal.audit import tasks
from portal.audit.models import Checkpoint, Event
from requests_app.states import PermitState


def test_a_checkpoint_follows_an_issued_permit(permit_at, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(tasks.seal, "delay", lambda: tasks.seal())
    with django_capture_on_commit_callbacks(execute=True):
        permit = permit_at(PermitState.ACTIVE)
    issued = Event.objects.get(fact="PermitIssued")
    seq, _head = Checkpoint.objects.get().heads[permit.stream]
    assert seq >= issued.seq
