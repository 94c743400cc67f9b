"""A code that the dictionary does not declare counts nobody: it is a fault, and the sentence lists the codes."""

from __future__ import annotations

import pytest

from analysis.plans import Dictionary, bind_plan, check_plan, read_plan
from analysis.plans.code_check import SHOWN_CODES

MANY = [[str(code), str(code)] for code in range(25)]
DICTIONARY = {
    "datasets": {
        "bef": {
            "controller": "sds", "site": "site", "domain": "dk",
            "variables": {
                "sex": {"type": "category", "labels": [["1", "Mand"], ["2", "Kvinde"], ["9", "Uoplyst"]],
                        "missing": ["9"]},
                "place": {"type": "category", "labels": MANY},
                "free": {"type": "category"},
                "npu": {"type": "code", "labels": [["NPU01568", "LDL"]]},
                "cancer": {"type": "category", "system": "icd10", "labels": [["DC50", "Bryst"], ["DC61", "Prostata"]]},
                "children": {"type": "integer"},
                "weight": {"type": "number"},
                "citizen": {"type": "boolean"},
            },
        }
    },
    "lists": {"breast": {"version": "1", "codes": ["C50", "C99"]}, "lung": {"version": "1", "codes": ["C34"]}},
}  # fmt: skip
VARIABLES = {
    "sex": {"from": "bef.sex"},
    "band": {"bands": {"of": "bef.weight", "edges": [50, 70, None]}},
    "level": {"case": [{"when": {"bef.weight": {"ge": 70}}, "then": {"label": "high"}}, {"else": {"label": "low"}}]},
    "spoken": {"map": {"of": "sex", "to": {"1": "m", "2": "f"}}},
    "heavy": {"when": {"bef.weight": {"ge": 70}}},
}


def plan_of(where=None, keep_if=None, **variables):
    population = {"from": "bef"} | ({"where": where} if where else {}) | ({"keep_if": keep_if} if keep_if else {})
    analyses = [{"id": "n", "method": "count"}]
    return read_plan({"version": 1, "population": population, "variables": VARIABLES | variables, "analyses": analyses})


def faults(**parts):
    return [(one.code, one.path) for one in check_plan(plan_of(**parts), Dictionary.from_json(DICTIONARY))]


@pytest.mark.parametrize(
    ("name", "test", "code"),
    [
        ("bef.sex", {"eq": "3"}, "unknown_code"),
        ("bef.sex", {"eq": "Mand"}, "unknown_code"),
        ("bef.sex", {"ne": "K"}, "unknown_code"),
        ("bef.sex", {"in": ["1", "3"]}, "unknown_code"),
        ("bef.sex", {"eq": "9"}, "unknown_code"),
        ("bef.cancer", {"eq": "C34"}, "unknown_code"),
        ("bef.place", {"starts_with": ["1", "x"]}, "unknown_beginning"),
        ("bef.cancer", {"starts_with": "C5"}, None),
        ("bef.cancer", {"starts_with": "DC9"}, "unknown_beginning"),
        ("bef.cancer", {"in_list": "breast"}, None),
        ("bef.cancer", {"in_list": "lung"}, "list_without_codes"),
        ("bef.npu", {"in_list": "lung"}, None),
        ("bef.npu", {"eq": "NPU03835"}, None),
        ("bef.free", {"eq": "anything"}, None),
        ("bef.free", {"starts_with": "a"}, None),
        ("bef.sex", {"in": [1, 2.0]}, None),
        ("bef.sex", {"missing": True}, None),
        ("bef.cancer", {"eq": "C50"}, None),
        ("bef.citizen", {"eq": "1"}, None),
        ("bef.citizen", {"in": [True, "false"]}, None),
        ("bef.citizen", {"eq": "yes"}, "value_type"),
        ("bef.children", {"eq": 1.5}, "value_type"),
        ("bef.children", {"in": ["2", "2.5"]}, "value_type"),
        ("bef.children", {"ge": 1.5}, None),
        ("bef.children", {"between": [0.5, 2]}, None),
        ("bef.children", {"eq": "2.0"}, None),
        ("bef.weight", {"eq": 70.5}, None),
    ],
)
def test_a_value_that_nobody_can_have_is_faulted(name, test, code):
    operator = next(iter(test))
    assert faults(where={name: test}) == ([(code, f"population.where.{name}.{operator}")] if code else [])


