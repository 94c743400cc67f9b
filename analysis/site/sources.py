"""Where a dataset's rows lie: files below the site's folder, never outside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PARQUET_SUFFIXES = (".parquet", ".pq")
CSV_SUFFIXES = (".csv", ".csv.gz", ".tsv")


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


Source = ParquetSource | CsvSource | DuckdbSource


class SourceFault(ValueError):
    """A source that cannot be used; `code` is one of the site's fault codes."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def resolve_source(text: str, directory: Path) -> Source:
    """Find the files of a source text, relative to `directory`. Raises SourceFault."""
    if text.startswith("postgresql://"):
        raise SourceFault("not_yet")
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
