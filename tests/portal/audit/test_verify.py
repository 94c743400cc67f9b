"""An auditor finds what somebody with the database in hand did."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from analysis.envelope import SigningKey
from portal.audit import triggers
from portal.audit.chain import append_event, digest, hash_of
from portal.audit.checkpoints import is_signed_by, make_checkpoint, signing_key, statement_of
from portal.audit.models import Checkpoint, Event, Stream
from portal.audit.verify import verify

KEY = SigningKey.generate()


@pytest.fixture
def by_hand(db):
    """Rewrites the tables as an intruder would: triggers off, then on again."""

    def change(function):
        triggers.remove(connection)
        function()
        triggers.install(connection)

    return change


@pytest.fixture
def trail(person):
    """Two chains of three events, sealed twice."""
    user = person()
    with time_machine.travel("2026-03-02T09:00:00Z", tick=False) as clock:
        for number in range(3):
            for stream in ("case:1", "case:2"):
                append_event(fact="Happened", stream=stream, by=user, payload={"number": number})
        make_checkpoint(KEY)
        clock.shift(timedelta(hours=1))
        append_event(fact="Happened", stream="case:2", by=None, payload={})
        clock.shift(timedelta(hours=1))
        make_checkpoint(KEY)


def codes(**more):
    return [(finding.code, finding.place) for finding in verify([KEY.public], **more)]


def rehash(event):
    event.hash = hash_of(event)
    event.save()
    return event


def test_an_untouched_trail_is_whole(trail):
    assert codes() == []


def test_an_empty_trail_is_whole(db):
    assert codes() == []


@pytest.mark.parametrize(
    "change",
    [
        {"fact": "Unhappened"},
        {"payload": {"number": 9}},
        {"by_id": None},
        {"at": "2020-01-01T00:00:00Z"},
        {"previous": "0" * 64},
    ],
)
def test_an_edit_is_found_at_its_row(trail, by_hand, change):
    by_hand(lambda: Event.objects.filter(stream="case:1", seq=2).update(**change))
    assert codes() == [("altered", "case:1 2")]


def test_an_edit_with_a_fresh_hash_is_found_by_the_next_event(trail, by_hand):
    def edit():
        event = Event.objects.get(stream="case:1", seq=2)
        event.payload = {"number": 9}
        rehash(event)

    by_hand(edit)
    assert codes() == [("altered", "case:1 3")]


def test_a_chain_rewritten_to_its_end_is_found_by_the_checkpoint(trail, by_hand):
    def rewrite():
        previous = ""
        for event in Event.objects.filter(stream="case:1").order_by("seq"):
            event.payload, event.previous = {"number": 9}, previous
            previous = rehash(event).hash
        Stream.objects.filter(name="case:1").update(head=previous)

    by_hand(rewrite)
    assert codes() == [("altered", "case:1 3")]


def test_a_missing_event_is_found(trail, by_hand):
    by_hand(lambda: Event.objects.filter(stream="case:1", seq=2).delete())
    assert codes() == [("missing", "case:1 2")]


def test_an_insertion_is_found(trail, by_hand):
    def insert():
        Event.objects.filter(stream="case:1", seq=3).update(seq=4)
        rehash(Event(stream="case:1", seq=3, fact="Invented", previous=Event.objects.get(stream="case:1", seq=2).hash))

    by_hand(insert)
    assert codes() == [("altered", "case:1 3")]


def test_a_truncated_chain_is_found_even_when_its_head_was_set_back(trail, by_hand):
    def truncate():
        Event.objects.filter(stream="case:1", seq=3).delete()
        Stream.objects.filter(name="case:1").update(seq=2, head=Event.objects.get(stream="case:1", seq=2).hash)

    by_hand(truncate)
    assert codes() == [("truncated", "case:1 3")]


def test_a_whole_chain_gone_is_found(trail, by_hand):
    def delete():
        Event.objects.filter(stream="case:1").delete()
        Stream.objects.filter(name="case:1").delete()

    by_hand(delete)
    assert codes() == [("truncated", "case:1 1")]


def test_unsealed_events_cut_off_are_found_by_the_head(trail, by_hand):
    append_event(fact="Happened", stream="case:1", by=None, payload={})
    by_hand(lambda: Event.objects.filter(stream="case:1", seq=4).delete())
    assert codes() == [("truncated", "case:1 4")]


def test_a_head_that_is_gone_is_found(trail, by_hand):
    by_hand(lambda: Stream.objects.filter(name="case:1").delete())
    assert codes() == [("truncated", "case:1 4")]


def test_an_event_that_pretends_to_be_old_is_found(trail, by_hand):
    with time_machine.travel("2026-03-02T08:00:00Z", tick=False):
        append_event(fact="Invented", stream="case:3", by=None, payload={})
    assert codes() == [("unsealed", "case:3 1")]


def test_what_happened_since_the_last_checkpoints_waits_for_its_seal(trail):
    append_event(fact="Happened", stream="case:3", by=None, payload={})
    assert codes() == []


def test_what_a_slow_write_commits_after_two_checkpoints_is_no_finding(trail):
    with time_machine.travel("2026-03-02T11:05:00Z", tick=False) as clock:
        slow = append_event(fact="Happened", stream="case:3", by=None, payload={})
        Stream.objects.filter(name="case:3").update(sealed_seq=slow.seq)  # as unseen as before its commit
        clock.shift(timedelta(minutes=1))
        make_checkpoint(KEY)
        clock.shift(timedelta(minutes=1))
        make_checkpoint(KEY)
        assert codes() == []
        clock.shift(timedelta(hours=1))
        make_checkpoint(KEY)
        assert codes() == [("unsealed", "case:3 1")]


def test_an_edited_checkpoint_is_found(trail, by_hand):
    by_hand(lambda: Checkpoint.objects.filter(number=1).update(heads={}))
    assert codes()[0] == ("checkpoint", "checkpoint 1")


def test_a_checkpoint_of_a_foreign_key_is_found(trail):
    make_checkpoint(SigningKey.generate())
    assert codes() == [("checkpoint", "checkpoint 3")]


def test_a_checkpoint_signed_anew_by_an_intruder_is_found(trail, by_hand):
    def forge():
        foreign, first = SigningKey.generate(), Checkpoint.objects.get(number=1)
        first.heads = {}
        first.hash = digest(statement_of(first))
        first.signature = foreign.sign(b"anything").hex()
        first.save()

    by_hand(forge)
    assert [code for code, _place in codes()] == ["checkpoint", "checkpoint", "unsealed"]


def write_raw(table, column, value, **where):
    """Put a value into a column as an intruder would, past Django and the checks of the table."""
    ((key, place),) = where.items()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = {place}", [value])
        cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("signature", "no hexadecimal"),
        ("signature", "æ"),
        ("signature", ""),
        ("signature", b"\x00"),
        ("kid", "\u2028"),
        ("heads", "[]"),
        ("heads", "7"),
        ("heads", "null"),
        ("heads", '{"case:1": 3}'),
        ("heads", '{"case:1": []}'),
        ("heads", '{"case:1": [3]}'),
        ("heads", '{"case:1": ["3", "x"]}'),
        ("heads", '{"case:1": [3, null]}'),
        ("heads", '{"case:1": [3, "x", "y"]}'),
        ("heads", '{"case:1": [NaN, "x"]}'),
        ("heads", '{"case:1\\ud800": [3, "x"]}'),
        ("heads", "{"),
        ("heads", "[" * 100_000),
        ("at", "yesterday"),
        ("at", "2026-02-31 09:00:00"),
        ("at", "0001-01-01 00:00:00"),
        ("number", "one"),
    ],
)
def test_a_malformed_checkpoint_is_a_finding_and_hides_no_other(trail, by_hand, column, value):
    by_hand(lambda: write_raw("audit_checkpoint", column, value, number=1))
    by_hand(lambda: Event.objects.filter(stream="case:2", seq=2).update(fact="Unhappened"))
    found = codes()
    assert found[0][0] == "checkpoint"
    assert ("altered", "case:2 2") in found


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("payload", "{"),
        ("payload", '"\\ud800"'),
        ("payload", "[" * 100_000),
        ("at", "yesterday"),
        ("at", "0001-01-01 00:00:00"),
        ("hash", ""),
        ("previous", b"\x00"),
    ],
)
def test_a_malformed_event_is_a_finding_and_hides_no_other(trail, by_hand, column, value):
    first = Event.objects.get(stream="case:1", seq=1)
    by_hand(lambda: write_raw("audit_event", column, value, id=first.pk))
    by_hand(lambda: Event.objects.filter(stream="case:2", seq=2).update(fact="Unhappened"))
    assert codes() == [("altered", "case:1 1"), ("altered", "case:2 2")]


def test_a_missing_first_checkpoint_is_found(trail, by_hand):
    by_hand(lambda: Checkpoint.objects.filter(number=1).delete())
    assert ("checkpoint", "checkpoint 2") in codes()


def test_the_last_checkpoints_gone_are_found_by_what_was_kept_elsewhere(trail, by_hand):
    kept = {2: Checkpoint.objects.get(number=2).hash}
    assert codes(anchors=dict(kept)) == []
    assert codes(anchors={2: "0" * 64}) == [("anchor", "checkpoint 2")]
    by_hand(lambda: Checkpoint.objects.filter(number=2).delete())
    assert codes(anchors=kept) == [("anchor", "checkpoint 2")]


def test_triggers_that_are_gone_are_found(trail):
    triggers.remove(connection)
    assert codes() == [("triggers", "database")]


def test_a_checkpoint_holds_only_heads_that_moved(trail):
    assert [list(found.heads) for found in Checkpoint.objects.order_by("number")] == [["case:1", "case:2"], ["case:2"]]


def test_a_checkpoint_is_signed_over_exactly_its_statement(trail):
    first = Checkpoint.objects.get(number=1)
    assert is_signed_by(first, [KEY.public])
    first.heads["case:1"][0] = 9
    assert not is_signed_by(first, [KEY.public])
    assert not is_signed_by(first, [])


def test_the_command_trusts_the_workers_key_and_says_what_to_keep(db, capsys):
    append_event(fact="Happened", stream="case:1", by=None, payload={})
    call_command("verify_audit")
    assert "No checkpoint yet" in capsys.readouterr().out
    made = make_checkpoint()
    assert made.kid == signing_key().kid
    call_command("verify_audit")
    assert f"Keep elsewhere: 1:{made.hash}" in capsys.readouterr().out
    call_command("verify_audit", public_key=[signing_key().public.hex], anchor=[f"1:{made.hash}"])


def test_the_command_fails_loudly(trail, by_hand, capsys):
    by_hand(lambda: Event.objects.filter(stream="case:1", seq=2).update(fact="Unhappened"))
    with pytest.raises(CommandError, match="1 finding"):
        call_command("verify_audit", public_key=[KEY.public.hex])
    assert "altered: case:1 2" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [{"public_key": ["xyz"]}, {"anchor": ["no number"]}])
def test_the_command_refuses_what_is_no_key_and_no_anchor(db, wrong):
    with pytest.raises(CommandError, match="Not a key or an anchor"):
        call_command("verify_audit", **wrong)


@pytest.mark.postgres
def test_edit_and_truncation_are_found_on_postgresql(trail, by_hand):
    assert connection.vendor == "postgresql"
    assert codes() == []
    test_an_edit_is_found_at_its_row(None, by_hand, {"fact": "Unhappened"})
    by_hand(lambda: Event.objects.filter(stream="case:2", seq=4).delete())
    assert ("truncated", "case:2 4") in codes()
