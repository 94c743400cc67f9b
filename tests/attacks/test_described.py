"""Attacks on baseline tables, histograms and trends: other words for the same persons, and all but one of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.attacks.small_site import SmallSite, cells, labels, people

KNOWN = {"sex": {"labels": labels("1", "2")}, "weight": {"bins": (40, 50, 60, 70, 80, 90, 100, 120)}}
TARGET = 137


@pytest.fixture
def site(tmp_path):
    def make(rows: pd.DataFrame, name: str = "site", **known) -> SmallSite:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        return SmallSite(folder, rows, known=KNOWN | known)

    return make


def world(is_sick: bool) -> pd.DataFrame:
    rows = people(600, seed=5)
    rows.loc[rows._person == TARGET, ["sick", "age", "weight"]] = [is_sick, 60.0, 71.0]
    return rows


def others(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """All but the target, all but the target and some more, and the target with another value."""
    return [
        rows[rows._person != TARGET],
        rows[~rows._person.isin([TARGET, 3, 4, 5])],
        rows.assign(weight=np.where(rows._person == TARGET, 95.0, rows.weight)),
        rows.sample(frac=1, random_state=1),
    ]


@pytest.mark.parametrize("is_sick", [True, False])
def test_a_baseline_table_of_all_but_one_is_that_of_all(site, is_sick):
    rows = world(is_sick)
    here, options = site(rows), {"of": ["age", "weight", "sick", "region"], "by": ["sex"]}
    first = here.one("table1", rows, **options)
    assert first["status"] == "released"
    for among in others(rows):
        assert here.one("table1", among, **options)["tables"] == first["tables"]


def test_a_baseline_table_gives_no_count_that_other_tables_do_not(site):
    """The same group has one number in a count, a table of counts and a baseline table."""
    rows = world(True)
    here = site(rows)
    table = cells(here.one("table1", of=["sick"], by=["sex"]), "baseline")
    assert table["sick", "true", "1"] == here.one("count", rows[(rows.sex == "1") & rows.sick])["persons"]
    assert table["sick", "true", None] == cells(here.one("crosstab", rows=["sick"]))[("true",)]


@pytest.mark.parametrize("is_sick", [True, False])
def test_a_histogram_of_all_but_one_has_the_bins_of_all(site, is_sick):
    """Also where the bin of the target has five persons with the target: without, it would have merged."""
    rows = world(is_sick)
    tail = rows.weight > 100
    rows.loc[tail & (rows._person != TARGET), "weight"] = 85.0
    rows.loc[[1, 2, 6, 7, TARGET], "weight"] = 105.0
    here = site(rows)
    first = here.one("histogram", rows, of=["weight"], by=["sick"])
    assert "100+" in {str(row[2]) for row in first["tables"][0]["rows"]}
    for among in others(rows)[:2]:
        again = here.one("histogram", among, of=["weight"], by=["sick"])["tables"][0]["rows"]
        assert [row[:3] for row in again] == [row[:3] for row in first["tables"][0]["rows"]]


def test_no_bin_shows_one_to_four_persons_and_the_sum_gives_none(site):
    """All less the other bins is a bin of a few: every number is rounded for itself."""
    rows = people(600, seed=8)
    found = cells(site(rows).one("histogram", of=["weight"], by=["sex"]), "bins")
    edges = KNOWN["weight"]["bins"]
    assert all(value == "<5" or value % 5 == 0 for value in found.values())
    true = np.bincount(np.searchsorted(np.array(edges, float), rows.weight, "right"), minlength=len(edges) + 1)
    assert true.min() < 5  # on open data there are such bins
    total = {name: value for (_, sex, name), value in found.items() if sex is None and "missing" not in name}
    assert all(value >= 5 for value in total.values())


@pytest.mark.parametrize("is_sick", [True, False])
def test_a_trend_of_all_but_one_is_that_of_all(site, is_sick):
    rows = world(is_sick)
    rows["_a1_date"] = np.ceil(np.random.default_rng(3).uniform(0, 3652, len(rows)))
    here = site(rows, _a1_date={"counts_days": True})
    first = here.one("trend", rows, by=["sex"], event="sick")
    assert first["status"] == "released"
    for among in others(rows):
        assert here.one("trend", among, by=["sex"], event="sick")["tables"] == first["tables"]


def test_the_first_and_the_last_day_of_a_trend_are_nobodys(site):
    """The person with the first date of all, and the one with the last, cannot be seen by the periods told."""
    rows = people(600, seed=3)
    date = np.ceil(np.random.default_rng(3).uniform(3652, 7304, len(rows)))
    told = []
    for first, last in ((10.0, 20000.0), (3700.0, 7000.0)):
        date[0], date[1] = first, last
        here = site(rows, f"s{first}", _a1_date={"counts_days": True})
        told.append([row[0] for row in here.one("trend", rows.assign(_a1_date=date))["tables"][0]["rows"]])
    assert told[0] == told[1]
