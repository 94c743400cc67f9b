"""`describe`: persons, records and variables of every dataset, as the catalogue imports them.

On a protected site every count is of the coarse class: the ledger makes it from the set of persons, keeps it, and
gives the same set the same number for ever. On open data the counts are exact. No value that is not declared in the
manifest is in the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlglot import exp

from analysis.plans import Variable, VariableType
from analysis.site import trees
from analysis.site.engines import Engine, Workplace
from analysis.site.evidence import Grid
from analysis.site.frame_build import SURROGATES
from analysis.site.ledger import PERSONS, Ask, Kind, LedgerClient
from analysis.site.ledger.forms import COARSE_BASE
from analysis.site.manifest import Manifest, ManifestDataset
from analysis.site.proofs import Proofs
from analysis.site.relations import KEY, relation
from analysis.site.surrogates import open_data

Count = int | str
COARSE_K = 5
"""The coarse class: fewer than twice k is one symbol."""
MISSING, OTHER, FIRST_CODE = 0, 1, 2
"""The cells of a variable: no value, a value that is no declared code, and the codes from there on."""
BITS = 62
"""Cells told by one whole number of 64 bits."""
ID, RECORDS = "id", "records"


def describe_data(
    manifest: Manifest,
    domain: str,
    ledger: LedgerClient | None,
    place: Workplace,
    proofs: Proofs | None = None,
) -> dict[str, Any]:
    """The datasets of one domain: `{key: {"persons", "records", "variables"}}`."""
    keys = [key for key, one in manifest.datasets.items() if one.domain == domain]
    engine = open_data(manifest, keys, ledger, place, proofs)
    described = {key: _dataset(manifest.datasets[key], manifest, engine, ledger) for key in keys}
    engine.close()
    return described


def _dataset(
    dataset: ManifestDataset, manifest: Manifest, engine: Engine, ledger: LedgerClient | None
) -> dict[str, Any]:
    """One dataset: what the manifest says of it, its size, then each variable's missing and its declared codes."""
    declared = manifest.dictionary.datasets[dataset.key]
    variables = {name: variable.as_json() for name, variable in declared.variables.items()}
    entry: dict[str, Any] = {**declared.as_json(), "persons": None, "records": None, "variables": variables}
    if dataset.person is None and ledger is not None:
        return entry
    units = _Units.read(dataset, manifest, engine, ledger)
    entry["persons"], entry["records"] = units.size()
    for name, variable in declared.variables.items():
        codes = _codes(variable)
        counts = units.counts(name, len(codes) + FIRST_CODE)
        variables[name]["missing_persons"] = counts[MISSING]
        variables[name]["counts"] = dict(zip(codes, counts[FIRST_CODE:], strict=True))
    units.close()
    return entry


