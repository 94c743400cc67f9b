"""Several values at one time: the smallest is taken, and the notes say for how many persons."""

from __future__ import annotations

from typing import Any

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
from analysis.site.run import run_plan
from analysis.site.surrogates import open_data
from tests.attacks.small_site import cells

MANIFEST = """
[site]
id = "small"
open_data = true
[datasets.bef]
source = "bef.csv"
person = "pnr"
[datasets.bef.variables]
died = {type = "date"}
[datasets.lab]
source = "lab.csv"
person = "pnr"
unit = "record"
date = "date"
[datasets.lab.variables]
date = {type = "date"}
value = {type = "number"}
kind = {type = "category", labels = {"a" = "a", "b" = "b"}}
"""
COUNT = 60
VARIABLES: dict[str, Any] = {
    "last": {"value": {"dataset": "lab", "of": "lab.value", "take": "last"}},
    "high": {"bands": {"of": "last", "edges": [0, 10, None]}},
    "first": {"value": {"dataset": "lab", "of": "lab.value", "take": "first"}},
    "kind": {"value": {"dataset": "lab", "of": "lab.kind", "take": "last"}},
    "most": {"value": {"dataset": "lab", "of": "lab.value", "take": "max"}},
    "drop": {"value": {"dataset": "lab", "of": "lab.value", "take": "last", "where": {"lab.value": {"gt": 0}}}},
}
MEAN = {"method": "summary", "statistics": ["mean"]}


def write(folder, tied: int) -> None:
    """Everybody has 1 in January and 5 in June; `tied` of them also 20 in June, and everybody 5 once more."""
    pnrs = [f"{at:010d}" for at in range(COUNT)]
    pd.DataFrame({"pnr": pnrs, "died": "2021-01-01"}).to_csv(folder / "bef.csv", index=False)
    rows = [(pnr, "2020-01-01", 1, "a") for pnr in pnrs] + [(pnr, "2020-06-01", 5, "a") for pnr in pnrs] * 2
    rows += [(pnr, "2020-06-01", 20, "b") for pnr in pnrs[:tied]]
    pd.DataFrame(rows, columns=["pnr", "date", "value", "kind"]).to_csv(folder / "lab.csv", index=False)


@pytest.fixture
def ask(tmp_path):
    def run(analysis: dict[str, Any], *, tied: int = 12, is_open: bool = True) -> dict[str, Any]:
        write(tmp_path, tied)
        (tmp_path / "site.toml").write_text(MANIFEST if is_open else MANIFEST.replace("open_data = true", ""))
        manifest = load_manifest(tmp_path)
        document = {
            "version": 1,
            "population": {"from": "bef"},
            "variables": VARIABLES,
            "analyses": [{"id": "a", **analysis}],
        }
        bound = bind_plan(read_plan(document), manifest.dictionary)
        ledger = None if is_open else Ledger(home=manifest.state, mode=LedgerMode.TRIAL, domain="small")
        engine = open_data(manifest, bound.datasets, ledger, Workplace(Limits(threads=1), tmp_path))
        profile = None if is_open else Profile()
        try:
            frame = open_frame(bound, manifest, engine, has_surrogates=not is_open)
            return run_analyses(bound, frame, engine, profile=profile, ledger=ledger, purpose="request")[0]
        finally:
            engine.close()
            if ledger is not None:
                ledger.close()

    return run


def ties(result: dict[str, Any]) -> list[str]:
    return [one["en"].partition(" persons")[0] for one in result["notes"] if one["code"] == "ties"]


@pytest.mark.parametrize(
    ("analysis", "said"),
    [
        ({**MEAN, "of": ["last"]}, ['"last": 12']),
        ({**MEAN, "of": ["first"]}, []),
        ({**MEAN, "of": ["most"]}, []),
        ({"method": "crosstab", "rows": ["kind"]}, ['"kind": 12']),
        ({"method": "crosstab", "rows": ["high"]}, ['"high": 12']),
        ({**MEAN, "of": ["last"], "by": ["high", "kind"]}, ['"last": 12', '"kind": 12']),
        ({"method": "count"}, []),
        ({"method": "trend", "date": {"value": {"dataset": "lab", "of": "lab.date", "take": "last"}}}, []),
    ],
)
def test_open_data_tell_how_many(ask, analysis, said):
    assert ties(ask(analysis)) == said


def test_the_smallest_is_taken(ask):
    found = ask({**MEAN, "of": ["last", "most"]})
    assert cells(found, "groups", "mean") == {("last",): 5.0, ("most",): 5 + 15 * 12 / COUNT}
    assert cells(ask({"method": "crosstab", "rows": ["kind"]}))["b",] == 0


def test_a_value_in_an_analysis_is_told_too(ask):
    """`drop` is a word of the language and a variable: what is an option is no name."""
    until = {"shift": ["bef.died", {"value": {"dataset": "lab", "of": "lab.value", "take": "last"}}, "days"]}
    analysis = {"method": "trend", "date": until, "missing": "drop"}
    assert ties(ask(analysis)) == ['"date": 12']


@pytest.mark.parametrize(
    ("tied", "said"), [(12, {'"last": 10', '"last": 15'}), (3, {'"last": <5'}), (0, {'"last": <5'})]
)
def test_a_protected_site_tells_a_published_number(ask, tied, said):
    result = ask({**MEAN, "of": ["last"]}, tied=tied, is_open=False)
    assert result["status"] == "released"
    assert set(ties(result)) <= said and len(ties(result)) == 1


def test_a_variable_without_ties_has_no_note_on_a_protected_site(ask):
    assert ties(ask({**MEAN, "of": ["most"]}, is_open=False)) == []


def test_both_languages_and_the_way_through_the_door(tmp_path):
    write(tmp_path, 12)
    (tmp_path / "site.toml").write_text(MANIFEST)
    analyses = [{"id": "a", **MEAN, "of": ["last"]}]
    document = {"version": 1, "population": {"from": "bef"}, "variables": VARIABLES, "analyses": analyses}
    result = run_plan(load_manifest(tmp_path), document, mode=LedgerMode.FRESH)["results"][0]
    assert result["notes"] == [{
        "code": "ties",
        "da": "»last«: 12 personer havde flere værdier, der kunne være valgt. Den mindste er brugt.",
        "en": '"last": 12 persons had several values that could have been taken. The smallest is used.',
    }]  # fmt: skip
