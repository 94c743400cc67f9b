"""The ledger on disk: SQLite for what was released, one file per table for its label vector, a hash chain over both."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

from .asking import Form, Kind
from .faults import LedgerDamaged, LedgerMissing, LedgerOlder
from .lookup import Lookup, from_bytes, to_bytes

WAIT_SECONDS = 120.0
MOST_HELD_BYTES = 256 * 1024 * 1024
"""Released tables that a job keeps in memory: each figure of a plan looks all of them up, in the same order."""
GENESIS = "0" * 64

SCHEMA = """
CREATE TABLE IF NOT EXISTS release (
    seq INTEGER PRIMARY KEY, domain TEXT NOT NULL, kind TEXT NOT NULL, made TEXT NOT NULL, versions TEXT NOT NULL,
    k INTEGER NOT NULL, figures TEXT NOT NULL, blob TEXT NOT NULL, forms TEXT NOT NULL, head TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS form (
    seq INTEGER NOT NULL REFERENCES release (seq), figure TEXT NOT NULL, place INTEGER NOT NULL,
    family TEXT NOT NULL, fingerprint BLOB NOT NULL, form TEXT NOT NULL, root INTEGER NOT NULL,
    own INTEGER NOT NULL,
    PRIMARY KEY (seq, figure, place)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS form_of_set ON form (fingerprint, family, figure, seq, place);
CREATE INDEX IF NOT EXISTS form_of_size ON form (family, root, seq) WHERE own = 1;
CREATE TABLE IF NOT EXISTS identity (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS extent (seq INTEGER PRIMARY KEY REFERENCES release (seq), forms INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS attempt (
    domain TEXT NOT NULL, purpose TEXT NOT NULL, project TEXT NOT NULL, day TEXT NOT NULL, cohort BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS attempt_of_day ON attempt (domain, purpose, day);
CREATE TABLE IF NOT EXISTS grouping (
    domain TEXT NOT NULL, cohort BLOB NOT NULL, source TEXT NOT NULL, partition BLOB NOT NULL,
    PRIMARY KEY (domain, cohort, source, partition)) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS release_stays BEFORE UPDATE ON release BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS release_kept BEFORE DELETE ON release BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS identity_stays BEFORE UPDATE ON identity BEGIN SELECT RAISE(ABORT, 'for good'); END;
CREATE TRIGGER IF NOT EXISTS identity_kept BEFORE DELETE ON identity BEGIN SELECT RAISE(ABORT, 'for good'); END;
CREATE TRIGGER IF NOT EXISTS form_stays BEFORE UPDATE ON form BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS form_kept BEFORE DELETE ON form BEGIN SELECT RAISE(ABORT, 'append only'); END;
"""


@dataclass(frozen=True)
class Head:
    """How far a ledger has come: the number of its last release and the hash over all of them.

    `ledger` is drawn when a ledger is made, so that the portal sees when another one has taken its place. A position
    that was signed is kept without it.
    """

    seq: int
    head: str
    ledger: str = field(default="", compare=False)


@dataclass(frozen=True)
class Release:
    """One released table: what kind, of when, under which threshold, with which figures."""

    seq: int
    domain: str
    kind: Kind
    made: str
    versions: str
    k: int
    figures: tuple[str, ...]
    blob: str
    forms: str
    head: str


@dataclass(frozen=True)
class FormRow:
    """The published form of one figure of one set.

    `root` is the size of the set whose form it is; `own` is true for that set itself. Only own forms are repeated by
    neighbours: else a number could wander off, repeat by repeat.
    """

    figure: str
    place: int
    fingerprint: bytes
    form: Form
    root: int
    own: bool


class Store:
    """One ledger's folder. Raises LedgerMissing, LedgerOlder or LedgerDamaged when it cannot be trusted."""

    def __init__(self, folder: Path, *, signed: Head | None = None) -> None:
        self._folder = folder
        self._tables: dict[int, Lookup] = {}
        self._held = 0
        path = folder / "ledger.sqlite"
        if signed is not None and signed.seq > 0 and not path.exists():
            raise LedgerMissing
        (folder / "tables").mkdir(mode=0o700, parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
        path.chmod(0o600)
        try:
            self._check(signed)
        except sqlite3.DatabaseError as error:
            self.close()
            raise LedgerDamaged from error
        except (LedgerDamaged, LedgerOlder):
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """One writer at a time, in this process or another; all or nothing."""
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            raise LedgerDamaged from error
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def head(self) -> Head:
        """The last release."""
        row = self._connection.execute("SELECT seq, head FROM release ORDER BY seq DESC LIMIT 1").fetchone()
        seq, head = row or (0, GENESIS)
        return Head(seq, head, self._id)

    def releases(self, domain: str | None = None, kind: Kind | None = None) -> list[Release]:
        """All releases, oldest first; of one domain and kind where they are named."""
        rows = self._connection.execute(
            "SELECT * FROM release WHERE (?1 IS NULL OR domain = ?1) AND (?2 IS NULL OR kind = ?2) ORDER BY seq",
            (domain, kind),
        )
        return [_release(row) for row in rows]

    def first_form(self, family: str, figure: str, fingerprint: bytes) -> tuple[Form, int] | None:
        """The first published form of a figure of a set, and its root; None when there is none."""
        row = self._connection.execute(
            "SELECT form, root FROM form WHERE fingerprint = ? AND family = ? AND figure = ? "
            "ORDER BY seq, place LIMIT 1",
            (fingerprint, family, figure),
        ).fetchone()
        return (json.loads(row[0]), row[1]) if row else None

    def own_form(self, seq: int, figure: str, place: int) -> tuple[Form, int] | None:
        """The form of a released set, and its root; None where the set repeats another's."""
        row = self._connection.execute(
            "SELECT form, root, own FROM form WHERE seq = ? AND figure = ? AND place = ?", (seq, figure, place)
        ).fetchone()
        if row is None:
            raise LedgerDamaged
        return (json.loads(row[0]), row[1]) if row[2] else None

    def alike(self, family: str, sizes: Sequence[int], k: int) -> set[int]:
        """The releases with a form of their own for a set whose size is less than k from one of `sizes`, in order.

        No other release can hold a near neighbour whose form is repeated, so that its table need not be read.
        """
        found: set[int] = set()
        query = "SELECT DISTINCT seq FROM form WHERE family = ? AND own = 1 AND root BETWEEN ? AND ?"
        for low, high in _spans(sizes, k - 1):
            found.update(row[0] for row in self._connection.execute(query, (family, low, high)))
        return found

    def table(self, release: Release) -> Lookup:
        """The sets of a released table; as many as there is room for are kept in memory, since a release never changes."""
        if release.seq in self._tables:
            return self._tables[release.seq]
        found = self._read(release)
        if self._held + _bytes_of(found) <= MOST_HELD_BYTES:
            self._tables[release.seq] = found
            self._held += _bytes_of(found)
        return found

    def _read(self, release: Release) -> Lookup:
        try:
            blob = self._path(release.seq).read_bytes()
            if sha256(blob).hexdigest() != release.blob:
                raise LedgerDamaged
            return from_bytes(blob)
        except (OSError, ValueError, KeyError) as error:
            raise LedgerDamaged from error

    def add(self, *, domain: str, kind: Kind, made: str, versions: Mapping[str, str], k: int, table: Lookup,
            rows: Sequence[FormRow]) -> Release:  # fmt: skip
        """Append a release. Call inside `exclusive`; the file of the vectors is on disk before the row is."""
        last = self.head()
        blob = to_bytes(table)
        figures = json.dumps(sorted({row.figure for row in rows}))
        text = json.dumps(dict(versions), sort_keys=True)
        stored = [
            (row.figure, row.place, row.fingerprint, json.dumps(row.form), row.root, int(row.own)) for row in rows
        ]
        values = (last.seq + 1, domain, kind.value, made, text, k, figures, sha256(blob).hexdigest(), _hash(stored))
        head = _link(last.head, values)
        self._write(last.seq + 1, blob)
        self._connection.execute("INSERT INTO release VALUES (?,?,?,?,?,?,?,?,?,?)", (*values, head))
        self._connection.executemany(
            "INSERT INTO form VALUES (?,?,?,?,?,?,?,?)",
            [(last.seq + 1, *row[:2], family_of(domain, kind), *row[2:]) for row in stored],
        )
        self._connection.execute("INSERT INTO extent VALUES (?,?)", (last.seq + 1, len(stored)))
        return _release((*values, head))

    def count_attempt(self, *, domain: str, purpose: str, project: str, day: str, cohort: bytes) -> None:
        """Note a try, refused or not."""
        self._connection.execute("INSERT INTO attempt VALUES (?,?,?,?,?)", (domain, purpose, project, day, cohort))

    def attempts(self, *, domain: str, purpose: str, day: str) -> int:
        """Tries of a domain on one day."""
        query = "SELECT count(*) FROM attempt WHERE domain = ? AND purpose = ? AND day = ?"
        return int(self._connection.execute(query, (domain, purpose, day)).fetchone()[0])

    def cohorts(self, *, domain: str, project: str, since: str) -> int:
        """Distinct cohorts a project has asked about since a day."""
        query = (
            "SELECT count(DISTINCT cohort) FROM attempt "
            "WHERE domain = ? AND project = ? AND day >= ? AND purpose = 'cohort'"
        )
        return int(self._connection.execute(query, (domain, project, since)).fetchone()[0])

    def count_grouping(self, *, domain: str, cohort: bytes, source: str, partition: bytes) -> int:
        """Note a grouping of a source variable over a cohort; how many there are now."""
        key = (domain, cohort, source)
        self._connection.execute("INSERT OR IGNORE INTO grouping VALUES (?,?,?,?)", (*key, partition))
        query = "SELECT count(*) FROM grouping WHERE domain = ? AND cohort = ? AND source = ?"
        return int(self._connection.execute(query, key).fetchone()[0])

    def verify(self) -> None:
        """Read everything again: every form and every vector against the chain. Raises LedgerDamaged."""
        for release in self.releases():
            self._read(release)
            self._verify_forms(release)

    def _verify_forms(self, release: Release) -> int:
        """How many forms a release has. Raises LedgerDamaged when they are not those of the chain."""
        query = "SELECT figure, place, fingerprint, form, root, own FROM form WHERE seq = ?"
        rows = self._connection.execute(query, (release.seq,)).fetchall()
        if _hash(rows) != release.forms:
            raise LedgerDamaged
        return len(rows)

    def _check_extent(self, releases: Iterable[Release]) -> None:
        """No form may be gone, for its set would not be found again. Raises LedgerDamaged."""
        counted = {row[0] for row in self._connection.execute("SELECT seq FROM extent")}
        for release in releases:
            if release.seq not in counted:  # written before forms were counted
                found = (release.seq, self._verify_forms(release))
                self._connection.execute("INSERT OR IGNORE INTO extent VALUES (?,?)", found)
        query = "SELECT 1 FROM extent WHERE forms <> (SELECT count(*) FROM form WHERE form.seq = extent.seq)"
        if self._connection.execute(query).fetchone() is not None:
            raise LedgerDamaged

    def _check(self, signed: Head | None) -> None:
        if self._connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise LedgerDamaged
        self._connection.executescript(SCHEMA)
        self._id = self._identity()
        previous, heads = GENESIS, {0: GENESIS}
        releases = self.releases()
        for release in releases:
            link = asdict(release) | {"kind": release.kind.value, "figures": json.dumps(list(release.figures))}
            head = link.pop("head")
            if release.seq != len(heads) or _link(previous, tuple(link.values())) != head:
                raise LedgerDamaged
            if not self._path(release.seq).exists():
                raise LedgerDamaged
            previous = heads[release.seq] = head
        if signed is not None and signed.seq not in heads:
            raise LedgerOlder
        if signed is not None and heads[signed.seq] != signed.head:
            raise LedgerDamaged
        self._check_extent(releases)

    def _identity(self) -> str:
        """The id of this ledger. One that was made before ledgers had ids gets its id now, once."""
        query = "SELECT id FROM identity"
        if self._connection.execute(query).fetchone() is None:
            self._connection.execute("INSERT OR IGNORE INTO identity VALUES (1, ?)", (secrets.token_hex(16),))
        return str(self._connection.execute(query).fetchone()[0])

    def _path(self, seq: int) -> Path:
        return self._folder / "tables" / f"{seq}.npz"

    def _write(self, seq: int, blob: bytes) -> None:
        draft = self._path(seq).with_suffix(".draft")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(blob)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path(seq))


def _bytes_of(table: Lookup) -> int:
    return sum(array.nbytes for array in table.arrays().values())


def _spans(sizes: Sequence[int], reach: int) -> list[tuple[int, int]]:
    """The numbers within reach of the sizes, which come in order, as spans that do not meet."""
    spans: list[tuple[int, int]] = []
    for size in sizes:
        low, high = size - reach, size + reach
        if spans and low <= spans[-1][1] + 1:
            low = spans.pop()[0]
        spans.append((low, high))
    return spans


def family_of(domain: str, kind: Kind) -> str:
    """Forms are looked up within a person domain and a kind."""
    return f"{kind.value}:{domain}"


def _release(row: Sequence[object]) -> Release:
    seq, domain, kind, made, versions, k, figures, blob, forms, head = row
    return Release(
        int(str(seq)), str(domain), Kind(str(kind)), str(made), str(versions), int(str(k)),
        tuple(json.loads(str(figures))), str(blob), str(forms), str(head),
    )  # fmt: skip


def _hash(rows: Sequence[Sequence[object]]) -> str:
    digest = sha256()
    for figure, place, fingerprint, form, root, own in sorted(rows, key=lambda row: (str(row[0]), int(str(row[1])))):
        assert isinstance(fingerprint, bytes)
        digest.update(f"{figure}|{place}|{fingerprint.hex()}|{form}|{root}|{own}\n".encode())
    return digest.hexdigest()


def _link(previous: str, values: Sequence[object]) -> str:
    return sha256(json.dumps([previous, *values]).encode()).hexdigest()
