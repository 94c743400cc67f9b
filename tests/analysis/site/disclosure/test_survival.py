"""Curves of protected data: which figures are shown, and that they are near the open ones."""

import numpy as np
import pandas as pd
import pytest
from lifelines.datasets import load_rossi

from analysis.site.disclosure.profiles import Profile
from tests.attacks.small_site import FOLLOWED_KNOWN, SmallSite, cells, followed, labels

KNOWN = {
    "sex": {"labels": labels("1", "2")},
    "cause": {"labels": labels("a", "b")},
    "_a1_origin": {"counts_days": True},
    **FOLLOWED_KNOWN,
}
YEARS = {"from": "index", "to": "exit"}
WEEKS = {"value": "week", "unit": "weeks"}
RARE = {"time": WEEKS, "event": "dead"}


@pytest.fixture
def rows():
    found = followed(2000, seed=3)
    found["cause"] = np.where(found.dead, np.where(found._person % 3 == 0, "a", "b"), None)
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


def curve(site, among=None, **options):
    return site.one("survival", among, **{"time": YEARS, "event": "dead", **options})


def lines(result, table):
    found = next(one for one in result["tables"] if one["name"] == table)
    names = [one["name"] for one in found["columns"]]
    return [dict(zip(names, row, strict=True)) for row in found["rows"]]


def weekly(weeks, dead, **more):
    """People whose time is a number of weeks."""
    size = len(weeks)
    return pd.DataFrame({"_person": np.arange(size), "_a1_value": np.array(weeks, float), "dead": dead, **more})


def test_ordinary_curves_are_near_the_open_ones(site, truth, rows):
    options = {"by": ["sex"], "times": [1, 5, 9], "rmst": 8, "test": "logrank"}
    got, true = curve(site(), **options), curve(truth(rows), **options)
    assert got["status"] == "released" and abs(got["events"] - true["events"]) < 5
    for mine, open_ in zip(lines(got, "curve"), lines(true, "curve"), strict=True):
        assert mine["at_risk"] == pytest.approx(open_["at_risk"], abs=30)  # those who leave within the month
        for name in ("survival", "lower", "upper"):
            assert mine[name] == pytest.approx(open_[name], abs=0.015)
    for mine, open_ in zip(lines(got, "groups"), lines(true, "groups"), strict=True):
        assert mine["expected"] == "hidden"
        for name in ("median", "median_lower", "median_upper", "rmst"):
            assert mine[name] == pytest.approx(open_[name], rel=0.04)
        assert mine["rmst_standard_error"] == pytest.approx(open_["rmst_standard_error"], rel=0.04)


def test_time_is_merged_to_ten_events(tmp_path):
    """Rossi's data: 432 persons, 114 arrests in 49 weeks, fourteen of them with one arrest."""
    rossi = load_rossi()
    rows = weekly(rossi.week, rossi.arrest == 1)
    site = SmallSite(tmp_path, rows, known={"_a1_value": {"unit": "weeks"}}, profile=Profile(k=10))
    found = lines(site.one("survival", **RARE), "curve")
    assert [line["time"] for line in found] == [8, 14, 18, 22, 26, 33, 37, 43, 48, 52]
    assert found[-1]["survival"] == pytest.approx(318 / 432, abs=0.02)


def test_the_curve_stops_where_fewer_than_five_are_at_risk(tmp_path):
    weeks = np.r_[np.full(40, 3), np.full(40, 6), np.full(8, 9), np.full(3, 20)]
    found = lines(SmallSite(tmp_path, weekly(weeks, weeks > 0)).one("survival", time=WEEKS, event="dead"), "curve")
    assert [line["time"] for line in found] == [3, 6, 9] and found[-1]["survival"] > 0
    asked = SmallSite(tmp_path, weekly(weeks, weeks > 0)).one("survival", **RARE, times=[9, 20])
    assert [line["at_risk"] for line in lines(asked, "curve")][1] == "<5"
    assert [line["survival"] for line in lines(asked, "curve")][1] == "hidden"


def test_no_time_with_fewer_than_five_events_is_a_cut(tmp_path):
    weeks = np.r_[np.full(4, 1), np.full(4, 2), np.full(60, 7), np.full(40, 9)]
    rows = weekly(weeks, np.r_[np.ones(68, bool), np.zeros(40, bool)])
    assert [line["time"] for line in lines(SmallSite(tmp_path, rows).one("survival", **RARE), "curve")] == [2, 7]


def test_few_events_withhold_all_and_a_group_of_few_has_no_curve(site, rows):
    assert curve(site(), rows.assign(dead=rows._person < 4))["status"] == "withheld"
    few = rows.assign(dead=rows.dead & ((rows.sex == "2") | (rows._person < 3)))
    found = curve(site(), few, by=["sex"], rmst=5)
    first = lines(found, "groups")[0]
    assert (first["events"], first["median"], first["rmst"]) == ("<5", "hidden", "hidden")
    assert {line["sex"] for line in lines(found, "curve")} == {"2", None}


