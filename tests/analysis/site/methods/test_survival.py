"""Curves of persons followed, against lifelines, R's printed answers and the same numbers put straight into the cores."""

import numpy as np
import pandas as pd
import pytest
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.datasets import load_rossi
from lifelines.statistics import multivariate_logrank_test

from analysis.site.estimation.incidence import Spells, cumulative_incidence
from analysis.site.methods.survival import compute

from .asked import Asked, row, rows

MANIFEST = """
[datasets.trial]
source = "trial.parquet"
person = "id"
[datasets.trial.variables]
arm = {type = "category", labels = {"0" = "Kontrol", "1" = "Behandling"}}
place = {type = "category"}
time = {type = "number", unit = "months"}
dead = {type = "boolean"}
cause = {type = "category", labels = {"a" = "A", "b" = "B", "c" = "C"}}
day0 = {type = "day"}
day1 = {type = "day"}
[datasets.heart]
source = "heart.parquet"
person = "id"
unit = "record"
[datasets.heart.variables]
start = {type = "number"}
stop = {type = "number"}
dead = {type = "boolean"}
x = {type = "integer"}
cause = {type = "category"}
"""
VARIABLES = {name: {"from": f"trial.{name}"} for name in ("arm", "place", "dead", "cause")}
HEART = {name: {"from": f"heart.{name}"} for name in ("dead", "x", "cause")}
MONTHS = {"value": "trial.time", "unit": "months"}
SPELLS = {"start": "heart.start", "stop": "heart.stop", "unit": "days"}


def trial(count: int = 120) -> pd.DataFrame:
    drawn = np.random.default_rng(11)
    time, dead = np.round(drawn.exponential(20, count)) + 1, drawn.random(count) < 0.6
    start = drawn.integers(0, 12, count)
    return pd.DataFrame(
        {
            "id": np.arange(count),
            "arm": drawn.choice(["0", "1"], count),
            "place": drawn.choice(["x", "y", "z"], count),
            "time": time,
            "dead": dead,
            "cause": [drawn.choice(["a", "b"]) if one else None for one in dead],
            "day0": start,
            "day1": start + time.astype(int),
        }
    )


def heart() -> pd.DataFrame:
    """The data `test2` in the tests of R's survival; the first two rows are of one person."""
    return pd.DataFrame(
        {
            "id": [1, 1, 3, 4, 5, 6, 7, 8, 9, 10],
            "start": [1.0, 2, 5, 2, 1, 7, 3, 4, 8, 8],
            "stop": [2.0, 3, 6, 7, 8, 9, 9, 9, 14, 17],
            "dead": [True, True, True, True, True, True, True, False, False, False],
            "x": [1, 0, 0, 1, 0, 1, 1, 1, 0, 0],
            "cause": ["a", "b", "a", "b", "a", "a", "b", None, None, None],
        }
    )


@pytest.fixture
def asked(tmp_path):
    made = []

    def make(frame=None, **tables) -> Asked:
        tables = {"trial": trial() if frame is None else frame, "heart": heart(), **tables}
        made.append(Asked(tmp_path / f"site{len(made)}", MANIFEST, tables))
        return made[-1]

    yield make
    for one in made:
        one.close()


def survival(site: Asked, **options):
    return site.one({"from": "trial"}, VARIABLES, method="survival", time=MONTHS, **options)


