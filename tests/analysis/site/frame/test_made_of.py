"""What a variable is computed from: variables of persons, and readings of records."""

import pytest

from tests.analysis.site.frame.conftest import TABLES

ROWS = {name: [] for name in TABLES}
COUNT = {"count": {"dataset": "dia", "window": {"days": [-365, 0]}}}
VARIABLES = {
    "age": {"completed_years": ["bef.born", "index"]},
    "mass": {"from": "bef.weight"},
    "visits": COUNT,
    "again": COUNT,
    "others": {"count": {"dataset": "dia", "window": {"days": [-30, 0]}}},
    "mixed": {"add": ["mass", {"multiply": ["age", 0.001]}, "visits"]},
    "waited": {"years_between": ["2000-01-01", "index"]},
}


@pytest.fixture
def made_of(framed, tiny_site):
    index = {"index": {"dataset": "dia", "date": "dia.seen", "take": "first"}}
    frame, _ = framed(tiny_site(ROWS), index, VARIABLES)
    return {name: frame.column(name).made_of for name in VARIABLES}


def test_variables_of_persons_are_named(made_of):
    assert made_of["age"] == {"bef.born"}
    assert made_of["mass"] == {"bef.weight"}


def test_the_same_reading_of_records_has_one_name(made_of):
    (name,) = made_of["visits"]
    assert name.startswith("dia:") and made_of["again"] == {name}
    assert made_of["others"] != {name}


def test_what_is_made_of_several_names_all(made_of):
    assert made_of["mixed"] == {"bef.born", "bef.weight"} | made_of["visits"]


def test_the_index_date_is_named_where_there_is_nothing_else(made_of):
    assert made_of["waited"] == {"_index"}
