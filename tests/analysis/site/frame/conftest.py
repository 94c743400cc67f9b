"""Tiny sites whose plans become frames, and the frames' rows as Python values."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analysis.plans import bind_plan, read_plan
from analysis.site.engines import Engine
from analysis.site.engines.connection import connect
from analysis.site.engines.duckdb import DuckdbEngine
from analysis.site.engines.postgres import PostgresEngine
from analysis.site.frame import Frame, open_frame
from analysis.site.limits import Limits
from analysis.site.manifest import Manifest, load_manifest

MANIFEST = """
[site]
id = "tiny"
open_data = true
[datasets.bef]
source = "bef.parquet"
person = "PNR"
birth = "born"
[datasets.bef.variables]
sex = {column = "koen", type = "category", missing = [9], labels = {"1" = "Mand", "2" = "Kvinde"}}
born = {type = "date"}
weight = {type = "number", unit = "kg", missing = [999]}
visits = {type = "integer"}
smoker = {type = "boolean"}
[datasets.dod]
source = "dod.parquet"
person = "pnr"
[datasets.dod.variables]
date = {type = "date"}
[datasets.dia]
source = "dia.parquet"
person = "pnr"
unit = "record"
date = "seen"
[datasets.dia.variables]
seen = {type = "date"}
code = {type = "code", system = "icd10"}
value = {type = "number"}
place = {type = "category"}
nr = {type = "integer"}
"""
TABLES = {
    "bef": "PNR VARCHAR, koen DOUBLE, born DATE, weight DOUBLE, visits INTEGER, smoker BOOLEAN",
    "dod": "pnr VARCHAR, date DATE",
    "dia": "pnr VARCHAR, seen DATE, code VARCHAR, value DOUBLE, place VARCHAR, nr INTEGER",
}
Rows = dict[str, list[tuple[Any, ...]]]


def write_parquet(file: Path, columns: str, rows: list[tuple[Any, ...]]) -> None:
    """A Parquet file of rows, with the engine's types."""
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t ({columns})")
        if rows:
            connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(rows[0]))})", rows)
        connection.execute(f"COPY t TO '{file}' (FORMAT parquet)")


@pytest.fixture
def tiny_site(tmp_path: Path) -> Callable[..., Manifest]:
    """A site of three datasets holding the rows given; a fresh folder each time."""
    numbers = itertools.count()

    def make(rows: Rows, manifest: str = MANIFEST) -> Manifest:
        folder = tmp_path / f"site{next(numbers)}"
        folder.mkdir()
        (folder / "site.toml").write_text(manifest)
        for name, columns in TABLES.items():
            write_parquet(folder / f"{name}.parquet", columns, rows.get(name, []))
        return load_manifest(folder)

    return make


@pytest.fixture(params=["duckdb", pytest.param("postgres", marks=pytest.mark.slow)])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[Manifest], Engine]]:
    """Opens a site's files on either engine: what a plan means must not depend on it."""
    engines: list[Engine] = []
    limits = Limits(threads=1)
    connection = connect(request.getfixturevalue("registers").address, limits) if request.param == "postgres" else None

    def make(manifest: Manifest) -> Engine:
        files: dict[str, Any] = manifest.sources()
        if connection is None:
            engines.append(DuckdbEngine(sources=files, temp_directory=tmp_path, limits=limits))
        else:
            for engine in engines:  # a connection has one engine at a time
                engine.close()
            engines[:] = [PostgresEngine(connection, tables={}, files=files, temp_directory=tmp_path, limits=limits)]
        return engines[-1]

    yield make
    for engine in engines:
        engine.close()
    if connection is not None:
        connection.close()


@pytest.fixture
def framed(opened: Callable[[Manifest], Engine]) -> Callable[..., tuple[Frame, Engine]]:
    """Opens the frame of a plan on a site."""

    def make(manifest: Manifest, population: dict[str, Any], variables: dict[str, Any]) -> tuple[Frame, Engine]:
        document = {
            "version": 1,
            "population": {"from": "bef", **population},
            "variables": variables,
            "analyses": [{"id": "n", "method": "count"}],
        }
        bound = bind_plan(read_plan(document), manifest.dictionary)
        engine = opened(manifest)
        return open_frame(bound, manifest, engine), engine

    return make


@pytest.fixture
def values(framed: Callable[..., tuple[Frame, Engine]]) -> Callable[..., list[tuple[Any, ...]]]:
    """The rows of the frame, the plan's variables in order, sorted by the first."""

    def read(manifest: Manifest, population: dict[str, Any], variables: dict[str, Any]) -> list[tuple[Any, ...]]:
        frame, engine = framed(manifest, population, variables)
        return sorted((row[1:] for row in engine.rows(frame.select(*variables))), key=lambda row: str(row[0]))

    return read