@pytest.mark.parametrize(
    ("name", "value", "is_known"),
    [
        ("band", "50-<70", True), ("band", "50-70", False), ("level", "low", True), ("level", "middle", False),
        ("spoken", "m", True), ("spoken", "1", False), ("heavy", False, True),
    ],
)  # fmt: skip
def test_the_codes_of_a_grouping_are_known_too(name, value, is_known):
    wanted = [] if is_known else [("unknown_code", f"population.keep_if.{name}.eq")]
    assert faults(keep_if={name: {"eq": value}}) == wanted


def test_a_condition_in_a_case_is_looked_at():
    case = {"case": [{"when": {"bef.sex": {"eq": "3"}}, "then": 1}, {"else": 2}]}
    assert faults(x=case) == [("unknown_code", "variables.x.case[0].when.bef.sex.eq")]


@pytest.mark.parametrize(
    ("of", "to", "code"),
    [
        ("sex", {"1": "a", "3": "b"}, "unknown_code"),
        ("bef.cancer", {"C50": "a"}, None),
        ("bef.npu", {"NPU1": "a"}, None),
        ("bef.free", {"x": "a"}, None),
        ("bef.citizen", {"true": "a", "false": "b"}, None),
        ("bef.citizen", {"1": "a"}, "unknown_code"),
        ("bef.children", {"0": "a", "1.0": "b", "-12": "c"}, None),
        ("bef.children", {"one": "a"}, "value_type"),
        ("bef.children", {"01": "a"}, "value_type"),
        ({"from": "bef.sex"}, {"3": "a"}, "unknown_code"),
    ],
)
def test_a_recoding_names_codes_that_there_are(of, to, code):
    assert [one for one, _ in faults(x={"map": {"of": of, "to": to}})] == ([code] if code else [])


@pytest.mark.parametrize(
    ("name", "given", "bound"),
    [
        ("bef.sex", "1.0", "1"), ("bef.sex", 1, "1"),  # declared codes have one form
        ("bef.free", "250.0", "250.0"), ("bef.free", "250.10", "250.10"), ("bef.free", 250, "250"),  # others are texts
    ],
)  # fmt: skip
def test_a_code_is_written_as_its_variable_has_it(name, given, bound):
    found = bind_plan(plan_of(where={name: {"eq": given}}), Dictionary.from_json(DICTIONARY))
    assert found.document["population"]["where"] == {name: {"eq": bound}}


def test_the_sentence_lists_the_first_codes():
    one = check_plan(plan_of(where={"bef.sex": {"eq": "3"}}), Dictionary.from_json(DICTIONARY))[0]
    assert one.da == "»3« er ikke en kode for »bef.sex«. Vælg blandt: 1, 2."
    assert one.en == '"3" is not a code of "bef.sex". Choose among: 1, 2.'
    many = check_plan(plan_of(where={"bef.place": {"eq": "x"}}), Dictionary.from_json(DICTIONARY))[0].en
    assert f"{SHOWN_CODES - 1}, …" in many and "24" not in many


def test_a_plan_with_known_codes_is_bound():
    bound = bind_plan(plan_of(where={"bef.cancer": {"in": ["DC50", "c61"]}}), Dictionary.from_json(DICTIONARY))
    assert bound.document["population"]["where"] == {"bef.cancer": {"in": ["C50", "C61"]}}


def test_a_list_is_bound_to_the_codes_that_there_are():
    dictionary = Dictionary.from_json(DICTIONARY)
    bound = bind_plan(plan_of(where={"bef.cancer": {"in_list": "breast"}}), dictionary)
    assert bound.document["population"]["where"] == {"bef.cancer": {"in": ["C50"]}}
    assert check_plan(bound.plan, dictionary) == ()
