"""PostgreSQL as an engine: the data holder's own server answers, and only what a result is made of comes here.

A job has one connection, opened before its process leaves the network, and one transaction: all its selects see the
tables as they were at the first of them (REPEATABLE READ). Whatever is kept is a temporary table; closing an engine
rolls back to where it began, the end of the connection undoes the rest. The role needs SELECT and TEMPORARY, no more.
Only SQLGlot selects are accepted; there is no way to hand it text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import psycopg2
from sqlglot import exp

from analysis.site import trees
from analysis.site.errors import DataFailure, FailureCode, SourceUnreadable
from analysis.site.limits import Limits
from analysis.site.sources import FileSource, PostgresSource

from .dialects.postgres import SitePostgres, short_name
from .kinds import kind_of

ROWS_AT_ONCE = 50_000
_CANCELLED = "57014"
_NO_RESOURCES = "53"
_DTYPES: Mapping[int, str] = {16: "bool", 20: "int64", 21: "int64", 23: "int64", 1082: "datetime64[D]"} | dict.fromkeys(
    (700, 701, 1700), "float64"
)
"""By the server's number of a type; any other comes as text."""
_COPIED: Mapping[str, str] = {
    "text": 'TEXT COLLATE "C"',
    "whole": "BIGINT",
    "float": "DOUBLE PRECISION",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "zoned": "TIMESTAMP WITH TIME ZONE",
}
_COLUMNS = """
SELECT a.attname,
       CASE WHEN b.typtype = 'e' THEN 'text' ELSE format_type(b.oid, NULL) END
FROM pg_attribute a
JOIN pg_type t ON t.oid = a.atttypid
JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""
"""The columns of a relation with their types, those of a domain by what it is made of."""


class PostgresEngine:
    """What one part of a job works with, on the connection of the job; files beside the tables are copied in."""

    def __init__(
        self,
        connection: Any,
        *,
        tables: Mapping[str, PostgresSource],
        files: Mapping[str, FileSource],
        temp_directory: Path,
        limits: Limits,
    ) -> None:
        """Open `tables` and `files` (view name -> source). Raises SourceUnreadable."""
        self.limits = limits
        self._connection = connection
        self._temp = temp_directory
        self._schemas: dict[str, dict[str, str]] = {}
        self._long_names: dict[str, str] = {}
        self._run("SAVEPOINT engine")
        try:
            for name, table in tables.items():
                self._open_table(name, table)
            if files:
                self._copy_in(files)
        except SourceUnreadable:
            self.close()
            raise

    def fetch(self, select: exp.Query) -> dict[str, np.ma.MaskedArray[Any, Any]]:
        """The answer as one masked array per column; masked means missing. See `Engine`."""
        with self._statement() as cursor:
            cursor.execute(f"DECLARE answer NO SCROLL CURSOR FOR {self._text(select)}")
            parts = list(_arrays(cursor))
            cursor.execute("CLOSE answer")
        return {self._long_names.get(name, name): _joined([part[name] for part in parts]) for name in parts[0]}

    def fetch_kept(self, select: exp.Select, rows: int) -> dict[str, np.ma.MaskedArray[Any, Any]]:
        """As `fetch`, which reads in parts already. See `Engine`."""
        return self.fetch(select)

    def rows(self, select: exp.Query) -> list[tuple[Any, ...]]:
        """The answer as Python tuples, in the order the select asks for; missing is None."""
        with self._statement() as cursor:
            cursor.execute(self._text(select))
            return list(cursor.fetchall())

    def materialise(self, name: str, select: exp.Query, *, numbered: str | None = None) -> int:
        """Keep the answer of a select as a temporary table. See `Engine`."""
        if numbered is not None:
            number = exp.Sub(this=exp.Window(this=exp.RowNumber()), expression=trees.whole(1))
            select = exp.select(exp.Star(), trees.named(number, numbered)).from_(select.subquery("rows"))
        created = exp.Create(
            this=trees.table(name),
            kind="TABLE",
            properties=exp.Properties(expressions=[exp.TemporaryProperty()]),
            expression=select,
        )
        with self._statement() as cursor:
            cursor.execute(self._written(created))
            count = int(cursor.rowcount)
            cursor.execute(f"ANALYZE {_quoted(name)}")  # nobody else counts a temporary table for the planner
        return count

    def forget(self, name: str) -> None:
        """Let go of rows that were kept."""
        self._run(f"DROP TABLE {_quoted(name)}")

    def columns(self, name: str) -> Mapping[str, str]:
        """Physical columns of a source: name -> the server's type, e.g. `{"koen": "character varying"}`."""
        return self._schemas[name]

    def size(self, name: str) -> int | None:
        """Not known: the server counts a table by reading it."""
        return None

    def interrupt(self) -> None:
        """Stop the running select; callable from another thread, where the network can still be reached."""
        self._connection.cancel()

    def close(self) -> None:
        """Let go of all that was kept. The connection and what it sees of the tables stay."""
        with suppress(psycopg2.Error), self._connection.cursor() as cursor:
            cursor.execute("ROLLBACK TO SAVEPOINT engine")

    def _open_table(self, name: str, source: PostgresSource) -> None:
        table = exp.table_(source.table, db=source.schema, quoted=True).sql(SitePostgres)
        self._run(f"CREATE TEMP VIEW {_quoted(name)} AS SELECT * FROM {table}")
        with self._statement() as cursor:
            cursor.execute(_COLUMNS, (f"pg_temp.{_quoted(name)}",))
            self._schemas[name] = dict(cursor.fetchall())

    def _copy_in(self, files: Mapping[str, FileSource]) -> None:
        """Files as temporary tables: the ids of persons, or rates that lie beside the database."""
        from .duckdb import DuckdbEngine

        reader = DuckdbEngine(sources=files, temp_directory=self._temp, limits=self.limits)
        for name in files:
            self._schemas[name] = dict(reader.columns(name))
            columns = ", ".join(_declared(*column) for column in self._schemas[name].items())
            with self._statement() as cursor:
                cursor.execute(f"CREATE TEMP TABLE {_quoted(name)} ({columns})")
                for rows in reader.batches(exp.select(exp.Star()).from_(trees.table(name)), ROWS_AT_ONCE):
                    cursor.copy_expert(f"COPY {_quoted(name)} FROM STDIN (FORMAT csv)", _as_csv(rows))
                cursor.execute(f"ANALYZE {_quoted(name)}")
        reader.close()

    def _text(self, select: exp.Query) -> str:
        if not isinstance(select, exp.Query):
            raise TypeError("the engine answers selects only")
        return self._written(select)

    def _written(self, tree: exp.Query | exp.Create) -> str:
        """The statement; remembers the long names in it, which the server knows shortened."""
        found = (identifier.name for identifier in tree.find_all(exp.Identifier))
        self._long_names |= {short: name for name in found if (short := short_name(name)) != name}
        return tree.sql(SitePostgres)

    def _run(self, text: str) -> None:
        with _told_as_ours(), self._connection.cursor() as cursor:
            cursor.execute(text)

    @contextmanager
    def _statement(self) -> Iterator[Any]:
        """A cursor whose failure leaves the transaction usable: other analyses of the plan go on."""
        with _told_as_ours(), self._connection.cursor() as cursor:
            cursor.execute("SAVEPOINT statement")
            try:
                yield cursor
            except psycopg2.Error:
                cursor.execute("ROLLBACK TO SAVEPOINT statement")
                raise
            cursor.execute("RELEASE SAVEPOINT statement")


