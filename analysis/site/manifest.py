"""The manifest: what a site holds, read from site.toml and turned into the dictionary that plans are checked against.

`load_manifest` looks at site.toml and at which files exist, never at a row; `check` looks at the data.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import ValidationError

from analysis.plans import Dataset, Dictionary, Fault, Text, Variable, VariableType
from analysis.plans.code_lists import shipped_lists
from analysis.site.errors import SiteFaults, site_fault
from analysis.site.manifest_toml import DatasetToml, ManifestToml, VariableToml
from analysis.site.sources import DATABASE, PostgresSource, Source, SourceFault, resolve_source
from analysis.site.structural_zeros import codes_of, owners_of

MANIFEST = "site.toml"
NAMED_FORMATS = ("yyww", "decimal_year")
FILE_FORMATS = re.compile(r"%[jz]")
LIVE = "live"
"""The data version of a table that site.toml gives none: it may be another at any time."""
_FORMAT = re.compile(r"^(%[dmYybBHMSjfz]|[ ./:T_-])+$")
_DATED = (VariableType.DATE, VariableType.DAY)
_PYDANTIC_CODES = {"extra_forbidden": "unknown_key", "missing": "missing_key"}


@dataclass(frozen=True)
class ManifestDataset:
    """One dataset: where its rows lie and how its columns are read."""

    key: str
    source: Source
    person: str | None
    domain: str
    declared: DatasetToml
    version: str

    @property
    def view(self) -> str:
        """The name under which an engine knows the source."""
        return f"source_{self.key}"

    def variable(self, name: str) -> VariableToml:
        """How the variable is read. Raises KeyError."""
        return self.declared.variables[name]


@dataclass(frozen=True)
class Manifest:
    """A site: its own settings, its datasets, and the dictionary of both."""

    directory: Path
    id: str
    open_data: bool
    must_leave_network: bool
    timezone: str
    profile: str | Mapping[str, Any] | None
    datasets: Mapping[str, ManifestDataset]
    opt_outs: Mapping[str, ManifestDataset]  # by person domain
    dictionary: Dictionary
    hash: str  # SHA-256 of site.toml's bytes

    @property
    def database(self) -> str | None:
        """The address of the one database that the site reads, if it reads one."""
        found = (one.source for one in (*self.datasets.values(), *self.opt_outs.values()))
        return next((source.database for source in found if isinstance(source, PostgresSource)), None)

    @property
    def state(self) -> Path:
        """Where the site keeps keys, ledgers, replay store and log."""
        return self.directory / ".indgang"

    def sources(self, keys: Iterator[str] | tuple[str, ...] | None = None) -> dict[str, Source]:
        """View name -> source, of the datasets named, else of all."""
        wanted = self.datasets if keys is None else {key: self.datasets[key] for key in keys}
        return {dataset.view: dataset.source for dataset in wanted.values()}


def load_manifest(directory: Path) -> Manifest:
    """Read DIR/site.toml. Raises SiteFaults with every fault of the manifest and of missing files."""
    raw = _read(directory)
    declared = _parse(raw)
    faults = [*_site_faults(declared), *_dataset_faults(declared)]
    sources: dict[str, Source] = {}
    for key, dataset in declared.datasets.items():
        try:
            sources[key] = resolve_source(dataset.source, directory)
        except SourceFault as wrong:
            faults.append(site_fault(wrong.code, f"datasets.{key}.source"))
    lists: dict[str, Source] = {}
    for domain, listed in declared.opt_outs.items():
        try:
            lists[domain] = resolve_source(listed.source, directory)
        except SourceFault as wrong:
            faults.append(site_fault(wrong.code, f"opt_outs.{domain}.source"))
    faults.extend(_mixed_domains(declared))
    faults.extend(_opt_out_faults(declared))
    faults.extend(
        _other_databases(
            {f"datasets.{key}": one for key, one in sources.items()}
            | {f"opt_outs.{key}": one for key, one in lists.items()}
        )
    )
    if faults:
        raise SiteFaults(faults)
    datasets = {key: _dataset(key, declared.datasets[key], sources[key], declared) for key in declared.datasets}
    opt_outs = {
        domain: _dataset(f"opt_outs_{domain}", one.as_dataset(domain), lists[domain], declared)
        for domain, one in declared.opt_outs.items()
    }
    return Manifest(
        directory=directory,
        id=declared.site.id,
        open_data=declared.site.open_data,
        must_leave_network=declared.site.must_leave_network and not declared.site.open_data,
        timezone=declared.site.timezone,
        profile=declared.site.profile,
        datasets=datasets,
        opt_outs=opt_outs,
        dictionary=Dictionary(
            {key: _dictionary_dataset(one, declared) for key, one in datasets.items()}, shipped_lists()
        ),
        hash=hashlib.sha256(raw).hexdigest(),
    )


def _read(directory: Path) -> bytes:
    try:
        return (directory / MANIFEST).read_bytes()
    except OSError:
        raise SiteFaults([site_fault("no_manifest", MANIFEST)]) from None


def _parse(raw: bytes) -> ManifestToml:
    try:
        return ManifestToml.read(tomllib.loads(raw.decode("utf-8")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise SiteFaults([site_fault("not_toml", MANIFEST)]) from None
    except ValidationError as wrong:
        raise SiteFaults([_pydantic_fault(error) for error in wrong.errors()]) from None


def _pydantic_fault(error: Any) -> Fault:
    path = ".".join(str(part) for part in error["loc"] if part != "[key]")
    return site_fault(_PYDANTIC_CODES.get(error["type"], "wrong_value"), path)


def _site_faults(declared: ManifestToml) -> Iterator[Fault]:
    if declared.site.timezone not in available_timezones():
        yield site_fault("wrong_value", "site.timezone")
    if declared.site.open_data and declared.site.profile is not None:
        yield site_fault("profile_on_open_data", "site.profile")


def _dataset_faults(declared: ManifestToml) -> Iterator[Fault]:
    for key, dataset in declared.datasets.items():
        path = f"datasets.{key}"
        has_list = (dataset.domain or declared.site.id) in declared.opt_outs
        if dataset.person is None and dataset.kind == "data" and (has_list or not declared.site.open_data):
            yield site_fault("no_person", f"{path}.person")
        if declared.site.open_data and dataset.profile is not None:
            yield site_fault("profile_on_open_data", f"{path}.profile")
        for role in ("date", "birth"):
            yield from _role_faults(dataset, role, f"{path}.{role}")
        yield from _structural_zero_faults(key, declared)
        for name, variable in dataset.variables.items():
            yield from _variable_faults(dataset, name, variable, f"{path}.variables.{name}")
            if dataset.source.startswith(DATABASE) and FILE_FORMATS.search(variable.format or ""):
                yield site_fault("format_in_database", f"{path}.variables.{name}.format")


def _structural_zero_faults(key: str, declared: ManifestToml) -> Iterator[Fault]:
    """An impossible combination names two variables or more: one code alone, or none, would empty whole tables."""
    domains = {other: one.domain or declared.site.id for other, one in declared.datasets.items()}
    joined = {other: one for other, one in declared.datasets.items() if domains[other] == domains[key]}
    for index, zero in enumerate(declared.datasets[key].structural_zeros):
        path = f"datasets.{key}.structural_zeros[{index}]"
        if len(zero.__pydantic_extra__) < 2:
            yield site_fault("wrong_value", path)
        for name, value in zero.__pydantic_extra__.items():
            if not owners_of(key, name, joined):
                yield site_fault("unknown_variable", f"{path}.{name}")
            elif not codes_of(value):
                yield site_fault("wrong_value", f"{path}.{name}")


def _role_faults(dataset: DatasetToml, role: str, path: str) -> Iterator[Fault]:
    name = getattr(dataset, role)
    if name is None:
        return
    if name not in dataset.variables:
        yield site_fault("unknown_variable", path)
    elif dataset.variables[name].type not in _DATED:
        yield site_fault("wrong_variable_type", path)


def _variable_faults(dataset: DatasetToml, name: str, variable: VariableToml, path: str) -> Iterator[Fault]:
    if variable.parent is not None and (variable.parent not in dataset.variables or variable.parent == name):
        yield site_fault("unknown_variable", f"{path}.parent")
    if variable.format is not None and not _is_format(variable):
        yield site_fault("wrong_value", f"{path}.format")
    edges = variable.bins
    if any(edge != edge for edge in edges) or any(low >= high for low, high in pairwise(edges)):
        yield site_fault("wrong_value", f"{path}.bins")


def _is_format(variable: VariableToml) -> bool:
    known = variable.format in NAMED_FORMATS or _FORMAT.match(variable.format or "") is not None
    return known and variable.type is VariableType.DATE


def _mixed_domains(declared: ManifestToml) -> Iterator[Fault]:
    kinds: dict[str, bool] = {}
    for key, dataset in declared.datasets.items():
        is_database = dataset.source.startswith(DATABASE)
        if kinds.setdefault(dataset.domain or declared.site.id, is_database) != is_database:
            yield site_fault("mixed_sources", f"datasets.{key}.source")


def _opt_out_faults(declared: ManifestToml) -> Iterator[Fault]:
    """A list of objections is of a domain that the site has, and lies where the domain's data do."""
    homes = {one.domain or declared.site.id: one.source.startswith(DATABASE) for one in declared.datasets.values()}
    for domain, one in declared.opt_outs.items():
        if domain not in homes:
            yield site_fault("wrong_value", f"opt_outs.{domain}")
        elif homes[domain] != one.source.startswith(DATABASE):
            yield site_fault("mixed_sources", f"opt_outs.{domain}.source")
        if not all(_is_format(variable) for variable in one.as_dataset(domain).variables.values() if variable.format):
            yield site_fault("wrong_value", f"opt_outs.{domain}.format")


