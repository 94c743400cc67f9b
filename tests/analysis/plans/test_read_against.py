"""Reading against a dictionary: faults of grammar and of meaning are told in one answer."""

from __future__ import annotations

import json

import pytest

from analysis.plans import PlanFaults, check_plan, read_against, read_plan


@pytest.fixture
def all_faults(dictionary):
    def found(document, **more):
        with pytest.raises(PlanFaults) as caught:
            read_against(document, dictionary, **more)
        return {(one.code, one.path) for one in caught.value.faults}

    return found


def test_a_plan_that_can_be_read_is_returned(plan, dictionary):
    assert read_against(plan, dictionary) == read_plan(plan)
    plan["population"]["from"] = "nowhere"
    assert check_plan(read_against(json.dumps(plan), dictionary), dictionary), "its meaning is checked when it is bound"


def test_faults_of_meaning_stand_beside_those_of_the_grammar(plan, all_faults):
    plan["foo"] = 1
    plan["population"]["where"] = {"bef.sex": {"eq": [1]}}
    plan["population"]["exclude"][0]["dataset"] = "nowhere"
    plan["variables"]["broken"] = {"from": 3}
    plan["variables"]["height"] = {"from": "bef.height"}
    plan["analyses"][0] = {"id": "b", "method": "crosstap", "rows": ["nobody"]}
    plan["analyses"].append({"id": "c", "method": "crosstab", "rows": ["broken", "nobody"]})
    assert all_faults(plan) == {
        ("unknown_key", "foo"),
        ("wrong_type", "population.where.bef.sex.eq"),
        ("unknown_dataset", "population.exclude[0].dataset"),
        ("wrong_type", "variables.broken.from"),
        ("unknown_variable", "variables.height.from"),
        ("not_one_of", "analyses[0]"),
        ("unknown_plan_variable", f"analyses[{len(plan['analyses']) - 1}].rows[1]"),
    }


def test_an_id_of_the_plan_is_not_mistaken_for_a_broken_table(plan, all_faults):
    plan["analyses"] = [{"id": "lost_1", "method": "count"}, {"id": "x", "method": "nope"}]
    assert all_faults(plan) == {("not_one_of", "analyses[1]")}


def test_what_a_broken_table_would_have_meant_is_not_guessed(plan, all_faults):
    plan["analyses"] = [
        {"id": "a", "method": "crosstab", "rows": [3]},
        {"id": "b", "method": "crosstab", "rows": ["region"]},
    ]
    found = all_faults(plan, purpose="feasibility")
    assert {one for one in found if one[1].startswith("analyses")} == {
        ("wrong_type", "analyses[0].rows[0]"),
        ("feasibility_method", "analyses[1]"),
    }


def test_a_plan_without_tables_is_checked_so_far(plan, all_faults):
    plan["analyses"] = []
    plan["variables"]["height"] = {"from": "bef.height"}
    assert all_faults(plan) == {("length", "analyses"), ("unknown_variable", "variables.height.from")}


@pytest.mark.parametrize(
    "broken",
    [
        {"population": 3},
        {"population": {"from": 3}},
        {"population": {"from": "bef", "index": {"foo": 1}}},
        {"variables": []},
        {"analyses": "none"},
    ],
)
def test_with_too_little_left_only_the_grammar_is_told(plan, broken, all_faults):
    plan["variables"] = {"height": {"from": "bef.height"}}
    grammar = {**plan, **broken}
    with pytest.raises(PlanFaults) as alone:
        read_plan(grammar)
    assert all_faults(grammar) == {(one.code, one.path) for one in alone.value.faults}


@pytest.mark.parametrize("document", [b"\xff", "{", [], 7, None])
def test_what_is_no_plan_at_all_is_refused_as_ever(document, dictionary):
    with pytest.raises(PlanFaults):
        read_against(document, dictionary)
