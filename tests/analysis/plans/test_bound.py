"""Binding and hashing: what means the same has one hash, what means something else has another."""

from __future__ import annotations

import hashlib
import json
from copy import deepcopy
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.plans import (
    Dictionary,
    PlanFaults,
    bind_plan,
    changed_datasets,
    changed_versions,
    icd10_code,
    open_bound,
    read_against,
    read_plan,
)
from analysis.plans.canonical import canonical_bytes, canonical_document

PROPERTY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def bound(document, dictionary, **more):
    return bind_plan(read_plan(document), dictionary, **more)


def codes(caught):
    return [one.code for one in caught.value.faults]


def test_a_bound_plan_names_what_it_was_bound_to(plan, dictionary):
    found = bound(plan, dictionary)
    assert found.datasets == ("bef", "dodsaars", "lab", "lpr")
    assert found.variables_used["bef"] == ("birth_date", "region", "sex", "weight")
    assert found.variables_used["lpr"] == ("code", "date")
    assert found.versions == {"bef": "1", "dodsaars": "1", "lab": "1", "lpr": "1"}
    assert found.methods == ("count", "crosstab", "summary")
    assert found.document["bound"]["datasets"]["bef"]["dictionary"] == dictionary.datasets["bef"].dictionary_hash
    assert found.hash == hashlib.sha256(found.canonical).hexdigest()


def test_defaults_are_written_out(plan, dictionary):
    document = bound(plan, dictionary).document
    assert document["population"]["unit"] == "person"
    assert document["population"]["index"]["take"] == "first"
    assert document["analyses"][0] == {"id": "n", "method": "count", "missing": "drop", "flow": True}
    assert document["analyses"][1]["records"] is False
    assert document["analyses"][2]["statistics"] == ["mean", "sd", "median", "q1", "q3"]
    assert "exclude" in document["population"] and "quantiles" not in document["analyses"][2]


def test_feasibility_has_no_flow_by_default(dictionary):
    plan = {"version": 1, "population": {"from": "bef"}, "analyses": [{"id": "n", "method": "count"}]}
    found = bound(plan, dictionary, purpose="feasibility")
    assert found.document["analyses"][0]["flow"] is False
    assert found.variables_used == {"bef": ()}
    assert open_bound(found.document).hash == found.hash


def test_a_plan_with_faults_is_not_bound(plan, dictionary):
    plan["population"]["from"] = "nowhere"
    with pytest.raises(PlanFaults) as caught:
        bound(plan, dictionary)
    assert "unknown_dataset" in codes(caught)


def test_a_retired_dataset_is_read_but_not_bound_and_told_once(plan, dictionary):
    retiring = replace(dictionary, retired=frozenset({"bef", "lab", "other"}))
    with pytest.raises(PlanFaults) as caught:
        bound(plan, retiring)
    assert codes(caught) == ["dataset_retired", "dataset_retired"]
    assert {one.path.partition(".")[0] for one in caught.value.faults} == {"population", "variables"}
    told = {one.path: (one.da, one.en) for one in caught.value.faults}
    assert "»bef« er nedlagt" in told["population.from"][0] and '"bef" is retired' in told["population.from"][1]
    assert read_against(plan, retiring) == read_plan(plan)


def test_a_retired_table_of_rates_is_not_bound(plan, dictionary):
    reference = {"dataset": "mdk", "rate": "mdk.rate", "match": {"mdk.sex": "sex"}}
    time = {"from": "index", "to": "exit"}
    plan["variables"]["sex"] = {"from": "bef.sex"}
    plan["analyses"] = [{"id": "r", "method": "rates", "time": time, "event": "dead", "reference": reference}]
    bound(plan, dictionary)
    with pytest.raises(PlanFaults) as caught:
        bound(plan, replace(dictionary, retired=frozenset({"mdk"})))
    assert [(one.code, one.path) for one in caught.value.faults] == [
        ("dataset_retired", "analyses[0].reference.dataset")
    ]


def change(path, value):
    """The plan with another value at a path of keys."""

    def changed(plan):
        plan = deepcopy(plan)
        here = plan
        for key in path[:-1]:
            here = here[key]
        here[path[-1]] = value
        return plan

    return changed


