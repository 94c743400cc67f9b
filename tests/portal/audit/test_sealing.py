"""A fact that others rely on is sealed at once; the hourly round takes the rest."""

import threading

import pytest
from django.db import connection

from portal.audit import sealing, tasks
from portal.audit.checkpoints import make_checkpoint
from portal.audit.models import Checkpoint, Event, Stream
from portal.workflow import FACTS, Fact, record


@pytest.fixture(scope="module")
def sealed_fact():
    """A fact that asks for its seal."""

    class SomethingSigned(Fact):
        sentence = "Something was signed"
        is_sealed_at_once = True

    yield SomethingSigned
    del FACTS["SomethingSigned"]


@pytest.fixture
def rung(monkeypatch):
    """How often the worker was asked for a checkpoint; it makes it at once."""
    rings = []
    monkeypatch.setattr(tasks.seal, "delay", lambda: rings.append(tasks.seal()))
    return rings


def test_a_fact_that_asks_for_it_is_sealed_after_its_commit(db, sealed_fact, rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        record(sealed_fact, stream="case:1", by=None)
        assert rung == []
    assert len(rung) == 1
    assert Checkpoint.objects.get().heads == {"case:1": [1, Event.objects.get().hash]}


def test_any_other_fact_waits_for_the_hour(db, rung, django_capture_on_commit_callbacks):
    other = next(fact for fact in FACTS.values() if not fact.is_sealed_at_once)
    with django_capture_on_commit_callbacks(execute=True):
        record(other, stream="case:1", by=None)
    assert rung == []


def test_a_broker_that_is_away_fails_no_verb(monkeypatch):
    def away():
        raise ConnectionError

    monkeypatch.setattr(tasks.seal, "delay", away)
    sealing.ring()


def checkpoints_at_once():
    """Two rounds at the same moment."""
    start, faults = threading.Barrier(2), []

    def make():
        try:
            start.wait(5)
            make_checkpoint()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return faults


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_line_up(sealed_fact, rung):
    record(sealed_fact, stream="case:1", by=None)
    assert rung == [1]
    assert checkpoints_at_once() == []
    first, second, third = Checkpoint.objects.order_by("number")
    assert (second.previous, third.previous) == (first.hash, second.hash)
    assert not Stream.objects.filter(name="case:1").exclude(sealed_seq=1).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_line_up_on_postgresql(sealed_fact, rung):
    assert connection.vendor == "postgresql"
    test_two_rounds_at_once_line_up(sealed_fact, rung)
