"""Two requests that differ by one person, from two users and two cases, give an attacker nothing."""

from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from programs import approved, released, tables_of

pytestmark = pytest.mark.slow
DATA = Path(__file__).resolve().parents[2] / "analysis/site/open_sites/nhefs/nhefs.parquet"
MEN = f"from '{DATA}' where sex = 0"
MANY = 400  # men lighter than the victim
VARIABLES = ["nhefs.age", "nhefs.qsmk", "nhefs.sex", "nhefs.wt71"]


def victim():
    """The weight of a man nobody else shares, and the next lighter one: between them stands only he."""
    weights = duckdb.sql(f"select wt71, count(*) {MEN} group by 1 order by 1").fetchall()
    below = 0
    for (lighter, persons), (weight, alone) in pairwise(weights):
        below += persons
        if below >= MANY and alone == 1:
            return lighter, weight
    pytest.fail("Nobody stands alone.")


def plan(weight):
    """Men up to a weight, by age group and whether they quit: a cell, two margins and the total hold the victim, or not."""
    return {
        "version": 1,
        "title": "Rygestop hos lettere mænd",
        "population": {"from": "nhefs", "where": {"all": [{"nhefs.sex": {"eq": "0"}}, {"nhefs.wt71": {"le": weight}}]}},
        "variables": {
            "quit": {"from": "nhefs.qsmk"},
            "age_group": {"bands": {"of": "nhefs.age", "edges": [20, 40, 60, None]}},
        },
        "analyses": [{"id": "t1", "method": "crosstab", "rows": ["age_group"], "columns": ["quit"], "percent": "row"}],
    }


def rewritten(weight):
    """The same question: other order, other spelling of values and conditions, one variable without use."""
    return {
        "analyses": [{"percent": "row", "columns": ["quit"], "rows": ["age_group"], "method": "crosstab", "id": "t1"}],
        "variables": {
            "school": {"from": "nhefs.school"},
            "age_group": {"bands": {"edges": [20.0, 40.0, 60.0, None], "of": "nhefs.age"}},
            "quit": {"from": "nhefs.qsmk"},
        },
        "population": {
            "where": {"all": [{"not": {"nhefs.wt71": {"gt": weight}}}, {"nhefs.sex": {"in": [0]}}]},
            "unit": "person",
            "from": "nhefs",
        },
        "title": "Noget helt andet",
        "version": 1,
    }


def test_one_person_more_from_another_user_and_case_gives_the_same_bytes(running_portal, until):
    lighter, weight = victim()
    without, with_him = (
        duckdb.sql(f"select count(*) {MEN} and wt71 <= {most}").fetchall()[0][0] for most in (lighter, weight)
    )
    assert with_him - without == 1
    first = approved(running_portal, plan(lighter), variables=VARIABLES)
    before = released(until, *first)
    second = approved(running_portal, plan(weight), variables=VARIABLES, by="member")
    after = released(until, *second)
    assert first[1]["number"] != second[1]["number"]
    assert before["document"]["plan_hash"] != after["document"]["plan_hash"]
    assert tables_of(after) == tables_of(before)
    files = [
        case[0].text(f"results/{result['uuid']}/t1-counts.csv") for case, result in ((first, before), (second, after))
    ]
    assert files[0] == files[1]
    third = approved(running_portal, rewritten(lighter), variables=[*VARIABLES, "nhefs.school"])
    assert tables_of(released(until, *third)) == tables_of(before)