SAME = [
    change(["title"], "Another title"),
    change(["population", "where"], {"bef.sex": {"eq": 2}}),
    change(["population", "where"], {"bef.sex": {"eq": 2.0}}),
    change(["population", "where"], {"bef.sex": {"eq": "2.0"}}),
    change(["population", "unit"], "person"),
    change(["population", "index", "where", "lpr.code", "starts_with"], "C50"),
    change(["population", "index", "where", "lpr.code", "starts_with"], ["dc50", "DC50", "C50"]),
    change(["population", "index", "take"], "first"),
    change(["population", "keep_if"], {"age": {"between": ["40", 69.0]}}),
    change(["variables", "age_group", "bands", "edges"], [40.0, 50, 60, 70]),
    change(["variables", "dead"], {"event": {"date": "dodsaars.date", "before": "exit"}}),
    change(["analyses", 1, "missing"], "drop"),
    change(["analyses", 1, "test"], []),
    change(["analyses", 2, "statistics"], ["mean", "sd", "sd", "median", "q1", "q3"]),
]
OTHER = [
    change(["population", "where"], {"bef.sex": {"eq": "1"}}),
    change(["population", "index", "take"], "last"),
    change(["population", "keep_if"], {"age": {"between": [40, 70]}}),
    change(["variables", "age_group", "bands", "edges"], [40, 50.5, 60, 70]),
    change(["analyses", 1, "percent"], "column"),
    change(["analyses"], [{"id": "n", "method": "count"}]),
    change(["analyses", 0, "id"], "m"),
]


@pytest.mark.parametrize("changed", SAME)
def test_equal_meaning_has_one_hash(plan, dictionary, changed):
    assert bound(changed(plan), dictionary).hash == bound(plan, dictionary).hash


@pytest.mark.parametrize("changed", OTHER)
def test_another_meaning_has_another_hash(plan, dictionary, changed):
    assert bound(changed(plan), dictionary).hash != bound(plan, dictionary).hash


def test_the_order_of_analyses_is_kept(plan, dictionary):
    turned = plan | {"analyses": plan["analyses"][::-1]}
    assert bound(turned, dictionary).hash != bound(plan, dictionary).hash


def test_sets_of_codes_are_sorted_and_recodings_written_as_their_variable(plan, dictionary):
    plan["variables"] |= {
        "sex": {"map": {"of": "bef.sex", "to": {"2.0": "f", "1": 0}}},
        "cause": {"map": {"of": "dodsaars.cause", "to": {"DC50": "breast"}}},
        "some": {"when": {"any": [{"bef.region": {"in": [1085, "1084", "1085"]}}, {"bef.citizen": {"eq": "true"}}]}},
        "late": {"when": {"not": {"dodsaars.date": {"ge": "2020-01-01"}}}},
        "known": {"when": {"dodsaars.date": {"missing": False}}},
        "label": {"case": [{"when": {"age": {"gt": 1.5}}, "then": {"label": 1}}, {"else": {"label": 2.0}}]},
    }
    written = bound(plan, dictionary).document["variables"]
    assert written["sex"]["map"]["to"] == {"1": "0", "2": "f"}
    assert written["cause"]["map"]["to"] == {"C50": "breast"}
    assert written["some"]["when"]["any"] == [{"bef.region": {"in": ["1084", "1085"]}}, {"bef.citizen": {"eq": True}}]
    assert written["late"]["when"] == {"not": {"dodsaars.date": {"ge": "2020-01-01"}}}
    assert written["label"]["case"][0] == {"when": {"age": {"gt": 1.5}}, "then": {"label": "1"}}
    assert written["label"]["case"][1] == {"else": {"label": "2"}}


def test_code_lists_become_codes_with_their_version(plan, dictionary):
    plan["population"]["exclude"] = [{"dataset": "lpr", "where": {"lpr.code": {"in_list": "breast"}}}]
    found = bound(plan, dictionary)
    assert found.document["population"]["exclude"][0]["where"] == {"lpr.code": {"in": ["C50", "D05"]}}
    assert found.document["bound"]["lists"] == {"breast": "2026"}
    assert open_bound(json.dumps(found.document)).hash == found.hash


def test_records_are_shown_where_the_unit_is_the_record(dictionary):
    plan = {
        "version": 1,
        "population": {"from": "lpr", "unit": "record"},
        "variables": {"kind": {"from": "lpr.kind"}},
        "analyses": [{"id": "t", "method": "crosstab", "rows": ["kind"]}],
    }
    assert bound(plan, dictionary).document["analyses"][0]["records"] is True


def with_dataset(dictionary, key, **changes):
    return replace(dictionary, datasets={**dictionary.datasets, key: replace(dictionary.datasets[key], **changes)})


def test_another_data_version_has_the_same_hash_and_is_named(plan, dictionary):
    newer = with_dataset(dictionary, "lab", version="2")
    found = bound(plan, dictionary)
    assert bound(plan, newer).hash == found.hash
    assert changed_versions(found, newer) == ("lab",)
    assert changed_datasets(found, newer) == () and changed_versions(found, dictionary) == ()


