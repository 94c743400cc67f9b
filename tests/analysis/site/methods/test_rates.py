"""Rates of persons followed, against a day by day count and hand calculation."""

import datetime as dt
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.site.estimation.rates import standard_weights, standardised
from analysis.site.methods.rates import compute

from .asked import Asked, row, rows

MANIFEST = """
[datasets.bef]
source = "bef.parquet"
person = "pnr"
birth = "born"
[datasets.bef.variables]
sex = {type = "category", labels = {"1" = "Mand", "2" = "Kvinde"}}
place = {type = "code"}
age = {type = "integer"}
born = {type = "date"}
dead = {type = "date"}
left = {type = "date"}
treated = {type = "date"}
followed = {type = "number", unit = "months"}
[datasets.stay]
source = "stay.parquet"
person = "pnr"
unit = "record"
[datasets.stay.variables]
begins = {type = "number"}
ends = {type = "number"}
died = {type = "boolean"}
[datasets.mdk]
source = "mdk.parquet"
kind = "rates"
[datasets.mdk.variables]
sex = {type = "category"}
age = {type = "integer"}
year = {type = "integer"}
rate = {type = "number"}
"""
YEAR = 365.25
POPULATION = {
    "from": "bef",
    "index": {"date": "2000-03-01"},
    "exit": {"first_of": ["bef.dead", "bef.left", "2010-12-31"]},
}
VARIABLES = {
    "sex": {"from": "bef.sex"},
    "place": {"from": "bef.place"},
    "died": {"event": {"date": "bef.dead", "before": "exit"}},
    "treated": {"on_from": "bef.treated"},
    "age_group": {"bands": {"of": "bef.age", "edges": [30, 45, 60, 75]}},
}
TIME = {"from": "index", "to": "exit"}


