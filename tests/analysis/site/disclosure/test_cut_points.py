"""Groups at quantiles on a protected site: the cut is the quantile that a summary of the same persons publishes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.plans import bind_plan, read_plan
from analysis.site.disclosure.cut_points import cut_points_of
from analysis.site.disclosure.profiles import Profile
from analysis.site.disclosure.run import run_analyses
from analysis.site.engines import Workplace
from analysis.site.errors import DataFailure, FailureCode
from analysis.site.frame import open_frame
from analysis.site.ledger import Ledger, LedgerMode
from analysis.site.limits import Limits
from analysis.site.manifest import load_manifest
from analysis.site.run import run_plan
from analysis.site.surrogates import open_data
from tests.attacks.small_site import cells, write_secret

MANIFEST = """
[site]
id = "small"
must_leave_network = false
[datasets.bef]
source = "bef.csv"
person = "pnr"
domain = "dk"
[datasets.bef.variables]
ill = {type = "category", labels = {"0" = "nej", "1" = "ja"}}
weight = {type = "number"}
rounded = {column = "weight", type = "number", grid = 10}
nr = {type = "integer"}
"""
COUNT = 400
VARIABLES: dict[str, Any] = {
    "ill": {"from": "bef.ill"},
    "weight": {"from": "bef.weight"},
    "third": {"bands": {"of": "weight", "quantiles": [0.25, 0.75]}},
    "tens": {"bands": {"of": "bef.rounded", "quantiles": [0.5]}},
    "is_high": {"when": {"third": {"eq": "3"}}},
}
ANALYSES = [
    {"id": "s", "method": "summary", "of": ["weight"], "statistics": ["mean"], "quantiles": [0.25, 0.75]},
    {"id": "g", "method": "crosstab", "rows": ["third"], "columns": ["ill"]},
    {"id": "d", "method": "crosstab", "rows": ["is_high"]},
    {"id": "t", "method": "crosstab", "rows": ["tens"]},
]


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(3)
    weight = np.round(rng.normal(75, 12, COUNT), 1)
    bef = pd.DataFrame({"pnr": [f"{at:010d}" for at in range(COUNT)], "nr": range(COUNT), "weight": weight})
    bef["ill"] = rng.integers(0, 2, COUNT)
    bef.loc[:19, "weight"] = np.nan
    bef.to_csv(tmp_path / "bef.csv", index=False)
    (tmp_path / "site.toml").write_text(MANIFEST)
    write_secret(tmp_path / ".indgang")
    return tmp_path


def document(population: dict[str, Any], analyses: list[dict[str, Any]]) -> dict[str, Any]:
    return {"version": 1, "population": {"from": "bef", **population}, "variables": VARIABLES, "analyses": analyses}


@pytest.fixture
def ask(folder):
    manifest = load_manifest(folder)

    def run(population=None, analyses=ANALYSES, purpose="request", profile=None) -> list[dict[str, Any]]:
        used = profile or Profile()
        bound = bind_plan(read_plan(document(population or {}, analyses)), manifest.dictionary)
        ledger = Ledger(home=manifest.state, mode=LedgerMode.TRIAL, domain="dk")
        engine = open_data(manifest, bound.datasets, ledger, Workplace(Limits(threads=1), folder))
        points = cut_points_of(used, ledger, purpose=purpose)
        try:
            frame = open_frame(bound, manifest, engine, has_surrogates=True, cut_points=points)
            return run_analyses(bound, frame, engine, profile=used, ledger=ledger, purpose=purpose)
        finally:
            engine.close()
            ledger.close()

    return run


def test_the_groups_are_those_of_the_published_quantiles(ask, folder):
    summary, groups, derived, tens = ask()
    weight = pd.read_csv(folder / "bef.csv")["weight"].dropna()
    low, high = cells(summary, "quantiles", "value").values()
    assert low == pytest.approx(weight.quantile(0.25), abs=1) and high == pytest.approx(weight.quantile(0.75), abs=1)
    true = [int((weight <= low).sum()), int(((weight > low) & (weight <= high)).sum()), int((weight > high).sum())]
    found = cells(groups)
    assert [found[group, None] for group in ("1", "2", "3")] == [pytest.approx(count, abs=4) for count in true]
    assert cells(derived)[("true",)] == found["3", None]
    half = {int((weight <= cut).sum()) for cut in (70, 80)}  # the catalogue's grid
    assert any(abs(cells(tens)[("1",)] - count) <= 4 for count in half)


def test_all_but_one_person_are_cut_where_all_are(ask):
    everybody = ask()
    but_one = ask({"where": {"bef.nr": {"ne": 137}}})
    assert [one["tables"] for one in but_one] == [one["tables"] for one in everybody]


def test_too_few_persons_have_no_groups_but_what_else_they_asked_for(ask):
    few = {"where": {"bef.nr": {"lt": 90}}}
    count = [{"id": "n", "method": "count"}, {"id": "i", "method": "crosstab", "rows": ["ill"]}]
    assert [one["status"] for one in ask(few, [*count, *ANALYSES[1:]])] == ["released"] * 2 + ["withheld"] * 3


def test_a_population_of_hidden_groups_is_withheld(ask):
    few = {"where": {"bef.nr": {"lt": 90}}, "keep_if": {"third": {"eq": "1"}}}
    with pytest.raises(DataFailure) as refused:
        ask(few)
    assert refused.value.code is FailureCode.TOO_FEW


def test_a_figure_that_was_hidden_is_no_cut(ask):
    """A near neighbour of persons whose quantile was hidden under a stricter profile has none either."""
    assert ask(profile=Profile(min_model=1000))[0]["status"] == "released"
    assert [one["status"] for one in ask({"where": {"bef.nr": {"ne": 137}}})[1:]] == ["withheld"] * 3


def test_feasibility_publishes_no_quantile(ask):
    with pytest.raises(DataFailure):
        ask({"keep_if": {"third": {"eq": "1"}}}, [{"id": "n", "method": "count", "flow": False}], "feasibility")


def test_nobody_protects_the_cuts_of_a_frame_alone(folder):
    manifest = load_manifest(folder)
    bound = bind_plan(read_plan(document({}, ANALYSES)), manifest.dictionary)
    engine = open_data(manifest, bound.datasets, None, Workplace(Limits(threads=1), folder))
    frame = open_frame(bound, manifest, engine)
    assert frame.hidden == {"third", "tens", "is_high"}
    with pytest.raises(DataFailure):
        frame.select("third")
    engine.close()


def test_the_whole_way_through_the_door(folder):
    results = run_plan(load_manifest(folder), document({}, ANALYSES), mode=LedgerMode.FRESH)["results"]
    assert [one["status"] for one in results] == ["released"] * 4
    assert sum(cells(results[1])[group, None] for group in "123") == pytest.approx(COUNT - 20, abs=12)
