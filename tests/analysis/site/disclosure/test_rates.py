"""Rates of protected data: which figures are shown, and that they are near the open ones."""

import numpy as np
import pandas as pd
import pytest

from analysis.site.estimation.rates import poisson_limits
from tests.attacks.small_site import FOLLOWED, FOLLOWED_KNOWN, SmallSite, cells, followed, labels

KNOWN = {
    "sex": {"labels": labels("1", "2")},
    "_birth": {"counts_days": True},
    **FOLLOWED_KNOWN,
}
REFERENCE = {"dataset": "mdk", "rate": "mdk.rate", "per": 1000, "match": {"mdk.sex": "sex"}}


@pytest.fixture
def rows():
    found = followed(2000, seed=3)
    found["old"] = found.age >= 60
    found["_birth"] = np.round(-365.25 * found.age)
    return found


@pytest.fixture
def site(tmp_path, rows):
    def make(rows=rows, **options):
        return SmallSite(tmp_path, rows, known=KNOWN | options.pop("known", {}), **options)

    return make


@pytest.fixture
def truth(tmp_path_factory):
    def make(rows, **options):
        return SmallSite(tmp_path_factory.mktemp("open"), rows, known=KNOWN, open_data=True, **options)

    return make


def rates(site, among=None, **options):
    return site.one("rates", among, **{"time": FOLLOWED, "event": "dead", **options})


def line(result, table, *head):
    found = next(one for one in result["tables"] if one["name"] == table)
    names = [one["name"] for one in found["columns"]]
    row = next(row for row in found["rows"] if row[: len(head)] == list(head))
    return dict(zip(names, row, strict=True))


def test_ordinary_rates_are_near_the_open_ones(site, truth, rows):
    options = {"by": ["sex"], "split": {"age": [20, 50, 70, None]}, "per": 1000}
    got, true = rates(site(), **options), rates(truth(rows), **options)
    assert got["status"] == "released" and got["persons"] == 2000 and abs(got["events"] - true["events"]) < 5
    for name, near in (("events", {"abs": 4}), ("person_years", {"abs": 100}), ("rate", {"rel": 0.1})):
        shown, open_ = cells(got, "rates", name), cells(true, "rates", name)
        assert shown.keys() == open_.keys() and len(shown) == 3 * 4
        assert shown == {place: pytest.approx(value, **near) for place, value in open_.items()}


def test_a_rate_is_made_of_the_two_numbers_beside_it(site):
    for row in rates(site(), by=["sex"], per=100)["tables"][0]["rows"]:
        _, events, years, rate, lower, upper = row
        assert events % 5 == 0
        limits = [float(one) / years * 100 for one in poisson_limits(np.array(float(events)))]
        assert [rate, lower, upper] == pytest.approx([events / years * 100, *limits], rel=0.005)


def test_person_years_have_three_digits_and_no_more_than_five_persons_move(site, rows):
    for count in (60, 300, 2000):
        few = rows.iloc[:count]
        years = rates(site(), few)["tables"][0]["rows"][0][1]
        assert 50 < 5 * few._a1_to.max() / 365.25 < 51  # so the step is 100
        assert years == float(f"{years:.3g}") and years % 100 == 0
        assert years == pytest.approx(few._a1_to.sum() / 365.25, abs=100)


def test_few_events_withhold_all_rates(site, rows):
    found = rates(site(), rows.assign(dead=rows._person < 4))
    assert (found["status"], found["tables"]) == ("withheld", [])


def test_a_band_of_few_events_is_hidden_alone(site, rows):
    few = rows.assign(dead=rows.dead & ((rows.sex == "2") | (rows._person < 3)))
    found = rates(site(), few, by=["sex"])
    assert found["tables"][0]["rows"][0] == ["1", "<5", *["hidden"] * 4]
    assert isinstance(found["tables"][0]["rows"][1][3], float)


def test_time_of_few_persons_is_hidden_whatever_their_events(site, rows):
    few = rows.assign(sex=np.where(rows._person < 8, "1", "2"), dead=rows.dead | (rows._person < 8))
    row = rates(site(), few, by=["sex"])["tables"][0]["rows"][0]
    assert row[1] in (5, 10) and row[2:] == ["hidden"] * 4


def test_time_that_few_persons_have_nearly_all_of_is_hidden(site, rows):
    long = rows._person == 7
    found = rates(site(), rows.assign(_a1_to=np.where(long, 1e7, 300)))
    assert found["tables"][0]["rows"][0][1:] == ["hidden"] * 4 or found["tables"][0]["rows"][0][2:] == ["hidden"] * 4


def test_standardised_rates_are_made_of_published_bands(site, truth, rows):
    options = {"by": ["sex"], "standard": {"over": "old", "weights": [3, 1]}}
    got, true = rates(site(), **options), rates(truth(rows), **options)
    for sex in ("1", "2", None):
        mine, open_ = line(got, "standardised", sex), line(true, "standardised", sex)
        for name in ("crude", "rate", "standard_error", "lower", "upper"):
            assert mine[name] == pytest.approx(open_[name], rel=0.1)
    bands = rates(site(), by=["old"])["tables"][0]["rows"][:2]
    whole = (3 * bands[0][1] / bands[0][2] + bands[1][1] / bands[1][2]) / 4
    assert line(got, "standardised", None)["rate"] == pytest.approx(whole, rel=0.005)


