"""Opens the engine with the ledger's surrogate ids beside the data, after every person has got one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlglot import exp

from analysis.site import trees
from analysis.site.engines.duckdb import Engine
from analysis.site.frame_build import SURROGATES
from analysis.site.ledger import LedgerClient, persons_file
from analysis.site.limits import Limits
from analysis.site.manifest import Manifest, ManifestDataset
from analysis.site.relations import KEY, relation
from analysis.site.sources import ParquetSource


def open_engine(
    manifest: Manifest, keys: Iterable[str], ledger: LedgerClient | None, *, limits: Limits, temp: Path
) -> Engine:
    """An engine with the sources of the datasets `keys`; with a ledger also with the ids of their persons."""
    wanted = tuple(dict.fromkeys(keys))
    if ledger is None:
        return Engine(sources=manifest.sources(wanted), temp_directory=temp, limits=limits)
    domain = manifest.datasets[wanted[0]].domain
    file = persons_file(manifest.state, domain)
    if file.exists():
        engine = _with_ids(manifest, wanted, file, limits, temp)
        if not _has_strangers(manifest, engine, wanted):
            return engine
        engine.close()
    _enrol_domain(manifest, domain, ledger, limits, temp)
    return _with_ids(manifest, wanted, file, limits, temp)


def _with_ids(manifest: Manifest, keys: tuple[str, ...], file: Path, limits: Limits, temp: Path) -> Engine:
    sources = manifest.sources(keys) | {SURROGATES: ParquetSource((file.resolve(),))}
    return Engine(sources=sources, temp_directory=temp, limits=limits)


def _has_strangers(manifest: Manifest, engine: Engine, keys: tuple[str, ...]) -> bool:
    """Is there a person without an id?"""
    return any(
        engine.rows(
            exp.select(trees.whole(1))
            .from_(_persons(manifest.datasets[key], manifest, engine).subquery("k"))
            .join(trees.table(SURROGATES, "i"), on=_same_person(), join_type="left")
            .where(trees.is_null(trees.column("id", "i")))
            .limit(1)
        )
        for key in keys
        if manifest.datasets[key].person is not None
    )


def _same_person() -> trees.Tree:
    return exp.EQ(this=trees.column(KEY, "k"), expression=trees.column("person", "i"))


def _persons(dataset: ManifestDataset, manifest: Manifest, engine: Engine) -> exp.Select:
    return relation(dataset, manifest, engine.columns(dataset.view), {}).distinct()


def _enrol_domain(manifest: Manifest, domain: str, ledger: LedgerClient, limits: Limits, temp: Path) -> None:
    """Every person of the domain gets an id, so that the ledger knows how many the domain has."""
    datasets = [one for one in manifest.datasets.values() if one.domain == domain and one.person is not None]
    sources = {one.view: one.source for one in datasets}
    engine = Engine(sources=sources, temp_directory=temp, limits=limits)
    persons: dict[str, None] = {}
    for dataset in datasets:
        persons.update(dict.fromkeys(row[0] for row in engine.rows(_persons(dataset, manifest, engine))))
    engine.close()
    ledger.enrol(sorted(persons))
