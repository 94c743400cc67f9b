"""What this site has answered: the same job again gets the stored bytes, the same job with another order an alarm."""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from analysis.envelope import EnvelopeRefused
from analysis.site.ledger import Head

_SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
  job TEXT PRIMARY KEY, plan_hash TEXT NOT NULL, terms TEXT NOT NULL, attempt INTEGER NOT NULL, result BLOB
) STRICT;
CREATE TABLE IF NOT EXISTS signed (
  one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, head TEXT NOT NULL
) STRICT;
"""


@dataclass(frozen=True)
class ReplayStore:
    """The store in `.indgang/replay.sqlite`."""

    state: Path

    @contextmanager
    def turn(self, job: str) -> Iterator[None]:
        """One process at a time works on a job; others wait and then find its result."""
        folder = self.state / "turns"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = hashlib.sha256(job.encode()).hexdigest()[:32]
        handle = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def begin(self, *, job: str, plan_hash: str, terms: str, attempt: int) -> bytes | None:
        """Note the attempt; returns the stored result of a job answered before. Raises EnvelopeRefused.

        ``terms`` stands for everything else that decides what may leave: purpose, project and permit.
        """
        with closing(self._open()) as database, database:
            database.execute("BEGIN IMMEDIATE")
            query = "SELECT plan_hash, terms, attempt, result FROM orders WHERE job = ?"
            known = database.execute(query, [job]).fetchone()
            if known is None:
                database.execute("INSERT INTO orders VALUES (?, ?, ?, ?, NULL)", [job, plan_hash, terms, attempt])
                return None
            if known[:2] != (plan_hash, terms):
                raise EnvelopeRefused("envelope.job_reused")
            if attempt < known[2]:
                raise EnvelopeRefused("envelope.old_attempt")
            database.execute("UPDATE orders SET attempt = ? WHERE job = ?", [attempt, job])
            result: bytes | None = known[3]
            return result

    def finish(self, *, job: str, result: bytes, head: Head | None) -> None:
        """Keep the signed result and, where it came from the ledger, the position it was signed at."""
        with closing(self._open()) as database, database:
            database.execute(
                "BEGIN IMMEDIATE"
            )  # a result that may be given again is never ahead of the position signed
            database.execute("UPDATE orders SET result = ? WHERE job = ?", [result, job])
            if head is not None:
                database.execute(
                    "INSERT INTO signed VALUES (1, ?, ?) ON CONFLICT (one) DO UPDATE SET "
                    "seq = excluded.seq, head = excluded.head WHERE excluded.seq >= seq",
                    [head.seq, head.head],
                )

    def signed(self) -> Head | None:
        """The furthest ledger position this site has put its signature under."""
        with closing(self._open()) as database:
            row = database.execute("SELECT seq, head FROM signed").fetchone()
        return None if row is None else Head(int(row[0]), str(row[1]))

    def _open(self) -> sqlite3.Connection:
        self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        database = sqlite3.connect(self.state / "replay.sqlite", timeout=30, isolation_level=None)
        database.execute("PRAGMA synchronous = FULL")
        database.executescript(_SCHEMA)
        return database
