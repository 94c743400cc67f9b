"""`check`: the manifest against the data, every fault at once. Messages name keys of the manifest, never a value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import duckdb
from sqlglot import exp

from analysis.plans import Fault
from analysis.site import trees
from analysis.site.engines.duckdb import Engine
from analysis.site.errors import SiteFaults, site_fault
from analysis.site.limits import Limits
from analysis.site.manifest import Manifest, ManifestDataset
from analysis.site.relations import KEY, code_value, find_column, is_readable, kind_of, relation, variable_value

UNREADABLE_SHARE = 0.01
"""More values than this that a type or format cannot read are a fault of the manifest, not of single rows."""


def check_data(manifest: Manifest, *, limits: Limits, temp: Path) -> None:
    """Raises SiteFaults with every fault found in the data."""
    faults: list[Fault] = []
    sound: list[ManifestDataset] = []
    for dataset in manifest.datasets.values():
        found = list(_dataset_faults(dataset, manifest, limits, temp))
        faults.extend(found)
        if not any(fault.code in ("source_unreadable", "column_missing") for fault in found):
            sound.append(dataset)
    faults.extend(_shared_persons(sound, manifest, limits, temp))
    if faults:
        raise SiteFaults(faults)


def _dataset_faults(dataset: ManifestDataset, manifest: Manifest, limits: Limits, temp: Path) -> Iterator[Fault]:
    path = f"datasets.{dataset.key}"
    try:
        engine = Engine(sources={dataset.view: dataset.source}, temp_directory=temp, limits=limits)
    except duckdb.Error:
        yield site_fault("source_unreadable", f"{path}.source")
        return
    missing = list(_column_faults(dataset, engine, path))
    yield from missing
    if not missing:
        try:
            yield from _value_faults(dataset, manifest, engine, path)
            yield from _person_faults(dataset, manifest, engine, path)
        except duckdb.Error:
            yield site_fault("source_unreadable", f"{path}.source")
    engine.close()


def _column_faults(dataset: ManifestDataset, engine: Engine, path: str) -> Iterator[Fault]:
    columns = engine.columns(dataset.view)
    if dataset.person is not None and find_column(columns, dataset.person) is None:
        yield site_fault("column_missing", f"{path}.person")
    for name, variable in dataset.declared.variables.items():
        found = find_column(columns, variable.column or name)
        if found is None:
            yield site_fault("column_missing", f"{path}.variables.{name}")
        elif not is_readable(variable, columns[found]):
            yield site_fault("column_type", f"{path}.variables.{name}")


def _value_faults(dataset: ManifestDataset, manifest: Manifest, engine: Engine, path: str) -> Iterator[Fault]:
    """Variables of which more than one value in a hundred is there but cannot be read; one scan for all."""
    columns = engine.columns(dataset.view)
    counts: list[trees.Tree] = []
    names = list(dataset.declared.variables)
    for name in names:
        variable = dataset.variable(name)
        found = find_column(columns, variable.column or name) or name
        raw = code_value(trees.column(found), kind_of(columns[found]))
        there: trees.Tree = trees.not_(trees.is_null(raw))
        if variable.missing:
            is_code = trees.isin(raw.copy(), [trees.text(code) for code in variable.missing])
            there = trees.both([there, trees.not_(is_code)])
        value = variable_value(variable, name, columns, manifest.timezone)
        counts += [_count_where(there), _count_where(trees.both([there.copy(), trees.is_null(value)]))]
    row = engine.rows(exp.select(*counts).from_(trees.table(dataset.view)))[0]
    for number, name in enumerate(names):
        there_count, unreadable = row[2 * number], row[2 * number + 1]
        if unreadable > UNREADABLE_SHARE * there_count:
            yield site_fault("unreadable_values", f"{path}.variables.{name}")


def _count_where(condition: trees.Tree) -> trees.Tree:
    return exp.Count(this=trees.case([(condition, trees.whole(1))]))


def _person_faults(dataset: ManifestDataset, manifest: Manifest, engine: Engine, path: str) -> Iterator[Fault]:
    if dataset.person is None or dataset.declared.unit != "person":
        return
    keys = relation(dataset, manifest, engine.columns(dataset.view), {}).subquery("k")
    persons = exp.Count(this=exp.Distinct(expressions=[trees.column(KEY)]))
    rows, distinct = engine.rows(exp.select(exp.Count(this=exp.Star()), persons).from_(keys))[0]
    if rows != distinct:
        yield site_fault("second_row", path)


def _shared_persons(datasets: list[ManifestDataset], manifest: Manifest, limits: Limits, temp: Path) -> Iterator[Fault]:
    """Two domains of a site that share persons: the same person would be protected twice, apart."""
    domains: dict[str, list[ManifestDataset]] = defaultdict(list)
    for dataset in datasets:
        if dataset.person is not None:
            domains[dataset.domain].append(dataset)
    if len(domains) < 2:
        return
    sources = {one.view: one.source for some in domains.values() for one in some}
    engine = Engine(sources=sources, temp_directory=temp, limits=limits)
    for left, right in combinations(sorted(domains), 2):
        persons = [_persons_of(domains[name], manifest, engine) for name in (left, right)]
        shared = exp.Intersect(this=persons[0], expression=persons[1], distinct=True)
        if engine.rows(exp.select(trees.whole(1)).from_(shared.subquery("k")).limit(1)):
            yield site_fault("shared_persons", f"datasets.{domains[right][0].key}.domain")
    engine.close()


def _persons_of(datasets: list[ManifestDataset], manifest: Manifest, engine: Engine) -> exp.Query:
    first, *others = (relation(one, manifest, engine.columns(one.view), {}) for one in datasets)
    persons: exp.Query = first
    for other in others:
        persons = exp.Union(this=persons, expression=other, distinct=True)
    return persons
