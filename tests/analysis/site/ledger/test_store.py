import multiprocessing
import sqlite3

import numpy as np
import pytest

from analysis.site.evidence import Grid
from analysis.site.ledger import (
    PERSONS,
    Ask,
    Head,
    Kind,
    Ledger,
    LedgerDamaged,
    LedgerFault,
    LedgerMissing,
    LedgerMode,
    LedgerOlder,
)
from analysis.site.ledger.store import Store

ONE = (np.zeros(1, np.int64),)


def opened(home, **options):
    return Ledger(home=home, mode=LedgerMode.TRIAL, domain="dk", **options)


def publish(ledger, start, size=50):
    persons = np.arange(start, start + size)
    return ledger.publish(Ask(Kind.COUNT, Grid(persons, np.zeros(size, np.int64), ONE), 5, 5)).forms[PERSONS][0]


@pytest.fixture
def filled(tmp_path):
    ledger = opened(tmp_path, versions={"bef": "2026"})
    for start in (0, 100, 200):
        publish(ledger, start)
    ledger.verify()
    ledger.close()
    return tmp_path / "ledgers" / "trial"


def test_the_chain_grows_with_every_release(filled):
    ledger = opened(filled.parents[1])
    before = ledger.head()
    publish(ledger, 300)
    assert before.seq == 3 and ledger.head().seq == 4 and ledger.head().head != before.head
    ledger.verify()


def test_an_empty_ledger_has_a_head(tmp_path):
    assert opened(tmp_path, signed=Head(0, "0" * 64)).head() == Head(0, "0" * 64)


def test_a_ledger_has_an_id_of_its_own_for_good(filled, tmp_path):
    ledger = opened(filled.parents[1])
    first = ledger.head().ledger
    publish(ledger, 300)
    assert len(first) == 32
    assert ledger.head().ledger == opened(filled.parents[1]).head().ledger == first
    assert opened(tmp_path / "elsewhere").head().ledger != first


def test_a_ledger_from_before_ledgers_had_ids_gets_one_once(filled):
    with sqlite3.connect(filled / "ledger.sqlite") as file:
        file.execute("DROP TABLE identity")
    first = opened(filled.parents[1]).head()
    assert first.ledger
    assert opened(filled.parents[1]).head().ledger == first.ledger


@pytest.mark.parametrize("statement", ["DELETE FROM identity", "UPDATE identity SET id = 'x'"])
def test_an_id_is_not_changed(filled, statement):
    with sqlite3.connect(filled / "ledger.sqlite") as file, pytest.raises(sqlite3.IntegrityError, match="for good"):
        file.execute(statement)


def test_missing_after_signing(filled):
    signed = opened(filled.parents[1]).head()
    (filled / "ledger.sqlite").unlink()
    with pytest.raises(LedgerMissing, match="missing"):
        opened(filled.parents[1], signed=signed)


def test_older_than_the_last_signed(filled):
    with pytest.raises(LedgerOlder, match="older"):
        opened(filled.parents[1], signed=Head(4, "f" * 64))


def test_another_ledger_than_the_signed(filled):
    with pytest.raises(LedgerDamaged, match="damaged"):
        opened(filled.parents[1], signed=Head(2, "f" * 64))


def test_the_signed_head_is_found_again(filled):
    signed = opened(filled.parents[1]).head()
    publish(opened(filled.parents[1]), 300)
    assert opened(filled.parents[1], signed=signed).head().seq == 4


def alter(filled, statement):
    with sqlite3.connect(filled / "ledger.sqlite") as connection:
        for trigger in ("release_stays", "release_kept", "form_stays", "form_kept"):
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE release SET k = 3 WHERE seq = 2",
        "DELETE FROM release WHERE seq = 2",
        "UPDATE release SET made = '1999-01-01' WHERE seq = 3",
    ],
)
def test_a_changed_release_stops_the_site(filled, statement):
    alter(filled, statement)
    with pytest.raises(LedgerDamaged):
        opened(filled.parents[1])


