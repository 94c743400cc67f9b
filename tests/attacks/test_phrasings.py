"""The same differencing attack written in the plan language: all but the one person who is 101 years old."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.plans import bind_plan, read_plan
from analysis.site.disclosure.profiles import Profile
from analysis.site.disclosure.run import run_analyses
from analysis.site.engines import Workplace
from analysis.site.frame import open_frame
from analysis.site.ledger import Ledger, LedgerMode
from analysis.site.limits import Limits
from analysis.site.manifest import load_manifest
from analysis.site.surrogates import open_data
from tests.attacks.small_site import cells

MANIFEST = """
[site]
id = "small"
must_leave_network = false
[datasets.bef]
source = "bef.csv"
person = "pnr"
domain = "dk"
[datasets.bef.variables]
sex = {type = "category", labels = {"1" = "Mand", "2" = "Kvinde"}}
age = {type = "integer"}
ill = {type = "category", labels = {"0" = "nej", "1" = "ja"}}
[datasets.diag]
source = "diag.csv"
person = "pnr"
domain = "dk"
unit = "record"
date = "date"
[datasets.diag.variables]
date = {type = "date"}
code = {type = "code"}
"""
ANALYSES = [
    {"id": "t1", "method": "crosstab", "rows": ["ill"], "columns": ["sex"], "percent": "column"},
    {"id": "s1", "method": "summary", "of": ["age"], "by": ["ill"]},
]
VARIABLES = {"ill": {"from": "bef.ill"}, "sex": {"from": "bef.sex"}, "age": {"from": "bef.age"}}
PHRASINGS: dict[str, dict[str, Any]] = {
    "ne": {"where": {"bef.age": {"ne": 101}}},
    "not eq": {"where": {"not": {"bef.age": {"eq": 101}}}},
    "between": {"where": {"bef.age": {"between": [0, 100]}}},
    "not in": {"where": {"not": {"bef.age": {"in": [101, 102]}}}},
    "any of both sides": {"where": {"any": [{"bef.age": {"lt": 101}}, {"bef.age": {"gt": 101}}]}},
    "keep_if": {"keep_if": {"age": {"lt": 101}}},
    "a band": {"keep_if": {"band": {"eq": "0-<101"}}},
    "a recode": {"keep_if": {"recode": {"eq": "rest"}}},
    "a yes": {"keep_if": {"is_old": {"eq": False}}},
    "an exclusion": {"exclude": [{"dataset": "diag", "where": {"diag.code": {"eq": "DZ99"}}}]},
    "nested exclusions": {
        "where": {"bef.age": {"le": 101}},
        "keep_if": {"age": {"ge": 0}},
        "exclude": [
            {"dataset": "diag", "where": {"diag.code": {"starts_with": ["DZ9"]}}},
            {"dataset": "diag", "where": {"diag.code": {"eq": "DZ99"}}},
        ],
    },
    "a window": {
        "index": {"date": "2020-06-01"},
        "exclude": [{"dataset": "diag", "where": {"diag.code": {"eq": "DZ99"}}, "window": {"days": [-100, 0]}}],
    },
}
EXTRA = {
    "a band": {"band": {"bands": {"of": "age", "edges": [0, 101, None]}}},
    "a recode": {
        "recode": {"case": [{"when": {"bef.age": {"eq": 101}}, "then": {"label": "one"}}, {"else": {"label": "rest"}}]}
    },
    "a yes": {"is_old": {"when": {"bef.age": {"gt": 100}}}},
}


@pytest.fixture
def ask(tmp_path):
    rng = np.random.default_rng(11)
    count = 240
    pnrs = [f"{number:010d}" for number in range(count)]
    ages = rng.integers(20, 90, count)
    ages[77] = 101
    bef = pd.DataFrame({"pnr": pnrs, "sex": rng.integers(1, 3, count), "age": ages, "ill": rng.integers(0, 2, count)})
    diag = pd.DataFrame({"pnr": [*pnrs, pnrs[77]], "date": "2020-05-01", "code": ["DA01"] * count + ["DZ99"]})
    bef.to_csv(tmp_path / "bef.csv", index=False)
    diag.to_csv(tmp_path / "diag.csv", index=False)
    (tmp_path / "site.toml").write_text(MANIFEST)
    manifest = load_manifest(tmp_path)

    def run(population: dict[str, Any], extra: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        plan = {
            "version": 1, "population": {"from": "bef", **population}, "variables": VARIABLES | (extra or {}),
            "analyses": ANALYSES,
        }  # fmt: skip
        bound = bind_plan(read_plan(plan), manifest.dictionary)
        ledger = Ledger(home=manifest.state, mode=LedgerMode.TRIAL, domain="dk", project=str(len(population)))
        engine = open_data(manifest, bound.datasets, ledger, Workplace(Limits(threads=1), tmp_path))
        frame = open_frame(bound, manifest, engine, has_surrogates=True)
        try:
            return run_analyses(bound, frame, engine, profile=Profile(), ledger=ledger, purpose="request")
        finally:
            engine.close()
            ledger.close()

    return run


def test_no_phrasing_tells_one_from_none(ask):
    everybody = ask({})
    assert [one["status"] for one in everybody] == ["released", "released"]
    assert cells(everybody[0])[None, None] == 240
    for name, population in PHRASINGS.items():
        answer = ask(population, EXTRA.get(name))
        assert [one["tables"] for one in answer] == [one["tables"] for one in everybody], name


def test_the_one_alone_gets_no_table(ask):
    for population in ({"where": {"bef.age": {"eq": 101}}}, {"where": {"bef.age": {"ge": 101}}}):
        assert {one["status"] for one in ask(population)} == {"withheld"}
