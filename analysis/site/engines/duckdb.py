"""DuckDB as a locked engine: it answers selects over the sources of one manifest and can do nothing else.

Before the lock the engine registers one view `source_<dataset>` per source. Then external access is switched off but
for the very files of the manifest, extensions cannot be loaded, and the configuration is locked. Measured with DuckDB
2.0: with `allowed_paths` also COPY over an allowed file is refused, since it writes a neighbour file first.
Only SQLGlot selects are accepted; there is no way to hand it text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from sqlglot import exp

from analysis.site import trees
from analysis.site.errors import DataFailure, FailureCode, SourceUnreadable
from analysis.site.limits import Limits
from analysis.site.sources import CsvSource, DuckdbSource, FileSource, ParquetSource

from . import KEPT
from .dialects.duckdb import SiteDuckDB
from .kinds import kind_of

PART = 8 * 122_880
"""Rows of a large answer read at a time: whole groups of rows as DuckDB keeps them."""

_UNLOCKED_CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}


class DuckdbEngine:
    """One connection, in memory, locked once its sources are open."""

    def __init__(self, *, sources: Mapping[str, FileSource], temp_directory: Path, limits: Limits) -> None:
        """Open `sources` (view name -> source), apply the limits and lock. Raises SourceUnreadable."""
        self.limits = limits
        self._connection = duckdb.connect(":memory:", config=dict(_UNLOCKED_CONFIG))
        self._schemas: dict[str, dict[str, str]] = {}
        self._attached: dict[Path, str] = {}
        self._counted = {name for name, one in sources.items() if not isinstance(one, CsvSource)}
        self._set("temp_directory", str(temp_directory))
        self._set("max_temp_directory_size", f"{limits.temp_bytes}B")
        self._set("memory_limit", f"{limits.memory_bytes}B")
        self._connection.execute(f"SET threads = {int(limits.threads)}")
        self._connection.execute("SET preserve_insertion_order = false")
        try:
            for name, source in sources.items():
                self._register(name, source)
        except duckdb.Error as error:
            raise SourceUnreadable(type(error).__name__) from None
        self._lock(sources.values())

    def fetch(self, select: exp.Query) -> dict[str, np.ma.MaskedArray[Any, Any]]:
        """The answer as one masked array per column; masked means missing.

        Numbers come as float64, counts as int64, yes/no as bool, dates as datetime64[D], labels as object (str).
        Raises DataFailure when memory or time runs out, and SourceUnreadable.
        """
        arrays = self._execute(select).fetchnumpy()
        return {name: _masked(arrays.pop(name)) for name in list(arrays)}

    def fetch_kept(self, select: exp.Select, rows: int) -> dict[str, np.ma.MaskedArray[Any, Any]]:
        """The same in parts, told apart by DuckDB's own number of a row. See `Engine`."""
        if rows <= PART:
            return self.fetch(select)
        values: dict[str, Any] = {}
        masks: dict[str, Any] = {}
        number = exp.column("rowid", table=KEPT)
        for first in range(0, rows, PART):
            part = slice(first, min(first + PART, rows))
            within = exp.Between(this=number, low=trees.whole(part.start), high=trees.whole(part.stop - 1))
            for name, array in self.fetch(select.where(within)).items():
                values.setdefault(name, np.empty(rows, array.dtype))[part] = array.data
                if np.ma.is_masked(array):
                    masks.setdefault(name, np.zeros(rows, bool))[part] = array.mask
        return {name: np.ma.array(found, mask=masks.get(name, np.ma.nomask)) for name, found in values.items()}

    def rows(self, select: exp.Query) -> list[tuple[Any, ...]]:
        """The answer as Python tuples, in the order the select asks for; missing is None."""
        return list(self._execute(select).fetchall())

    def batches(self, select: exp.Query, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """The answer as Python tuples, so many at a time."""
        answer = self._execute(select)
        while rows := answer.fetchmany(size):
            yield rows

    def materialise(self, name: str, select: exp.Query, *, numbered: str | None = None) -> int:
        """Keep the answer of a select under a name that later selects can read; lives as long as the engine.

        `numbered` adds a column of that name with a number of its own for each row, from 0. Returns the rows kept.
        """
        if numbered is None:
            return self._kept(name, "TABLE", select)
        rows = f"{name} without numbers"
        count = self._kept(rows, "TABLE", select)
        number = trees.named(exp.column("rowid"), numbered)  # DuckDB's own, so that nothing is counted twice
        self._kept(name, "VIEW", exp.select(exp.Star(), number).from_(trees.table(rows)))
        return count

    def forget(self, name: str) -> None:
        """Let go of rows that were kept without numbers."""
        self._run(exp.Drop(tables=[exp.to_table(name, quoted=True)], kind="TABLE").sql(SiteDuckDB))

    def columns(self, name: str) -> Mapping[str, str]:
        """Physical columns of a source: name as the file spells it -> engine type, e.g. `{"koen": "VARCHAR"}`."""
        return self._schemas[name]

    def size(self, name: str) -> int | None:
        """Rows of a source where that is known without reading them, else None."""
        if name in self._counted:
            return int(self.rows(exp.select(exp.Count(this=exp.Star())).from_(trees.table(name)))[0][0])
        return None

    def interrupt(self) -> None:
        """Stop the running select; callable from another thread."""
        self._connection.interrupt()

    def close(self) -> None:
        """Let go of all files and memory."""
        self._connection.close()

    def _kept(self, name: str, kind: str, select: exp.Query) -> int:
        """Create a temporary table or view; the rows of a table."""
        created = exp.Create(
            this=exp.to_table(name, quoted=True),
            kind=kind,
            properties=exp.Properties(expressions=[exp.TemporaryProperty()]),
            expression=select,
        )
        answer = self._run(created.sql(SiteDuckDB)).fetchone()
        return int(answer[0]) if answer and kind == "TABLE" else 0

    def _execute(self, select: exp.Query) -> duckdb.DuckDBPyConnection:
        if not isinstance(select, exp.Query):
            raise TypeError("the engine answers selects only")
        return self._run(select.sql(SiteDuckDB))

    def _run(self, text: str) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(text)
        except (duckdb.OutOfMemoryException, MemoryError):
            raise DataFailure(FailureCode.MEMORY) from None
        except duckdb.InterruptException:
            raise DataFailure(FailureCode.TIME) from None
        except duckdb.Error as error:
            raise SourceUnreadable(type(error).__name__) from None

    def _set(self, option: str, value: str) -> None:
        self._connection.execute(f"SET {option} = {_text(value)}")

    def _register(self, name: str, source: FileSource) -> None:
        relation = self._relation(source)
        view = exp.to_identifier(name, quoted=True).sql(SiteDuckDB)
        self._connection.execute(f"CREATE TEMP VIEW {view} AS SELECT * FROM {relation}")
        described = self._connection.execute(f"DESCRIBE {view}").fetchall()
        self._schemas[name] = {row[0]: row[1] for row in described}
        if isinstance(source, CsvSource):
            texts = _read_csv(source.files, all_varchar=True)
            self._connection.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT * FROM {texts}")
            self._schemas[name] = self._written_kinds(view, self._schemas[name])

    def _written_kinds(self, view: str, sniffed: Mapping[str, str]) -> dict[str, str]:
        """What the texts of a CSV file may pass for: whole numbers, times with a zone, and codes that a table of numbers
        with gaps has written `1.0`. Everything else is the text it is: `F` is no false, and 250.10 is not 250.1.
        """
        kinds = {column: kind_of(physical) for column, physical in sniffed.items()}
        floats = [column for column, kind in kinds.items() if kind == "float"]
        whole: tuple[Any, ...] = ()
        if floats:
            named = (exp.to_identifier(column, quoted=True).sql(SiteDuckDB) for column in floats)
            tests = ", ".join(f"bool_and(regexp_full_match({column}, '-?[0-9]+([.]0)?'))" for column in named)
            whole = self._connection.execute(f"SELECT {tests} FROM {view}").fetchall()[0]
        kept = {column for column, is_whole in zip(floats, whole, strict=True) if is_whole}
        kept |= {column for column, kind in kinds.items() if kind in ("whole", "zoned")}
        return {column: physical if column in kept else "VARCHAR" for column, physical in sniffed.items()}

    def _relation(self, source: FileSource) -> str:
        match source:
            case ParquetSource(files):
                return f"read_parquet({_list(files)}, union_by_name = true)"
            case CsvSource(files):
                return _read_csv(files, all_varchar=False)
            case DuckdbSource(file, table):
                return exp.table_(table, db="main", catalog=self._attach(file), quoted=True).sql(SiteDuckDB)

    def _attach(self, file: Path) -> str:
        """The name under which a DuckDB file is open, read only; a file is opened once."""
        if file not in self._attached:
            self._attached[file] = f"file_{len(self._attached)}"
            quoted = exp.to_identifier(self._attached[file], quoted=True).sql(SiteDuckDB)
            self._connection.execute(f"ATTACH {_text(str(file))} AS {quoted} (READ_ONLY)")
        return self._attached[file]

    def _lock(self, sources: Iterable[FileSource]) -> None:
        files = sorted({str(file) for source in sources for file in source.files})
        self._connection.execute(f"SET allowed_paths = {_list(files)}")
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")


def _read_csv(files: Sequence[Path], *, all_varchar: bool) -> str:
    options = "all_varchar = true" if all_varchar else "sample_size = -1"
    return f"read_csv({_list(files)}, union_by_name = true, header = true, {options})"


def _text(value: str) -> str:
    return exp.Literal.string(value).sql(SiteDuckDB)


def _list(values: Sequence[Path] | Sequence[str]) -> str:
    return exp.Array(expressions=[exp.Literal.string(str(value)) for value in values]).sql(SiteDuckDB)


def _masked(array: Any) -> np.ma.MaskedArray[Any, Any]:
    masked: Any = np.ma.asarray(array)
    if masked.dtype.kind == "M":
        masked = masked.astype("datetime64[D]")
    if masked.dtype.kind == "f":
        masked = np.ma.masked_invalid(masked.astype(np.float64, copy=False), copy=False)
    return np.ma.array(masked.data, mask=np.ma.getmaskarray(masked), copy=False)
