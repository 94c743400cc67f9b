"""Attacks on rates and curves. What an attacker computes from the published cells is held against the truth."""

from __future__ import annotations

import shutil
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from tests.attacks.small_site import FOLLOWED, FOLLOWED_KNOWN, SmallSite, cells, follow, followed, labels

KNOWN = {"sex": {"labels": labels("1", "2")}, **FOLLOWED_KNOWN}
TARGET = 137
YEAR = 365.25


@pytest.fixture
def site(tmp_path):
    def make(rows: pd.DataFrame, name: str = "site", **options) -> SmallSite:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        if (tmp_path / "secrets").exists():
            shutil.copytree(tmp_path / "secrets", folder / "secrets", dirs_exist_ok=True)
        return SmallSite(folder, rows, known=KNOWN | options.pop("known", {}), **options)

    return make


def rates(site: SmallSite, among: pd.DataFrame | None = None, **options):
    return site.one("rates", among, **{"time": FOLLOWED, "event": "dead", **options})


def but(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows._person != TARGET]


RATES = {
    "plain": {},
    "by group": {"by": ["sex"]},
    "by age": {"split": {"age": [20, 50, 70, None]}},
    "standardised": {"standard": {"over": "sex", "weights": [1, 2]}},
}


@pytest.mark.parametrize("name", RATES)
@pytest.mark.parametrize("is_dead", [True, False])
def test_all_but_one_person_has_the_rates_of_all(site, name, is_dead):
    """Whether the target died or not, and by whatever condition the target is left out: the same bytes."""
    rows = followed(600, seed=5)
    rows["_birth"] = np.round(-YEAR * rows.age)
    rows.loc[rows._person == TARGET, ["dead", "_a1_to"]] = [is_dead, 900.0]
    here = site(rows, known={"_birth": {"counts_days": True}})
    first = rates(here, rows, **RATES[name])
    assert first["status"] == "released"
    told_otherwise = rows.assign(_a1_to=np.where(rows._person == TARGET, -1.0, rows._a1_to))
    longer = rows.assign(_a1_to=np.where(rows._person == TARGET, 1800.0, rows._a1_to))
    turned = rows.sample(frac=1, random_state=1)
    for among in (but(rows), told_otherwise, longer, turned, rows[~rows._person.isin([TARGET, 3, 4, 5])]):
        assert rates(here, among, **RATES[name])["tables"] == first["tables"]


def test_person_years_of_one_person_by_difference(site):
    """All, and all but the target with everybody followed some days longer: no neighbours, so both are fresh figures.

    The attacker knows by how much the others' time has grown. The difference is off by more than the target's time.
    """
    rows = followed(400, seed=7)
    true = float(rows._a1_to[rows._person == TARGET].iloc[0]) / YEAR
    guesses = []
    for extra in range(1, 13):
        here = site(rows, f"s{extra}")
        longer = but(rows).assign(_a1_to=but(rows)._a1_to + extra)
        whole, part = (rates(here, among)["tables"][0]["rows"][0][1] for among in (rows, longer))
        guesses.append(whole - part + 399 * extra / YEAR)
    assert max(abs(guess - true) for guess in guesses) > 20
    assert np.std(guesses) > 10


def test_indicator_weights_give_nothing_beyond_the_published_bands(site):
    """Standardised with weight on one band alone is that band's rate, digit by digit; of a small band it is hidden."""
    rows = followed(800, seed=9)
    rows["band"] = np.where(rows._person < 30, "0", np.where(rows.age < 50, "1", "2"))
    here = site(rows, known={"band": {"labels": labels("0", "1", "2")}})
    few = rows.assign(dead=rows.dead & ((rows.band != "0") | (rows._person < 3)))
    plain = cells(rates(here, few, by=["band"]), "rates", "rate")
    for at, weights in enumerate(([1, 0, 0], [0, 1, 0], [0, 0, 1])):
        found = rates(here, few, standard={"over": "band", "weights": weights})["tables"][1]
        assert found["rows"][0][3] == plain[(str(at),)]
    assert plain[("0",)] == "hidden"
    nearly = rates(here, few, standard={"over": "band", "weights": [1, 1000, 0]})["tables"][1]
    assert nearly["rows"][0][3] == "hidden"


def test_a_rate_tells_no_more_than_its_events_and_person_years(site):
    """Rate times person-years is the published count, whatever digits stand in the limits."""
    for row in rates(site(followed(900, seed=2)), by=["region"])["tables"][0]["rows"]:
        if not isinstance(row[3], str):
            assert row[1] % 5 == 0 and row[3] == pytest.approx(row[1] / row[2], rel=0.005)


