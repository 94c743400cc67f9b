"""The published schema agrees with the reader on what is a plan."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from analysis.plans import PlanFaults, plan_schema, read_plan


@pytest.fixture(scope="module")
def validator():
    Draft202012Validator.check_schema(plan_schema())
    return Draft202012Validator(plan_schema())


def test_the_schema_is_json_and_accepts_the_plan_of_the_reference(plan, validator):
    assert json.loads(json.dumps(plan_schema())) == plan_schema()
    plan["variables"]["c"] = {"case": [{"when": {"not": {"age": {"in": [1, 2]}}}, "then": {"label": "a"}}, {"else": 1}]}
    assert list(validator.iter_errors(plan)) == []


def wrong(path, value):
    def change(plan):
        here = plan
        for key in path[:-1]:
            here = here[key]
        here[path[-1]] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        wrong(["more"], 1),
        wrong(["version"], 2),
        wrong(["analyses"], []),
        wrong(["analyses", 0], {"id": "n"}),
        wrong(["analyses", 0, "method"], "magic"),
        wrong(["analyses", 1, "rows"], ["Age"]),
        wrong(["population", "where"], {"bef.sex": {"eq": 1, "ne": 2}}),
        wrong(["population", "where"], {"Bef.sex": {"eq": 1}}),
        wrong(["population", "where"], {}),
        wrong(["population", "from"], "b"),
        wrong(["population", "exclude", 0, "window"], {"days": [1]}),
        wrong(["variables", "age"], {"completed_years": ["index"]}),
        wrong(["variables", "age"], {"nothing": 1}),
        wrong(["variables", "Age"], {"log": 1}),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(plan, validator, change):
    change(plan)
    assert list(validator.iter_errors(plan))
    with pytest.raises(PlanFaults):
        read_plan(plan)