def test_triggers_refuse_changes(filled):
    with sqlite3.connect(filled / "ledger.sqlite") as connection:
        for statement in (
            "UPDATE form SET root = 1",
            "DELETE FROM form",
            "DELETE FROM release",
            "UPDATE release SET k = 3",
        ):
            with pytest.raises(sqlite3.DatabaseError, match="append only"):
                connection.execute(statement)
    connection.close()


@pytest.mark.parametrize("statement", ["UPDATE form SET form = '7' WHERE seq = 1", "DELETE FROM form WHERE seq = 1"])
def test_a_changed_form_is_found(filled, statement):
    alter(filled, statement)
    with pytest.raises(LedgerDamaged):
        opened(filled.parents[1]).verify()


def test_a_form_that_is_gone_is_found_when_it_is_needed(filled):
    alter(filled, "DELETE FROM form WHERE seq = 1")
    with pytest.raises(LedgerDamaged):
        publish(opened(filled.parents[1]), 1)


def test_a_changed_table_stops_the_next_comparison(filled):
    path = filled / "tables" / "1.npz"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(LedgerDamaged):
        publish(opened(filled.parents[1]), 1)


def test_a_missing_table_stops_the_site(filled):
    (filled / "tables" / "2.npz").unlink()
    with pytest.raises(LedgerDamaged):
        opened(filled.parents[1])


def test_a_table_lost_while_open(filled):
    ledger = opened(filled.parents[1])
    (filled / "tables" / "2.npz").unlink()
    with pytest.raises(LedgerDamaged):
        publish(ledger, 101)


def test_no_database_at_all(filled):
    (filled / "ledger.sqlite").write_bytes(b"this is no database" * 300)
    with pytest.raises(LedgerDamaged):
        opened(filled.parents[1])


def test_pages_that_do_not_fit(filled, monkeypatch):
    from analysis.site.ledger import store

    class Cursor:
        def fetchone(self):
            return ("row 7 missing from index",)

    class Connection:
        def execute(self, *_):
            return Cursor()

        def close(self):
            pass

    monkeypatch.setattr(store.sqlite3, "connect", lambda *_, **__: Connection())
    with pytest.raises(LedgerDamaged):
        opened(filled.parents[1])


def test_a_failed_release_leaves_nothing(filled, monkeypatch):
    ledger = opened(filled.parents[1])
    before = ledger.head()
    monkeypatch.setattr(ledger._store, "_write", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish(ledger, 400)
    assert opened(filled.parents[1]).head() == before


def test_a_ledger_that_stays_locked_is_a_fault(filled, monkeypatch):
    from analysis.site.ledger import store

    monkeypatch.setattr(store, "WAIT_SECONDS", 0.01)
    first, second = opened(filled.parents[1]), opened(filled.parents[1])
    with first.exclusive(), pytest.raises(LedgerFault):
        publish(second, 500)


def race(home, gone, queue):
    queue.put(publish(opened(home), gone, 60 - gone))


def test_two_near_requests_at_the_same_moment_get_one_figure(tmp_path):
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    opened(tmp_path).close()
    jobs = [context.Process(target=race, args=(tmp_path, gone, queue)) for gone in range(4)]
    for job in jobs:
        job.start()
    answers = [queue.get(timeout=60) for _ in jobs]
    for job in jobs:
        job.join()
    assert len(set(answers)) == 1
    opened(tmp_path).verify()


def test_a_table_is_read_once_where_there_is_room_for_it(filled, monkeypatch):
    store = Store(filled)
    release, *others = store.releases()
    table = store.table(release)
    monkeypatch.setattr("analysis.site.ledger.store.MOST_HELD_BYTES", 0)
    assert store.table(release) is table
    assert others and all(store.table(other) is not store.table(other) for other in others)
    store.close()