def test_curves_and_log_rank_are_those_of_lifelines(asked) -> None:
    found, people = survival(asked(), event="dead", by=["place"], test="logrank"), trial()
    for place in ("x", "y", "z", None):
        group = people if place is None else people[people["place"] == place]
        fitted = KaplanMeierFitter().fit(group["time"], group["dead"])
        lines = [line for line in rows(found, "curve") if line["place"] == place]
        assert [line["time"] for line in lines] == sorted(set(group["time"][group["dead"]]))
        assert [line["survival"] for line in lines] == pytest.approx([fitted.predict(line["time"]) for line in lines])
        assert [line["at_risk"] for line in lines] == [(group["time"] >= line["time"]).sum() for line in lines]
        described = row(found, "groups", place=place)
        assert (described["persons"], described["events"]) == (len(group), group["dead"].sum())
        assert described["rmst"] is None
    theirs = multivariate_logrank_test(people["time"], people["place"], people["dead"])
    test = rows(found, "test")[0]
    assert test == {
        "test": "logrank", "statistic": pytest.approx(theirs.test_statistic), "df": 2, "df2": None,
        "p_value": pytest.approx(theirs.p_value),
    }  # fmt: skip
    expected = [row(found, "groups", place=place)["expected"] for place in ("x", "y", "z", None)]
    assert sum(expected[:3]) == pytest.approx(expected[3]) == people["dead"].sum()
    assert (found["persons"], found["events"], found["dropped"]) == (120, people["dead"].sum(), 0)


def test_a_stratified_log_rank_follows_its_strata(asked) -> None:
    rossi = load_rossi()
    people = pd.DataFrame(
        {"id": rossi.index, "arm": rossi["fin"].astype(str), "place": rossi["race"].astype(str), "time": rossi["week"] * 1.0,
         "dead": rossi["arrest"] == 1, "cause": None, "day0": 0, "day1": 1}
    ).astype({"cause": "string"})  # fmt: skip
    found = survival(asked(people), event="dead", by=["arm"], strata=["place"], test="logrank")
    difference, variance = 0.0, 0.0
    for _, part in people.groupby("place"):
        for time in np.unique(part["time"][part["dead"]]):
            n = np.array([((part["time"] >= time) & (part["arm"] == arm)).sum() for arm in "01"])
            died = part["dead"] & (part["time"] == time)
            difference += (died & (part["arm"] == "1")).sum() - died.sum() * n[1] / n.sum()
            variance += died.sum() * n.prod() * (n.sum() - died.sum()) / (n.sum() ** 2 * (n.sum() - 1))
    assert rows(found, "test")[0]["statistic"] == pytest.approx(difference**2 / variance)
    assert row(found, "groups", arm=None)["events"] == 114


def test_survival_at_times_and_after_the_end(asked) -> None:
    people = trial()
    found = survival(asked(), event="dead", times=[0, 12, 1000], rmst=24)
    lines = {line["time"]: line for line in rows(found, "curve")}
    assert lines[0] == {"time": 0, "at_risk": 120, "survival": 1, "lower": 1, "upper": 1}
    assert lines[1000] == {"time": 1000, "at_risk": 0, "survival": None, "lower": None, "upper": None}
    fitted = KaplanMeierFitter().fit(people["time"], people["dead"])
    assert lines[12]["survival"] == pytest.approx(fitted.predict(12))
    assert lines[12]["at_risk"] == (people["time"] >= 12).sum()
    days = np.arange(0, 24, 0.01) + 0.005
    described = row(found, "groups")
    assert described["rmst"] == pytest.approx(0.01 * fitted.predict(days).sum())
    assert 0 < described["rmst_standard_error"] < 2
    assert described["median_lower"] < described["median"] == fitted.median_survival_time_ < described["median_upper"]


@pytest.mark.parametrize("interval", ["log", "log-log", "plain"])
def test_intervals(asked, interval) -> None:
    line = rows(survival(asked(), event="dead", interval=interval), "curve")[5]
    fitted = KaplanMeierFitter().fit(trial()["time"], trial()["dead"])
    lower, upper = fitted.confidence_interval_survival_function_.loc[line["time"]]
    log = np.log(line["survival"])
    half = np.log(np.log(lower) / log) * abs(log)  # z times the error of log S, from lifelines' log-log limits
    limits = {
        "log": (np.exp(log - half), min(1, np.exp(log + half))),
        "log-log": (lower, upper),
        "plain": (line["survival"] * (1 - half), min(1, line["survival"] * (1 + half))),
    }
    assert (line["lower"], line["upper"]) == pytest.approx(limits[interval])


