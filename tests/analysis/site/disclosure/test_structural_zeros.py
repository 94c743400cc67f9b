"""A combination that the manifest names impossible is printed as 0, in the whole way from site.toml to the result."""

import numpy as np
import pandas as pd
import pytest

from analysis.site.ledger import LedgerMode
from analysis.site.manifest import load_manifest
from analysis.site.run import run_plan
from analysis.site.structural_zeros import CodesOf
from tests.attacks.small_site import SmallSite, cells, labels, people

MANIFEST = """
[site]
id = "small"
must_leave_network = false
[datasets.bef]
source = "bef.csv"
person = "pnr"
[datasets.bef.variables]
sex = {type = "category", labels = {"1" = "Mand", "2" = "Kvinde"}}
[datasets.lpr]
source = "lpr.csv"
person = "pnr"
unit = "record"
date = "date"
[[datasets.lpr.structural_zeros]]
sex = "1"
code = ["DC53"]
[datasets.lpr.variables]
date = {type = "date"}
code = {type = "code", system = "icd10"}
"""
PLAN = {
    "version": 1,
    "population": {"from": "bef"},
    "variables": {
        "sex": {"from": "bef.sex"},
        "spoken": {"map": {"of": "sex", "to": {"1": "2", "2": "1"}}},
        "code": {"value": {"dataset": "lpr", "of": "lpr.code", "take": "first"}},
    },
    "analyses": [
        {"id": "t1", "method": "crosstab", "rows": ["sex"], "columns": ["code"]},
        {"id": "t2", "method": "crosstab", "rows": ["spoken"], "columns": ["code"]},
    ],
}


def test_men_have_no_cervical_cancer(tmp_path):
    count = 120
    pnrs = [f"{number:010d}" for number in range(count)]
    sex = np.arange(count) % 2 + 1
    codes = np.where(sex == 2, "DC539", np.where(np.arange(count) % 4 == 0, "DC619", "DI21"))
    codes[0] = "DC539"  # a mistake in the register
    pd.DataFrame({"pnr": pnrs, "sex": sex}).to_csv(tmp_path / "bef.csv", index=False)
    pd.DataFrame({"pnr": pnrs, "date": "2020-05-01", "code": codes}).to_csv(tmp_path / "lpr.csv", index=False)
    (tmp_path / "site.toml").write_text(MANIFEST)
    results = run_plan(load_manifest(tmp_path), PLAN, mode=LedgerMode.FRESH)["results"]
    assert [one["status"] for one in results] == ["released", "released"]
    found, spoken = (cells(one) for one in results)
    assert found["1", "DC539"] == 0
    assert found["2", "DC619"] == found["2", "DI21"] == "<5"
    assert found["2", "DC539"] in (60, 65)  # all 61 of the code are nearly the same persons
    assert spoken["1", "DI21"] == spoken["2", "DC539"] == "<5"  # a regrouping has codes of its own


def part(variable, *codes, are_beginnings=False, is_icd10=False):
    return CodesOf(frozenset({variable}), codes, are_beginnings, is_icd10)


@pytest.mark.parametrize(
    ("codes", "label", "holds"),
    [
        (part("v", "1"), "1", True),
        (part("v", "1"), "10", False),
        (part("v", "1", are_beginnings=True), "10", True),
        (part("v", "DC53", is_icd10=True), "C53", True),
        (part("v", "C53", are_beginnings=True, is_icd10=True), "DC53.9", True),
        (part("v", "C53", are_beginnings=True), "DC53", False),
    ],
)
def test_which_codes_are_meant(codes, label, holds):
    assert codes.hold(label) is holds


@pytest.fixture
def site(tmp_path):
    rows = people(400, seed=3)
    rows["code"] = np.where(rows.sex == "1", "DC61", "DC50")
    known = {
        "sex": {"labels": labels("1", "2"), "source": "bef.sex", "is_source": True},
        "code": {"labels": labels("DC50", "DC61"), "source": "lpr.code", "is_source": True},
    }
    site = SmallSite(tmp_path, rows, known=known)
    site.structural_zeros = ((part("bef.sex", "1"), part("lpr.code", "DC5", are_beginnings=True)),)
    return site


def counts(site, rows=None, **options):
    return cells(site.one("crosstab", rows, rows=["sex"], columns=["code"], **options))


def test_only_the_named_cells_are_zero(site):
    found = counts(site, percent="row")
    assert found["1", "DC50"] == 0 and found["2", "DC61"] == "<5"


def test_a_missing_code_is_no_impossible_code(site):
    found = counts(site, site.people.assign(code=None), missing="category")
    assert found["1", "{'missing': True}"] > 0 and found["1", "DC50"] == 0


def test_where_many_persons_are_the_catalogue_is_wrong(site):
    assert counts(site, site.people.assign(code="DC50"))["1", "DC50"] > 100


def test_a_mistake_in_an_impossible_cell_does_not_show(site):
    rows = site.people.copy()
    rows.loc[rows.index[rows.sex == "1"][0], "code"] = "DC50"
    assert counts(site, rows)["1", "DC50"] == 0
