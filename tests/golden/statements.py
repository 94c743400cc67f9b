"""The SQL of plans in the words of Spark: `python -m tests.golden.statements` writes tests/golden/sql anew.

Nothing runs it: a plan is asked of DuckDB, and what the engine was asked for is written down a second time.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from analysis.plans import bind_plan, read_plan
from analysis.site import trees
from analysis.site.demo import write_demo
from analysis.site.disclosure.run import run_analyses
from analysis.site.engines import Engine, Workplace, open_engine
from analysis.site.engines.dialects.spark import SiteSpark
from analysis.site.frame import open_frame
from analysis.site.limits import Limits
from analysis.site.manifest import load_manifest
from tests.analysis.site.engines import every_shape

from .answers import HERE, Answers

FOLDER = HERE / "sql"
GOLDEN = {"D01": "nhefs", "D14": "support2", "D15": "heart_failure", "D16_first": "diabetes130", "D21": "omop"}
"""Golden plans and their sites; `every_shape` and `records` are asked of the synthetic registers."""


class Written:
    """An engine that writes down what it is asked; what is kept is a view."""

    def __init__(self, engine: Engine) -> None:
        self.limits = engine.limits
        self.statements: list[str] = []
        self._engine = engine

    def fetch(self, select: exp.Query) -> Any:
        self.statements.append(select.sql(SiteSpark, pretty=True))
        return self._engine.fetch(select)

    def fetch_kept(self, select: exp.Select, rows: int) -> Any:
        self.statements.append(select.sql(SiteSpark, pretty=True))
        return self._engine.fetch_kept(select, rows)

    def rows(self, select: exp.Query) -> Any:
        self.statements.append(select.sql(SiteSpark, pretty=True))
        return self._engine.rows(select)

    def materialise(self, name: str, select: exp.Query, *, numbered: str | None = None) -> int:
        kept: exp.Query = select
        if numbered is not None:
            number = exp.Sub(this=exp.Window(this=exp.RowNumber()), expression=trees.whole(1))
            kept = exp.select(exp.Star(), trees.named(number, numbered)).from_(select.subquery("rows"))
        temporary = exp.Properties(expressions=[exp.TemporaryProperty()])
        view = exp.Create(this=trees.table(name), kind="VIEW", properties=temporary, expression=kept)
        self.statements.append(view.sql(SiteSpark, pretty=True))
        return self._engine.materialise(name, select, numbered=numbered)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


def statements_of(document: dict[str, Any], site: Path) -> str:
    """Everything a plan asks of the engine on an open site, in the order asked."""
    manifest = load_manifest(site)
    bound = bind_plan(read_plan(document), manifest.dictionary)
    with tempfile.TemporaryDirectory() as temp:
        place = Workplace(Limits(threads=1), Path(temp))
        engine = Written(open_engine(manifest.sources((*bound.datasets, *bound.references)), place))
        frame = open_frame(bound, manifest, engine)
        run_analyses(bound, frame, engine, profile=None, ledger=None, purpose="request")
        engine.close()
    return ";\n\n".join(engine.statements) + ";\n"


def lay_out_registers(folder: Path) -> Path:
    """The synthetic registers of 300 persons as open data, with a table of rates."""
    write_demo(folder, persons=300, seed=1)
    manifest = folder / "site.toml"
    manifest.write_text(
        manifest.read_text().replace('profile = "dk-health"', "open_data = true", 1) + every_shape.RATES
    )
    with duckdb.connect() as connection:
        connection.execute(every_shape.WRITE_RATES.format(file=folder / "mdk.parquet"))
    return folder


def all_statements(folder: Path) -> dict[str, str]:
    """File name -> statements; sites are laid out in `folder`."""
    found = {}
    for plan, site in GOLDEN.items():
        document = json.loads((HERE / "plans" / f"{plan}.json").read_text())
        found[f"{plan}.sql"] = statements_of(document, Answers(folder).open_site(site))
    registers = lay_out_registers(folder / "registers")
    found["every_shape.sql"] = statements_of(every_shape.PERSONS, registers)
    found["records.sql"] = statements_of(every_shape.RECORDS, registers)
    return found


def main() -> None:
    """Write the files anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    with tempfile.TemporaryDirectory() as folder:
        for name, text in all_statements(Path(folder)).items():
            (FOLDER / name).write_text(text)


if __name__ == "__main__":
    main()
