from analysis.rules.counting import counting_plan

PLAN = {
    "version": 1,
    "title": "A title",
    "population": {"from": "bef", "keep_if": {"all": [{"age": {"ge": 40}}]}, "index": {"date": "start"}},
    "variables": {
        "start": {"from": "bef.birth_date"},
        "age": {"completed_years": ["bef.birth_date", "index"]},
        "region": {"from": "bef.region"},
        "age_group": {"bands": {"of": "age", "edges": [40, 50]}},
    },
    "analyses": [{"id": "t1", "method": "crosstab", "rows": ["age_group"]}],
}


def test_a_count_keeps_the_population_and_what_it_needs():
    counting = counting_plan(PLAN)
    assert counting["population"] == PLAN["population"]
    assert set(counting["variables"]) == {"start", "age"}
    assert counting["analyses"] == [{"id": "persons", "method": "count", "flow": False}]


def test_variables_of_variables_come_along():
    plan = PLAN | {"population": {"from": "bef", "keep_if": {"age_group": {"eq": "40-<50"}}}}
    assert set(counting_plan(plan)["variables"]) == {"age_group", "age"}


def test_an_empty_plan_counts_nothing_in_particular():
    assert counting_plan({}) == {
        "version": 1,
        "population": {},
        "variables": {},
        "analyses": [{"id": "persons", "method": "count", "flow": False}],
    }