def test_printed_times_are_in_the_unit_of_the_analysis(asked) -> None:
    site = asked()
    in_years = site.one({"from": "trial"}, VARIABLES, method="survival", time={"value": "trial.time"}, event="dead")
    in_days = site.one(
        {"from": "trial"}, VARIABLES, method="survival", time={"value": "trial.time", "unit": "days"}, event="dead"
    )
    first = sorted(set(trial()["time"][trial()["dead"]]))[0]
    assert rows(in_years, "curve")[0]["time"] == pytest.approx(first / 12)
    assert rows(in_days, "curve")[0]["time"] == pytest.approx(first * 365.25 / 12)
    assert in_days["tables"][1]["columns"][0] == {"name": "time", "role": "time", "unit": "days"}


def test_delayed_entry_as_r_tests_it(asked) -> None:
    found = asked().one({"from": "heart", "unit": "record"}, HEART, method="survival", time=SPELLS, event="dead")
    lines = rows(found, "curve")
    assert [line["time"] for line in lines] == [2, 3, 6, 7, 8, 9]
    assert [line["at_risk"] for line in lines] == [2, 3, 5, 4, 4, 5]
    assert [line["survival"] for line in lines] == pytest.approx([0.5, 1 / 3, 4 / 15, 1 / 5, 3 / 20, 9 / 100])
    assert (found["persons"], found["records"], found["events"]) == (9, 10, 7)
    by = asked().one({"from": "heart", "unit": "record"}, HEART, method="survival", time=SPELLS, event="dead", by=["x"])
    assert [row(by, "groups", x=x)["persons"] for x in ("0", "1", None)] == [5, 5, 9]


def test_age_as_time_axis_has_delayed_entry(asked) -> None:
    time = {"from": "trial.day0", "to": "trial.day1", "origin": -10, "unit": "days"}
    found, people = asked().one({"from": "trial"}, VARIABLES, method="survival", time=time, event="dead"), trial()
    enter, leave = people["day0"] + 10, people["day1"] + 10
    fitted = KaplanMeierFitter().fit(leave, people["dead"], entry=enter)
    for line in rows(found, "curve"):
        assert line["at_risk"] == ((enter < line["time"]) & (leave >= line["time"])).sum()
    late = [line for line in rows(found, "curve") if line["time"] > 12]
    assert late[-1]["survival"] == pytest.approx(fitted.predict(late[-1]["time"]))


def test_incidence_is_that_of_lifelines_and_of_the_core(asked) -> None:
    people = trial().assign(time=np.random.default_rng(2).permutation(120) + 1.0)
    found = survival(asked(people), competing="cause", by=["arm"])
    assert [one["name"] for one in found["tables"]] == ["groups", "incidence"]
    for arm in ("0", "1", None):
        group = people if arm is None else people[people["arm"] == arm]
        codes = group["cause"].map({"a": 1, "b": 2}).fillna(0).astype(int)
        core = cumulative_incidence(
            Spells(np.zeros(len(group)), group["time"].to_numpy(), codes.to_numpy() - 1, np.ones(len(group))), 2
        )
        for at, cause in enumerate("ab"):
            fitted = AalenJohansenFitter(calculate_variance=False).fit(group["time"], codes, event_of_interest=at + 1)
            lines = [line for line in rows(found, "incidence") if line["arm"] == arm and line["cause"] == cause]
            own = core[at].events > 0
            assert [line["time"] for line in lines] == core[at].times[own].tolist()
            assert [line["incidence"] for line in lines] == pytest.approx(
                [float(fitted.cumulative_density_.loc[line["time"]].iloc[0]) for line in lines]
            )
            assert [line["lower"] for line in lines] == pytest.approx(core[at].lower[own].tolist())
            assert [line["at_risk"] for line in lines] == [(group["time"] >= line["time"]).sum() for line in lines]
        assert row(found, "groups", arm=arm)["events"] == (codes > 0).sum()
    assert {line["cause"] for line in rows(found, "incidence")} == {"a", "b"}


