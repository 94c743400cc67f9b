"""Correlations of protected data: each check held and broken, and what an attacker makes of the figures."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.site.disclosure.desk import Desk
from tests.attacks.small_site import SmallSite, cells, labels, people

KNOWN = {"sex": {"labels": labels("1", "2")}}
PAIR = ("age", "weight")


def world(count: int = 600) -> pd.DataFrame:
    rows, rng = people(count, seed=5), np.random.default_rng(6)
    rows["weight"] = (rows.weight + 0.4 * rows.age + rng.normal(0, 3, count)).round(1)
    rows["ill"] = (rng.random(count) < 0.3).astype(float)
    rows["old"] = (rows.age + rng.normal(0, 20, count) > 60).astype(float)
    return rows


@pytest.fixture
def site(tmp_path):
    return SmallSite(tmp_path, world(), known=KNOWN)


def shown(site, among=None, of=PAIR, value="estimate", **options):
    found = site.one("correlation", among, of=list(of), **options)
    assert found["status"] == "released", site.said
    return cells(found, "matrix", value)


@pytest.mark.parametrize("kind", ["pearson", "spearman"])
def test_an_ordinary_correlation_is_shown_near_the_true(site, kind):
    found = shown(site, kind=kind, by=["sex"])
    for sex in ("1", "2", None):
        among = site.people if sex is None else site.people[site.people.sex == sex]
        true = among.age.corr(among.weight, method=kind)
        assert found[sex, "age", "weight"] == found[sex, "weight", "age"] == pytest.approx(true, abs=0.06)
        assert found[sex, "age", "age"] == 1.0
    counts = shown(site, value="persons", kind=kind, by=["sex"])
    assert {one % 5 for one in counts.values()} == {0}


def test_a_large_study_has_two_decimals(tmp_path):
    rows = world(40_000)
    found = shown(SmallSite(tmp_path, rows, known=KNOWN))["age", "weight"]
    assert found == pytest.approx(rows.age.corr(rows.weight), abs=0.01) and round(found, 2) == found


def test_persons_of_a_pair(site):
    assert site.one("correlation", site.people[:9], of=list(PAIR))["status"] == "withheld"
    few = site.people.assign(weight=lambda one: one.weight.where(one._person < 11))
    assert shown(site, few)["age", "weight"] == shown(site, few)["weight", "weight"] == "hidden"
    assert shown(site, few)["age", "age"] == 1.0
    none = site.people.assign(weight=np.nan)
    assert shown(site, none)["age", "weight"] == "hidden"
    assert shown(site, none, value="persons")["age", "weight"] == "<5"


def test_nearly_one_is_not_shown(site):
    for noise, is_hidden in ((0.1, True), (15.0, False)):
        rows = site.people.assign(weight=lambda one, noise=noise: one.age + noise * np.sin(one._person))
        assert (shown(site, rows)["age", "weight"] == "hidden") == is_hidden
    assert shown(site, site.people.assign(weight=1.0))["age", "weight"] == "hidden"


def test_few_persons_may_not_make_it(site):
    rows = site.people.copy()
    rows.loc[rows._person < 2, ["age", "weight"]] = [5000.0, 9000.0]
    rows.loc[2, "weight"] = 9000.0
    assert shown(site, rows)["age", "weight"] == "hidden"


def test_two_yes_no_are_a_table(site):
    rows = site.people
    found = shown(site, of=("old", "ill"))["old", "ill"]
    counts = cells(site.one("crosstab", rows.assign(old=rows.old > 0, ill=rows.ill > 0), rows=["old"], columns=["ill"]))
    a, b, c, d = (counts[old, ill] for old in ("false", "true") for ill in ("false", "true"))
    assert found == round((a * d - b * c) / ((a + b) * (c + d) * (a + c) * (b + d)) ** 0.5, 2)
    few = rows.assign(
        ill=lambda one: ((one.old == 0) & (one._person < 100)) | ((one.old == 1) & (one._person < 8)) * 1.0
    )
    few = few.assign(ill=few.ill.astype(float))
    assert (few.ill[few.old == 1].sum()) < 5
    assert shown(site, few, of=("old", "ill"))["old", "ill"] == "hidden"
    seldom = rows.assign(ill=lambda one: (one._person < 4) * 1.0)
    assert shown(site, seldom, of=("age", "ill"))["age", "ill"] == "hidden"


def test_records_and_groups_found_in_the_data(tmp_path):
    rows = pd.concat([world(), world()], ignore_index=True)
    rows["ward"] = np.where(rows._person < 3, "rare", np.where(rows._person < 9, "two words", "big"))
    site = SmallSite(tmp_path, rows, unit="record")
    found = site.one("correlation", of=["old", "ill", "age"], by=["ward"])
    assert found["records"] == 1200
    assert {place[0] for place in cells(found, "matrix", "estimate")} == {"big", "other", None}
    true = rows.old.corr(rows.ill)
    assert cells(found, "matrix", "estimate")[None, "old", "ill"] == pytest.approx(true, abs=0.1)


def test_groups_are_those_of_a_table_of_counts(tmp_path):
    rows = world().assign(hiv=lambda one: np.where(one._person % 30 == 0, "yes", "no"))
    rows["ward"] = np.where(rows._person < 300, "a", np.where(rows._person < 303, "q", "b"))
    known = {"hiv": {"labels": labels("no", "yes"), "sensitive": True}, "ward": {"labels": labels("a", "b")}}
    site = SmallSite(tmp_path, rows, known=known)
    found = site.one("correlation", of=list(PAIR), by=["hiv"])
    persons, estimates = (cells(found, "matrix", name) for name in ("persons", "estimate"))
    assert {persons[hiv, "age", "weight"] for hiv in ("no", "yes")} == {"hidden"}
    assert {estimates[hiv, "age", other] for hiv in ("no", "yes") for other in PAIR} == {"hidden"}
    assert persons[None, "age", "weight"] == 600 and estimates[None, "age", "weight"] != "hidden"
    assert {place[0] for place in shown(site, by=["ward"])} == {"a", "b", None}


def test_groupings_of_a_variable_are_counted(site):
    site.known = {"sex": {**KNOWN["sex"], "source": "d.sex"}}
    asked = [(ask.groupings, ask.cohort) for ask in asks_of(site, by=["sex"])]
    assert ((("d.sex", 1),), 0) in asked


def asks_of(site, **options):
    """What a correlation asks of the ledger."""
    found, session = [], Desk.counts

    def noted(desk, grid, *, groupings=(), cohort=None):
        found.append(SimpleNamespace(groupings=tuple(groupings), cohort=cohort))
        return session(desk, grid, groupings=groupings, cohort=cohort)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Desk, "counts", noted)
        shown(site, **options)
    return found


@pytest.mark.parametrize("name", ["old", "ill"])
def test_the_class_rule_of_two_yes_no(site, name):
    rows = site.people.assign(ill=lambda one: np.where(one.sex == "1", one._person % 15 == 0, one.ill) * 1.0)
    plain = shown(site, rows, of=("old", "ill"), by=["sex"])
    assert all(isinstance(plain[sex, "old", "ill"], float) for sex in ("1", "2", None))
    site.known = {**KNOWN, name: {"sensitive": True}}
    found = shown(site, rows, of=("old", "ill"), by=["sex"])
    assert {found[sex, "old", "ill"] == "hidden" for sex in ("1", "2", None)} == {name == "ill"}
    assert shown(site, rows, of=("age", "ill"))["age", "ill"] != "hidden"


@pytest.mark.parametrize("kind", ["pearson", "spearman"])
@pytest.mark.parametrize("target", range(0, 600, 60))
def test_all_but_one_is_all(site, kind, target):
    first = site.one("correlation", of=list(PAIR), kind=kind)
    again = site.one("correlation", site.people[site.people._person != target], of=list(PAIR), kind=kind)
    assert again["tables"] == first["tables"]


@pytest.mark.parametrize("change", [lambda one: 2 * one, lambda one: one - 55, lambda one: one + 1e-7])
def test_another_scale_is_the_same(site, change):
    first = shown(site)["age", "weight"]
    but = site.people[site.people._person != 137]
    assert shown(site, but.assign(age=change(but.age)))["age", "weight"] == first
    assert shown(site, but.assign(weight=-but.weight))["weight", "age"] == -first
    renamed = but.rename(columns={"age": "x", "weight": "y"})
    assert shown(site, renamed, of=("y", "x"))["y", "x"] == first


def test_no_number_times_one_gives_a_persons_value(site):
    """A dummy of five against a number: the coefficient would give their mean."""
    rows = site.people.assign(few=lambda one: (one._person < 5) * 1.0)
    found = shown(site, rows, of=("weight", "few"))["weight", "few"]
    assert found == "hidden" or abs(found * 100 % 5) == pytest.approx(0, abs=1e-6)
