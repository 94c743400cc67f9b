"""Surrogate ids: one small whole number per person and domain, given once, never reused.

The file `persons/<domain>.parquet` (columns `person` text, `id` 64-bit) is read by the locked child; only the ledger
writes it. Rows are only ever added.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import duckdb


def persons_file(home: Path, domain: str) -> Path:
    """Where the ids of a domain lie."""
    return home / "persons" / f"{domain}.parquet"


def enrolled(home: Path, domain: str) -> int:
    """How many persons of the domain have an id: ids are 0 to this number less one."""
    path = persons_file(home, domain)
    if not path.exists():
        return 0
    with _engine() as connection:
        row = connection.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchone()
    return int(row[0]) if row else 0


def enrol(home: Path, domain: str, pnrs: Sequence[str]) -> Path:
    """Give an id to every person who has none, in the order of `pnrs`. Returns the file of all ids."""
    path = persons_file(home, domain)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    named = np.array(list(dict.fromkeys(pnrs)), dtype=object)
    with _one_writer(path), _engine() as connection:
        connection.register("asked", {"person": named, "place": np.arange(len(named))})
        known = "SELECT person, id FROM read_parquet(?)" if path.exists() else "SELECT '' person, 0 id WHERE false"
        connection.execute(f"CREATE TEMP TABLE known AS {known}", [str(path)] if path.exists() else [])
        connection.execute(
            "CREATE TEMP TABLE fresh AS SELECT person, "
            "(SELECT count(*) FROM known) + row_number() OVER (ORDER BY place) - 1 AS id "
            "FROM (SELECT person::VARCHAR AS person, place FROM asked) ANTI JOIN known USING (person)"
        )
        row = connection.execute("SELECT count(*) FROM fresh").fetchone()
        if not path.exists() or (row and row[0]):
            _write(connection, path)
    return path


def _engine() -> duckdb.DuckDBPyConnection:
    import duckdb  # loaded when persons are counted or enrolled: not every job of a site does

    return duckdb.connect()


def _write(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    draft = path.with_suffix(".draft")
    connection.execute(
        "COPY (SELECT person::VARCHAR AS person, id::BIGINT AS id FROM known UNION ALL FROM fresh ORDER BY id) "
        f"TO '{str(draft).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)"
    )
    draft.chmod(0o600)
    draft.replace(path)


@contextmanager
def _one_writer(path: Path) -> Iterator[None]:
    descriptor = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
