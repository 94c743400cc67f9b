"""Engines open a site's data and answer selects: DuckDB over files, PostgreSQL over tables.

    with_files = Workplace(limits, temp)
    engine = open_engine(manifest.sources(keys), with_files)

Everybody else takes `Engine` from here and knows no library. What a library raises is `SourceUnreadable`, or
`DataFailure` when memory or time runs out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from sqlglot import exp

from analysis.site.errors import SiteFaults, site_fault
from analysis.site.limits import Limits
from analysis.site.sources import FileSource, PostgresSource, Source

Arrays = dict[str, "np.ma.MaskedArray[Any, Any]"]
KEPT = "t"
"""What `fetch_kept` knows the kept rows as."""


class Engine(Protocol):
    """The open sources of a job. Selects are SQLGlot trees; there is no way to hand it text."""

    limits: Limits

    def fetch(self, select: exp.Query) -> Arrays:
        """The answer as one masked array per column; masked means missing.

        Numbers come as float64, counts as int64, yes/no as bool, dates as datetime64[D], labels as object (str).
        Raises DataFailure when memory or time runs out, and SourceUnreadable.
        """

    def fetch_kept(self, select: exp.Select, rows: int) -> Arrays:
        """The same of a select with one row for each of the `rows` rows that were kept, which it calls `KEPT`.

        Read in parts where they are many, so that the answer lies in memory once only.
        """

    def rows(self, select: exp.Query) -> list[tuple[Any, ...]]:
        """The answer as Python tuples, in the order the select asks for; missing is None."""

    def materialise(self, name: str, select: exp.Query, *, numbered: str | None = None) -> int:
        """Keep the answer of a select under a name that later selects can read; lives as long as the engine.

        `numbered` adds a column of that name with a number of its own for each row, from 0. Returns the rows kept.
        """

    def forget(self, name: str) -> None:
        """Let go of rows that were kept without numbers."""

    def columns(self, name: str) -> Mapping[str, str]:
        """Physical columns of a source: name as the source spells it -> engine type, e.g. `{"koen": "VARCHAR"}`."""

    def size(self, name: str) -> int | None:
        """Rows of a source where that is known without reading them, else None."""

    def interrupt(self) -> None:
        """Stop the running select; callable from another thread."""

    def close(self) -> None:
        """Let go of what is open and of all that was kept."""


@dataclass(frozen=True)
class Workplace:
    """What a job works with: its limits, a folder of its own, and the connection of a site that reads a database."""

    limits: Limits
    temp: Path
    connection: Any = None


def open_engine(sources: Mapping[str, Source], place: Workplace) -> Engine:
    """The engine for some sources (view name -> source): files beside tables are copied to where the tables are.

    Raises SourceUnreadable for a source that cannot be opened, and SiteFaults where the database cannot.
    """
    files: dict[str, FileSource] = {}
    tables: dict[str, PostgresSource] = {}
    for name, source in sources.items():
        if isinstance(source, PostgresSource):
            tables[name] = source
        else:
            files[name] = source
    if not tables:
        from .duckdb import DuckdbEngine

        return DuckdbEngine(sources=files, temp_directory=place.temp, limits=place.limits)
    if place.connection is None:
        raise SiteFaults([site_fault("no_database", "datasets")])
    from .postgres import PostgresEngine

    return PostgresEngine(place.connection, tables=tables, files=files, temp_directory=place.temp, limits=place.limits)
