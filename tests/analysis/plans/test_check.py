"""Meaning: every fault that the plan and the dictionary alone can show, where it stands."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.plans import (
    Dictionary,
    PlanFaults,
    birth_variable,
    check_plan,
    infer_kinds,
    read_plan,
    sentences,
    shells,
)
from analysis.plans import grammar as g
from analysis.plans.fault_texts import FAULT_TEXTS
from analysis.site.methods import METHODS

LPR = {"dataset": "lpr"}
LAB = {"dataset": "lab", "of": "lab.value"}
FOLLOWED = {"from": "index", "to": "exit"}


def test_the_plan_of_the_reference_has_no_faults(faults_of):
    assert faults_of() == set()


@pytest.mark.parametrize(
    ("population", "code", "path"),
    [
        ({"from": "nowhere"}, "unknown_dataset", "population.from"),
        ({"from": "mdk"}, "rates_dataset", "population.from"),
        ({"unit": "record"}, "record_base", "population.unit"),
        ({"from": "lpr", "where": {"lpr.code": {"eq": "C50"}}}, "where_on_records", "population.where"),
        ({"where": {"age": {"ge": 1}}}, "name_not_here", "population.where.age"),
        ({"where": {"lpr.code": {"eq": "C50"}}}, "several_rows", "population.where.lpr.code"),
        ({"where": {"bef.height": {"eq": 1}}}, "unknown_variable", "population.where.bef.height"),
        ({"where": {"bef.weight": {"eq": "heavy"}}}, "value_type", "population.where.bef.weight.eq"),
        ({"where": {"bef.weight": {"eq": True}}}, "value_type", "population.where.bef.weight.eq"),
        ({"where": {"bef.weight": {"eq": "1e999"}}}, "value_type", "population.where.bef.weight.eq"),
        ({"where": {"bef.sex": {"eq": True}}}, "value_type", "population.where.bef.sex.eq"),
        ({"where": {"bef.citizen": {"eq": "2"}}}, "value_type", "population.where.bef.citizen.eq"),
        ({"where": {"dodsaars.date": {"ge": "2020-02-30"}}}, "bad_date", "population.where.dodsaars.date.ge"),
        ({"where": {"dodsaars.date": {"ge": 2020}}}, "bad_date", "population.where.dodsaars.date.ge"),
        ({"where": {"bef.sex": {"ge": "1"}}}, "operator_type", "population.where.bef.sex.ge"),
        ({"where": {"bef.weight": {"starts_with": "1"}}}, "operator_type", "population.where.bef.weight.starts_with"),
        ({"where": {"bef.weight": {"between": [2, 1]}}}, "range", "population.where.bef.weight.between"),
        ({"where": {"dodsaars.cause": {"in_list": "no"}}}, "unknown_list", "population.where.dodsaars.cause.in_list"),
        (
            {"where": {"bef.birth_date": {"eq": "1980-01-01"}}},
            "identifying_filter",
            "population.where.bef.birth_date.eq",
        ),
        (
            {"where": {"bef.birth_date": {"between": ["1980-01-01", "1980-01-01"]}}},
            "identifying_filter",
            "population.where.bef.birth_date.between",
        ),
        ({"where": {"bef.cpr_mother": {"eq": "1"}}}, "identifying_filter", "population.where.bef.cpr_mother.eq"),
        ({"where": {"other.sex": {"eq": "1"}}}, "domains", ""),
        (
            {"where": {"all": [{"any": [{"not": {"bef.x": {"eq": 1}}}]}]}},
            "unknown_variable",
            "population.where.all[0].any[0].not.bef.x",
        ),
        ({"index": None}, "no_index", "variables.age.completed_years[1]"),
        ({"exit": None}, "no_exit", "variables.dead.event.before"),
        ({"index": {"date": "age"}}, "cycle", "variables.age.completed_years[1]"),
        ({"index": {"date": "exit"}, "exit": {"first_of": ["index"]}}, "cycle", "population.exit.first_of[0]"),
        ({"index": {"date": "bef.sex"}}, "type", "population.index.date"),
        ({"index": {"dataset": "nowhere"}}, "unknown_dataset", "population.index.dataset"),
        ({"index": {"dataset": "undated"}}, "no_date", "population.index"),
        ({"index": {"dataset": "undated", "date": "undated.code"}}, "type", "population.index.date"),
        ({"index": {"dataset": "undated", "date": "lpr.date"}}, "name_not_here", "population.index.date"),
        ({"index": {**LPR, "between": ["2020-01-02", "2020-01-01"]}}, "range", "population.index.between"),
        (
            {"index": {"dataset": "visits", "between": ["2020-01-01", "2020-01-02"]}},
            "calendar_on_days",
            "population.index.between",
        ),
        ({"index": {**LPR, "where": {"bef.sex": {"eq": 1}}}}, "name_not_here", "population.index.where.bef.sex"),
        ({"index": {**LPR, "where": {"age": {"eq": 1}}}}, "name_not_here", "population.index.where.age"),
        ({"keep_if": {"bef.sex": {"eq": 1}}}, "name_not_here", "population.keep_if.bef.sex"),
        ({"keep_if": {"index": {"missing": False}}}, "name_not_here", "population.keep_if.index"),
        ({"keep_if": {"nothing": {"eq": 1}}}, "unknown_plan_variable", "population.keep_if.nothing"),
        ({"exclude": [{"dataset": "dodsaars"}]}, "record_dataset", "population.exclude[0].dataset"),
        ({"exclude": [{**LPR, "window": {"days": [1, 0]}}]}, "range", "population.exclude[0].window.days"),
        ({"exit": {"first_of": ["bef.sex"]}}, "type", "population.exit.first_of[0]"),
        ({"exit": {"first_of": ["dead"]}}, "cycle", "variables.dead.event.before"),
        ({"exit": {"first_of": ["trial.left", "2020-01-01"]}}, "calendar_on_days", "population.exit.first_of"),
    ],
)
def test_a_population_that_cannot_be_is_faulted(faults_of, population, code, path):
    assert (code, path) in faults_of(population)


@pytest.mark.parametrize(
    ("shape", "code", "path"),
    [
        ({"from": "lpr.code"}, "several_rows", "variables.x.from"),
        ({"from": "mdk.rate"}, "rates_dataset", "variables.x.from"),
        ({"from": "nowhere.a"}, "unknown_dataset", "variables.x.from"),
        ({"log": "x"}, "cycle", "variables.x.log"),
        ({"log": "bef.sex"}, "type", "variables.x.log"),
        ({"floor": {"from": "bef.sex"}}, "type", "variables.x.floor"),
        ({"add": ["age", "region"]}, "type", "variables.x.add[1]"),
        ({"multiply": ["age", "region"]}, "type", "variables.x.multiply[1]"),
        ({"divide": ["region", 2]}, "type", "variables.x.divide[0]"),
        ({"min_of": ["age", "region"]}, "type", "variables.x.min_of[1]"),
        ({"year_of": "age"}, "type", "variables.x.year_of"),
        ({"month_of": 3}, "type", "variables.x.month_of"),
        ({"days_between": ["index", 3]}, "type", "variables.x.days_between[1]"),
        ({"days_between": ["index", "trial.left"]}, "calendar_on_days", "variables.x.days_between"),
        ({"years_between": ["index", "age"]}, "type", "variables.x.years_between[1]"),
        ({"shift": ["index", "region", "days"]}, "type", "variables.x.shift[1]"),
        ({"shift": ["age", 1, "days"]}, "type", "variables.x.shift[0]"),
        ({"bands": {"of": "age", "edges": [2, 1]}}, "edges", "variables.x.bands.edges"),
        ({"bands": {"of": "age", "edges": [1, None, 2]}}, "edges", "variables.x.bands.edges"),
        ({"bands": {"of": "age", "edges": [None, None]}}, "edges", "variables.x.bands.edges"),
        ({"bands": {"of": "region", "edges": [1, 2]}}, "type", "variables.x.bands.of"),
        ({"bands": {"of": "age", "quantiles": [1]}}, "between_zero_and_one", "variables.x.bands.quantiles"),
        ({"bands": {"of": "age", "quantiles": [0.5, 0.5]}}, "edges", "variables.x.bands.quantiles"),
        ({"on_from": "age"}, "type", "variables.x.on_from"),
        ({"event": {"date": "age"}}, "type", "variables.x.event.date"),
        ({"when": {"nothing": {"eq": 1}}}, "unknown_plan_variable", "variables.x.when.nothing"),
        ({"map": {"of": "age_group", "to": {"40-<50": "Middle age"}}}, "label", "variables.x.map.to.40-<50"),
        (
            {"map": {"of": "region", "to": {"Jens Hansen": "a", "1084": "Jens Hansen"}}},
            "label",
            "variables.x.map.to.1084",
        ),
        ({"map": {"of": "bef.municipality", "to": {"Åse": "a", "101": "Åse"}}}, "label", "variables.x.map.to.101"),
        ({"map": {"of": "weight", "to": {"1": "a"}}}, "type", "variables.x.map.of"),
        (
            {"case": [{"when": {"age": {"ge": 1}}, "then": {"label": "Very long words here"}}]},
            "label",
            "variables.x.case[0]",
        ),
        ({"case": [{"when": {"age": {"ge": 1}}, "then": {"label": True}}]}, "label", "variables.x.case[0]"),
        ({"case": [{"when": {"age": {"ge": 1}}, "then": {"label": 1.5}}]}, "label", "variables.x.case[0]"),
        ({"case": [{"when": {"age": {"ge": 1}}, "then": "region"}]}, "mixed_branches", "variables.x.case"),
        (
            {"case": [{"when": {"age": {"ge": 1}}, "then": 1}, {"else": {"label": "a"}}]},
            "mixed_branches",
            "variables.x.case",
        ),
        (
            {"case": [{"when": {"age": {"ge": 1}}, "then": "nothing"}]},
            "unknown_plan_variable",
            "variables.x.case[0].then",
        ),
        ({"exists": {"dataset": "bef"}}, "record_dataset", "variables.x.exists.dataset"),
        ({"exists": {"dataset": "nowhere"}}, "unknown_dataset", "variables.x.exists.dataset"),
        ({"exists": {"dataset": "undated", "window": {"days": [0, 1]}}}, "no_date", "variables.x.exists"),
        ({"exists": {**LPR, "date": "lpr.code"}}, "type", "variables.x.exists.date"),
        ({"exists": {**LPR, "window": {"age": [2, 1]}}}, "range", "variables.x.exists.window.age"),
        ({"exists": {**LPR, "window": {"age": [50, 50]}}}, "no_years", "variables.x.exists.window.age"),
        (
            {"exists": {"dataset": "visits", "window": {"days": [0, 1]}}},
            "calendar_on_days",
            "variables.x.exists.window.days",
        ),
        (
            {"exists": {"dataset": "visits", "window": {"dates": ["2020-01-01", None]}}},
            "calendar_on_days",
            "variables.x.exists.window.dates",
        ),
        ({"count": {**LPR, "distinct": "lab.npu"}}, "name_not_here", "variables.x.count.distinct"),
        ({"count": {"dataset": "bef", "distinct": "bef.sex"}}, "record_dataset", "variables.x.count.dataset"),
        ({"sum": {"dataset": "lab", "of": "lab.npu"}}, "type", "variables.x.sum.of"),
        ({"sum": {"dataset": "bef", "of": "bef.weight"}}, "record_dataset", "variables.x.sum.dataset"),
        ({"value": {"dataset": "lab", "of": "lab.npu", "take": "mean"}}, "type", "variables.x.value.of"),
        ({"value": {"dataset": "lab", "of": "lab.npu", "take": "max"}}, "type", "variables.x.value.of"),
        ({"value": {"dataset": "bef", "of": "bef.sex"}}, "record_dataset", "variables.x.value.dataset"),
        ({"value": {"dataset": "undated", "of": "undated.code"}}, "no_date", "variables.x.value"),
        ({"value": {"dataset": "undated", "of": "undated.code", "take": "nearest"}}, "no_date", "variables.x.value"),
        ({"value": {**LAB, "take": "max", "order": "lab.number"}}, "option_misplaced", "variables.x.value.order"),
        (
            {"value": {**LAB, "take": "mean", "keep_missing": True}},
            "option_misplaced",
            "variables.x.value.keep_missing",
        ),
    ],
)
def test_a_variable_that_does_not_fit_is_faulted(faults_of, shape, code, path):
    assert (code, path) in faults_of(variables={"x": shape})


def test_a_variable_is_not_called_like_a_word_of_the_language(faults_of):
    assert ("reserved_name", "variables.index") in faults_of(variables={"index": {"from": "bef.sex"}})


def test_nothing_is_faulted_twice_for_one_reason(faults_of):
    shapes = {"a": {"log": "bef.sex"}, "b": {"add": ["a", 1]}, "c": {"divide": ["a", "b"]}, "d": {"max_of": ["a", 1]}}
    shapes |= {"e": {"shift": ["index", "a", "days"]}, "f": {"map": {"of": "a", "to": {"1": "x"}}}}
    assert faults_of(variables=shapes) == {("type", "variables.a.log")}


def test_ages_need_a_date_of_birth(faults_of, dictionary):
    trial = {
        "population": {"from": "trial", "where": None, "index": None, "keep_if": None, "exclude": None, "exit": None},
        "variables": {"x": {"exists": {"dataset": "visits", "window": {"age": [40, 50]}}}},
    }
    found = faults_of(**trial)
    assert ("no_birth", "variables.x.exists.window.age") in found
    assert ("calendar_on_days", "variables.x.exists.window.age") in found


def test_the_date_of_birth_is_the_bases_else_that_of_a_person_dataset_of_the_domain(dictionary, plan):
    assert birth_variable(read_plan(plan), dictionary) == "bef.birth_date"
    plan["population"] = {"from": "lpr"}
    assert birth_variable(read_plan(plan), dictionary) == "bef.birth_date"
    plan["population"] = {"from": "nowhere"}
    assert birth_variable(read_plan(plan), dictionary) is None


def test_data_counted_in_days_need_no_index(dictionary):
    plan = read_plan(
        {
            "version": 1,
            "population": {"from": "trial", "exit": {"first_of": ["trial.left", 30]}},
            "variables": {
                "died": {"event": {"date": "trial.died"}},
                "early": {"exists": {"dataset": "visits", "window": {"days": [0, 7]}}},
                "near": {"value": {"dataset": "visits", "of": "visits.score", "take": "nearest"}},
                "last": {"max_of": ["trial.left", "trial.died"]},
                "then": {"case": [{"when": {"trial.arm": {"eq": "a"}}, "then": "trial.left"}]},
                "more": {"shift": ["trial.left", 1.5, "days"]},
                "long": {"days_between": ["index", "exit"]},
            },
            "analyses": [{"id": "n", "method": "count"}],
        }
    )
    assert check_plan(plan, dictionary) == ()
    kinds = infer_kinds(plan, dictionary)
    assert {name: kinds[name].type for name in ("last", "then", "more")} == dict.fromkeys(
        ("last", "then", "more"), "day"
    )


def test_what_is_made_of_a_sensitive_variable_is_sensitive(plan, dictionary):
    bef = dictionary.datasets["bef"]
    region = replace(bef.variables["region"], sensitive=True)
    changed = replace(bef, variables={**bef.variables, "region": region})
    dictionary = replace(dictionary, datasets={**dictionary.datasets, "bef": changed})
    when = {"region": {"eq": "1084"}}
    plan["variables"] |= {
        "when": {"when": when},
        "case": {"case": [{"when": {"all": [when, {"nothing": {"eq": 1}}]}, "then": {"label": "a"}}]},
        "map": {"map": {"of": "bef.region", "to": {"1084": "a"}}},
        "other": {"when": {"age": {"ge": 50}}},
    }
    kinds = infer_kinds(read_plan(plan), dictionary)
    found = {name: kinds[name].sensitive for name in ("when", "case", "map", "region", "other")}
    assert found == {"when": True, "case": True, "map": True, "region": True, "other": False}


def test_counting_records_in_a_case_looks_at_no_single_value(faults_of):
    count = {"count": {"dataset": "lpr", "where": {"lpr.code": {"eq": "C50"}}}}
    assert faults_of(variables={"x": {"case": [{"when": {"age": {"ge": 50}}, "then": count}]}}) == set()


def test_records_may_be_the_base(faults_of):
    population = {"from": "lpr", "unit": "record", "where": {"lpr.kind": {"eq": "A"}}}
    analyses = [{"method": "crosstab", "rows": ["kind"], "records": True}]
    assert faults_of(population, {"kind": {"from": "lpr.kind"}}, analyses) == set()


@pytest.mark.parametrize(
    ("shape", "type_", "levels"),
    [
        ({"from": "bef.region"}, "category", ("1084", "1085")),
        ({"when": {"citizen": {"eq": 1}}}, "boolean", ("false", "true")),
        (
            {"case": [{"when": {"age": {"ge": 50}}, "then": {"label": "high"}}, {"else": {"label": 0}}]},
            "category",
            ("high", "0"),
        ),
        ({"case": [{"when": {"age": {"ge": 50}}, "then": 1}, {"else": 0.5}]}, "number", None),
        ({"case": [{"when": {"age": {"ge": 50}}, "then": "index"}, {"else": "2020-01-01"}]}, "date", None),
        ({"map": {"of": "region", "to": {"1085": "1084"}}}, "category", ("1084",)),
        ({"map": {"of": "region", "to": {"1085.0": "east", "1084": 2.0}}}, "category", ("2", "east")),
        ({"map": {"of": "bef.municipality", "to": {"101": "cph"}}}, "category", None),
        ({"map": {"of": "bef.municipality", "to": {"A.b": "x", "101": "A.b"}}}, "category", None),
        ({"add": ["age", 1]}, "integer", None),
        ({"subtract": ["weight", 1]}, "number", None),
        ({"multiply": ["age", 2]}, "integer", None),
        ({"divide": ["age", 2]}, "number", None),
        ({"min_of": ["age", 2]}, "integer", None),
        ({"log": "weight"}, "number", None),
        ({"floor": "weight"}, "integer", None),
        ({"month_of": "bef.birth_date"}, "integer", None),
        ({"days_between": ["index", "exit"]}, "integer", None),
        ({"years_between": ["index", "exit"]}, "number", None),
        ({"bands": {"of": "weight", "edges": [None, 18.5, 25, None]}}, "category", ("<18.5", "18.5-<25", "25+")),
        ({"bands": {"of": "age", "quantiles": [0.5]}}, "category", ("1", "2")),
        ({"count": LPR}, "integer", None),
        ({"count": {**LPR, "distinct": "lpr.code", "date": "lpr.date"}}, "integer", None),
        ({"sum": LAB}, "number", None),
        ({"value": {**LAB, "take": "mean", "where": {"lab.npu": {"eq": "NPU01568"}}}}, "number", None),
        ({"value": {"dataset": "lab", "of": "lab.npu", "order": "lab.number"}}, "code", None),
        ({"value": {"dataset": "lab", "of": "lab.date", "take": "max"}}, "date", None),
        ({"exists": {**LPR, "window": {"age": [40, 50]}}}, "boolean", ("false", "true")),
        ({"exists": {**LPR, "window": {"dates": [None, "2020-01-01"]}}}, "boolean", ("false", "true")),
        ({"on_from": "index"}, "boolean", ("false", "true")),
    ],
)
def test_a_shape_has_a_type_and_its_levels_where_the_plan_knows_them(dictionary, plan, shape, type_, levels):
    plan["variables"] |= {"citizen": {"from": "bef.citizen"}, "x": shape}
    kind = infer_kinds(read_plan(plan), dictionary)["x"]
    assert (kind.type, kind.levels) == (type_, levels)


@pytest.mark.parametrize(
    ("analysis", "code", "path"),
    [
        ({"method": "crosstab", "rows": []}, "dimensions", "analyses[0]"),
        ({"method": "crosstab", "rows": ["nothing"]}, "unknown_plan_variable", "analyses[0].rows[0]"),
        ({"method": "crosstab", "rows": ["weight"]}, "type", "analyses[0].rows[0]"),
        ({"method": "crosstab", "rows": ["region", "region"]}, "repeated", "analyses[0].rows[1]"),
        ({"method": "crosstab", "rows": ["region"], "columns": ["region"]}, "repeated", "analyses[0].columns[0]"),
        ({"method": "crosstab", "rows": ["persons"]}, "by_name_taken", "analyses[0].rows[0]"),
        ({"method": "crosstab", "rows": ["turns"]}, "on_from_misplaced", "analyses[0].rows[0]"),
        ({"method": "crosstab", "rows": ["region"], "records": True}, "option_misplaced", "analyses[0].records"),
        ({"method": "crosstab", "rows": ["region"], "ratios": True}, "option_misplaced", "analyses[0].ratios"),
        ({"method": "crosstab", "rows": ["region"], "test": "chi2"}, "option_misplaced", "analyses[0].test"),
        (
            {"method": "crosstab", "rows": ["age_group"], "columns": ["region"], "test": "chi2_yates"},
            "option_misplaced",
            "analyses[0].test",
        ),
        (
            {"method": "crosstab", "rows": ["age_group"], "columns": ["three"], "test": ["trend"]},
            "option_misplaced",
            "analyses[0].test",
        ),
        ({"method": "crosstab", "rows": ["big"], "columns": ["big2"], "layers": ["big3"]}, "too_large", "analyses[0]"),
        ({"method": "summary", "of": ["region"]}, "type", "analyses[0].of[0]"),
        ({"method": "summary", "of": ["age", "age"]}, "repeated", "analyses[0].of[1]"),
        ({"method": "summary", "of": ["age"], "quantiles": [2]}, "between_zero_and_one", "analyses[0].quantiles"),
        ({"method": "summary", "of": ["age"], "by": ["weight"]}, "type", "analyses[0].by[0]"),
        ({"method": "summary", "of": ["age"], "by": ["mean"]}, "by_name_taken", "analyses[0].by[0]"),
        ({"method": "summary", "of": ["age"], "test": "welch"}, "option_misplaced", "analyses[0].test"),
        (
            {"method": "summary", "of": ["age"], "by": ["three"], "test": "student"},
            "option_misplaced",
            "analyses[0].test",
        ),
        ({"method": "table1", "of": ["when"]}, "type", "analyses[0].of[0]"),
        ({"method": "histogram", "of": ["age"]}, "option_misplaced", "analyses[0].of"),
        ({"method": "histogram", "of": ["nothing"]}, "unknown_plan_variable", "analyses[0].of[0]"),
        ({"method": "correlation", "of": ["age", "region"]}, "type", "analyses[0].of[1]"),
        ({"method": "trend", "date": "age"}, "type", "analyses[0].date"),
        ({"method": "trend", "event": "age"}, "type", "analyses[0].event"),
        ({"method": "rates", "time": FOLLOWED, "event": "dead", "per": 0}, "positive", "analyses[0].per"),
        (
            {"method": "rates", "time": FOLLOWED, "event": "dead", "split": {"age": [2, 1]}},
            "edges",
            "analyses[0].split.age",
        ),
        (
            {"method": "rates", "time": {"value": "months"}, "event": "dead", "split": {"since_index": [0, 1]}},
            "option_misplaced",
            "analyses[0].split",
        ),
        (
            {"method": "rates", "time": FOLLOWED, "event": "dead", "split": {"age": [0, 3, 7]}, "standard": "WHO"},
            "option_misplaced",
            "analyses[0].standard",
        ),
        (
            {"method": "rates", "time": FOLLOWED, "event": "dead", "standard": "WHO"},
            "option_misplaced",
            "analyses[0].standard",
        ),
        (
            {"method": "rates", "time": FOLLOWED, "event": "dead", "standard": {"over": "year", "weights": "WHO"}},
            "option_misplaced",
            "analyses[0].standard",
        ),
        (
            {"method": "rates", "time": FOLLOWED, "event": "dead", "standard": {"over": "odd", "weights": "WHO"}},
            "option_misplaced",
            "analyses[0].standard",
        ),
        (
            {"method": "rates", "time": FOLLOWED, "event": "dead", "standard": {"over": "age_group", "weights": [1]}},
            "length",
            "analyses[0].standard.weights",
        ),
        (
            {
                "method": "rates",
                "time": FOLLOWED,
                "event": "dead",
                "reference": {"dataset": "x1", "rate": "mdk.rate", "match": {"mdk.sex": "sex"}},
            },
            "unknown_dataset",
            "analyses[0].reference.dataset",
        ),
        (
            {
                "method": "rates",
                "time": FOLLOWED,
                "event": "dead",
                "reference": {"dataset": "bef", "rate": "bef.x", "match": {"mdk.sex": "sex"}},
            },
            "option_misplaced",
            "analyses[0].reference",
        ),
        (
            {
                "method": "rates",
                "time": FOLLOWED,
                "event": "dead",
                "reference": {"dataset": "mdk", "rate": "mdk.x", "match": {"mdk.sex": "region"}, "per": 0},
            },
            "positive",
            "analyses[0].reference.per",
        ),
        (
            {
                "method": "rates",
                "time": FOLLOWED,
                "event": "dead",
                "reference": {"dataset": "mdk", "rate": "mdk.rate", "match": {"bef.sex": "region"}},
            },
            "unknown_variable",
            "analyses[0].reference.match.bef.sex",
        ),
        ({"method": "survival", "time": FOLLOWED, "event": "dead", "times": [-1]}, "positive", "analyses[0].times"),
        ({"method": "survival", "time": FOLLOWED, "event": "dead", "rmst": 0}, "positive", "analyses[0].rmst"),
        (
            {"method": "survival", "time": FOLLOWED, "event": "dead", "test": "logrank"},
            "option_misplaced",
            "analyses[0].test",
        ),
        ({"method": "survival", "time": FOLLOWED, "competing": "weight"}, "type", "analyses[0].competing"),
        (
            {"method": "survival", "time": {**FOLLOWED, "origin": "age"}, "event": "dead"},
            "type",
            "analyses[0].time.origin",
        ),
        ({"method": "survival", "time": {"value": "weight"}, "event": "dead"}, "time_unit", "analyses[0].time.value"),
        ({"method": "survival", "time": {"value": "region"}, "event": "dead"}, "type", "analyses[0].time.value"),
        (
            {"method": "survival", "time": {"start": "months", "stop": "age"}, "event": "dead"},
            "mixed_time_units",
            "analyses[0].time",
        ),
        ({"method": "logistic", "outcome": "weight", "terms": ["age"]}, "type", "analyses[0].outcome"),
        ({"method": "logistic", "outcome": "age_group", "terms": ["age"]}, "type", "analyses[0].outcome"),
        ({"method": "linear", "outcome": "weight", "terms": ["when"]}, "type", "analyses[0].terms[0]"),
        ({"method": "linear", "outcome": "weight", "terms": ["turns"]}, "on_from_misplaced", "analyses[0].terms[0]"),
        (
            {"method": "linear", "time": FOLLOWED, "event": "dead", "terms": ["age"]},
            "option_misplaced",
            "analyses[0].time",
        ),
        (
            {"method": "linear", "outcome": "age", "terms": ["age"], "offset": "age"},
            "option_misplaced",
            "analyses[0].offset",
        ),
        ({"method": "linear", "outcome": "age", "terms": ["age"], "weights": "region"}, "type", "analyses[0].weights"),
        (
            {"method": "linear", "outcome": "age", "terms": ["age"], "cluster": "nothing"},
            "unknown_plan_variable",
            "analyses[0].cluster",
        ),
        (
            {"method": "linear", "outcome": "age", "terms": [{"factor": "region", "reference": "1"}]},
            "not_one_of",
            "analyses[0].terms[0].reference",
        ),
        (
            {"method": "linear", "outcome": "age", "terms": [{"factor": "weight"}]},
            "type",
            "analyses[0].terms[0].factor",
        ),
        (
            {"method": "linear", "outcome": "age", "terms": [{"power": ["region", 2]}]},
            "type",
            "analyses[0].terms[0].power",
        ),
        ({"method": "linear", "outcome": "age", "terms": [{"log": "region"}]}, "type", "analyses[0].terms[0].log"),
        (
            {"method": "linear", "outcome": "age", "terms": [{"spline": "age", "df": 1.5}]},
            "positive",
            "analyses[0].terms[0].df",
        ),
        (
            {"method": "linear", "outcome": "age", "terms": [{"interaction": ["age", "no"]}]},
            "unknown_plan_variable",
            "analyses[0].terms[0].interaction[1]",
        ),
        ({"method": "linear", "outcome": "age", "terms": ["age"] * 101}, "too_large", "analyses[0]"),
    ],
)
def test_an_analysis_that_does_not_fit_is_faulted(faults_of, analysis, code, path):
    wide = {"bands": {"of": "age", "edges": list(range(60))}}
    more = {
        "persons": {"from": "bef.sex"},
        "mean": {"from": "bef.sex"},
        "turns": {"on_from": "index"},
        "three": {"bands": {"of": "age", "edges": [0, 1, 2, 3]}},
        "odd": {"bands": {"of": "age", "edges": [None, 42, 50, None]}},
        "months": {"from": "bef.followed"},
        "when": {"shift": ["index", 1, "years"]},
        "big": wide,
        "big2": deepcopy(wide),
        "big3": deepcopy(wide),
    }
    assert (code, path) in faults_of(variables=more, analyses=[analysis])


FITTING = [
    {
        "method": "crosstab",
        "rows": ["region"],
        "columns": ["sick"],
        "ratios": True,
        "test": ["chi2", "trend", "fisher"],
    },
    {"method": "crosstab", "rows": ["region"], "columns": ["year"], "missing": "category", "test": "chi2_yates"},
    {"method": "summary", "of": ["age"], "by": ["sick"], "test": ["student", "welch"], "quantiles": [0.1, 0.9]},
    {"method": "table1", "of": ["age", "region"], "by": ["sick"]},
    {"method": "histogram", "of": ["weight"]},
    {"method": "correlation", "of": ["age", "weight"]},
    {"method": "trend", "event": "dead"},
    {"method": "trend", "date": "bef.birth_date"},
    {
        "method": "rates",
        "time": FOLLOWED,
        "event": "dead",
        "by": ["turns"],
        "split": {"age": [0, 5, None], "period": [2010, 2020], "since_index": [0, 1]},
        "standard": "ESP2013",
        "reference": {"dataset": "mdk", "rate": "mdk.rate", "match": {"mdk.sex": "region", "mdk.age": "age"}},
    },
    {"method": "rates", "time": FOLLOWED, "event": "dead", "standard": {"over": "age_group", "weights": [1, 2, 3]}},
    {"method": "rates", "time": FOLLOWED, "event": "dead", "standard": {"over": "age_group", "weights": "WHO"}},
    {
        "method": "linear",
        "outcome": "weight",
        "terms": ["age", {"factor": "region", "reference": "1084"}],
        "weights": "age",
    },
    {"method": "logistic", "outcome": "dead", "terms": [{"power": ["age", 2]}, {"log": "weight"}], "cluster": "person"},
    {"method": "poisson", "time": FOLLOWED, "event": "dead", "terms": ["turns", {"interaction": ["age", "region"]}]},
    {"method": "poisson", "outcome": "age", "offset": "weight", "terms": [{"spline": "age"}, {"factor": "year"}]},
    {"method": "cox", "time": FOLLOWED, "event": "dead", "terms": ["turns"], "strata": ["year"], "test": "ph"},
    {"method": "cox", "time": {"start": "months", "stop": "months"}, "event": "dead", "terms": ["age"]},
    {
        "method": "survival",
        "time": {**FOLLOWED, "origin": "bef.birth_date"},
        "event": "dead",
        "by": ["sick"],
        "test": "logrank",
    },
    {
        "method": "survival",
        "time": {"value": "months"},
        "competing": "region",
        "rmst": 5,
        "times": [0, 1],
        "unit": None,
    },
    {"method": "survival", "time": {"start": 0, "stop": "derived"}, "event": "dead"},
]


@pytest.mark.parametrize("analysis", FITTING, ids=lambda one: one["method"])
def test_an_analysis_that_fits_has_no_fault(faults_of, analysis):
    analysis = {key: value for key, value in analysis.items() if value is not None}
    more = {"turns": {"on_from": "index"}, "months": {"from": "bef.followed"}, "derived": {"add": ["age", "weight"]}}
    assert faults_of(variables=more, analyses=[analysis]) == set()


def test_groups_at_quantiles_fit(faults_of):
    halves = {"bands": {"of": "age", "quantiles": [0.5]}}
    assert faults_of(variables={"half": halves}, population={"keep_if": {"half": {"eq": "2"}}}) == set()
    assert ("unknown_code", "population.keep_if.half.eq") in faults_of(population={"keep_if": {"half": {"eq": "3"}}})


def test_every_method_of_the_grammar_is_computed():
    assert set(METHODS) == set(g.METHODS)


def test_what_turns_during_follow_up_is_no_condition(faults_of):
    found = faults_of({"keep_if": {"turns": {"eq": True}}}, {"turns": {"on_from": "index"}})
    assert ("on_from_misplaced", "population.keep_if.turns") in found


def test_two_analyses_of_one_id_are_faulted(faults_of):
    found = faults_of(analyses=[{"id": "a", "method": "count"}, {"id": "a", "method": "count"}])
    assert found == {("duplicate_id", "analyses[1].id")}


def test_at_most_twenty_groupings_of_one_variable(faults_of):
    bands = {f"b{at}": {"bands": {"of": "age", "edges": [0, at + 1]}} for at in range(19)}
    assert faults_of(variables=bands) == set()  # with age_group that is twenty
    case = {"when": {"bef.birth_date": {"ge": "1950-01-01"}}, "then": {"label": "young"}}
    same = {"again": {"bands": {"of": "age", "edges": [0, 1]}}, "free": {"case": [case]}}
    assert faults_of(variables=bands | same) == {("too_many_groupings", "variables")}


def test_a_case_of_labels_counts_for_each_variable_it_looks_at(faults_of):
    when = {"all": [{"region": {"eq": "1084"}}, {"sick": {"eq": True}}]}
    cases = {f"c{at}": {"case": [{"when": when, "then": {"label": at}}]} for at in range(21)}
    assert faults_of(variables=cases) == {("too_many_groupings", "variables")}


def test_feasibility_counts_without_flow_on_open_datasets_only(faults_of):
    found = faults_of(purpose="feasibility")
    assert ("feasibility_method", "analyses[1]") in found and ("feasibility_method", "analyses[0]") not in found
    assert ("feasibility_dataset", "") in found


def test_feasibility_refuses_a_flow_that_is_asked_for(faults_of, dictionary):
    count = {"id": "n", "method": "count"}
    plan = {"version": 1, "population": {"from": "bef"}, "analyses": [count | {"flow": True}]}
    assert [one.code for one in check_plan(read_plan(plan), dictionary, purpose="feasibility")] == [
        "feasibility_method"
    ]
    plan["analyses"] = [count]
    assert check_plan(read_plan(plan), dictionary, purpose="feasibility") == ()


NAMES = st.sampled_from(
    [
        "age",
        "region",
        "x",
        "y",
        "index",
        "exit",
        "bef.sex",
        "bef.weight",
        "lpr.code",
        "trial.left",
        "nope",
        "nope.a",
        1,
        0.5,
        "2020-01-01",
    ]
)
TESTS = st.sampled_from(
    [{"eq": 1}, {"ge": "a"}, {"in": ["1", True]}, {"starts_with": "D"}, {"missing": True}, {"in_list": "x"}]
)
CONDITIONS = st.recursive(
    st.builds(
        lambda name, test: {name: test}, NAMES.filter(lambda one: isinstance(one, str) and "-" not in one), TESTS
    ),
    lambda inner: (
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=2))
        | st.builds(lambda part: {"not": part}, inner)
    ),
    max_leaves=3,
)
RECORDS = st.fixed_dictionaries(
    {"dataset": st.sampled_from(["lpr", "lab", "bef", "visits", "nope"])},
    optional={
        "where": CONDITIONS,
        "window": st.sampled_from([{"days": [0, 1]}, {"age": [1, None]}, {"dates": [None, None]}]),
    },
)
SHAPES = st.recursive(
    st.builds(lambda one: {"log": one}, NAMES)
    | st.builds(lambda one: {"when": one}, CONDITIONS)
    | st.builds(lambda one: {"exists": one}, RECORDS)
    | st.builds(lambda one: {"value": {**one, "of": "lab.value", "take": "nearest"}}, RECORDS),
    lambda inner: (
        st.builds(lambda a, b: {"add": [a, b]}, inner | NAMES, inner | NAMES)
        | st.builds(lambda a: {"bands": {"of": a, "edges": [0, 1]}}, inner)
        | st.builds(lambda a, b: {"case": [{"when": b, "then": a}]}, inner, CONDITIONS)
        | st.builds(lambda a: {"shift": [a, 1, "days"]}, inner | NAMES)
        | st.builds(lambda a: {"event": {"date": a}}, inner | NAMES)
        | st.builds(lambda a: {"map": {"of": a, "to": {"1": "a"}}}, inner | NAMES)
    ),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None)
@given(x=SHAPES, y=SHAPES, where=CONDITIONS, index=NAMES)
def test_no_plan_of_the_grammar_raises(dictionary: Dictionary, x, y, where, index):
    analyses = [
        {"id": "t", "method": "crosstab", "rows": ["x"], "columns": ["y"]},
        {"id": "s", "method": "summary", "of": ["x"]},
    ]
    population = {
        "from": "bef",
        "where": where,
        "keep_if": where,
        "index": {"date": index},
        "exit": {"first_of": ["x"]},
    }
    plan = {"version": 1, "population": population, "variables": {"x": x, "y": y}, "analyses": analyses}
    try:
        read = read_plan(plan)
    except PlanFaults as refused:
        assert {one.code for one in refused.faults} <= set(FAULT_TEXTS)
        return
    assert sentences(read, dictionary, "da").summary and shells(read, dictionary, "en")
    for one in check_plan(read, dictionary):
        assert one.code in FAULT_TEXTS
        assert "{" not in one.da + one.en


SUPPLY = {"dataset": "lab", "supply": "lab.value", "window": {"days": [0, 364]}}


@pytest.mark.parametrize(
    ("shape", "code", "path"),
    [
        ({"covered_days": {**SUPPLY, "window": {"days": [0, None]}}}, "closed_window", "covered_days.window"),
        ({"covered_days": {"dataset": "lab", "supply": 30}}, "closed_window", "covered_days.window"),
        ({"covered_days": {**SUPPLY, "supply": "lab.npu"}}, "type", "covered_days.supply"),
        ({"covered_days": {**SUPPLY, "supply": "bef.weight"}}, "name_not_here", "covered_days.supply"),
        ({"covered_days": {**SUPPLY, "supply": 0}}, "positive", "covered_days.supply"),
        ({"covered_days": {**SUPPLY, "dataset": "nothing"}}, "unknown_dataset", "covered_days.dataset"),
        ({"persistent_days": {"dataset": "lab", "supply": 30, "grace": -1}}, "positive", "persistent_days.grace"),
        ({"persistent_days": {"dataset": "undated", "supply": 30}}, "no_date", "persistent_days"),
    ],
)
def test_supplies_are_checked(faults_of, shape, code, path):
    assert (code, f"variables.x.{path}") in faults_of(variables={"x": shape})


@pytest.mark.parametrize("shape", [{"covered_days": SUPPLY}, {"persistent_days": {"dataset": "lab", "supply": 30}}])
def test_supplies_fit(faults_of, shape):
    assert faults_of(variables={"x": shape, "pdc": {"divide": ["x", 365]}}) == set()
