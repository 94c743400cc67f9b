"""Opens the engine with the ledger's surrogate ids beside the data, after every person has got one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from sqlglot import exp

from analysis.site import trees
from analysis.site.engines import Engine, Workplace, open_engine
from analysis.site.frame_build import SURROGATES
from analysis.site.ledger import LedgerClient, persons_file
from analysis.site.manifest import Manifest
from analysis.site.proofs import Fact, Proofs
from analysis.site.relations import KEY, relation
from analysis.site.sources import ParquetSource, Source


def open_data(
    manifest: Manifest,
    keys: Iterable[str],
    ledger: LedgerClient | None,
    place: Workplace,
    proofs: Proofs | None = None,
    also: Mapping[str, Source] | None = None,
) -> Engine:
    """An engine with the sources of the datasets `keys`; with a ledger also with the ids of their persons.

    `also` are other sources to open: a list of persons, who get no id for standing there.

    `proofs` says of which datasets all persons are known to have an id, and learns of the others.
    """
    wanted = tuple(dict.fromkeys(keys))
    proofs, others = proofs or Proofs(), dict(also or {})
    if ledger is None:
        return open_engine(manifest.sources(wanted) | others, place)
    domain = manifest.datasets[wanted[0]].domain
    file = persons_file(manifest.state, domain)
    if file.exists():
        engine = _with_ids(manifest.sources(wanted) | others, file, place)
        asked = [key for key in wanted if not proofs.holds(Fact.ENROLLED, key)]
        if not any(_has_stranger(manifest, engine, key) for key in asked):
            _note(proofs, asked)
            return engine
        engine.close()
    _note(proofs, _enrol_domain(manifest, domain, ledger, place))
    return _with_ids(manifest.sources(wanted) | others, file, place)


def _note(proofs: Proofs, keys: Iterable[str]) -> None:
    for key in keys:
        proofs.add(Fact.ENROLLED, key)


def _with_ids(sources: Mapping[str, Source], file: Path, place: Workplace) -> Engine:
    return open_engine({**sources, SURROGATES: ParquetSource((file.resolve(),))}, place)


def _has_stranger(manifest: Manifest, engine: Engine, key: str) -> bool:
    """Is there a person without an id?"""
    if manifest.datasets[key].person is None:
        return False
    keys = relation(manifest.datasets[key], manifest, engine.columns(manifest.datasets[key].view), {})
    same = exp.EQ(this=trees.column(KEY, "k"), expression=trees.column("person", "i"))
    strangers = exp.select(trees.whole(1)).from_(keys.subquery("k"))
    strangers = strangers.join(trees.table(SURROGATES, "i"), on=same, join_type="anti")
    return bool(engine.rows(strangers.limit(1)))


def _enrol_domain(manifest: Manifest, domain: str, ledger: LedgerClient, place: Workplace) -> tuple[str, ...]:
    """Every person of the domain gets an id, so that the ledger knows how many the domain has; which datasets."""
    datasets = [one for one in manifest.datasets.values() if one.domain == domain and one.person is not None]
    sources = {one.view: one.source for one in datasets}
    engine = open_engine(sources, place)
    persons, *others = (relation(one, manifest, engine.columns(one.view), {}).distinct() for one in datasets)
    everybody: exp.Query = persons
    for other in others:
        everybody = exp.Union(this=everybody, expression=other, distinct=True)
    ordered = exp.select(trees.column(KEY)).from_(everybody.subquery("k")).order_by(trees.column(KEY))
    ledger.enrol(np.ma.getdata(engine.fetch(ordered)[KEY]).tolist())
    engine.close()
    return tuple(one.key for one in datasets)
