"""The values that stand in an analysis itself get columns of their own, and a table of rates is bound beside the data."""

from dataclasses import replace

import pytest

from analysis.plans import bind_plan, changed_datasets, infer_own_kinds, open_bound, own_values, read_plan
from analysis.plans.own_values import BIRTH

FOLLOWED = {"from": "index", "to": "exit"}
REFERENCE = {"dataset": "mdk", "rate": "mdk.rate", "match": {"mdk.sex": "region", "mdk.age": "age"}}


def names(plan, dictionary, **analysis):
    plan["analyses"] = [{"id": "a", **analysis}]
    return own_values(read_plan(plan), dictionary)


def test_each_end_of_a_time_has_a_column(plan, dictionary):
    found = names(plan, dictionary, method="rates", time={**FOLLOWED, "origin": "bef.birth_date"}, event="dead")
    assert {name: one.path for name, one in found.items()} == {
        "_a_from": "analyses[0].time.from",
        "_a_to": "analyses[0].time.to",
        "_a_origin": "analyses[0].time.origin",
    }


def test_ready_times_are_numbers(plan, dictionary):
    found = names(plan, dictionary, method="rates", time={"value": {"years_between": ["index", "exit"]}}, event="dead")
    assert [(name, one.is_date) for name, one in found.items()] == [("_a_value", False)]
    assert infer_own_kinds(read_plan(plan), dictionary)["_a_value"].unit == "years"
    found = names(plan, dictionary, method="cox", time={"start": 0, "stop": "age"}, event="dead", terms=["region"])
    assert list(found) == ["_a_start", "_a_stop"]


def test_a_trend_counts_at_the_index_unless_it_names_a_date(plan, dictionary):
    assert names(plan, dictionary, method="trend")["_a_date"].value == "index"
    assert names(plan, dictionary, method="trend", date="exit")["_a_date"].value == "exit"


def test_a_crosstab_has_none(plan, dictionary):
    assert names(plan, dictionary, method="crosstab", rows=["region"]) == {}


@pytest.mark.parametrize("more", [{"split": {"age": [0, 50]}}, {"reference": REFERENCE}])
def test_attained_age_needs_the_date_of_birth(plan, dictionary, more):
    found = names(plan, dictionary, method="rates", time=FOLLOWED, event="dead", **more)
    assert found[BIRTH].value == "bef.birth_date"
    assert BIRTH not in names(
        plan, dictionary, method="rates", time=FOLLOWED, event="dead", split={"period": [2000, 2010]}
    )


def test_without_a_date_of_birth_there_is_no_column(plan, dictionary):
    without = replace(dictionary, datasets={key: replace(one, birth=None) for key, one in dictionary.datasets.items()})
    assert BIRTH not in names(plan, without, method="rates", time=FOLLOWED, event="dead", split={"age": [0, 50]})


def test_a_table_of_rates_is_bound_beside_the_data(plan, dictionary):
    names(plan, dictionary, method="rates", time=FOLLOWED, event="dead", reference=REFERENCE)
    bound = bind_plan(read_plan(plan), dictionary)
    assert bound.references == ("mdk",)
    assert "mdk" not in bound.datasets
    assert bound.bound.references["mdk"].variables == ("age", "rate", "sex")
    again = open_bound(bound.document)
    assert again.hash == bound.hash
    newer = replace(dictionary.datasets["mdk"], version="later")
    later = replace(dictionary, datasets={**dictionary.datasets, "mdk": newer})
    assert bind_plan(read_plan(plan), later).hash == bound.hash
    other = replace(dictionary.datasets["mdk"], title=dictionary.datasets["lab"].title, variables={})
    changed = replace(dictionary, datasets={**dictionary.datasets, "mdk": other})
    assert [one.path for one in changed_datasets(bound, changed)] == ["bound.datasets.mdk"]


def test_a_reference_by_age_needs_time_between_dates(plan, dictionary, faults_of):
    asked = {"method": "rates", "time": {"value": "age"}, "event": "dead", "reference": REFERENCE}
    assert ("option_misplaced", "analyses[0].reference") in faults_of(analyses=[asked])


def test_a_model_that_merges_rare_levels_reads_the_parent_code(plan, dictionary):
    plan["variables"]["town"] = {"from": "bef.municipality"}
    plan["variables"]["weight"] = {"from": "bef.weight"}
    model = {"method": "linear", "outcome": "weight", "terms": ["town", "age", {"factor": "region"}]}
    assert names(plan, dictionary, **model) == {}
    model["rare"] = "merge"
    found = names(plan, dictionary, **model)
    assert {name: (one.value, one.is_code) for name, one in found.items()} == {"_parent of town": ("bef.region", True)}
    assert infer_own_kinds(read_plan(plan), dictionary) == {}
    assert "region" in bind_plan(read_plan(plan), dictionary).variables_used["bef"]


def test_a_product_and_no_number_is_merged(plan, dictionary):
    plan["variables"]["town"] = {"from": "bef.municipality"}
    plan["variables"]["weight"] = {"from": "bef.weight"}
    terms = [{"interaction": ["town", "age"]}, {"log": "age"}, {"power": ["age", 2]}, {"spline": "age"}]
    found = names(plan, dictionary, method="linear", outcome="weight", terms=terms, rare="merge")
    assert list(found) == ["_parent of town"]