@contextmanager
def _told_as_ours() -> Iterator[None]:
    """The library's errors as ours: by the server's code, never its message."""
    try:
        yield
    except psycopg2.Error as error:
        code = error.pgcode or type(error).__name__
        if code == _CANCELLED:
            raise DataFailure(FailureCode.TIME) from None
        if code.startswith(_NO_RESOURCES):
            raise DataFailure(FailureCode.MEMORY) from None
        raise SourceUnreadable(code) from None


def _quoted(name: str) -> str:
    return exp.to_identifier(name, quoted=True).sql(SitePostgres)


def _declared(column: str, physical: str) -> str:
    """A column of a copied file, of the type that holds its family."""
    return f"{_quoted(column)} {_COPIED.get(kind_of(physical), 'TEXT')}"


def _as_csv(rows: Sequence[tuple[Any, ...]]) -> io.StringIO:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    written.seek(0)
    return written


def _arrays(cursor: Any) -> Iterator[dict[str, np.ma.MaskedArray[Any, Any]]]:
    """The columns of the open answer, some rows at a time; at least once."""
    is_more = True
    while is_more:
        cursor.execute(f"FETCH {ROWS_AT_ONCE} FROM answer")
        rows, described = cursor.fetchall(), cursor.description
        columns = zip(*rows, strict=True) if rows else ((),) * len(described)
        yield {
            about.name: _masked(values, _DTYPES.get(about.type_code, "object"))
            for about, values in zip(described, columns, strict=True)
        }
        is_more = len(rows) == ROWS_AT_ONCE


def _joined(parts: Sequence[np.ma.MaskedArray[Any, Any]]) -> np.ma.MaskedArray[Any, Any]:
    data, mask = (np.concatenate([read(part) for part in parts]) for read in (np.ma.getdata, np.ma.getmaskarray))
    return np.ma.array(data, mask=mask)


def _masked(values: Sequence[Any], dtype: str) -> np.ma.MaskedArray[Any, Any]:
    """Values of one column as an array of its type."""
    missing = np.fromiter((value is None for value in values), bool, len(values))
    filler = {"object": "", "datetime64[D]": "NaT"}.get(dtype, 0)
    array: np.ma.MaskedArray[Any, Any] = np.ma.array(
        [filler if value is None else value for value in values], mask=missing, dtype=dtype
    )
    return np.ma.masked_invalid(array) if dtype == "float64" else array