def test_a_group_of_few_persons_is_hidden_at_every_time(site, rows):
    found = curve(site(), rows.assign(sex=np.where(rows._person < 3, "1", "2")), by=["sex"], times=[1, 2])
    assert [list(line.values()) for line in lines(found, "curve")[:2]] == [
        ["1", time, "hidden", "hidden", "hidden", "hidden"] for time in (1, 2)
    ]


def test_a_restricted_mean_beyond_everybody_is_hidden(site):
    assert lines(curve(site(), rmst=11), "groups")[0]["rmst"] == "hidden"


def test_incidence_of_competing_causes_is_near_the_open_one(site, truth, rows):
    options = {"competing": "cause", "event": None, "times": [2, 5, 9]}
    got, true = curve(site(), **options), curve(truth(rows), **options)
    assert [one["name"] for one in got["tables"]] == ["groups", "incidence"]
    for mine, open_ in zip(lines(got, "incidence"), lines(true, "incidence"), strict=True):
        for name in ("incidence", "lower", "upper"):
            assert mine[name] == pytest.approx(open_[name], abs=0.015)
    step = lines(curve(site(), competing="cause"), "incidence")
    assert {line["cause"] for line in step} == {"a", "b"} and step[0]["incidence"] < step[-1]["incidence"]
    early = lines(curve(site(), competing="cause", times=[0]), "incidence")[0]
    assert (early["incidence"], early["lower"]) == (0.0, None)


def test_a_rare_cause_is_hidden(site, rows):
    few = rows.assign(cause=np.where(rows.dead, np.where(rows._person < 5, "a", "b"), None))
    found = lines(curve(site(), few, competing="cause", times=[2, 9]), "incidence")
    assert [line["incidence"] for line in found if line["cause"] == "a"] == ["hidden", "hidden"]
    hidden = few.assign(sex=np.where(few._person < 3, "1", "2"))
    assert "1" not in {line["sex"] for line in lines(curve(site(), hidden, competing="cause", by=["sex"]), "incidence")}


def test_delayed_entry(site, truth, rows):
    """Age as time axis: nobody is at risk at 0, and the curve begins where ten persons are."""
    aged = rows.assign(_a1_origin=-np.round(365.25 * rows.age))
    options = {"time": {"from": "index", "to": "exit", "origin": "birth"}, "times": [30, 60]}
    got, true = curve(site(), aged, **options), curve(truth(aged), aged, **options)
    for mine, open_ in zip(lines(got, "curve"), lines(true, "curve"), strict=True):
        assert mine["at_risk"] == pytest.approx(open_["at_risk"], abs=12)
        assert mine["survival"] == pytest.approx(open_["survival"], abs=0.05)


def test_a_group_that_is_never_ten_at_once_has_no_curve(tmp_path):
    """Delayed entry of one person after the other."""
    late = pd.DataFrame({"_person": np.arange(30), "_a1_start": 10.0 * np.arange(30), "dead": True})
    late["_a1_stop"] = late._a1_start + 30
    time = {"start": "s", "stop": "t", "unit": "weeks"}
    found = SmallSite(tmp_path, late).one("survival", time=time, event="dead")
    assert lines(found, "curve") == [] and lines(found, "groups")[0]["median"] == "hidden"


def test_spells_of_records(tmp_path, truth, rows):
    many = pd.concat([rows, rows.assign(dead=False)], ignore_index=True)
    site = SmallSite(tmp_path, many, unit="record", known=KNOWN)
    got = curve(site, test="logrank", by=["sex"], times=[5])
    assert got["records"] == 4000 and lines(got, "test")[0]["p_value"] == "hidden"
    assert lines(got, "curve")[0]["survival"] == pytest.approx(lines(curve(truth(rows), times=[5]), "curve")[0]["survival"],
                                                               abs=0.05)  # fmt: skip


def test_the_log_rank_test_is_hidden(site):
    told = lines(curve(site(), by=["sex"], strata=["region"], test="logrank"), "test")[0]
    assert {told["statistic"], told["df"], told["p_value"]} == {"hidden"}


def test_the_class_rule(site, rows):
    known = {"hiv": {"sensitive": True}, "dead": {"sensitive": True}}
    sick = rows.assign(hiv=rows._person % 20 == 0)
    found = curve(site(sick, known={"hiv": {"sensitive": True}}), by=["hiv"], times=[1])
    assert cells(found, "curve", "survival")["false",] == cells(found, "groups", "events")["false",] == "hidden"
    assert curve(site(known=known), rows.assign(dead=rows._person % 20 == 0))["status"] == "withheld"


@pytest.mark.parametrize("column", ["dead", "cause"])
@pytest.mark.parametrize("share", ["few", "many"])
def test_the_class_rule_of_an_event_and_its_competing_causes(site, rows, column, share):
    """Each is looked at where it is sensitive, whatever the other one says."""
    is_one = (rows._person % 20 == 0) == (share == "few")
    ones = rows.assign(dead=is_one) if column == "dead" else rows.assign(cause=np.where(is_one, "a", None))
    for sensitive, status in ((column, "withheld"), ({"dead": "cause", "cause": "dead"}[column], "released")):
        known = {"dead": {}, "cause": KNOWN["cause"]}
        known[sensitive] = {**known[sensitive], "sensitive": True}
        assert curve(site(known=known), ones, competing="cause")["status"] == status
