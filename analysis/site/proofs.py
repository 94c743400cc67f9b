"""What has been proved of the data and holds until they change, so that no job has to prove it again.

The child proves, the supervisor keeps the book: `.indgang/proofs.json`, fact -> dataset -> stamp. A stamp is made of
site.toml and of name, size, times and inode of the dataset's files, so any other file has another one. A fact about
the ledger's ids is stamped with the file of ids as well. A table of a database has no stamp: what is proved of it holds
for the job that proved it, which reads one snapshot, and not beyond. A book that is lost or damaged proves nothing: everything is
proved anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from analysis.site.errors import DataFailure, FailureCode
from analysis.site.manifest import Manifest

BOOK = "proofs.json"


class Fact(StrEnum):
    """What can be known of a dataset."""

    READABLE = "readable"  # its columns and values are as site.toml says
    ONE_ROW = "one_row"  # no person has a second row
    ENROLLED = "enrolled"  # every person has an id of the ledger


@dataclass
class Proofs:
    """What a job may take as proved of which dataset, and what it proves itself."""

    known: set[tuple[Fact, str]] = field(default_factory=set)
    found: set[tuple[Fact, str]] = field(default_factory=set)

    @classmethod
    def read(cls, pairs: Iterable[tuple[str, str]]) -> Proofs:
        """From the job's message."""
        return cls({(Fact(fact), key) for fact, key in pairs})

    def holds(self, fact: Fact, key: str) -> bool:
        """Whether it has been proved, before this job or in it."""
        return (fact, key) in self.known or (fact, key) in self.found

    def add(self, fact: Fact, key: str) -> None:
        """Note what was just proved."""
        self.found.add((fact, key))

    def as_json(self) -> list[list[str]]:
        """What this job has proved, for its answer."""
        return sorted([fact.value, key] for fact, key in self.found)


class ProofBook:
    """The site's book of proofs, open for one job: make it before the child opens a file."""

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._before = {key: _data_stamp(manifest, key) for key in manifest.datasets}

    def known(self) -> list[list[str]]:
        """The facts that hold for the data as they lie there now: [fact, dataset]."""
        kept = self._read()
        return [
            [fact.value, key]
            for fact in Fact
            for key in self._manifest.datasets
            if self._before[key] and kept.get(fact.value, {}).get(key) == self._stamp(fact, key)
        ]

    def keep(self, pairs: Any) -> None:
        """Note what a child says that it has proved, for datasets whose files are still those it began with.

        Raises DataFailure for an answer of another shape.
        """
        found = [(fact, key) for fact, key in _told(pairs) if self._is_unchanged(key)]
        if not found:
            return
        kept = self._read()
        for fact, key in found:
            kept.setdefault(fact.value, {})[key] = self._stamp(fact, key)
        self._write(kept)

    def _is_unchanged(self, key: str) -> bool:
        before = self._before.get(key)
        return bool(before) and before == _data_stamp(self._manifest, key)

    def _stamp(self, fact: Fact, key: str) -> str:
        """The stamp of a fact now. The ids are stamped as they are afterwards: their file only ever grows."""
        if fact is Fact.ENROLLED:
            return _hash([self._before[key], *_of_file(_ids(self._manifest, key))])
        return self._before[key]

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            kept = json.loads((self._manifest.state / BOOK).read_bytes())
        except (OSError, ValueError):
            return {}
        is_book = isinstance(kept, dict) and all(isinstance(one, dict) for one in kept.values())
        return kept if is_book else {}

    def _write(self, kept: Mapping[str, Mapping[str, str]]) -> None:
        """Whole or not at all; of two jobs at once one may lose what it has proved."""
        state = self._manifest.state
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=state, prefix=f"{BOOK}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(kept, file, sort_keys=True)
        Path(draft).replace(state / BOOK)


def _told(pairs: Any) -> list[tuple[Fact, str]]:
    try:
        return [(Fact(fact), str(key)) for fact, key in pairs]
    except (TypeError, ValueError):
        raise DataFailure(FailureCode.FAILED) from None


def _data_stamp(manifest: Manifest, key: str) -> str:
    """The stamp of a dataset's files and of how they are read; empty for a table, and for a dataset that is not there."""
    files = manifest.datasets[key].source.files if key in manifest.datasets else ()
    if not files:
        return ""
    return _hash([manifest.hash, *(part for file in files for part in _of_file(file))])


def _of_file(file: Path) -> list[str]:
    """Name and state of a file; a file that is gone has the state of no file."""
    try:
        found = file.stat()
    except OSError:
        return [str(file), "gone"]
    return [str(file), *map(str, (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino))]


def _ids(manifest: Manifest, key: str) -> Path:
    from analysis.site.ledger.persons import persons_file

    return persons_file(manifest.state, manifest.datasets[key].domain)


def _hash(parts: list[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
