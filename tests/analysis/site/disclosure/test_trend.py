"""Trends of protected data: counts of periods as one table, rates of the numbers shown."""

import numpy as np
import pandas as pd
import pytest

from analysis.site.expressions import STORED
from tests.attacks.small_site import DAYS, SmallSite, cells, followed, labels

KNOWN = {"sex": {"labels": labels("1", "2")}, "_a1_date": DAYS, "index": DAYS, "exit": DAYS}


@pytest.fixture
def rows():
    """Persons who come in the course of ten years of days, and are followed for up to five."""
    found = followed(2000, seed=3, years=5)
    drawn = np.random.default_rng(4)
    found["_a1_date"] = np.ceil(drawn.uniform(0, 3652, len(found)))
    found[STORED["index"]] = found._a1_date
    found[STORED["exit"]] = found._a1_date + found._a1_to
    return found.assign(index=0.0, exit=0.0)


@pytest.fixture
def site(tmp_path, rows):
    def make(rows=rows, **options):
        return SmallSite(tmp_path, rows, known=KNOWN | options.pop("known", {}), **options)

    return make


def periods(result, value="persons"):
    return cells(result, "periods", value)


def test_counts_of_periods_are_near_the_open_ones(site, tmp_path_factory, rows):
    truth = SmallSite(tmp_path_factory.mktemp("open"), rows, known=KNOWN, open_data=True)
    got, true = site().one("trend", by=["sex"]), truth.one("trend", by=["sex"])
    assert got["persons"] == 2000 and "events" not in got
    assert periods(got) == {place: pytest.approx(count, abs=5) for place, count in periods(true).items()}
    assert len(periods(got)) == 30


def test_rates_of_periods_are_near_the_open_ones(site, tmp_path_factory, rows):
    truth = SmallSite(tmp_path_factory.mktemp("open"), rows, known=KNOWN, open_data=True)
    got, true = site().one("trend", event="dead"), truth.one("trend", event="dead")
    for value, near in (("events", {"abs": 4}), ("person_years", {"abs": 50}), ("rate", {"rel": 0.15})):
        assert periods(got, value) == {place: pytest.approx(one, **near) for place, one in periods(true, value).items()}
    for _, _, events, years, rate in got["tables"][0]["rows"]:
        assert rate == pytest.approx(events / years, rel=0.005)


def test_a_period_of_few_events_shows_no_rate(site, rows):
    few = rows.assign(dead=rows.dead & ((rows._a1_date > 365) | (rows._person < 40)))
    first = site().one("trend", few, event="dead")["tables"][0]["rows"][0]
    assert isinstance(first[1], int) and first[2:] == ["<5", "hidden", "hidden"]


def test_periods_before_the_first_and_after_the_last_number_are_not_told(site, rows):
    date = rows._a1_date + 3652
    date[[0, 1]], date[[2, 3, 4]] = [1.0, 400.0], [9000.0, 9001.0, 20000.0]
    found = site().one("trend", rows.assign(_a1_date=date))
    assert {int(name) for (name,) in periods(found)} == set(range(11, 21))
    assert all(count >= 5 for count in periods(found).values())


def test_a_period_of_few_persons_in_between_is_a_symbol(site, rows):
    early, late = rows._a1_date <= 365, rows._a1_date > 730
    found = site().one("trend", rows[early | late | (rows._person < 20)])
    assert [periods(found)[(name,)] for name in ("2",)] in (["<5"], [5])
    assert site().one("trend", rows[early | late])["tables"][0]["rows"][1] == ["2", "<5"]


def test_nobody_in_a_period_often_enough_is_an_empty_table(site, rows):
    apart = rows.assign(_a1_date=np.arange(2000) * 400.0)
    found = site().one("trend", apart[apart._person < 40])
    assert (found["status"], found["tables"][0]["rows"]) == ("released", [])


def test_few_persons_have_no_trend(site, rows):
    assert site().one("trend", rows[:9])["status"] == site().one("trend", rows[:0])["status"] == "withheld"


def test_the_class_rule(site, rows):
    rows["hiv"] = (rows._person % 20 == 0) | (rows._a1_date > 1826)
    known = {"hiv": {"sensitive": True}}
    found = site(known=known).one("trend", by=["hiv"], event="dead")
    assert "hidden" in {row[2] for row in found["tables"][0]["rows"]}
    hidden = next(row for row in found["tables"][0]["rows"] if row[2] == "hidden")
    assert hidden[3:] == ["hidden"] * 3
    assert site(known=known).one("trend", event="hiv")["status"] == "withheld"


def test_records(tmp_path, rows):
    many = pd.concat([rows] * 2, ignore_index=True)
    found = SmallSite(tmp_path, many, unit="record", known=KNOWN).one("trend", event="dead")
    assert found["records"] == 4000 and found["events"] == pytest.approx(2 * rows.dead.sum(), abs=20)
    row = found["tables"][0]["rows"][0]
    assert row[2] == pytest.approx(2 * row[1], abs=25) and row[4:] == [None, None]