def people(count: int = 60) -> pd.DataFrame:
    drawn = np.random.default_rng(3)

    def day(low, high, share):
        span = (pd.Timestamp(high) - pd.Timestamp(low)).days
        return [
            pd.Timestamp(low) + pd.Timedelta(days=int(drawn.integers(0, span))) if drawn.random() < share else None
            for _ in range(count)
        ]

    born = day("1925-01-01", "1969-12-31", 1)
    return pd.DataFrame(
        {
            "pnr": [f"p{number}" for number in range(count)],
            "sex": drawn.choice(["1", "2"], count),
            "place": drawn.choice(["a", "b", "c"], count),
            "age": [(pd.Timestamp("2000-03-01") - one).days // 365.25 for one in born],
            "born": born,
            "dead": pd.to_datetime(pd.Series(day("2000-06-01", "2012-01-01", 0.5))),
            "left": pd.to_datetime(pd.Series(day("2000-02-01", "2014-01-01", 0.3))),
            "treated": pd.to_datetime(pd.Series(day("1999-01-01", "2012-01-01", 0.6))),
            "followed": drawn.integers(0, 60, count).astype(float),
        }
    )


def national() -> pd.DataFrame:
    cells = [(sex, age, year) for sex in "12" for age in range(30, 100, 10) for year in (1995, 2001, 2006)]
    return pd.DataFrame(
        [(sex, age, year, 1 + age * age / 100 + (year - 1995) + int(sex)) for sex, age, year in cells],
        columns=["sex", "age", "year", "rate"],
    )


@pytest.fixture
def asked(tmp_path):
    made = []

    def make(bef=None, **tables) -> Asked:
        tables = {"bef": people() if bef is None else bef, "mdk": national(), "stay": stays(), **tables}
        made.append(Asked(tmp_path / f"site{len(made)}", MANIFEST, tables))
        return made[-1]

    yield make
    for one in made:
        one.close()


def stays() -> pd.DataFrame:
    return pd.DataFrame(
        [("p1", 0.0, 2.0, False), ("p1", 3.0, 4.5, True), ("p2", 1.0, 1.0, False), ("p3", 0.0, 5.0, False)],
        columns=["pnr", "begins", "ends", "died"],
    )


def days_of(bef: pd.DataFrame):
    """Each person's followed days: (row, day) for every day from the one after the index to the exit, and the event."""
    start, end = dt.date(2000, 3, 1), dt.date(2010, 12, 31)
    for one in bef.itertuples():
        ends = [pd.Timestamp(day).date() for day in (one.dead, one.left) if not pd.isna(day)]
        last = min([*ends, end])
        for number in range((last - start).days):
            day = start + dt.timedelta(days=number)
            died = not pd.isna(one.dead) and pd.Timestamp(one.dead).date() == last == day + dt.timedelta(days=1)
            yield one, day, died


def test_rates_with_exact_limits_by_group_and_over_all(asked) -> None:
    found = asked().one(POPULATION, VARIABLES, method="rates", time=TIME, event="died", by=["sex"], per=1000)
    events, days = defaultdict(int), defaultdict(int)
    for one, _, died in days_of(people()):
        for sex in (one.sex, None):
            events[sex] += died
            days[sex] += 1
    assert [line["sex"] for line in rows(found, "rates")] == ["1", "2", None]
    for line in rows(found, "rates"):
        count, years = events[line["sex"]], days[line["sex"]] / YEAR
        assert line["events"] == count
        assert line["person_years"] == pytest.approx(years)
        assert line["rate"] == pytest.approx(1000 * count / years)
        assert line["lower"] == pytest.approx(1000 * stats.chi2.ppf(0.025, 2 * count) / 2 / years)
        assert line["upper"] == pytest.approx(1000 * stats.chi2.ppf(0.975, 2 * count + 2) / 2 / years)
    never = sum(not pd.isna(left) and left < pd.Timestamp("2000-03-02") for left in people()["left"])
    assert (found["persons"], found["dropped"], found["events"]) == (60 - never, never, events[None])
    assert found["notes"] == []


def test_time_is_cut_by_age_period_and_time_since_index(asked) -> None:
    split = {"age": [30, 50, 65, None], "period": [2000, 2004, None], "since_index": [0, 2.5, None]}
    found = asked().one(POPULATION, VARIABLES, method="rates", time=TIME, event="died", split=split)
    days, events = defaultdict(float), defaultdict(int)
    for one, day, died in days_of(people()):
        age = (pd.Timestamp(day) - one.born).days / YEAR
        since = (day - dt.date(2000, 3, 1)).days / YEAR
        cell = (
            "30-<50" if age < 50 else "50-<65" if age < 65 else "65+",
            "2000-<2004" if day.year < 2004 else "2004+",
            "0-<2.5" if since < 2.5 else "2.5+",
        )
        days[cell] += 1
        events[cell] += died
    lines = {(line["age"], line["period"], line["since_index"]): line for line in rows(found, "rates")}
    assert len(lines) == 13
    for cell, line in lines.items():
        if None in cell:
            assert line["person_years"] == pytest.approx(sum(days.values()) / YEAR)
            continue
        # a day is not cut in parts when it is counted by hand: at most one a person and cut
        assert line["person_years"] == pytest.approx(days[cell] / YEAR, abs=60 / YEAR)
        assert line["events"] == events[cell]
    assert sum(line["person_years"] for cell, line in lines.items() if None not in cell) == pytest.approx(
        sum(days.values()) / YEAR
    )


def test_time_outside_the_split_is_left_out_and_told(asked) -> None:
    plan = {"method": "rates", "time": TIME, "event": "died"}
    whole = row(asked().one(POPULATION, VARIABLES, **plan), "rates")
    found = asked().one(POPULATION, VARIABLES, **plan, split={"since_index": [1, 2]})
    line = row(found, "rates", since_index="1-<2")
    outside = whole["person_years"] - line["person_years"]
    note = found["notes"][0]
    assert note["code"] == "outside_split"
    assert f"{outside:,.1f} person-years with {whole['events'] - line['events']} events" in note["en"]
    assert f"{outside:,.1f}".translate(str.maketrans(",.", ".,")) in note["da"]
    assert found["events"] == line["events"]


def test_what_turns_cuts_each_persons_time(asked) -> None:
    found = asked().one(POPULATION, VARIABLES, method="rates", time=TIME, event="died", by=["treated"])
    days, events = defaultdict(int), defaultdict(int)
    for one, day, died in days_of(people()):
        on = not pd.isna(one.treated) and pd.Timestamp(one.treated).date() <= day
        days[on] += 1
        events[on] += died
    for on in (True, False):
        line = row(found, "rates", treated=str(on).lower())
        assert (line["events"], line["person_years"]) == (events[on], pytest.approx(days[on] / YEAR))


def test_rates_standardised_by_attained_age(asked) -> None:
    split = {"age": [30, 50, 65, None]}
    plan = {"method": "rates", "time": TIME, "event": "died", "by": ["sex"], "split": split, "per": 1000}
    found = asked().one(POPULATION, VARIABLES, **plan, standard="ESP2013")
    weights = standard_weights("ESP2013", [30, 50, 65, None])
    for sex in ("1", "2", None):
        cells = [line for line in rows(found, "rates") if line["sex"] == sex and line["age"] is not None]
        events, years = (np.array([cell[name] for cell in cells], float) for name in ("events", "person_years"))
        wanted, line = standardised(events, years, weights), row(found, "standardised", sex=sex)
        assert line["rate"] == pytest.approx(1000 * wanted.rate)
        assert line["standard_error"] == pytest.approx(1000 * wanted.standard_error)
        assert (line["lower"], line["upper"]) == pytest.approx((1000 * wanted.lower, 1000 * wanted.upper))
        assert (line["events"], line["person_years"]) == (events.sum(), pytest.approx(years.sum()))
        assert line["crude"] == pytest.approx(1000 * events.sum() / years.sum())


@pytest.mark.parametrize("weights", [[3, 2, 1], "ESP2013"])
def test_rates_standardised_over_a_variable(asked, weights) -> None:
    standard = {"over": "age_group", "weights": weights}
    found = asked().one(POPULATION, VARIABLES, method="rates", time=TIME, event="died", standard=standard)
    by_group = asked().one(POPULATION, VARIABLES, method="rates", time=TIME, event="died", by=["age_group"])
    cells = [line for line in rows(by_group, "rates") if line["age_group"] is not None]
    events, years = (np.array([cell[name] for cell in cells], float) for name in ("events", "person_years"))
    over = np.array(weights, float) if isinstance(weights, list) else standard_weights(weights, [30, 45, 60, 75])
    assert row(found, "standardised")["rate"] == pytest.approx(standardised(events, years, over).rate)


def test_missing_bands_have_no_weight(asked) -> None:
    bef = people()
    bef.loc[:9, "age"] = None
    standard = {"over": "age_group", "weights": [3, 2, 1]}
    plan = {"method": "rates", "time": TIME, "event": "died", "standard": standard}
    dropped = asked(bef).one(POPULATION, VARIABLES, **plan)
    kept = asked(bef).one(POPULATION, VARIABLES, **plan, missing="category")
    assert row(dropped, "standardised") == pytest.approx(row(kept, "standardised"))
    assert row(dropped, "rates")["person_years"] < row(kept, "rates")["person_years"]


def test_a_wrong_number_of_own_weights_ends_without_a_result(asked) -> None:
    plan = {"method": "rates", "time": TIME, "event": "died", "standard": {"over": "place", "weights": [1, 2]}}
    found = asked().one(POPULATION, VARIABLES, **plan)
    assert (found["status"], found["code"], found["tables"]) == ("withheld", "failed", [])


REFERENCE = {
    "dataset": "mdk",
    "rate": "mdk.rate",
    "per": 1000,
    "match": {"mdk.sex": "sex", "mdk.age": "age", "mdk.year": "period"},
}


def test_expected_events_hold_from_a_value_to_the_next_and_beyond(asked) -> None:
    found = asked().one(
        POPULATION, VARIABLES, method="rates", time=TIME, event="died", by=["sex"], reference=REFERENCE,
        split={"period": [2000, 2005, None]},
    )  # fmt: skip
    table = {(line.sex, line.age, line.year): line.rate for line in national().itertuples()}
    expected = defaultdict(float)
    for one, day, _ in days_of(people()):
        age = (pd.Timestamp(day) - one.born).days / YEAR
        held = (
            one.sex,
            min(max(int(age // 10) * 10, 30), 90),
            1995 if day.year < 2001 else 2001 if day.year < 2006 else 2006,
        )
        for sex in (one.sex, None):
            expected[sex, None] += table[held] / 1000 / YEAR
            expected[sex, "2000-<2005" if day.year < 2005 else "2005+"] += table[held] / 1000 / YEAR
    for line in rows(found, "ratios"):
        assert line["expected"] == pytest.approx(expected[line["sex"], line["period"]], rel=2e-3)  # cuts inside a day
        assert line["ratio"] == pytest.approx(line["events"] / line["expected"])
        lower, upper = stats.chi2.ppf(0.025, 2 * line["events"]) / 2, stats.chi2.ppf(0.975, 2 * line["events"] + 2) / 2
        assert (line["ratio_lower"], line["ratio_upper"]) == pytest.approx(
            (lower / line["expected"], upper / line["expected"])
        )
    assert found["unmatched"] == 0
    assert len(rows(found, "ratios")) == 9


def test_time_without_a_rate_counts_nowhere(asked) -> None:
    women = national().query("sex == '2'")
    men = row(asked().one(POPULATION, VARIABLES, method="rates", time=TIME, event="died", by=["sex"]), "rates", sex="1")
    found = asked(mdk=women).one(
        POPULATION, VARIABLES, method="rates", time=TIME, event="died", by=["sex"], reference=REFERENCE
    )
    assert found["unmatched"] == pytest.approx(men["person_years"])
    assert row(found, "ratios", sex="1")["ratio"] is None
    assert row(found, "ratios", sex=None)["events"] == row(found, "rates", sex="2")["events"]
    empty = asked(mdk=national().iloc[:0]).one(
        POPULATION, VARIABLES, method="rates", time=TIME, event="died", reference=REFERENCE
    )
    assert empty["unmatched"] == pytest.approx(row(empty, "rates")["person_years"])
    assert row(empty, "ratios")["expected"] == 0


def test_a_missing_variable_of_the_reference_is_unmatched_not_dropped(asked) -> None:
    bef = people()
    bef.loc[:4, "sex"] = None
    found = asked(bef).one(POPULATION, VARIABLES, method="rates", time=TIME, event="died", reference=REFERENCE)
    whole = asked().one(POPULATION, VARIABLES, method="rates", time=TIME, event="died")
    assert found["persons"] == whole["persons"]
    assert 0 < found["unmatched"] < row(whole, "rates")["person_years"]


def test_a_number_of_the_plan_is_matched_as_the_axis_is(asked) -> None:
    ages = pd.DataFrame({"sex": "1", "age": [40, 60], "year": 2000, "rate": [1.0, 3.0]})
    reference = {"dataset": "mdk", "rate": "mdk.rate", "match": {"mdk.age": "age_then"}}
    variables = {**VARIABLES, "age_then": {"from": "bef.age"}}
    found = asked(mdk=ages).one(POPULATION, variables, method="rates", time=TIME, event="died", reference=reference)
    years = defaultdict(float)
    for one, _, _ in days_of(people()):
        years[one.age >= 60] += 1 / YEAR
    assert row(found, "ratios")["expected"] == pytest.approx(years[False] + 3 * years[True])


def test_two_rates_of_one_cell_end_without_a_result(asked) -> None:
    twice = pd.concat([national(), national().assign(rate=1.0)])
    found = asked(mdk=twice).one(POPULATION, VARIABLES, method="rates", time=TIME, event="died", reference=REFERENCE)
    assert (found["status"], found["code"]) == ("withheld", "failed")


def test_ready_time_and_spells_of_records(asked) -> None:
    bef = people()
    ready = asked().one({"from": "bef"}, {**VARIABLES, "died": {"when": {"bef.dead": {"missing": False}}}},
                        method="rates", time={"value": "bef.followed"}, event="died")  # fmt: skip
    assert row(ready, "rates")["person_years"] == pytest.approx(bef["followed"].sum() / 12)
    assert row(ready, "rates")["events"] == bef["dead"].notna().sum()
    spells = asked().one(
        {"from": "stay", "unit": "record"}, {"died": {"from": "stay.died"}},
        method="rates", time={"start": "stay.begins", "stop": "stay.ends"}, event="died",
    )  # fmt: skip
    assert row(spells, "rates") == {
        "events": 1, "person_years": 8.5, "rate": pytest.approx(1 / 8.5), "lower": pytest.approx(0.0253178 / 8.5, rel=1e-5),
        "upper": pytest.approx(5.571643 / 8.5, rel=1e-6),
    }  # fmt: skip
    assert (spells["persons"], spells["records"], spells["dropped"]) == (2, 3, 1)


def test_nobody_is_an_answer(asked) -> None:
    nobody = {
        **POPULATION,
        "keep_if": {
            "sex": {"eq": "2"},
        },
        "where": {"bef.sex": {"eq": "1"}},
    }
    found = asked().one(nobody, VARIABLES, method="rates", time=TIME, event="died", by=["sex"], split={"age": [30, 50]},
                        standard="WHO", reference=REFERENCE)  # fmt: skip
    assert found["persons"] == found["events"] == found["dropped"] == 0
    assert {line["rate"] for line in rows(found, "rates")} == {None}
    assert row(found, "standardised", sex=None)["rate"] is None
    assert row(found, "ratios", sex=None, age=None)["ratio"] is None


def test_evidence_is_what_each_person_adds(asked) -> None:
    analysis = {"id": "a", "method": "rates", "time": TIME, "event": "died", "by": ["sex"], "split": {"age": [30, 50, None]},
                "reference": REFERENCE}  # fmt: skip
    bound, frame, engine = asked().frame(POPULATION, VARIABLES, [analysis])
    computed = compute(bound.plan.analyses[0], frame, engine)
    found, evidence = {"status": "released"} | computed.result(), computed.evidence()
    for cell, (sex, age) in enumerate([("1", "30-<50"), ("1", "50+"), ("2", "30-<50"), ("2", "50+")]):
        inside, line = evidence.cells == cell, row(found, "ratios", sex=sex, age=age)
        assert evidence.events[inside].sum() == line["events"]
        assert evidence.years[inside].sum() == pytest.approx(line["person_years"])
        assert evidence.expected[inside].sum() == pytest.approx(line["expected"])
    assert len(np.unique(evidence.persons)) == found["persons"]
    assert repr(evidence) == "<PersonTime>"


def test_merging_groups_and_bands_adds_up(asked) -> None:
    plan = {"method": "rates", "time": TIME, "event": "died", "by": ["sex", "place"]}
    lines = rows(asked().one(POPULATION, VARIABLES, **plan, split={"age": [None, 40, 55, None]}), "rates")
    whole = row(asked().one(POPULATION, VARIABLES, method="rates", time=TIME, event="died"), "rates")
    for kept in ({"sex", "place", "age"}, {"sex", "place"}, {"age"}, set()):
        same = [line for line in lines if {name for name in ("sex", "place", "age") if line[name] is not None} == kept]
        assert sum(line["events"] for line in same) == whole["events"]
        assert sum(line["person_years"] for line in same) == pytest.approx(whole["person_years"])