@dataclass(frozen=True)
class _Units:
    """A dataset as a row a person, kept by the engine: how many records, and for each variable the cells they lie in.

    The cells of a variable are bits of one or more whole numbers, so that the records are read once for all variables.
    Open data without a person column has a row a record.
    """

    dataset: ManifestDataset
    engine: Engine
    ledger: LedgerClient | None
    stage: str

    @classmethod
    def read(cls, dataset: ManifestDataset, manifest: Manifest, engine: Engine, ledger: LedgerClient | None) -> _Units:
        """Let the engine read the dataset and keep a row a person."""
        variables = manifest.dictionary.datasets[dataset.key].variables
        names = {_value_name(name): name for name in variables}
        records = relation(dataset, manifest, engine.columns(dataset.view), names).subquery("r")
        words = [
            (_word_name(name, number), word)
            for name, variable in variables.items()
            for number, word in enumerate(_words(name, _codes(variable)))
        ]
        if dataset.person is None:
            one = trees.named(trees.whole(1), RECORDS)
            rows = exp.select(one, *(trees.named(word, name) for name, word in words)).from_(records)
        else:
            all_ = trees.named(exp.Count(this=exp.Star()), RECORDS)
            together = (trees.named(exp.BitwiseOrAgg(this=word), name) for name, word in words)
            rows = exp.select(trees.column(KEY), all_, *together).from_(records).group_by(trees.column(KEY))
        if ledger is not None:
            same = exp.EQ(this=trees.column(KEY, "p"), expression=trees.column("person", "i"))
            rows = exp.select(exp.Star()).from_(rows.subquery("p")).join(trees.table(SURROGATES, "i"), on=same)
        stage = f"_described_{dataset.key}"
        engine.materialise(stage, rows)
        return cls(dataset, engine, ledger, stage)

    def size(self) -> tuple[Count, Count | None]:
        """Persons, and records to two significant digits (exact on open data)."""
        total = trees.coalesce(exp.Sum(this=trees.column(RECORDS)), trees.whole(0))
        counted = exp.select(exp.Count(this=exp.Star()), total).from_(trees.table(self.stage))
        persons, records = self.engine.rows(counted)[0]
        if self.ledger is None:
            return int(persons), int(records)
        ids = self._fetch(ID)[ID]
        whole = _coarse(ids, np.zeros(len(ids), np.int64), 1, self.ledger)[0]
        if isinstance(whole, str) or self.dataset.declared.unit == "person":
            return whole, whole
        return whole, _two_digits(int(records))

    def counts(self, name: str, size: int) -> list[Count]:
        """Persons in each of the `size` cells of a variable."""
        words = [_word_name(name, number) for number in range(-(-size // BITS))]
        columns = self._fetch(*words, *([] if self.ledger is None else [ID]))
        inside = [np.flatnonzero(columns[words[cell // BITS]] >> cell % BITS & 1) for cell in range(size)]
        sizes = [len(rows) for rows in inside]
        if self.ledger is None:
            return list(sizes)
        return _coarse(columns[ID][np.concatenate(inside)], np.repeat(np.arange(size), sizes), size, self.ledger)

    def close(self) -> None:
        """Let the engine forget the rows."""
        self.engine.forget(self.stage)

    def _fetch(self, *names: str) -> dict[str, NDArray[np.int64]]:
        """Columns of the rows kept, in one order."""
        fetched = self.engine.fetch(exp.select(*map(trees.column, names)).from_(trees.table(self.stage)))
        return {name: np.ma.getdata(column) for name, column in fetched.items()}


def _two_digits(records: int) -> int:
    """Records to two significant digits, and never finer than the coarse class."""
    step: int = 10 ** max(len(str(records)) - 2, 1)
    return (records + step // 2) // step * step


def _codes(variable: Variable) -> tuple[str, ...]:
    """The codes whose frequencies are told: only those the manifest declares."""
    if variable.type is VariableType.BOOLEAN:
        return ("false", "true")
    return tuple(code for code, _ in variable.labels if code not in variable.missing)


def _words(name: str, codes: Sequence[str]) -> list[trees.Tree]:
    """The cell of a record as a bit of one of the words: 0 is missing, 1 any other value, 2 and on the codes."""
    value = exp.cast(trees.column(_value_name(name)), "VARCHAR")
    cells = dict(enumerate(codes, start=FIRST_CODE))
    words: list[trees.Tree] = []
    for first in range(0, len(codes) + FIRST_CODE, BITS):
        own = {cell: code for cell, code in cells.items() if first <= cell < first + BITS}
        branches: list[tuple[trees.Tree, trees.Tree]] = [
            (exp.EQ(this=value.copy(), expression=trees.text(code)), _bit(cell - first)) for cell, code in own.items()
        ]
        others = [trees.text(code) for cell, code in cells.items() if cell not in own]
        if first == 0:
            branches.insert(0, (trees.is_null(value.copy()), _bit(MISSING)))
            if others:
                branches.insert(1, (trees.isin(value.copy(), others), _bit(None)))
        word = trees.case(branches, _bit(OTHER) if first == 0 else _bit(None))
        words.append(exp.cast(word, _narrowest(min(len(codes) + FIRST_CODE - first, BITS))))
    return words


def _narrowest(bits: int) -> str:
    return "SMALLINT" if bits < 16 else "INT" if bits < 32 else "BIGINT"


def _bit(place: int | None) -> trees.Tree:
    return trees.whole(0 if place is None else 2**place)


def _value_name(name: str) -> str:
    return f"_value_{name}"


def _word_name(name: str, number: int) -> str:
    return f"_cells_{name}_{number}"


def _coarse(persons: Any, cells: Any, size: int, ledger: LedgerClient) -> list[Count]:
    """Persons in each of `size` cells, as the ledger publishes them in the coarse class."""
    grid = Grid(np.asarray(persons, np.int64), np.asarray(cells, np.int64), (np.arange(size, dtype=np.int64),))
    answer = ledger.publish(Ask(Kind.COARSE, grid, COARSE_K, COARSE_BASE))
    return [form if isinstance(form, str) else int(form) for form in answer.forms[PERSONS]]
