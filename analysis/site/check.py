"""`check`: the manifest against the data, every fault at once. Messages name keys of the manifest, never a value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from sqlglot import exp

from analysis.plans import Fault
from analysis.site import trees
from analysis.site.engines import Engine, Workplace, open_engine
from analysis.site.errors import SiteFaults, SourceUnreadable, site_fault
from analysis.site.manifest import Manifest, ManifestDataset
from analysis.site.proofs import Fact, Proofs
from analysis.site.readings import column_faults, value_faults
from analysis.site.relations import KEY, is_alike, relation


def check_data(manifest: Manifest, place: Workplace, proofs: Proofs) -> None:
    """Raises SiteFaults with every fault found in the data. `proofs` learns which datasets have one row a person."""
    faults: list[Fault] = []
    sound: list[ManifestDataset] = []
    lists = {one.key: domain for domain, one in manifest.opt_outs.items()}
    for dataset in (*manifest.datasets.values(), *manifest.opt_outs.values()):
        found = list(_dataset_faults(dataset, manifest, place, proofs))
        faults.extend(_of_a_list(fault, lists[dataset.key]) if dataset.key in lists else fault for fault in found)
        if not any(fault.code in ("source_unreadable", "column_missing") for fault in found):
            sound.append(dataset)
    faults.extend(_unknown_objectors([one for one in sound if one.key in lists], sound, manifest, place))
    sound = [one for one in sound if one.key not in lists]
    faults.extend(_shared_persons(sound, manifest, place))
    if faults:
        raise SiteFaults(faults)


def _of_a_list(fault: Fault, domain: str) -> Fault:
    """The fault of a list of objections, with the path that site.toml has for it."""
    key = fault.path.rpartition(".")[2]
    return replace(fault, path=f"opt_outs.{domain}.{key}")


def _dataset_faults(dataset: ManifestDataset, manifest: Manifest, place: Workplace, proofs: Proofs) -> Iterator[Fault]:
    path = f"datasets.{dataset.key}"
    try:
        engine = open_engine({dataset.view: dataset.source}, place)
    except SourceUnreadable:
        yield site_fault("source_unreadable", f"{path}.source")
        return
    missing = list(column_faults(dataset, engine))
    yield from missing
    if not missing:
        try:
            yield from value_faults(dataset, manifest, engine, proofs)
            yield from _person_faults(dataset, manifest, engine, path, proofs)
        except SourceUnreadable:
            yield site_fault("source_unreadable", f"{path}.source")
    engine.close()


def _person_faults(
    dataset: ManifestDataset, manifest: Manifest, engine: Engine, path: str, proofs: Proofs
) -> Iterator[Fault]:
    if dataset.person is None or dataset.declared.unit != "person":
        return
    keys = relation(dataset, manifest, engine.columns(dataset.view), {}).subquery("k")
    persons = exp.Count(this=exp.Distinct(expressions=[trees.column(KEY)]))
    rows, distinct = engine.rows(exp.select(exp.Count(this=exp.Star()), persons).from_(keys))[0]
    if rows != distinct:
        yield site_fault("second_row", path)
    else:
        proofs.add(Fact.ONE_ROW, dataset.key)


def _unknown_objectors(
    lists: list[ManifestDataset], sound: list[ManifestDataset], manifest: Manifest, place: Workplace
) -> Iterator[Fault]:
    """A list of which nobody is among the persons of its domain: their numbers are written in another way."""
    for one in lists:
        path = f"opt_outs.{one.domain}.person"
        datasets = [other for other in sound if other.domain == one.domain and other.person and other not in lists]
        engine = open_engine({other.view: other.source for other in (*datasets, one)}, place)
        if any(not is_alike(one, other, engine) for other in datasets):
            yield site_fault("column_type", path)
        elif datasets:
            listed = relation(one, manifest, engine.columns(one.view), {})
            known = exp.Intersect(this=_persons_of(datasets, manifest, engine), expression=listed.copy(), distinct=True)
            if engine.rows(listed.limit(1)) and not engine.rows(
                exp.select(trees.whole(1)).from_(known.subquery("k")).limit(1)
            ):
                yield site_fault("nobody_known", path)
        engine.close()


def _shared_persons(datasets: list[ManifestDataset], manifest: Manifest, place: Workplace) -> Iterator[Fault]:
    """Two domains of a site that share persons: the same person would be protected twice, apart."""
    domains: dict[str, list[ManifestDataset]] = defaultdict(list)
    for dataset in datasets:
        if dataset.person is not None:
            domains[dataset.domain].append(dataset)
    if len(domains) < 2:
        return
    sources = {one.view: one.source for some in domains.values() for one in some}
    engine = open_engine(sources, place)
    for left, right in combinations(sorted(domains), 2):
        persons = [_persons_of(domains[name], manifest, engine) for name in (left, right)]
        shared = exp.Intersect(this=persons[0], expression=persons[1], distinct=True)
        if engine.rows(exp.select(trees.whole(1)).from_(shared.subquery("k")).limit(1)):
            yield site_fault("shared_persons", f"datasets.{domains[right][0].key}.domain")
    engine.close()


def _persons_of(datasets: list[ManifestDataset], manifest: Manifest, engine: Engine) -> exp.Query:
    """The persons of a domain, as one select: INTERSECT binds closer than UNION."""
    first, *others = (relation(one, manifest, engine.columns(one.view), {}) for one in datasets)
    persons: exp.Query = first
    for other in others:
        persons = exp.Union(this=persons, expression=other, distinct=True)
    return exp.select(trees.column(KEY)).from_(persons.subquery("p"))
