"""What a plan asks, asked by hand in DuckDB."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

PERSONS = """(
        from '{site}/bef/*.parquet' anti join (
            from '{site}/opt_outs/*.parquet'
            where dato <= current_date and (ophoert is null or ophoert > current_date)) using (pnr))"""
"""The persons of a demo site: without those who have objected, whom no plan sees either."""


def ask(query: str, site: Path) -> list[tuple[Any, ...]]:
    """The rows of a query; in it `{site}` is the site's folder and `{persons}` its persons. A connection of its own."""
    with duckdb.connect() as engine:
        return engine.execute(query.format(site=site, persons=PERSONS.format(site=site))).fetchall()
