"""A person's time, from start to end and cut into pieces."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from analysis.plans import bind_plan, read_plan
from analysis.plans.grammar import Split
from analysis.site import trees
from analysis.site.engines.duckdb import DuckdbEngine
from analysis.site.frame import open_frame
from analysis.site.limits import Limits
from analysis.site.methods.follow_up import axes_of, day_of_year, follow
from tests.analysis.site.frame.conftest import MANIFEST, framed, tiny_site, values

__all__ = ["framed", "tiny_site", "values"]

DAY = dt.date
YEAR = 365.25


@pytest.fixture
def followed(tiny_site, tmp_path) -> Callable[..., Any]:
    """Follows the persons of `rows` and gives (result of follow, rows of the columns asked for)."""
    engines = []

    def make(rows, variables, time, *, show, names=(), cuts=(), missing=False, population=None):
        manifest = tiny_site(rows, MANIFEST)
        split = {"split": {"age": [0, 200]}} if "from" in time else {}  # so that the frame has the date of birth
        document = {
            "version": 1,
            "population": {"from": "bef", "exit": {"first_of": ["dod.date", "2020-01-01"]}, **(population or {})},
            "variables": {"dead": {"event": {"date": "dod.date", "before": "exit"}}, **variables},
            "analyses": [{"id": "r", "method": "rates", "time": time, "event": "dead"} | split],
        }
        bound = bind_plan(read_plan(document), manifest.dictionary)
        engine = DuckdbEngine(sources=manifest.sources(), temp_directory=tmp_path, limits=Limits(threads=1))
        engines.append(engine)
        frame = open_frame(bound, manifest, engine)
        found = follow(frame, engine, bound.plan.analyses[0], names=names, cuts=cuts, keeps_missing=missing)
        shown = engine.rows(found.rows().select(*(trees.column(name) for name in show)))
        return found, sorted(shown, key=str)

    yield make
    for engine in engines:
        engine.close()


def person(key: str, born: dt.date, sex: float | None = 1.0, weight: float | None = None) -> tuple:
    return (key, sex, born, weight, 0, True)


FIXED = {"index": {"date": "2010-01-01"}}
TIME = {"from": "index", "to": "exit"}


def test_time_runs_from_start_to_end_in_years(followed):
    rows = {"bef": [person("a", DAY(1950, 1, 1)), person("b", DAY(1950, 1, 1))], "dod": [("a", DAY(2012, 1, 1))]}
    found, shown = followed(rows, {}, TIME, show=["_start", "_stop", "_event"], population=FIXED)
    assert shown == [(0.0, 730 / YEAR, True), (0.0, 3652 / YEAR, False)]
    assert (found.spells.persons, found.spells.dropped, found.is_ready) == (2, 0, False)


def test_no_length_and_missing_ends_are_dropped(followed):
    rows = {"bef": [person("a", DAY(1950, 1, 1)), person("b", DAY(1950, 1, 1))], "dod": [("a", DAY(2010, 1, 1))]}
    found, shown = followed(rows, {}, TIME, show=["_stop"], population=FIXED)
    assert len(shown) == 1
    assert found.spells.dropped == 1


def test_an_earlier_origin_is_delayed_entry(followed):
    rows = {"bef": [person("a", DAY(1950, 1, 1))]}
    time = {**TIME, "origin": "bef.born", "unit": "days"}
    _, shown = followed(rows, {}, time, show=["_start", "_stop"], population=FIXED)
    start = (DAY(2010, 1, 1) - DAY(1950, 1, 1)).days
    assert shown == [(float(start), float(start + 3652))]


def test_a_ready_time_of_nought_stays_and_a_negative_one_goes(followed):
    rows = {
        "bef": [person(key, DAY(1950, 1, 1), weight=weight) for key, weight in (("a", 0.0), ("b", -1.0), ("c", 2.0))]
    }
    variables = {"years": {"multiply": ["bef.weight", 1]}}
    found, shown = followed(
        rows, variables, {"value": "years", "unit": "months"}, show=["_start", "_stop"], population=FIXED
    )
    assert shown == [(0.0, 0.0), (0.0, 2.0)]  # a derived number is read in the unit of the analysis
    assert found.is_ready
    assert found.spells.dropped == 1


def test_days_are_printed_in_the_unit_asked_for(followed):
    rows = {"bef": [person("a", DAY(1950, 1, 1))]}
    variables = {"length": {"days_between": ["index", "exit"]}}
    _, shown = followed(rows, variables, {"value": "length"}, show=["_stop"], population=FIXED)
    assert shown == [(pytest.approx(3652 / YEAR),)]


def test_at_risk_from_start_to_stop(followed):
    rows = {"bef": [person("a", DAY(1950, 1, 1), weight=3.0), person("b", DAY(1950, 1, 1), weight=1.0)]}
    variables = {"begin": {"add": [1, 0]}, "end": {"add": ["bef.weight", 0]}}
    time = {"start": "begin", "stop": "end"}
    found, shown = followed(rows, variables, time, show=["_start", "_stop"], population=FIXED)
    assert shown == [(1.0, 3.0)]
    assert found.spells.dropped == 1


def test_a_missing_group_is_dropped_or_kept(followed):
    rows = {"bef": [person("a", DAY(1950, 1, 1)), person("b", DAY(1950, 1, 1), sex=None)]}
    asked = {"names": ["sex"], "population": FIXED}
    variables = {"sex": {"from": "bef.sex"}}
    assert followed(rows, variables, TIME, show=["sex"], **asked)[1] == [("1",)]
    assert followed(rows, variables, TIME, show=["sex"], missing=True, **asked)[1] == [("1",), (None,)]


def test_attained_age_cuts_at_birthdays_of_365_and_a_quarter_days(followed):
    rows = {"bef": [person("a", DAY(1950, 1, 1))], "dod": [("a", DAY(2019, 6, 1))]}
    cuts = axes_of(Split.model_validate({"age": [None, 65, None]}))
    show = ["age", "_from_day", "_to_day", "_event"]
    _, shown = followed(rows, {}, TIME, show=show, cuts=cuts, population=FIXED)
    born, begin, end = (((day - DAY(1970, 1, 1)).days) for day in (DAY(1950, 1, 1), DAY(2010, 1, 1), DAY(2019, 6, 1)))
    turn = born + 65 * YEAR
    assert shown == [("65+", turn, end, True), ("<65", begin, turn, False)]


def test_time_outside_the_bands_is_left_out_of_the_pieces_only(followed):
    rows = {"bef": [person("a", DAY(1950, 1, 1))]}
    cuts = axes_of(Split.model_validate({"period": [2011, 2013]}))
    found, shown = followed(rows, {}, TIME, show=["period", "_from_day", "_to_day"], cuts=cuts, population=FIXED)
    assert shown == [("2011-<2013", day_of_year(2011), day_of_year(2013))]
    assert found.spells.persons == 1


def test_an_event_on_a_cut_belongs_before_it(followed):
    rows = {"bef": [person("a", DAY(1950, 1, 1))], "dod": [("a", DAY(2012, 1, 1))]}
    cuts = axes_of(Split.model_validate({"period": [2010, 2012, 2014]}))
    _, shown = followed(rows, {}, TIME, show=["period", "_event"], cuts=cuts, population=FIXED)
    assert shown == [("2010-<2012", True)]


def test_a_yes_no_turns_after_its_day_and_never_off(followed):
    rows = {
        "bef": [person(key, DAY(1950, 1, 1)) for key in "abc"],
        "dia": [("a", DAY(2012, 1, 1), "DE11", 1.0, "x", 1), ("b", DAY(2009, 1, 1), "DE11", 1.0, "x", 1)],
        "dod": [("a", DAY(2012, 1, 1))],
    }
    variables = {"ill": {"on_from": {"value": {"dataset": "dia", "of": "dia.seen", "take": "first"}}}}
    show = ["_person", "ill", "_start", "_stop", "_event"]
    _, shown = followed(rows, variables, {**TIME, "unit": "days"}, show=show, names=["ill"], population=FIXED)
    # a: the event lies on the day it turns, so before it; b: ill from the start; c: never
    assert sorted(row[1:] for row in shown) == [
        (False, 0.0, 730.0, True),
        (False, 0.0, 3652.0, False),
        (True, 0.0, 3652.0, False),
    ]


def test_since_index_counts_from_the_index(followed):
    rows = {"bef": [person("a", DAY(1950, 1, 1))]}
    cuts = axes_of(Split.model_validate({"since_index": [0, 1, 5]}))
    _, shown = followed(rows, {}, TIME, show=["since_index", "_start", "_stop"], cuts=cuts, population=FIXED)
    assert shown == [("0-<1", 0.0, 1.0), ("1-<5", 1.0, 5.0)]


@pytest.mark.parametrize(
    "split",
    [
        {"age": [None, 30, 61, 62, None]},
        {"age": [0, 200], "period": [1900, 2011, 2012, 2100], "since_index": [0, 2, None]},
    ],
)
def test_cutting_keeps_all_time_and_all_events(followed, split):
    born = [DAY(1930 + 3 * n, 1 + n % 12, 1 + n) for n in range(25)]
    rows = {
        "bef": [person(str(n), day) for n, day in enumerate(born)],
        "dod": [(str(n), DAY(2010 + n % 9, 1 + n % 12, 1)) for n in range(0, 25, 2)],
    }
    show = ["_from_day", "_to_day", "_event"]
    _, whole = followed(rows, {}, TIME, show=show, population=FIXED)
    _, cut = followed(rows, {}, TIME, show=show, cuts=axes_of(Split.model_validate(split)), population=FIXED)
    assert len(cut) > len(whole)
    assert sum(stop - start for start, stop, _ in cut) == pytest.approx(sum(stop - start for start, stop, _ in whole))
    assert sum(event for *_, event in cut) == sum(event for *_, event in whole)
