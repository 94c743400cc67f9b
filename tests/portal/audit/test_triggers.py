"""The database itself refuses to rewrite what happened."""

from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from portal.audit import triggers
from portal.audit.chain import append_event
from portal.audit.models import Event


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET fact = 'x'", "DELETE FROM audit_event"])
def test_the_database_refuses(db, statement):
    append_event(fact="Happened", stream="s", by=None, payload={})
    connection.check_constraints()  # pending foreign keys would refuse TRUNCATE before the trigger does
    with pytest.raises(DatabaseError, match="append only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.get().fact == "Happened"


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement", ["UPDATE audit_event SET fact = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event CASCADE"]
)
def test_postgresql_refuses(db, statement):
    assert connection.vendor == "postgresql"
    test_the_database_refuses(db, statement)


def test_removed_triggers_are_noticed(db):
    assert triggers.are_installed(connection)
    triggers.remove(connection)
    assert not triggers.are_installed(connection)
    triggers.install(connection)
    assert triggers.are_installed(connection)


@pytest.mark.postgres
def test_removed_triggers_are_noticed_on_postgresql(db):
    test_removed_triggers_are_noticed(db)


def test_the_migration_can_be_taken_back(db):
    editor = SimpleNamespace(connection=connection)
    triggers.migrate_backwards(None, editor)
    assert not triggers.are_installed(connection)
    triggers.migrate_forwards(None, editor)
    assert triggers.are_installed(connection)


def test_both_databases_guard_the_same_tables():
    for table in triggers.APPEND_ONLY:
        for vendor in ("sqlite", "postgresql"):
            assert any(f"{table}_no_delete" in statement for statement in triggers._installing(vendor))
            assert any(f"{table}_no_delete" in statement for statement in triggers._removing(vendor))
