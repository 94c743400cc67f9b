"""`describe`: persons, records and variables of every dataset, as the catalogue imports them.

On a protected site every count is of the coarse class: the ledger makes it from the set of persons, keeps it, and
gives the same set the same number for ever. On open data the counts are exact. No value that is not declared in the
manifest is in the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from sqlglot import exp

from analysis.plans import Variable, VariableType
from analysis.site import trees
from analysis.site.engines.duckdb import Engine
from analysis.site.evidence import Grid
from analysis.site.frame_build import PERSON, SURROGATES
from analysis.site.ledger import PERSONS, Ask, Kind, LedgerClient
from analysis.site.limits import Limits
from analysis.site.manifest import Manifest, ManifestDataset
from analysis.site.relations import KEY, relation
from analysis.site.surrogates import open_engine

Count = int | str
COARSE_K = 5
COARSE_BASE = 10
"""The coarse class: base 10, fewer than twice k is one symbol."""


def describe_data(
    manifest: Manifest, domain: str, ledger: LedgerClient | None, *, limits: Limits, temp: Path
) -> dict[str, Any]:
    """The datasets of one domain: `{key: {"persons", "records", "variables"}}`."""
    keys = [key for key, one in manifest.datasets.items() if one.domain == domain]
    engine = open_engine(manifest, keys, ledger, limits=limits, temp=temp)
    described = {key: _dataset(manifest.datasets[key], manifest, engine, ledger) for key in keys}
    engine.close()
    return described


def _dataset(
    dataset: ManifestDataset, manifest: Manifest, engine: Engine, ledger: LedgerClient | None
) -> dict[str, Any]:
    """One dataset: what the manifest says of it, its size, then each variable's missing and its declared codes."""
    declared = manifest.dictionary.datasets[dataset.key]
    variables = declared.variables
    entry: dict[str, Any] = {**declared.as_json(), "persons": None, "records": None, "variables": {}}
    if dataset.person is not None or ledger is None:
        entry["persons"], entry["records"] = _size(dataset, manifest, engine, ledger)
    for name, variable in variables.items():
        entry["variables"][name] = _variable(dataset, variable, manifest, engine, ledger)
    return entry


def _size(
    dataset: ManifestDataset, manifest: Manifest, engine: Engine, ledger: LedgerClient | None
) -> tuple[Count, Count | None]:
    """Persons, and records to two significant digits (exact on open data)."""
    if ledger is None:
        rows = relation(dataset, manifest, engine.columns(dataset.view), {})
        persons = _persons(dataset)
        counted = engine.rows(exp.select(persons, exp.Count(this=exp.Star())).from_(rows.subquery("k")))[0]
        return int(counted[0]), int(counted[1])
    rows = _rows(dataset, manifest, engine, {})
    persons_of = engine.fetch(exp.select(trees.column(PERSON)).from_(rows.subquery("k")))[PERSON]
    whole = _coarse(np.unique(persons_of), np.zeros(len(np.unique(persons_of)), np.int64), 1, ledger)[0]
    if isinstance(whole, str) or dataset.declared.unit == "person":
        return whole, whole
    return whole, _two_digits(len(persons_of))


def _two_digits(records: int) -> int:
    """Records to two significant digits, and never finer than the coarse class."""
    step: int = 10 ** max(len(str(records)) - 2, 1)
    return (records + step // 2) // step * step


def _variable(
    dataset: ManifestDataset,
    variable: Variable,
    manifest: Manifest,
    engine: Engine,
    ledger: LedgerClient | None,
) -> dict[str, Any]:
    """The dictionary's entry with `counts`: persons with a value, without one, and per declared code."""
    entry = variable.as_json()
    if dataset.person is None and ledger is not None:
        return entry
    codes = _codes(variable)
    cell = trees.case(_branches(codes), trees.whole(1))
    names = {"_value": variable.name}
    if ledger is None:
        rows = relation(dataset, manifest, engine.columns(dataset.view), names)
        found = exp.select(trees.named(cell, "cell")).from_(rows.subquery("k"))
        counted = dict(engine.rows(found.select(_persons(dataset)).group_by(trees.whole(1))))
        counts: list[Count] = [int(counted.get(number, 0)) for number in range(len(codes) + 2)]
    else:
        rows = _rows(dataset, manifest, engine, names)
        found = exp.select(trees.named(cell, "cell")).from_(rows.subquery("k"))
        answer = engine.fetch(found.select(trees.column(PERSON)).distinct())
        counts = _coarse(answer[PERSON], answer["cell"].astype(np.int64), len(codes) + 2, ledger)
    entry["missing_persons"] = counts[0]
    entry["counts"] = dict(zip(codes, counts[2:], strict=True))
    return entry


def _codes(variable: Variable) -> tuple[str, ...]:
    """The codes whose frequencies are told: only those the manifest declares."""
    if variable.type is VariableType.BOOLEAN:
        return ("false", "true")
    return tuple(code for code, _ in variable.labels if code not in variable.missing)


def _branches(codes: Iterable[str]) -> list[tuple[trees.Tree, trees.Tree]]:
    """Cell 0 is missing, 1 any other value, 2 and on the declared codes."""
    value = trees.column("_value")
    branches: list[tuple[trees.Tree, trees.Tree]] = [(trees.is_null(value), trees.whole(0))]
    for number, code in enumerate(codes, start=2):
        same = exp.EQ(this=exp.cast(value.copy(), "VARCHAR"), expression=trees.text(code))
        branches.append((same, trees.whole(number)))
    return branches


def _persons(dataset: ManifestDataset) -> trees.Tree:
    """Distinct persons; open data without a person column count rows."""
    if dataset.person is None:
        return exp.Count(this=exp.Star())
    return exp.Count(this=exp.Distinct(expressions=[trees.column(KEY)]))


def _rows(dataset: ManifestDataset, manifest: Manifest, engine: Engine, names: Mapping[str, str]) -> exp.Select:
    """The dataset's rows with the ledger's id of their person and the variables named."""
    rows = relation(dataset, manifest, engine.columns(dataset.view), names)
    same = exp.EQ(this=trees.column(KEY, "d"), expression=trees.column("person", "i"))
    chosen = [trees.named(trees.column("id", "i"), PERSON), *(trees.column(name, "d") for name in names)]
    return exp.select(*chosen).from_(rows.subquery("d")).join(trees.table(SURROGATES, "i"), on=same)


def _coarse(persons: Any, cells: Any, size: int, ledger: LedgerClient) -> list[Count]:
    """Persons in each of `size` cells, as the ledger publishes them in the coarse class."""
    grid = Grid(np.asarray(persons, np.int64), np.asarray(cells, np.int64), (np.arange(size, dtype=np.int64),))
    answer = ledger.publish(Ask(Kind.COARSE, grid, COARSE_K, COARSE_BASE))
    return [form if isinstance(form, str) else int(form) for form in answer.forms[PERSONS]]
