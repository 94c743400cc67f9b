"""Baseline tables of protected data: the numbers of the summary and the table of counts that they are made of."""

import numpy as np
import pandas as pd
import pytest

from tests.attacks.small_site import SmallSite, cells, labels, people

KNOWN = {
    "sex": {"labels": labels("1", "2")},
    "region": {"labels": labels("1081", "1082", "1083", "1084", "1085")},
}


@pytest.fixture
def rows():
    found = people(1200, seed=2)
    found["weight"] = np.where(found._person % 9 == 0, np.nan, found.weight)
    found["civil"] = np.where(found._person % 7 == 0, None, np.where(found._person % 2 == 0, "G", "U"))
    return found


@pytest.fixture
def site(tmp_path, rows):
    def make(rows=rows, **options):
        return SmallSite(tmp_path, rows, known=KNOWN | options.pop("known", {}), **options)

    return make


def baseline(result, value="persons"):
    return cells(result, "baseline", value)


def test_numbers_are_those_of_a_summary_and_levels_those_of_a_table_of_counts(site):
    here = site()
    found = here.one("table1", of=["weight", "region", "civil"], by=["sex"])
    summary = here.one("summary", of=["weight"], by=["sex"], statistics=["mean", "sd", "median", "q1", "q3"])
    counts = {name: here.one("crosstab", rows=["sex"], columns=[name], percent="row") for name in ("region", "civil")}
    for sex in ("1", "2", None):
        for value in ("persons", "missing", "mean", "sd", "median", "q1", "q3"):
            assert baseline(found, value)["weight", None, sex] == cells(summary, "groups", value)["weight", sex]
        for name, table in counts.items():
            for (of_sex, level), persons in cells(table).items():
                if of_sex == sex and level is not None:
                    assert baseline(found)[name, level, sex] == persons
                    assert baseline(found, "percent")[name, level, sex] == cells(table, value="percent")[sex, level]


def test_an_ordinary_table_is_near_the_open_one(site, tmp_path_factory, rows):
    truth = SmallSite(tmp_path_factory.mktemp("open"), rows, known=KNOWN, open_data=True)
    options = {"of": ["age", "weight", "region", "sick"], "by": ["sex"]}
    got, true = site().one("table1", **options), truth.one("table1", **options)
    assert got["persons"] == 1200
    near = {"persons": {"abs": 5}, "percent": {"abs": 1}, "mean": {"abs": 1}, "sd": {"abs": 1}, "smd": {"abs": 0.1}}
    for value, how in near.items():
        shown, open_ = baseline(got, value), baseline(true, value)
        assert shown == {place: None if one is None else pytest.approx(one, **how) for place, one in open_.items()}


def test_differences_are_made_of_the_numbers_beside_them(site):
    found = site().one("table1", of=["weight", "sick"], by=["sex"])
    mean, sd, persons = (baseline(found, value) for value in ("mean", "sd", "persons"))
    pooled = ((sd["weight", None, "1"] ** 2 + sd["weight", None, "2"] ** 2) / 2) ** 0.5
    apart = abs(mean["weight", None, "1"] - mean["weight", None, "2"]) / pooled
    assert baseline(found, "smd")["weight", None, None] == pytest.approx(apart, abs=0.001)
    one, two = (
        persons["sick", "true", sex] / (persons["sick", "true", sex] + persons["sick", "false", sex]) for sex in "12"
    )
    apart = abs(one - two) / ((one * (1 - one) + two * (1 - two)) / 2) ** 0.5
    assert baseline(found, "smd")["sick", "true", "1"] == pytest.approx(apart, rel=0.01)


def test_a_level_or_a_number_of_few_persons_hides_the_difference(site, rows):
    few = rows.assign(sick=rows._person < 3, weight=np.where(rows.sex == "1", np.nan, rows.weight))
    found = site().one("table1", few, of=["weight", "sick", "region"], by=["sex"])
    assert baseline(found)["sick", "true", "1"] == "<5" and baseline(found, "percent")["sick", "true", "1"] == "hidden"
    assert baseline(found, "smd")["weight", None, "2"] == "hidden"
    assert baseline(found, "mean")["weight", None, "1"] == "hidden"
    split = rows.assign(sick=(rows._person < 30) & (rows.sex == "1"))
    assert baseline(site().one("table1", split, of=["sick"], by=["sex"]), "smd")["sick", "true", "1"] == "hidden"


def test_a_difference_that_rounding_would_make_is_not_told(site, rows):
    """Years in three digits are 2020 or 2030: their difference says nothing."""
    found = site().one("table1", rows.assign(weight=2024.0 + rows._person % 3), of=["weight"], by=["sex"])
    assert baseline(found, "mean")["weight", None, "1"] in (2020.0, 2030.0)
    assert baseline(found, "smd")["weight", None, "1"] is None


def test_undeclared_levels_of_few_persons_join_other(site, rows):
    few = rows.assign(
        civil=np.where(rows._person < 3, "secret", rows.civil), sex=np.where(rows._person < 2, "9", rows.sex)
    )
    found = site().one("table1", few, of=["civil"], by=["sex"])
    assert {level for _, level, _ in baseline(found)} == {"G", "U", "other"}
    assert {sex for *_, sex in baseline(found)} == {"1", "2", None}
    assert isinstance(baseline(found, "smd")["civil", "G", "1"], float)


def test_without_groups_and_with_missing_as_a_group(site, rows):
    plain = site().one("table1", of=["age", "sick"])
    assert baseline(plain)["age", None] == 1200 and baseline(plain, "smd")["age", None] is None
    among = rows.assign(sex=np.where(rows._person < 200, None, rows.sex))
    found = site().one("table1", among, of=["sick"], by=["sex"], missing="category")
    assert str({"missing": True}) in {key[-1] for key in baseline(found)}
    assert isinstance(baseline(found, "smd")["sick", "true", "1"], float)


def test_few_persons_have_no_table(site, rows):
    assert site().one("table1", rows[:9], of=["age"])["status"] == "withheld"


def test_a_sensitive_group_or_level_with_one_answer_is_hidden(site, rows):
    rows["hiv"] = rows._person % 20 == 0
    found = site(known={"hiv": {"sensitive": True}}).one("table1", of=["hiv", "age"], by=["region"])
    assert baseline(found)["hiv", "true", "1081"] == "hidden" == baseline(found, "percent")["hiv", "true", "1081"]
    by_hiv = site(known={"hiv": {"sensitive": True}}).one("table1", of=["civil", "age"], by=["hiv"])
    assert baseline(by_hiv, "missing")["civil", "G", "false"] == "hidden" == baseline(by_hiv)["age", None, "false"]


def test_records(tmp_path, rows):
    many = pd.concat([rows] * 2, ignore_index=True)
    found = SmallSite(tmp_path, many, unit="record", known=KNOWN).one("table1", of=["age", "sick"], by=["sex"])
    assert (found["persons"], found["records"]) == (1200, 2400)
    assert baseline(found, "smd")["sick", "true", "1"] == "hidden"
    assert baseline(found)["age", None, None] == 1200
