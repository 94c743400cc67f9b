"""A site's twin: the same site.toml and rows, with the rows in tables of a PostgreSQL database."""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import duckdb
import psycopg2
import pytest
from sqlglot import exp

from analysis.site.manifest import ManifestDataset, load_manifest
from analysis.site.sources import CsvSource, DuckdbSource, ParquetSource

TYPES = {"UTINYINT": "INT", "USMALLINT": "INT", "UINTEGER": "BIGINT", "UBIGINT": "NUMERIC", "HUGEINT": "NUMERIC"}


@dataclass
class Database:
    """A schema of a real server, made for a test run and dropped after it. `address` names no password."""

    connection: Any
    address: str
    schema: str

    def source(self, table: str) -> str:
        """What site.toml says."""
        return f"{self.address}#{self.schema}.{table}"

    def twin(self, folder: Path, target: Path, tables: str) -> Path:
        """The site of `folder` on this server; `tables` begins the names of its tables. State is copied as it stands."""
        target.mkdir(parents=True)
        manifest = load_manifest(folder)
        text = (folder / "site.toml").read_text()
        lists = {f"opt_outs.{domain}": one for domain, one in manifest.opt_outs.items()}
        for place, dataset in ({f"datasets.{key}": one for key, one in manifest.datasets.items()} | lists).items():
            table = f"{tables}_{dataset.key}"
            self._fill(table, dataset)
            head = re.compile(rf'(\[{re.escape(place)}\]\n(?:(?!\[).*\n)*?source = )"[^"\n]*"')
            text, found = head.subn(lambda match, table=table: f'{match.group(1)}"{self.source(table)}"', text)
            assert found == 1, place
        (target / "site.toml").write_text(text)
        if (folder / ".indgang").exists():
            shutil.copytree(folder / ".indgang", target / ".indgang")
        return target

    def run(self, statement: str) -> None:
        """Any statement, for a test to arrange what it needs."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement)

    def _fill(self, table: str, dataset: ManifestDataset) -> None:
        with duckdb.connect() as files:
            rows = _rows(dataset)
            described = files.execute(f"DESCRIBE {rows}").fetchall()
            columns = ", ".join(f'"{name}" {_type(physical)}' for name, physical, *_ in described)
            self.run(f'DROP TABLE IF EXISTS {self.schema}."{table}"')
            self.run(f'CREATE TABLE {self.schema}."{table}" ({columns})')
            found = files.execute(rows).fetchall()
        lines = io.StringIO()
        for row in found:
            lines.write("\t".join(_field(value) for value in row) + "\n")
        lines.seek(0)
        with self.connection.cursor() as cursor:
            cursor.copy_expert(f'COPY {self.schema}."{table}" FROM STDIN', lines)


def _rows(dataset: ManifestDataset) -> str:
    match dataset.source:
        case ParquetSource(files):
            return f"SELECT * FROM read_parquet({[str(one) for one in files]}, union_by_name = true)"
        case CsvSource(files):
            return f"SELECT * FROM read_csv({[str(one) for one in files]}, sample_size = -1)"
        case DuckdbSource():
            raise NotImplementedError
    raise AssertionError(dataset.source)


def _type(physical: str) -> str:
    if physical.startswith("ENUM"):
        return "TEXT"
    return TYPES.get(physical) or exp.DataType.build(physical, dialect="duckdb").sql("postgres")


def _field(value: Any) -> str:
    if value is None:
        return "\\N"
    text = str(value)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


@contextmanager
def database(url: str, passwords: Path) -> Iterator[Database]:
    """A schema on the server of a URL. A password in it goes to a file, as an operator would keep it."""
    parts = urlsplit(url)
    place = parts.hostname or "127.0.0.1"
    user = f"{parts.username}@" if parts.username else ""
    netloc = f"{user}{place}" + (f":{parts.port}" if parts.port else "")
    address = urlunsplit(("postgresql", netloc, parts.path, parts.query, ""))
    with pytest.MonkeyPatch.context() as patched:
        if parts.password:
            passwords.write_text(f"*:*:*:*:{unquote(parts.password)}\n")
            passwords.chmod(0o600)
            patched.setenv("PGPASSFILE", str(passwords))
        connection = psycopg2.connect(address)
        connection.autocommit = True
        schema = f"indgang_test_{os.getpid()}"
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
            cursor.execute(f"CREATE SCHEMA {schema}")
        try:
            yield Database(connection, address, schema)
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP SCHEMA {schema} CASCADE")
            connection.close()


def differences(left: Any, right: Any, path: str = "", *, near: float = 1e-9) -> list[str]:
    """Where two documents differ: counts and labels must be equal, floats to `near`, relative."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        keys = sorted({*left, *right}, key=str)
        return [one for key in keys for one in differences(left.get(key), right.get(key), f"{path}.{key}", near=near)]
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        pairs = enumerate(zip(left, right, strict=True))
        return [one for at, (a, b) in pairs for one in differences(a, b, f"{path}[{at}]", near=near)]
    if type(left) is type(right) is float and left == pytest.approx(right, rel=near, abs=near):
        return []
    return [] if type(left) is type(right) and left == right else [f"{path}: {left!r} != {right!r}"]
