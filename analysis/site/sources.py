"""Where a dataset's rows lie: files below the site's folder, never outside it, or a table of a PostgreSQL database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

PARQUET_SUFFIXES = (".parquet", ".pq")
CSV_SUFFIXES = (".csv", ".csv.gz", ".tsv")
DATABASE = ("postgresql:", "postgres:")
ADDRESS_WORDS = frozenset({"host", "service", "passfile", "sslmode", "sslrootcert", "sslcert", "sslkey"})
"""What may stand after the ? of an address: where the server is and how it is known, nothing that is itself secret."""
SECRET_WORDS = frozenset({"password", "sslpassword"})


@dataclass(frozen=True)
class ParquetSource:
    """One or more Parquet files with the same columns."""

    files: tuple[Path, ...]


@dataclass(frozen=True)
class CsvSource:
    """One or more CSV files with a header."""

    files: tuple[Path, ...]


@dataclass(frozen=True)
class DuckdbSource:
    """One table of a DuckDB file."""

    file: Path
    table: str

    @property
    def files(self) -> tuple[Path, ...]:
        """The files the engine must be able to read."""
        return (self.file,)


@dataclass(frozen=True)
class PostgresSource:
    """A table or view of a PostgreSQL database. `database` is the address without the table; it holds no password."""

    database: str
    schema: str
    table: str

    @property
    def files(self) -> tuple[Path, ...]:
        """None: nothing tells from outside whether a table has changed."""
        return ()


FileSource = ParquetSource | CsvSource | DuckdbSource
Source = FileSource | PostgresSource


class SourceFault(ValueError):
    """A source that cannot be used; `code` is one of the site's fault codes."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def resolve_source(text: str, directory: Path) -> Source:
    """Find the files of a source text, relative to `directory`. Raises SourceFault."""
    if text.startswith(DATABASE):
        return _postgres_source(text)
    if text.startswith("duckdb:"):
        return _duckdb_source(text.removeprefix("duckdb:"), directory)
    files = _files(text, directory)
    if all(file.name.endswith(PARQUET_SUFFIXES) for file in files):
        return ParquetSource(files)
    if all(file.name.endswith(CSV_SUFFIXES) for file in files):
        return CsvSource(files)
    raise SourceFault("source_kind")


def _duckdb_source(text: str, directory: Path) -> DuckdbSource:
    name, mark, table = text.partition("#")
    if not mark or not table:
        raise SourceFault("source_kind")
    return DuckdbSource(_files(name, directory)[0], table)


def _postgres_source(text: str) -> PostgresSource:
    """`postgresql://user@host:port/database?sslmode=…#schema.table`; without a schema it is `public`."""
    database, _, place = text.partition("#")
    try:
        parts = urlsplit(database)
        words = {word for word, _ in parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))}
        _ = parts.port
    except ValueError:
        raise SourceFault("source_address") from None
    if parts.password is not None or words & SECRET_WORDS:
        raise SourceFault("source_password")
    schema, mark, table = unquote(place).rpartition(".")
    names = (schema if mark else "public", table)
    if parts.scheme != "postgresql" or not all(names) or not words <= ADDRESS_WORDS:
        raise SourceFault("source_address")
    return PostgresSource(database, *names)


def _files(pattern: str, directory: Path) -> tuple[Path, ...]:
    root = directory.resolve()
    if not pattern or Path(pattern).is_absolute() or ".." in Path(pattern).parts:
        raise SourceFault("source_outside")
    found = tuple(sorted(path.resolve() for path in root.glob(pattern) if path.is_file()))
    if not found:
        raise SourceFault("source_missing")
    if any(not path.is_relative_to(root) or path.is_relative_to(root / ".indgang") for path in found):
        raise SourceFault("source_outside")
    return found
