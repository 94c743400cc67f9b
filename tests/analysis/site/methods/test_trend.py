"""Trends against pandas' periods and hand calculation."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from analysis.plans.options import Period
from analysis.site import trees
from analysis.site.engines.duckdb import DuckdbEngine
from analysis.site.limits import Limits
from analysis.site.methods.periods import name_of_period, period_of_date, period_of_day
from analysis.site.methods.trend import compute

from .asked import Asked, row, rows

MANIFEST = """
[datasets.bef]
source = "bef.parquet"
person = "pnr"
[datasets.bef.variables]
sex = {type = "category", labels = {"1" = "Mand", "2" = "Kvinde"}}
diagnosed = {type = "date"}
dead = {type = "date"}
[datasets.tests]
source = "tests.parquet"
person = "pnr"
unit = "record"
[datasets.tests.variables]
day = {type = "day"}
result = {type = "category"}
"""
POPULATION = {"from": "bef", "index": {"date": "bef.diagnosed"}, "exit": {"first_of": ["bef.dead", "2024-12-31"]}}
VARIABLES = {"sex": {"from": "bef.sex"}, "died": {"event": {"date": "bef.dead", "before": "exit"}}}
TESTS = {"positive": {"when": {"result": {"eq": "positive"}}}, "result": {"from": "tests.result"}}


def people(count: int = 200) -> pd.DataFrame:
    drawn = np.random.default_rng(4)
    start = pd.Timestamp("2018-11-20")
    diagnosed = [start + pd.Timedelta(days=int(day)) for day in drawn.integers(0, 900, count)]
    lived = drawn.integers(1, 4000, count)
    return pd.DataFrame(
        {
            "pnr": [f"p{number}" for number in range(count)],
            "sex": drawn.choice(["1", "2"], count),
            "diagnosed": diagnosed,
            "dead": [
                one + pd.Timedelta(days=int(days)) if days < 2000 else None
                for one, days in zip(diagnosed, lived, strict=True)
            ],
        }
    )


TESTED = pd.DataFrame(
    [
        ("a", 1, "positive"),
        ("a", 7, "negative"),
        ("b", 8, "positive"),
        ("a", 9, "negative"),
        ("b", 22, None),
        ("c", 0, "x"),
    ],
    columns=["pnr", "day", "result"],
)


@pytest.fixture
def asked(tmp_path):
    made = []

    def make(bef=None) -> Asked:
        tables = {"bef": people() if bef is None else bef, "tests": TESTED}
        made.append(Asked(tmp_path / f"site{len(made)}", MANIFEST, tables))
        return made[-1]

    yield make
    for one in made:
        one.close()


def name(day: pd.Timestamp, every: str) -> str:
    match every:
        case "year":
            return f"{day.year}"
        case "quarter":
            return f"{day.year}-Q{day.quarter}"
        case "month":
            return f"{day.year}-{day.month:02}"
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


@pytest.mark.parametrize("every", ["year", "quarter", "month", "week"])
def test_persons_of_every_period_from_the_first_to_the_last(asked, every) -> None:
    found, bef = asked().one(POPULATION, VARIABLES, method="trend", every=every, by=["sex"]), people()
    days = pd.date_range(bef["diagnosed"].min(), bef["diagnosed"].max())
    periods = list(dict.fromkeys(name(day, every) for day in days))
    assert list(dict.fromkeys(line["period"] for line in rows(found, "periods"))) == periods
    own = bef["diagnosed"].map(lambda day: name(day, every))
    counts = pd.crosstab(own, bef["sex"]).reindex(periods, fill_value=0)
    for line in rows(found, "periods"):
        wanted = counts.loc[line["period"]].sum() if line["sex"] is None else counts.loc[line["period"], line["sex"]]
        assert line["persons"] == wanted
    assert len(rows(found, "periods")) == 3 * len(periods)
    assert (found["persons"], found["dropped"]) == (200, 0)


def test_events_and_person_years_of_those_with_their_date_in_the_period(asked) -> None:
    found, bef = asked().one(POPULATION, VARIABLES, method="trend", event="died"), people()
    exits = bef["dead"].fillna(pd.Timestamp("2024-12-31")).clip(upper=pd.Timestamp("2024-12-31"))
    died = bef["dead"] <= pd.Timestamp("2024-12-31")
    years = (exits - bef["diagnosed"]).dt.days / 365.25
    for line in rows(found, "periods"):
        own = bef["diagnosed"].dt.year == int(line["period"])
        assert (line["persons"], line["events"]) == (own.sum(), (own & died).sum())
        assert line["person_years"] == pytest.approx(years[own].sum())
        assert line["rate"] == pytest.approx((own & died).sum() / years[own].sum())
    assert found["events"] == died.sum()


def test_another_date_and_units_without_one(asked) -> None:
    found, bef = asked().one(POPULATION, VARIABLES, method="trend", date="bef.dead"), people()
    assert (found["persons"], found["dropped"]) == (bef["dead"].notna().sum(), bef["dead"].isna().sum())
    assert row(found, "periods", period="2020")["persons"] == (bef["dead"].dt.year == 2020).sum()


def test_periods_without_anybody_are_rows_of_zero(asked) -> None:
    bef = people(3).assign(diagnosed=[pd.Timestamp(f"{year}-05-05") for year in (2001, 2001, 2004)], dead=None)
    bef["dead"] = pd.to_datetime(bef["dead"])
    found = asked(bef).one(POPULATION, VARIABLES, method="trend", event="died")
    assert [(line["period"], line["persons"], line["events"]) for line in rows(found, "periods")] == [
        ("2001", 2, 0), ("2002", 0, 0), ("2003", 0, 0), ("2004", 1, 0),
    ]  # fmt: skip
    empty = row(found, "periods", period="2002")
    assert (empty["person_years"], empty["rate"]) == (0, None)


def test_weeks_of_days_count_records_persons_and_events(asked) -> None:
    plan = {"method": "trend", "every": "week", "date": "tests.day"}
    population = {"from": "tests", "unit": "record"}
    found = asked().one(population, TESTS, **plan)
    lines = {line["period"]: (line["persons"], line["records"]) for line in rows(found, "periods")}
    assert lines == {"0": (1, 1), "1": (1, 2), "2": (2, 2), "3": (0, 0), "4": (1, 1)}
    assert (found["persons"], found["records"]) == (3, 6)
    events = asked().one(population, TESTS, **plan, event="positive")
    assert row(events, "periods", period="1") == {
        "period": "1", "persons": 1, "records": 2, "events": 1, "person_years": None, "rate": None,
    }  # fmt: skip
    assert (events["events"], events["records"], events["dropped"]) == (2, 5, 0)  # one test without a result
    by = asked().one(population, TESTS, **plan, by=["result"], missing="category")
    assert row(by, "periods", period="2", result=None)["persons"] == 2
    assert row(by, "periods", period="4", result={"missing": True})["records"] == 1
    month = asked().one(population, TESTS, method="trend", every="month", date="tests.day")
    assert [line["period"] for line in rows(month, "periods")] == ["0", "1"]


def test_nobody_is_an_answer_and_endless_periods_are_none(asked) -> None:
    later = {**POPULATION, "where": {"bef.diagnosed": {"ge": "2100-01-01"}}}
    nobody = asked().one(later, VARIABLES, method="trend", event="died", by=["sex"])
    assert (nobody["persons"], nobody["events"], rows(nobody, "periods")) == (0, 0, [])
    wide = people(2).assign(diagnosed=[dt.date(1, 1, 1), dt.date(9999, 1, 1)])
    wide["dead"] = pd.to_datetime(wide["dead"])
    found = asked(wide).one(POPULATION, VARIABLES, method="trend", every="week")
    assert (found["status"], found["code"]) == ("withheld", "memory")


def test_evidence_is_every_unit(asked) -> None:
    plan = {"id": "a", "method": "trend", "event": "died", "by": ["sex"]}
    bound, frame, engine = asked().frame(POPULATION, VARIABLES, [plan, {"id": "b", "method": "trend"}])
    computed = compute(bound.plan.analyses[0], frame, engine)
    found, evidence = {"status": "released", **computed.result()}, computed.evidence()
    lines = {(line["sex"], line["period"]): line for line in rows(found, "periods")}
    for group, sex in enumerate("12"):
        for at, period in enumerate(evidence.periods):
            inside = evidence.cells == group * len(evidence.periods) + at
            assert inside.sum() == lines[sex, period]["persons"]
            assert evidence.events[inside].sum() == lines[sex, period]["events"]
            assert evidence.years[inside].sum() == pytest.approx(lines[sex, period]["person_years"])
    plain = compute(bound.plan.analyses[1], frame, engine).evidence()
    assert plain.events is None and plain.years is None and len(plain.persons) == 200


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    made = DuckdbEngine(sources={}, temp_directory=tmp_path_factory.mktemp("engine"), limits=Limits(threads=1))
    yield made
    made.close()


@settings(max_examples=60, deadline=None)
@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)), st.sampled_from(list(Period)))
def test_every_date_lies_in_the_period_of_its_name(engine, date, every) -> None:
    tree = period_of_date(trees.date(date.isoformat()), every)
    number = int(engine.rows(exp.select(trees.named(tree, "n")))[0][0])
    assert name_of_period(number, every, counts_days=False) == name(pd.Timestamp(date), every.value)


@pytest.mark.parametrize(("day", "week"), [(1, 1), (7, 1), (8, 2), (0, 0), (-6, 0), (-7, -1)])
def test_week_n_is_the_days_up_to_seven_n(engine, day, week) -> None:
    tree = period_of_day(trees.number(day), Period.WEEK)
    assert engine.rows(exp.select(trees.named(tree, "n")))[0][0] == week