def test_a_changed_dictionary_is_a_fault_and_has_another_hash(plan, dictionary):
    other = with_dataset(dictionary, "bef", birth=None)
    found = bound(plan, dictionary)
    assert [(one.code, one.path) for one in changed_datasets(found, other)] == [
        ("dictionary_changed", "bound.datasets.bef")
    ]
    gone = replace(dictionary, datasets={key: one for key, one in dictionary.datasets.items() if key != "lab"})
    assert [one.code for one in changed_datasets(found, gone)] == ["unknown_dataset"]
    assert changed_versions(found, gone) == ()


def test_texts_are_no_part_of_a_dictionarys_meaning(dictionary):
    bef = dictionary.datasets["bef"]
    sex = replace(bef.variables["sex"], label=bef.title, sensitive=True)
    renamed = replace(bef, title=bef.variables["sex"].label, variables={**bef.variables, "sex": sex})
    assert renamed.dictionary_hash == bef.dictionary_hash
    fewer = replace(bef, variables={**bef.variables, "sex": replace(sex, labels=sex.labels[:1])})
    assert fewer.dictionary_hash != bef.dictionary_hash


def test_a_bound_plan_opens_to_the_same_plan(plan, dictionary):
    found = bound(plan, dictionary)
    opened = open_bound(json.dumps(found.document).encode())
    assert (opened.hash, opened.plan, opened.variables_used) == (found.hash, found.plan, found.variables_used)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (lambda one: one.pop("bound"), "not_bound"),
        (lambda one: one["bound"].pop("datasets"), "missing_key"),
        (lambda one: one["bound"]["datasets"]["bef"].update(more=1), "unknown_key"),
        (lambda one: one["population"].pop("unit"), "not_canonical"),
        (lambda one: one["population"].update({"from": 1}), "wrong_type"),
        (lambda one: one["analyses"][0].update(flow=1), "wrong_type"),
    ],
)
def test_what_is_not_a_bound_plan_is_refused(plan, dictionary, changed, code):
    document = json.loads(json.dumps(bound(plan, dictionary).document))
    changed(document)
    with pytest.raises(PlanFaults) as caught:
        open_bound(document)
    assert code in codes(caught)


def test_a_list_is_no_bound_plan():
    with pytest.raises(PlanFaults) as caught:
        open_bound("[]")
    assert codes(caught) == ["not_bound"]


NUMBERS = st.integers(-1000, 1000) | st.decimals(-1000, 1000, places=2).map(float)


def shuffled(value, random):
    """The same JSON with its keys in another order."""
    if isinstance(value, dict):
        keys = list(value)
        random.shuffle(keys)
        return {key: shuffled(value[key], random) for key in keys}
    return [shuffled(one, random) for one in value] if isinstance(value, list) else value


@PROPERTY
@given(random=st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(plan, dictionary: Dictionary, random):
    assert bound(shuffled(plan, random), dictionary).hash == bound(plan, dictionary).hash


@PROPERTY
@given(low=NUMBERS, more=st.lists(NUMBERS, min_size=1, max_size=4))
def test_the_canonical_form_is_idempotent_and_reads_back(plan, dictionary: Dictionary, low, more):
    edges = sorted({low, *more, 2000})
    plan["variables"]["x"] = {"bands": {"of": {"add": ["weight", low]}, "edges": [None, *edges]}}
    plan["population"]["keep_if"] = {"all": [{"weight": {"in": more}}, {"age": {"ge": low}}]}
    found = bound(plan, dictionary)
    rest = {key: value for key, value in found.document.items() if key != "bound"}
    again = read_plan(rest)
    assert again == found.plan
    assert canonical_bytes(canonical_document(again)) == canonical_bytes(rest)
    assert bind_plan(again, dictionary).canonical == found.canonical
    assert open_bound(json.loads(json.dumps(found.document))).hash == found.hash


@PROPERTY
@given(codes=st.lists(st.from_regex(r"\A[A-Z][0-9]{2}\Z"), min_size=1, max_size=4))
def test_codes_of_icd10_hash_alike_with_and_without_the_danish_d(plan, dictionary: Dictionary, codes):
    plain, danish = deepcopy(plan), deepcopy(plan)
    plain["population"]["index"]["where"]["lpr.code"]["starts_with"] = codes
    danish["population"]["index"]["where"]["lpr.code"]["starts_with"] = [f"D{code}" for code in reversed(codes)]
    assert bound(plain, dictionary).hash == bound(danish, dictionary).hash


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ("DC50.9", "C509"),
        ("dc509", "C509"),
        ("C509", "C509"),
        ("D50", "D50"),
        ("DD50", "D50"),
        ("D", "D"),
        (" c50 ", "C50"),
    ],
)
def test_the_one_spelling_of_an_icd10_code(given_, code):
    assert icd10_code(given_) == code