def test_the_day_of_one_event_is_in_no_figure(site):
    """Two worlds: the target dies a year earlier in one. Asked first, and of the target's group alone, nothing moves."""
    answers = []
    for day in (900.0, 1265.0):
        rows = followed(600, seed=5)
        rows.loc[rows._person == TARGET, ["dead", "_a1_to"]] = [True, day]
        here = site(rows, f"day{day}")
        answers.append([rates(here, by=["sex"])["tables"], rates(here, follow(rows, rows._a1_to))["tables"]])
    flat = [[row for table in answer for one in table for row in one["rows"]] for answer in answers]
    moved = [abs(a[-4] - b[-4]) for a, b in zip(*flat, strict=True)]
    assert all(change in (0.0, 50.0, 100.0) for change in moved)  # one step of the lottery at most, never one year


def curve(site: SmallSite, among: pd.DataFrame | None = None, **options):
    return site.one("survival", among, **{"time": FOLLOWED, "event": "dead", **options})


def rows_of(result, table: str = "curve"):
    return next(one["rows"] for one in result["tables"] if one["name"] == table)


@pytest.mark.parametrize("seed", range(4))
def test_a_curve_and_its_numbers_at_risk_give_no_small_count(site, seed):
    """Kaplan-Meier steps back to counts: on open data the events and the leavings of every day are exact whole numbers.

    Here an interval holds five events at least. What the attacker gets of those who leave it is the difference of two
    rounded counts, right no oftener than rounding is.
    """
    people = followed(400, seed=seed)
    found = rows_of(curve(site(people)))
    ends, at_risk = [0.0, *(row[0] for row in found)], [row[1] for row in found]
    times, hits = people._a1_to, 0
    for place, (start, end) in enumerate(pairwise(ends)):
        inside = (times > start) & (times <= end)
        assert np.count_nonzero(inside & people.dead) >= 5
        if place + 1 < len(found):
            hits += at_risk[place] - at_risk[place + 1] == np.count_nonzero(inside)
    assert len(found) >= 10 and hits <= 0.4 * len(found)


def test_no_time_of_a_curve_is_the_day_of_a_person(site):
    """Times are whole weeks, whoever died when; neither the first nor the last day of an event is told."""
    people = followed(300, seed=3)
    days = np.array([row[0] for row in rows_of(curve(site(people)))])
    assert np.all(days % 7 == 0)
    events = np.sort(people._a1_to[people.dead])
    assert np.count_nonzero(events <= days[0]) >= 5
    moved = people.assign(_a1_to=np.where(people._a1_to == events[0], 1.0, people._a1_to))
    assert rows_of(curve(site(people), moved)) == rows_of(curve(site(people)))


CURVES = {
    "plain": {},
    "by group": {"by": ["sex"], "rmst": 900, "test": "logrank"},
    "at times": {"times": [365, 1000, 2000]},
    "in years": {"time": {"from": "index", "to": "exit"}},
}


@pytest.mark.parametrize("name", CURVES)
@pytest.mark.parametrize("is_dead", [True, False])
def test_all_but_one_person_has_the_curve_of_all(site, name, is_dead):
    rows = followed(600, seed=5)
    rows.loc[rows._person == TARGET, ["dead", "_a1_to"]] = [is_dead, 900.0]
    here = site(rows)
    first = curve(here, rows, **CURVES[name])
    assert first["status"] == "released"
    longer = rows.assign(_a1_to=np.where(rows._person == TARGET, 1800.0, rows._a1_to))
    alive = rows.assign(dead=rows.dead & (rows._person != TARGET))
    for among in (
        but(rows),
        longer,
        alive,
        rows.sample(frac=1, random_state=1),
        rows[~rows._person.isin([TARGET, 3, 4, 5])],
    ):
        assert curve(here, among, **CURVES[name])["tables"] == first["tables"]


def test_the_risk_table_of_a_group_and_of_all_give_no_small_group(site):
    """All less the large group is a group of seven: its events would be the difference of two counts."""
    rows = followed(500, seed=8)
    rows["kind"] = np.where(rows._person < 7, "a", "b")
    found = curve(site(rows, known={"kind": {"labels": labels("a", "b")}}), by=["kind"], times=[1000])
    groups = {row[0]: row[1:] for row in rows_of(found, "groups")}
    assert groups["a"][3:6] in (["hidden"] * 3, [None] * 3) or groups["a"][1] == "<5"
    assert all(count % 5 == 0 for kind in ("b", None) for count in groups[kind][:2])