def test_a_standardised_rate_is_hidden_where_a_band_it_needs_is(site, rows):
    few = rows.assign(dead=rows.dead & (rows.old | (rows._person < 4)))
    row = line(rates(site(), few, standard={"over": "old", "weights": [3, 1]}), "standardised")
    assert isinstance(row["crude"], float)
    assert [row[name] for name in ("rate", "standard_error", "lower", "upper")] == ["hidden"] * 4
    only = line(rates(site(), few, standard={"over": "old", "weights": [0, 1]}), "standardised")
    assert isinstance(only["rate"], float)


def test_a_standard_population_over_bands_of_age(site, truth, rows):
    options = {"split": {"age": [20, 40, 60, 80]}, "standard": "ESP2013"}
    got, true = rates(site(), **options), rates(truth(rows), **options)
    assert line(got, "standardised")["rate"] == pytest.approx(line(true, "standardised")["rate"], rel=0.1)
    assert "outside" in {note["code"] for note in got["notes"]}


def test_observed_against_expected(site, truth, rows):
    opened, here = truth(rows), site()
    for one in (opened, here):
        one.references = {"mdk": pd.DataFrame({"sex": ["1", "2"], "rate": [100.0, 150.0]})}
    got, true = rates(here, by=["sex"], reference=REFERENCE), rates(opened, by=["sex"], reference=REFERENCE)
    for sex in ("1", "2", None):
        for name in ("expected", "ratio", "ratio_lower", "ratio_upper"):
            assert line(got, "ratios", sex)[name] == pytest.approx(line(true, "ratios", sex)[name], rel=0.06)
    assert (got["unmatched"], true["unmatched"]) == ("hidden", 0)


def test_another_per_of_a_reference_is_no_new_figure(site):
    here = site()
    here.references = {"mdk": pd.DataFrame({"sex": ["1", "2"], "rate": [100.0, 150.0]})}
    first = line(rates(here, reference=REFERENCE), "ratios")
    for per in (999, 1001, 500):
        again = line(rates(here, reference=REFERENCE | {"per": per}), "ratios")
        assert again["expected"] * per == pytest.approx(first["expected"] * 1000, rel=1e-9)


def test_an_expected_number_of_few_persons_is_hidden(site, rows):
    """A reference that has a rate for a handful only would give their person-years."""
    here = site()
    here.references = {"mdk": pd.DataFrame({"code": ["a", "b"], "rate": [1.0, 0.0]})}
    coded = rows.assign(code=np.where(rows._person < 9, "a", "b"), dead=rows.dead | (rows._person < 9))
    reference = {"dataset": "mdk", "rate": "mdk.rate", "match": {"mdk.code": "code"}}
    row = line(rates(here, coded, reference=reference), "ratios")
    assert [row[name] for name in ("person_years", "expected", "ratio")] == ["hidden"] * 3


def test_time_without_a_rate_is_told_where_enough_persons_have_it(site):
    here = site()
    here.references = {"mdk": pd.DataFrame({"sex": ["1"], "rate": [100.0]})}
    assert rates(here, reference=REFERENCE)["unmatched"] % 50 == 0


def test_a_sensitive_group_with_one_answer_is_hidden(tmp_path, rows):
    rows["hiv"] = rows._person % 20 == 0
    site = SmallSite(tmp_path, rows, known=KNOWN | {"hiv": {"sensitive": True}})
    found = rates(site, by=["hiv"])
    assert found["tables"][0]["rows"][0] == ["false", *["hidden"] * 5]


def test_a_sensitive_event_that_nearly_nobody_has_withholds(tmp_path, rows):
    known = KNOWN | {"dead": {"sensitive": True}}
    assert rates(SmallSite(tmp_path, rows, known=known), by=["sex"])["status"] == "released"
    rare = SmallSite(tmp_path, rows, known=known)
    assert rates(rare, rows.assign(dead=rows._person % 20 == 0))["status"] == "withheld"
    assert rare.said == ["a1 Withhold: one class"]


def test_repeated_events_of_a_person(tmp_path, truth, rows):
    """Unit record: several events a person are all events of a rate, where at least five persons have any."""
    many = pd.concat([rows, rows, rows[rows._person < 700]], ignore_index=True)
    site = SmallSite(tmp_path, many, unit="record", known=KNOWN)
    got, true = rates(site, by=["sex"]), rates(truth(many, unit="record"), by=["sex"])
    assert got["records"] == 4700 and got["events"] == pytest.approx(true["events"], abs=20)
    assert line(got, "rates", "1")["rate"] == pytest.approx(line(true, "rates", "1")["rate"], rel=0.1)
    assert rates(site, many.assign(dead=many._person < 4))["status"] == "withheld"


def test_too_many_splits_of_one_cohort_are_refused(site):
    here = site()
    found = [rates(here, split={"age": [20, edge, None]})["status"] for edge in range(40, 62)]
    assert found == ["released"] * 20 + ["withheld"] * 2


def test_values_beside_the_declared_ones_join_other(site, rows):
    few = rows.assign(sex=np.where(rows._person < 3, "9", rows.sex))
    assert [row[0] for row in rates(site(), few, by=["sex"])["tables"][0]["rows"]] == ["1", "2", None]
