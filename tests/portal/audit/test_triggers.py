"""The database itself refuses to rewrite what happened."""

from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from portal.audit import triggers
from portal.audit.chain import append_event
from portal.audit.checkpoints import make_checkpoint
from portal.audit.models import Checkpoint, Event

EVENT = "stream, seq, 'x', at, payload, previous, hash FROM audit_event"
INTO_EVENT = "INTO audit_event (id, stream, seq, fact, at, payload, previous, hash) SELECT"
CHECKPOINT = "at, '{}', previous, hash, kid, signature FROM audit_checkpoint"
INTO_CHECKPOINT = "INTO audit_checkpoint (id, number, at, heads, previous, hash, kid, signature) SELECT"
REPLACING = [
    f"INSERT OR REPLACE {INTO_EVENT} id, {EVENT}",
    f"REPLACE {INTO_EVENT} id + 100, {EVENT}",
    f"REPLACE {INTO_EVENT} id, 'other', 100 + {EVENT.removeprefix('stream, ')}",
    f"REPLACE {INTO_CHECKPOINT} id, number, {CHECKPOINT}",
    f"REPLACE {INTO_CHECKPOINT} id + 100, number, {CHECKPOINT}",
    f"REPLACE {INTO_CHECKPOINT} id, number + 100, {CHECKPOINT}",
]
"""Ways to put another row in the place of one: by its id, by its place in the chain."""


def check_refused(statement):
    append_event(fact="Happened", stream="s", by=None, payload={})
    checkpoint = make_checkpoint()
    connection.check_constraints()  # pending foreign keys would refuse TRUNCATE before the trigger does
    with pytest.raises(DatabaseError, match="append only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert (Event.objects.get().fact, Event.objects.get().stream) == ("Happened", "s")
    assert Checkpoint.objects.get().heads == checkpoint.heads


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET fact = 'x'", "DELETE FROM audit_event", *REPLACING])
def test_the_database_refuses(db, statement):
    check_refused(statement)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET fact = 'x'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event CASCADE",
        f"INSERT {INTO_EVENT} id, {EVENT} ON CONFLICT (id) DO UPDATE SET fact = excluded.fact",
    ],
)
def test_postgresql_refuses(db, statement):
    assert connection.vendor == "postgresql"
    check_refused(statement)


def test_rows_are_added_one_by_one_and_at_once(db):
    append_event(fact="Happened", stream="s", by=None, payload={})
    Event.objects.bulk_create([Event(stream="s", seq=seq, fact="Happened", hash="x") for seq in (2, 3)])
    assert [row.seq for row in Event.objects.order_by("seq")] == [1, 2, 3]


def test_removed_triggers_are_noticed(db):
    assert triggers.are_installed(connection)
    triggers.remove(connection)
    assert not triggers.are_installed(connection)
    triggers.install(connection)
    assert triggers.are_installed(connection)


@pytest.mark.postgres
def test_removed_triggers_are_noticed_on_postgresql(db):
    test_removed_triggers_are_noticed(db)


@pytest.mark.parametrize("name", triggers._sqlite_triggers())
def test_one_missing_or_emptied_trigger_is_noticed(db, name):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}")
        assert not triggers.are_installed(connection)
        table, _no, verb = name.partition("_no_")
        event = "INSERT" if verb == "replace" else verb
        cursor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN SELECT 1; END")
    assert not triggers.are_installed(connection)


@pytest.mark.postgres
@pytest.mark.parametrize("name", triggers._postgresql_triggers())
def test_one_missing_or_sleeping_trigger_is_noticed_on_postgresql(db, name):
    table = name.partition("_no_")[0]
    for change in (f"DISABLE TRIGGER {name}", f"ENABLE REPLICA TRIGGER {name}"):
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} {change}")
            assert not triggers.are_installed(connection)
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
            assert triggers.are_installed(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name} ON {table}")
    assert not triggers.are_installed(connection)


@pytest.mark.postgres
def test_an_emptied_function_is_noticed_on_postgresql(db):
    body = "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    with connection.cursor() as cursor:
        cursor.execute(f"{body} $$ BEGIN RETURN NEW; END $$")
    assert not triggers.are_installed(connection)


def test_the_migration_can_be_taken_back(db):
    editor = SimpleNamespace(connection=connection)
    triggers.migrate_backwards(None, editor)
    assert not triggers.are_installed(connection)
    triggers.migrate_forwards(None, editor)
    assert triggers.are_installed(connection)


@pytest.mark.django_db(transaction=True)
def test_a_database_of_before_gets_the_newer_triggers():
    call_command("migrate", "audit", "0002", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_event_no_replace")
    call_command("migrate", "audit", verbosity=0)
    assert triggers.are_installed(connection)


@pytest.mark.parametrize("model", [Event, Checkpoint])
def test_every_unique_column_is_guarded(model):
    keys = {field.column for field in model._meta.fields if field.unique}
    keys |= {", ".join(one.fields) for one in model._meta.constraints}
    assert set(triggers.APPEND_ONLY[model._meta.db_table]) == keys


def test_both_databases_guard_the_same_tables():
    for table in triggers.APPEND_ONLY:
        for vendor in ("sqlite", "postgresql"):
            assert any(f"{table}_no_delete" in statement for statement in triggers._installing(vendor))
            assert any(f"{table}_no_delete" in statement for statement in triggers._removing(vendor))
