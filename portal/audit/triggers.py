"""Triggers that refuse to change or delete what happened, on both databases."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = ("audit_event", "audit_checkpoint")
"""Tables that only grow."""
REFUSAL = "append only: the audit chain is never changed"


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on; running it again changes nothing."""
    remove(connection)
    _run(connection, _installing(connection.vendor))


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off: for a reverse migration and for emptying a test database, nothing else."""
    _run(connection, _removing(connection.vendor))


def are_installed(connection: BaseDatabaseWrapper) -> bool:
    """Whether every table has its triggers; `verify_audit` asks."""
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        found = {row[0] for row in cursor.fetchall()}
    return found.issuperset(f"{table}_no_{verb}" for table in APPEND_ONLY for verb in ("update", "delete"))


def migrate_forwards(_apps: Any, schema_editor: Any) -> None:
    """For RunPython."""
    install(schema_editor.connection)


def migrate_backwards(_apps: Any, schema_editor: Any) -> None:
    """For RunPython."""
    remove(schema_editor.connection)


def _installing(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for table in APPEND_ONLY
            for verb in ("update", "delete")
        ]
    function = (
        "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    return [
        function,
        *(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"FOR EACH {'STATEMENT' if verb == 'truncate' else 'ROW'} EXECUTE FUNCTION audit_append_only()"
            for table in APPEND_ONLY
            for verb in ("update", "delete", "truncate")
        ),
    ]


def _removing(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for table in APPEND_ONLY for verb in ("update", "delete")]
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_{verb} ON {table}"
        for table in APPEND_ONLY
        for verb in ("update", "delete", "truncate")
    ]


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
