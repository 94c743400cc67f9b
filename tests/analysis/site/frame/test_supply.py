"""Drug exposure: days covered by a supply, and how long one dispensing follows the other."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

INDEX = dt.date(2010, 1, 1)
BORN = dt.date(1950, 1, 1)
FIXED = {"index": {"date": "2010-01-01"}}


def person(key):
    return (key, 1.0, BORN, 70.0, 0, True)


def dispensed(key, day, days):
    """A record `day` days after the index that lasts `days`."""
    return (key, INDEX + dt.timedelta(days=day), "DX", days, "p", 1)


COVERED = {"covered_days": {"dataset": "dia", "supply": "dia.value", "window": {"days": [0, 99]}}}


@pytest.mark.parametrize(
    ("supplies", "covered"),
    [
        ([], 0),
        ([(0, 30)], 30),
        ([(0, 30), (10, 30)], 40),
        ([(0, 30), (10, 5)], 30),
        ([(0, 30), (50, 10)], 40),
        ([(90, 30)], 10),
        ([(99, 1)], 1),
        ([(-5, 30)], 0),
        ([(0, None), (0, 0), (3, -4)], 0),
        ([(5, 10), (5, 20)], 20),
    ],
)
def test_days_covered(values, tiny_site, supplies, covered):
    rows = {"bef": [person("a")], "dia": [dispensed("a", day, days) for day, days in supplies]}
    assert values(tiny_site(rows), FIXED, {"days": COVERED}) == [(float(covered),)]


def test_one_number_of_days_for_all_and_the_share_covered(values, tiny_site):
    rows = {"bef": [person("a"), person("b")], "dia": [dispensed("a", 0, None), dispensed("a", 40, None)]}
    shape = {"covered_days": {**COVERED["covered_days"], "supply": 20}}
    assert values(tiny_site(rows), FIXED, {"pdc": {"divide": [shape, 100]}}) == [(0.0,), (0.4,)]


@pytest.mark.parametrize(
    ("supplies", "days"),
    [
        ([], None),
        ([(3, 30)], 30),
        ([(0, 30), (40, 30)], 70),
        ([(0, 30), (60, 30)], 90),
        ([(0, 30), (61, 30)], 30),
        ([(0, 90), (10, 5), (119, 30)], 149),
        ([(0, 30), (20, 30), (200, 30)], 50),
        ([(0, None)], None),
    ],
)
def test_persistence_ends_with_a_gap_longer_than_the_grace_period(values, tiny_site, supplies, days):
    rows = {"bef": [person("a")], "dia": [dispensed("a", day, length) for day, length in supplies]}
    shape = {"persistent_days": {"dataset": "dia", "supply": "dia.value", "grace": 30}}
    assert values(tiny_site(rows), FIXED, {"days": shape}) == [(None if days is None else float(days),)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(-20, 120), st.integers(1, 60)), max_size=8))
def test_days_covered_are_the_union_of_the_supplies(values, tiny_site, supplies):
    rows = {"bef": [person("a")], "dia": [dispensed("a", day, float(days)) for day, days in supplies]}
    union = {at for day, days in supplies if 0 <= day <= 99 for at in range(day, day + days) if at <= 99}
    assert values(tiny_site(rows), FIXED, {"days": COVERED}) == [(float(len(union)),)]


def test_a_new_user_has_a_record_now_and_none_before(values, tiny_site):
    rows = {
        "bef": [person("a"), person("b"), person("c")],
        "dia": [dispensed("a", 0, 1), dispensed("b", 0, 1), dispensed("b", -30, 1)],
    }
    now = {"exists": {"dataset": "dia", "window": {"days": [0, 30]}}}
    before = {"exists": {"dataset": "dia", "window": {"days": [-365, -1]}}}
    new = {"when": {"all": [{"now": {"eq": True}}, {"before": {"eq": False}}]}}
    found = values(tiny_site(rows), FIXED, {"now": now, "before": before, "new": new})
    assert [row[-1] for row in sorted(found)] == [False, True, False]
