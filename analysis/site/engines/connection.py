"""The one connection of a job to the site's database: opened, set up, and its transaction begun."""

from __future__ import annotations

from typing import Any

import psycopg2
from psycopg2.extensions import DECIMAL, new_type, register_type

from analysis.site.errors import SourceUnreadable
from analysis.site.limits import Limits

CONNECT_SECONDS = 10


def connect(database: str, limits: Limits) -> Any:
    """Open the one connection of a job and begin its transaction. Raises SourceUnreadable.

    Who the role is and how it proves it, libpq knows: `~/.pgpass`, a service file, a certificate.
    """
    try:
        connection = psycopg2.connect(
            database, connect_timeout=CONNECT_SECONDS, client_encoding="UTF8", application_name="indgang"
        )
        connection.set_session(isolation_level="REPEATABLE READ")
        with connection.cursor() as cursor:
            for name, value in _settings(limits).items():
                cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
            _cap_temporary_files(cursor, limits)
    except psycopg2.Error as error:
        raise SourceUnreadable(type(error).__name__) from None
    register_type(
        new_type(DECIMAL.values, "NUMBER", lambda value, _: None if value is None else float(value)), connection
    )
    return connection


def _settings(limits: Limits) -> dict[str, str]:
    return {
        "search_path": "pg_catalog, pg_temp",  # nobody's function stands in for the server's own
        "statement_timeout": str(int(limits.wall_seconds * 1000)),
        "client_connection_check_interval": "1s",  # a job that was ended stops on the server too
        "idle_in_transaction_session_timeout": "0",  # fitting a model takes its time between two statements
        "work_mem": f"{max(limits.memory_bytes // 16 // 1024, 64)}kB",
        "temp_buffers": "64MB",
        "cursor_tuple_fraction": "1",  # every answer is read to its end
        "jit": "off",  # compiling many short expressions takes longer than they run
        "timezone": "UTC",
        "datestyle": "ISO",
        "extra_float_digits": "1",
        "standard_conforming_strings": "on",
    }


def _cap_temporary_files(cursor: Any, limits: Limits) -> None:
    """Only a role that was granted it may set the cap; for others the server's own holds."""
    cursor.execute("SAVEPOINT cap")
    try:
        cursor.execute("SELECT set_config('temp_file_limit', %s, false)", (f"{limits.temp_bytes // 1024}kB",))
    except psycopg2.errors.InsufficientPrivilege:
        cursor.execute("ROLLBACK TO SAVEPOINT cap")
