"""What a plan promises is what its result shows: the heads of the empty table are those of the filled one."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from analysis.arrangement import arrange
from analysis.labels import JobLabels
from analysis.plans import grammar as g
from analysis.plans import read_plan, shells
from analysis.readable import texts
from analysis.site.manifest import load_manifest
from tests.analysis.site.methods.asked import Asked

NHEFS = Path(__file__).parents[2] / "analysis" / "site" / "open_sites" / "nhefs"
POPULATION = {
    "from": "nhefs",
    "index": {"date": "1983-01-01"},
    "exit": {"first_of": ["nhefs.death_date", "1992-12-31"]},
}
VARIABLES = {
    "quit": {"from": "nhefs.qsmk"}, "sex": {"from": "nhefs.sex"}, "age": {"from": "nhefs.age"},
    "weight": {"from": "nhefs.wt71"}, "education": {"from": "nhefs.education"},
    "age_group": {"bands": {"of": "age", "edges": [20, 40, 60, None]}},
    "quarter": {"bands": {"of": "weight", "quantiles": [0.25, 0.5, 0.75]}},
    "dead": {"event": {"date": "nhefs.death_date"}},
    "cause": {"case": [{"when": {"dead": {"eq": True}}, "then": {"label": "dead"}}]},
}  # fmt: skip
FOLLOWED = {"from": "index", "to": "exit"}
SURVIVAL = {"method": "survival", "time": FOLLOWED, "event": "dead", "by": ["quit"]}
TERMS = ["quit", "sex", "age", {"power": ["age", 2]}, {"spline": "weight", "df": 3}, {"interaction": ["quit", "sex"]}]
ASKED = [
    {"method": "count"},
    {"method": "crosstab", "rows": ["age_group"], "columns": ["sex"], "layers": ["quit"], "percent": "row"},
    {"method": "crosstab", "rows": ["quit"], "columns": ["dead"], "test": "chi2", "ratios": True},
    {"method": "summary", "of": ["age", "weight"], "by": ["quit"], "quantiles": [0.1, 0.9]},
    {"method": "summary", "of": ["weight"], "by": ["quarter"], "test": "kruskal"},
    {"method": "table1", "of": ["age", "sex", "education"], "by": ["quit"]},
    {"method": "histogram", "of": ["weight"], "by": ["sex"]},
    {"method": "correlation", "of": ["age", "weight"], "by": ["sex"]},
    {"method": "trend", "every": "quarter", "date": "nhefs.death_date", "event": "dead", "by": ["sex"]},
    {"method": "rates", "time": FOLLOWED, "event": "dead", "by": ["sex"], "per": 1000,
     "split": {"period": [1983, 1988, None], "since_index": [0, 5, None]},
     "standard": {"over": "age_group", "weights": [3, 2, 1]}},
    SURVIVAL | {"times": [1, 5], "rmst": 5, "test": "logrank"},
    SURVIVAL,
    {"method": "survival", "time": FOLLOWED, "competing": "cause", "times": [1, 5]},
    {"method": "linear", "outcome": "weight", "terms": TERMS[:4]},
    {"method": "logistic", "outcome": "dead", "terms": TERMS},
    {"method": "poisson", "time": FOLLOWED, "event": "dead", "terms": TERMS[:2]},
    {"method": "cox", "time": FOLLOWED, "event": "dead", "terms": TERMS, "test": "ph", "strata": ["education"]},
]  # fmt: skip
MORE_IN_THE_FIT = {"Udeladt", "Devians", "Dispersion", "Log-likelihood", "Log-likelihood uden variabler"}
"""Lines of a fit that some models have and a reader of theirs does not look for."""


@pytest.fixture(scope="module")
def nhefs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nhefs")
    manifest = (NHEFS / "site.toml").read_text(encoding="utf-8")
    rows = duckdb.sql(f"SELECT * FROM '{NHEFS / 'nhefs.parquet'}'").df()
    site = Asked(folder, manifest[manifest.index("[datasets.nhefs]") :], {"nhefs": rows})
    yield site
    site.close()


def heads(lines):
    return [" · ".join(head for head in line.heads if head) for line in lines]


@pytest.mark.parametrize("analysis", ASKED, ids=[f"{at}-{one['method']}" for at, one in enumerate(ASKED)])
def test_a_result_has_the_heads_that_its_plan_promised(nhefs, analysis):
    result = nhefs.one(POPULATION, VARIABLES, **analysis)
    assert result["status"] == "released", result.get("code")
    document = {"version": 1, "population": POPULATION, "variables": VARIABLES, "analyses": [{"id": "a", **analysis}]}
    labels = JobLabels(read_plan(document), load_manifest(nhefs.folder).dictionary, "da")
    promised = {shell.table: shell for shell in shells(labels.plan, labels.dictionary, "da")}
    assert [table["name"] for table in result["tables"]] == list(promised)
    for table in result["tables"]:
        shell, grid = promised[table["name"]], arrange(table, labels.of(result, table["name"]))
        columns = [head.text for head in shell.columns]
        assert [one for one in columns if one in grid.columns] == [one for one in grid.columns if one in columns]
        assert set(grid.columns) - set(columns) <= {"Estimat", "95 % KI", "Frihedsgrader i nævneren"}, grid.columns
        rows = [head.text.replace(" (reference)", "") for head in shell.rows]
        if table["name"] == "fit":
            assert set(rows) <= set(heads(grid.lines)) | MORE_IN_THE_FIT
        elif not any("…" in row for row in rows):
            shown = [row for row in heads(grid.lines) if not row.endswith("Uoplyst")]
            assert shown == [row for row in rows if not row.endswith("Uoplyst")]
        assert len(texts(grid)) == len(grid.lines)


def test_every_method_is_asked():
    assert {analysis["method"] for analysis in ASKED} == set(g.METHODS)
