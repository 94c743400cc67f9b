"""Each shape of the plan language on a person or two, with the missing and the awkward."""

import math
from datetime import date

import pytest

BORN = date(1960, 2, 29)
PERSON = {"bef": [("a", 2.0, BORN, 70.0, 3, True)]}


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [
        ({"from": "bef.sex"}, "2"),
        ({"add": ["bef.weight", 1, 2]}, 73.0),
        ({"subtract": ["bef.weight", 1]}, 69.0),
        ({"multiply": ["bef.weight", "bef.visits"]}, 210.0),
        ({"divide": ["bef.weight", 2]}, 35.0),
        ({"divide": ["bef.weight", {"subtract": ["bef.visits", 3]}]}, None),
        ({"min_of": ["bef.weight", "bef.visits"]}, 3.0),
        ({"max_of": ["bef.weight", {"divide": [1, 0]}]}, None),
        ({"log": "bef.weight"}, math.log(70)),
        ({"log": {"subtract": ["bef.visits", 3]}}, None),
        ({"floor": {"divide": ["bef.weight", 3]}}, 23.0),
        ({"year_of": "bef.born"}, 1960.0),
        ({"month_of": "bef.born"}, 2.0),
        ({"days_between": ["bef.born", "1960-03-01"]}, 1.0),
        ({"years_between": ["bef.born", "1961-02-28"]}, 365 / 365.25),
        ({"completed_years": ["bef.born", "1961-02-28"]}, 0.0),
        ({"completed_years": ["bef.born", "1961-03-01"]}, 1.0),
        ({"completed_years": ["bef.born", "1964-02-29"]}, 4.0),
        ({"shift": ["bef.born", 1, "days"]}, date(1960, 3, 1)),
        ({"shift": ["bef.born", 1, "months"]}, date(1960, 3, 29)),
        ({"shift": ["bef.born", 1, "years"]}, date(1961, 2, 28)),
        ({"shift": ["bef.born", 0.5, "years"]}, date(1960, 8, 30)),
        ({"shift": ["bef.born", "bef.visits", "years"]}, date(1963, 2, 28)),
        ({"shift": ["bef.born", 100000, "years"]}, None),
        ({"when": {"bef.weight": {"ge": 70}}}, True),
        ({"when": {"bef.smoker": {"eq": False}}}, False),
        ({"case": [{"when": {"bef.weight": {"gt": 70}}, "then": {"label": "high"}}]}, None),
        ({"case": [{"when": {"bef.weight": {"gt": 70}}, "then": 1}, {"else": "bef.visits"}]}, 3.0),
        ({"map": {"of": "bef.sex", "to": {"2": "f"}}}, "f"),
        ({"map": {"of": "bef.sex", "to": {"1": "m"}}}, "2"),
        ({"bands": {"of": "bef.weight", "edges": [50, 70]}}, None),
        ({"bands": {"of": "bef.weight", "edges": [50, 70, None]}}, "70+"),
        ({"bands": {"of": "bef.weight", "edges": [None, 70.5]}}, "<70.5"),
        ({"exists": {"dataset": "dia"}}, False),
        ({"count": {"dataset": "dia"}}, 0.0),
        ({"sum": {"dataset": "dia", "of": "dia.value"}}, 0.0),
        ({"value": {"dataset": "dia", "of": "dia.value", "take": "mean"}}, None),
    ],
)
def test_shape_gives(values, tiny_site, shape, wanted) -> None:
    found = values(tiny_site(PERSON), {}, {"x": shape})[0][0]
    assert found == (pytest.approx(wanted) if isinstance(wanted, float) else wanted)


@pytest.mark.parametrize("unreal", [float("nan"), float("inf"), float("-inf"), 999.0])
def test_numbers_without_value_are_missing(values, tiny_site, unreal) -> None:
    site = tiny_site({"bef": [("a", 9.0, None, unreal, None, None)]})
    variables = {"weight": {"from": "bef.weight"}, "sex": {"from": "bef.sex"}, "more": {"add": ["bef.visits", 1]}}
    assert values(site, {}, variables) == [(None, None, None)]


def test_a_number_beyond_all_numbers_is_missing(values, tiny_site) -> None:
    huge = {"multiply": ["bef.weight", *[1e14] * 23]}
    assert values(tiny_site(PERSON), {}, {"x": huge}) == [(None,)]


def test_a_deeply_nested_plan_stays_as_large_as_it_was_written(values, tiny_site) -> None:
    nested = "bef.weight"
    for _ in range(8):
        nested = {"max_of": [nested, {"min_of": [nested, 5]} if nested == "bef.weight" else 5]}
    assert values(tiny_site(PERSON), {}, {"x": nested}) == [(70.0,)]