def test_incidence_at_times_knows_causes_that_nobody_had(asked) -> None:
    found = survival(asked(), competing="cause", times=[0, 12, 1000])
    lines = {(line["cause"], line["time"]): line for line in rows(found, "incidence")}
    assert lines["c", 12]["incidence"] == 0 and lines["c", 12]["lower"] is None
    assert lines["a", 0] == {"cause": "a", "time": 0, "at_risk": 120, "incidence": 0, "lower": None, "upper": None}
    assert lines["b", 1000]["incidence"] is None
    whole = rows(survival(asked(), competing="cause"), "incidence")
    before = [line for line in whole if line["cause"] == "a" and line["time"] <= 12][-1]
    assert lines["a", 12]["incidence"] == pytest.approx(before["incidence"])
    both = survival(asked(), competing="cause", event="dead", times=[12])
    alive = rows(both, "curve")[0]["survival"]
    assert lines["a", 12]["incidence"] + lines["b", 12]["incidence"] == pytest.approx(1 - alive)


def test_incidence_of_persons_with_several_spells(asked) -> None:
    site = asked()
    found = site.one({"from": "heart", "unit": "record"}, HEART, method="survival", time=SPELLS, competing="cause")
    people = heart()
    codes = people["cause"].map({"a": 0, "b": 1}).fillna(-1).astype(int).to_numpy()
    core = cumulative_incidence(
        Spells(people["start"].to_numpy(), people["stop"].to_numpy(), codes, np.ones(10), people["id"].to_numpy()), 2
    )
    last = [line for line in rows(found, "incidence") if line["cause"] == "b"][-1]
    assert (last["incidence"], last["lower"]) == pytest.approx((core[1].incidence[-1], core[1].lower[-1]))
    twice = asked(heart=pd.concat([people, people.assign(stop=people["stop"] + 1)])).one(
        {"from": "heart", "unit": "record"}, HEART, method="survival", time=SPELLS, competing="cause"
    )
    assert twice["records"] == 20  # spells of one person at once: each counts as somebody


def test_missing_groups_are_dropped_or_a_group(asked) -> None:
    people = trial()
    people.loc[:9, "arm"] = None
    dropped, kept = (
        survival(asked(people), event="dead", by=["arm"], missing=missing) for missing in ("drop", "category")
    )
    assert (dropped["persons"], dropped["dropped"]) == (110, 10)
    assert row(kept, "groups", arm={"missing": True})["persons"] == 10
    assert (kept["persons"], kept["dropped"]) == (120, 0)


def test_nobody_and_no_event_are_answers(asked) -> None:
    nobody = asked().one({"from": "trial", "where": {"trial.time": {"lt": 0}}}, VARIABLES, method="survival", time=MONTHS,
                         event="dead", by=["arm"], times=[1], rmst=5, test="logrank", competing="cause")  # fmt: skip
    assert nobody["persons"] == nobody["events"] == 0
    assert row(nobody, "groups", arm=None)["rmst"] is None
    assert {line["survival"] for line in rows(nobody, "curve")} == {None}
    assert rows(nobody, "test")[0]["statistic"] is None
    alive = survival(asked(trial().assign(dead=False)), event="dead", by=["arm"], test="logrank")
    assert rows(alive, "curve") == []
    assert rows(alive, "test")[0]["p_value"] is None
    assert row(alive, "groups", arm="0")["median"] is None


def test_evidence_is_every_spell(asked) -> None:
    plan = {"id": "a", "method": "survival", "time": MONTHS, "event": "dead", "by": ["arm"], "strata": ["place"]}
    bound, frame, engine = asked().frame({"from": "trial"}, VARIABLES, [plan, plan | {"id": "b", "competing": "cause"}])
    evidence = compute(bound.plan.analyses[0], frame, engine).evidence()
    people = trial()
    assert evidence.causes is None
    assert sorted(zip(evidence.exits, evidence.events, strict=True)) == sorted(
        zip(people["time"], people["dead"], strict=True)
    )
    assert np.bincount(evidence.cells).tolist() == people["arm"].value_counts().sort_index().tolist()
    assert len(np.unique(evidence.persons)) == 120
    causes = compute(bound.plan.analyses[1], frame, engine).evidence().causes
    assert (causes >= 0).sum() == people["dead"].sum()
