"""Plans on a site made of data frames, answered as open data: from document to result, as the site does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from analysis.plans import BoundPlan, bind_plan, read_plan
from analysis.site.disclosure.run import run_analyses
from analysis.site.engines import Engine
from analysis.site.engines.duckdb import DuckdbEngine
from analysis.site.frame import Frame, open_frame
from analysis.site.limits import Limits
from analysis.site.manifest import load_manifest


class Asked:
    """A site in a folder: `manifest` is the text after `[site]`, `tables` the Parquet files beside it."""

    def __init__(self, folder: Path, manifest: str, tables: Mapping[str, pd.DataFrame]) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        (folder / "site.toml").write_text(f'[site]\nid = "asked"\nopen_data = true\n{manifest}')
        for name, rows in tables.items():
            with duckdb.connect() as connection:
                connection.register("rows", rows)
                connection.execute(f"COPY rows TO '{folder / name}.parquet' (FORMAT parquet)")
        self.engines: list[Engine] = []

    def frame(
        self, population: dict[str, Any], variables: dict[str, Any], analyses: Sequence[dict[str, Any]]
    ) -> tuple[BoundPlan, Frame, Engine]:
        """The frame of a plan, with its engine."""
        manifest = load_manifest(self.folder)
        document = {"version": 1, "population": population, "variables": variables, "analyses": list(analyses)}
        bound = bind_plan(read_plan(document), manifest.dictionary)
        sources = manifest.sources((*bound.datasets, *bound.references))
        engine = DuckdbEngine(sources=sources, temp_directory=self.folder, limits=Limits(threads=1))
        self.engines.append(engine)
        return bound, open_frame(bound, manifest, engine), engine

    def results(
        self, population: dict[str, Any], variables: dict[str, Any], analyses: Sequence[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """The results of a plan, in the order of its analyses."""
        bound, frame, engine = self.frame(population, variables, analyses)
        return run_analyses(bound, frame, engine, profile=None, ledger=None, purpose="request")

    def one(self, population: dict[str, Any], variables: dict[str, Any], **analysis: Any) -> dict[str, Any]:
        """The result of one analysis."""
        return self.results(population, variables, [{"id": "a", **analysis}])[0]

    def close(self) -> None:
        """Let go of the files."""
        for engine in self.engines:
            engine.close()


def rows(result: Mapping[str, Any], table: str) -> list[dict[str, Any]]:
    """A table as one dict a row. The figure must have been released."""
    assert result["status"] == "released", result
    found = next(one for one in result["tables"] if one["name"] == table)
    heads = [column["name"] for column in found["columns"]]
    return [dict(zip(heads, row, strict=True)) for row in found["rows"]]


def row(result: Mapping[str, Any], table: str, /, **labels: Any) -> dict[str, Any]:
    """The one row with these labels."""
    found = [one for one in rows(result, table) if all(one[name] == label for name, label in labels.items())]
    assert len(found) == 1, found
    return found[0]