def test_a_person_without_a_row_in_a_person_dataset_has_missing_values(values, tiny_site) -> None:
    rows = {"bef": [("a", 1, None, 1, 1, None), ("b", 1, None, 2, 1, None)], "dod": [("b", date(2001, 1, 1))]}
    found = values(tiny_site(rows), {}, {"w": {"from": "bef.weight"}, "died": {"from": "dod.date"}})
    assert found == [(1.0, None), (2.0, date(2001, 1, 1))]


RECORDS = {
    "bef": [("a", 1, date(1950, 6, 1), 1, 1, None), ("b", 2, date(1970, 6, 1), 2, 1, None)],
    "dia": [
        ("a", date(2010, 1, 1), "DC501", 5.0, "x", 3),
        ("a", date(2010, 1, 1), "DC509", 4.0, "y", 1),
        ("a", date(2010, 1, 5), "C500", None, "z", 2),
        ("a", date(2009, 12, 20), "DI21", 9.0, "x", 4),
        ("b", date(2011, 3, 1), "DD50", 1.0, "x", 1),
        ("c", date(2011, 3, 1), "DC50", 1.0, "x", 1),
    ],
}
INDEX = {"index": {"dataset": "dia", "where": {"dia.code": {"starts_with": "C50"}}, "take": "first"}}


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ({"take": "first"}, 9.0),
        ({"take": "last"}, 4.0),
        ({"take": "last", "keep_missing": True}, None),
        ({"take": "nearest"}, 4.0),
        ({"take": "min"}, 4.0),
        ({"take": "max"}, 9.0),
        ({"take": "mean"}, 6.0),
        ({"take": "first", "order": "dia.nr"}, 4.0),
        ({"take": "last", "order": "dia.nr"}, 9.0),
        ({"take": "first", "window": {"days": [0, 0]}}, 4.0),
        ({"take": "first", "window": {"days": [None, -1]}}, 9.0),
        ({"take": "first", "window": {"days": [1, 3]}}, None),
        ({"take": "first", "window": {"dates": ["2010-01-01", None]}}, 4.0),
        ({"take": "max", "window": {"age": [59, 59.58]}}, 9.0),
        ({"take": "max", "window": {"age": [None, None]}, "where": {"dia.code": {"eq": "I21"}}}, 9.0),
    ],
)
def test_value_takes(values, tiny_site, value, wanted) -> None:
    shape = {"value": {"dataset": "dia", "of": "dia.value", **value}}
    assert values(tiny_site(RECORDS), INDEX, {"x": shape}) == [(wanted,)]


def test_records_are_counted_and_summed_within_their_window(values, tiny_site) -> None:
    window = {"days": [None, 0]}
    variables = {
        "n": {"count": {"dataset": "dia", "window": window}},
        "places": {"count": {"dataset": "dia", "window": window, "distinct": "dia.place"}},
        "total": {"sum": {"dataset": "dia", "window": window, "of": "dia.value"}},
        "heart": {"exists": {"dataset": "dia", "window": window, "where": {"dia.code": {"in": ["DI21"]}}}},
    }
    assert values(tiny_site(RECORDS), INDEX, variables) == [(3.0, 2.0, 18.0, True)]


def test_an_event_counts_after_the_index_and_on_or_before_the_exit(values, tiny_site) -> None:
    rows = {
        "bef": [(name, 1, None, number, 1, None) for number, name in enumerate("abcd")],
        "dod": [("a", date(2010, 1, 1)), ("b", date(2010, 1, 2)), ("c", date(2012, 1, 1))],
    }
    population = {"index": {"date": "2010-01-01"}, "exit": {"first_of": ["dod.date", "2011-01-01"]}}
    variables = {
        "w": {"from": "bef.weight"},
        "dead": {"event": {"date": "dod.date", "before": "exit"}},
        "left": {"days_between": ["index", "exit"]},
    }
    assert values(tiny_site(rows), population, variables) == [
        (0.0, False, 0.0),
        (1.0, True, 1.0),
        (2.0, False, 365.0),
        (3.0, False, 365.0),
    ]


def test_without_an_exit_an_event_is_missing(values, tiny_site) -> None:
    population = {"index": {"date": "2010-01-01"}, "exit": {"first_of": ["dod.date"]}}
    variables = {"dead": {"event": {"date": "dod.date", "before": "exit"}}}
    assert values(tiny_site(PERSON), population, variables) == [(None,)]