def _other_databases(sources: Mapping[str, Source]) -> Iterator[Fault]:
    """A job has one connection, opened before its process leaves the network: all tables lie in one database."""
    found = {path: source.database for path, source in sources.items() if isinstance(source, PostgresSource)}
    for path, database in found.items():
        if database != next(iter(found.values())):
            yield site_fault("two_databases", f"{path}.source")


def _dataset(key: str, dataset: DatasetToml, source: Source, declared: ManifestToml) -> ManifestDataset:
    return ManifestDataset(
        key=key,
        source=source,
        person=dataset.person,
        domain=dataset.domain or declared.site.id,
        declared=dataset,
        version=dataset.version or _data_version(source),
    )


def _data_version(source: Source) -> str:
    """A data version that changes when a file does: names, sizes and times, never the content."""
    if not source.files:
        return LIVE
    stamp = hashlib.sha256()
    for file in source.files:
        status = file.stat()
        stamp.update(f"{file.name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return stamp.hexdigest()[:16]


def _dictionary_dataset(dataset: ManifestDataset, declared: ManifestToml) -> Dataset:
    toml = dataset.declared
    return Dataset(
        key=dataset.key,
        title=toml.title.text() if toml.title else Text(dataset.key, dataset.key),
        controller=toml.controller or declared.site.id,
        site=declared.site.id,
        domain=dataset.domain,
        unit=toml.unit,
        date=toml.date,
        birth=toml.birth,
        feasibility=toml.feasibility,
        kind=toml.kind,
        open_data=declared.site.open_data,
        version=dataset.version,
        variables={name: _dictionary_variable(name, one) for name, one in toml.variables.items()},
    )


def _dictionary_variable(name: str, variable: VariableToml) -> Variable:
    return Variable(
        name=name,
        type=variable.type,
        label=variable.label.text() if variable.label else Text(name, name),
        labels=tuple((code, label.text()) for code, label in variable.labels.items()),
        system=variable.system,
        unit=variable.unit,
        bins=variable.bins,
        parent=variable.parent,
        missing=variable.missing,
        sensitive=variable.sensitive,
        grid=variable.grid,
    )


def zone(manifest: Manifest) -> ZoneInfo:
    """The time zone in which datetimes are cut to dates."""
    return ZoneInfo(manifest.timezone)
