"""Triggers that refuse to change or delete what happened, on both databases."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = {"audit_event": ("id", "stream, seq"), "audit_checkpoint": ("id", "number")}
"""Tables that only grow, each with the columns that are unique in it."""
REFUSAL = "append only: the audit chain is never changed"
FUNCTION_BODY = f" BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END "


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on; running it again changes nothing."""
    remove(connection)
    _run(connection, _installing(connection.vendor))


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off: for a reverse migration and for emptying a test database, nothing else."""
    _run(connection, _removing(connection.vendor))


def are_installed(connection: BaseDatabaseWrapper) -> bool:
    """Whether every table has its triggers, in force and with the body we gave them; `verify_audit` asks."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            return dict(cursor.fetchall()).items() >= _sqlite_triggers().items()
        cursor.execute(
            "SELECT tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE tgenabled IN ('O', 'A') AND prosrc = %s AND starts_with(tgname, tgrelid::regclass::text || '_no_')",
            [FUNCTION_BODY],
        )
        return {name for (name,) in cursor.fetchall()} >= _postgresql_triggers().keys()


def migrate_forwards(_apps: Any, schema_editor: Any) -> None:
    """For RunPython."""
    install(schema_editor.connection)


def migrate_backwards(_apps: Any, schema_editor: Any) -> None:
    """For RunPython."""
    remove(schema_editor.connection)


def _sqlite_triggers() -> dict[str, str]:
    """Each trigger by its name. INSERT OR REPLACE deletes without asking the trigger of DELETE: it has its own."""
    found = {}
    for table, keys in APPEND_ONLY.items():
        taken = " OR ".join(f"({key}) = ({', '.join(f'NEW.{column}' for column in key.split(', '))})" for key in keys)
        conditions = {"update": "", "delete": "", "insert": f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken}) "}
        for verb, condition in conditions.items():
            name = f"{table}_no_{'replace' if verb == 'insert' else verb}"
            found[name] = (
                f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} {condition}"
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
    return found


def _postgresql_triggers() -> dict[str, str]:
    """Each trigger by its name. INSERT ... ON CONFLICT DO UPDATE asks the trigger of UPDATE."""
    return {
        f"{table}_no_{verb}": f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"FOR EACH {'STATEMENT' if verb == 'truncate' else 'ROW'} EXECUTE FUNCTION audit_append_only()"
        for table in APPEND_ONLY
        for verb in ("update", "delete", "truncate")
    }


def _installing(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return list(_sqlite_triggers().values())
    function = f"CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $${FUNCTION_BODY}$$"
    return [function, *_postgresql_triggers().values()]


def _removing(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in _sqlite_triggers()]
    return [f"DROP TRIGGER IF EXISTS {name} ON {name.partition('_no_')[0]}" for name in _postgresql_triggers()]


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
