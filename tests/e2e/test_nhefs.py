"""Real people's data through the journey: quitters by sex and age group, against the known counts."""

import csv
import io
from collections import Counter
from itertools import product
from pathlib import Path

import duckdb
import pytest
from programs import Program, approved, done, made_plan, released, table_of

pytestmark = pytest.mark.slow
DATA = Path(__file__).resolve().parents[2] / "analysis/site/open_sites/nhefs/nhefs.parquet"
PERSONS = 1629
BASE = 5  # published numbers are multiples of it, and fewer persons read "<5"
COARSE_BASE = 10  # of counts made while planning
COARSE_NOISE = 20
PLAN = {
    "version": 1,
    "title": "Rygestop efter køn og alder",
    "population": {"from": "nhefs"},
    "variables": {
        "quit": {"from": "nhefs.qsmk"},
        "sex": {"from": "nhefs.sex"},
        "age_group": {"bands": {"of": "nhefs.age", "edges": [20, 30, 40, 50, 60, 70, None]}},
    },
    "analyses": [{"id": "t1", "method": "crosstab", "rows": ["sex", "age_group"], "columns": ["quit"]}],
}
VARIABLES = ["nhefs.age", "nhefs.qsmk", "nhefs.sex"]


def true_counts():
    """The exact persons of every cell and margin, by labels; a margin has None where it is summed over."""
    band = "case when age >= 70 then '70+' else format('{0}-<{1}', age // 10 * 10, age // 10 * 10 + 10) end"
    rows = duckdb.sql(f"select sex::text, {band}, qsmk::text, count(*) from '{DATA}' group by all").fetchall()
    counts = Counter()
    for *levels, persons in rows:
        for key in product(*((level, None) for level in levels)):
            counts[key] += persons
    return counts


def holds(margin, key):
    """Whether a margin's persons include those of the key."""
    return all(level is None or level == own for level, own in zip(margin, key, strict=True))


def near_neighbours(key, true):
    """Keys whose persons differ from this key's by fewer than the base: they all read what the first of them read."""
    related = [other for other in true if other != key and (holds(other, key) or holds(key, other))]
    return [other for other in related if abs(true[other] - true[key]) < BASE]


def assert_near(key, shown, true):
    """A published number moves less than the base or repeats a near neighbour's; a hidden one is small."""
    value = shown[key]
    if value == f"<{BASE}":
        assert true[key] < BASE, key
        return
    assert value % BASE == 0, key
    if abs(value - true[key]) >= BASE:
        assert value in [shown[other] for other in near_neighbours(key, true)], (key, value, true[key])


def test_quitters_by_sex_and_age_group_agree_with_the_known_counts(running_portal, until):
    applicant, case = approved(running_portal, PLAN, variables=VARIABLES)
    assert [row["controller"] for row in case["decisions"]] == ["open_research"]
    result = released(until, applicant, case)
    names, rows = table_of(result, "t1", "counts")
    at = names.index("persons")
    shown = {tuple(row[names.index(name)] for name in ("sex", "age_group", "quit")): row[at] for row in rows}
    true = true_counts()
    assert true[None, None, None] == PERSONS
    assert set(true) <= set(shown)
    for key in shown:
        assert_near(key, shown, true)
    assert abs(shown[None, None, "1"] - true[None, None, "1"]) < BASE
    assert sum(value != f"<{BASE}" for value in shown.values()) > len(shown) * 0.9
    assert file_of(applicant, result) == [names, *([text(value) for value in row] for row in rows)]


def file_of(applicant, result):
    """The rows of the downloaded file."""
    return list(csv.reader(io.StringIO(applicant.text(f"results/{result['uuid']}/t1-counts.csv"))))


def text(value):
    """A cell of the document as the file writes it."""
    return "(all)" if value is None else str(value)


def test_the_count_while_planning_is_coarse_and_near(running_portal, until):
    applicant = Program(running_portal, "applicant")
    plan = made_plan(applicant, PLAN)
    found = [counted(until, applicant, plan) for _again in range(2)]
    assert found[0] % COARSE_BASE == 0
    assert abs(found[0] - PERSONS) <= COARSE_NOISE
    assert found[0] == found[1]


def counted(until, applicant, plan):
    """The persons of a plan's population, as the site answers while planning."""
    job = applicant.post(f"plans/{plan}/feasibility/")
    return done(until, applicant, job["uuid"], what="the count")["persons"]
