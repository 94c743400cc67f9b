"""Reading: every fault of the grammar at once, with its path, and never anything but PlanFaults."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.plans import PlanFaults, read_plan
from analysis.plans import grammar as g
from analysis.plans.faults import fault
from analysis.plans.names import keys_of, sole_key, tidy_number
from analysis.plans.reading import MAX_CHARACTERS, MAX_DEPTH, MAX_VALUES


def faults(document):
    with pytest.raises(PlanFaults) as caught:
        read_plan(document)
    return [(one.code, one.path) for one in caught.value.faults]


def test_the_plan_of_the_reference_is_read_as_typed_objects(plan):
    read = read_plan(plan)
    assert read.population.from_ == "bef"
    assert read.population.where.operator is g.Operator.EQ and read.population.where.value == "2"
    assert read.population.index.between == (dt.date(2015, 1, 1), dt.date(2020, 12, 31))
    assert read.variables["age_group"].bands.edges == (40, 50, 60, 70)
    assert read.analyses[1].dimensions == ("age_group", "region")
    assert read.population.exclude[0].where.value == ("C",)


def test_text_bytes_and_objects_read_alike(plan):
    written = json.dumps(plan)
    assert read_plan(plan) == read_plan(written) == read_plan(written.encode())


def test_every_fault_is_reported_at_once_with_its_path(plan):
    plan["foo"] = 1
    plan["population"]["where"] = {"bef.sex": {"eq": [1]}}
    plan["population"]["keep_if"] = {"age": {"ge": 1, "le": 2}}
    plan["population"]["exclude"][0]["window"] = {"days": [1]}
    plan["variables"]["age"] = {"completed_years": ["Bef", 1, 2]}
    plan["variables"]["year"] = {"year_off": 3}
    plan["variables"]["Å"] = {"from": "bef.sex"}
    plan["variables"]["c"] = {"case": [{"when": {"all": [{"x": {"foo": 2}}]}, "then": {"label": []}}]}
    plan["analyses"][0]["bar"] = 2
    plan["analyses"][1]["percent"] = "x"
    plan["analyses"][2] = {"id": "t2", "method": "summary", "of": "ldl"}
    assert set(faults(plan)) == {
        ("unknown_key", "foo"),
        ("wrong_type", "population.where.bef.sex.eq"),
        ("one_key", "population.keep_if.age"),
        ("length", "population.exclude[0].window.days"),
        ("length", "variables.age.completed_years"),
        ("one_key", "variables.year"),
        ("bad_name", "variables.Å"),
        ("one_key", "variables.c.case[0].when.all[0].x"),
        ("wrong_type", "variables.c.case[0].then.label"),
        ("unknown_key", "analyses[0].bar"),
        ("not_one_of", "analyses[1].percent"),
        ("wrong_type", "analyses[2].of"),
    }


def variable(shape):
    return {
        "version": 1,
        "population": {"from": "bef"},
        "variables": {"x": shape},
        "analyses": [{"id": "n", "method": "count"}],
    }


@pytest.mark.parametrize(
    ("shape", "code", "path"),
    [
        (1, "one_key", "variables.x"),
        ("age", "one_key", "variables.x"),
        ({"log": True}, "wrong_type", "variables.x.log"),
        ({"log": None}, "wrong_type", "variables.x.log"),
        ({"log": "Age"}, "bad_name", "variables.x.log"),
        ({"log": {"label": "a"}}, "one_key", "variables.x.log"),
        ({"year_of": "2021-02-30"}, "bad_date", "variables.x.year_of"),
        ({"from": 1}, "wrong_type", "variables.x.from"),
        ({"add": ["a"]}, "length", "variables.x.add"),
        ({"add": {"a": 1}}, "wrong_type", "variables.x.add"),
        ({"subtract": ["a"]}, "length", "variables.x.subtract"),
        ({"when": {}}, "condition", "variables.x.when"),
        ({"when": {"a": {"eq": 1}, "b": {"eq": 1}}}, "condition", "variables.x.when"),
        ({"when": {"a": {"missing": "yes"}}}, "wrong_type", "variables.x.when.a.missing"),
        ({"when": {"a": {"in": []}}}, "length", "variables.x.when.a.in"),
        ({"when": {"a": {"starts_with": [1]}}}, "wrong_type", "variables.x.when.a.starts_with[0]"),
        ({"when": {"A": {"eq": 1}}}, "bad_name", "variables.x.when.A"),
        ({"case": [{"else": 1}]}, "else_last", "variables.x.case"),
        ({"case": [{"else": 1}, {"when": {"a": {"eq": 1}}, "then": 1}]}, "else_last", "variables.x.case"),
        ({"case": [{"when": {"a": {"eq": 1}}}]}, "missing_key", "variables.x.case[0].then"),
        ({"bands": {"of": "a"}}, "one_key", "variables.x.bands"),
        ({"bands": {"of": "a", "edges": [1, 2], "quantiles": [0.5]}}, "one_key", "variables.x.bands"),
        ({"bands": {"of": "a", "edges": ["1", 2]}}, "wrong_type", "variables.x.bands.edges[0]"),
        ({"bands": 1}, "wrong_type", "variables.x.bands"),
        ({"map": {"of": "a", "to": []}}, "wrong_type", "variables.x.map.to"),
        ({"exists": {"dataset": "a"}}, "bad_name", "variables.x.exists.dataset"),
        ({"exists": {"dataset": "lpr", "window": {"weeks": [1, 2]}}}, "one_key", "variables.x.exists.window"),
        (
            {"exists": {"dataset": "lpr", "window": {"dates": [1, None]}}},
            "wrong_type",
            "variables.x.exists.window.dates[0]",
        ),
        (
            {"exists": {"dataset": "lpr", "window": {"dates": ["x", None]}}},
            "bad_date",
            "variables.x.exists.window.dates[0]",
        ),
        (
            {"exists": {"dataset": "lpr", "window": {"dates": ["2021-13-01", None]}}},
            "bad_date",
            "variables.x.exists.window.dates[0]",
        ),
        (
            {"value": {"dataset": "lab", "of": "lab.value", "keep_missing": 1}},
            "wrong_type",
            "variables.x.value.keep_missing",
        ),
        ({"event": {"date": "exit", "before": "index"}}, "not_one_of", "variables.x.event.before"),
        ({"map": {"of": "a", "to": {"1": "x" * 301}}}, "text_length", "variables.x.map.to.1"),
        ({"when": {"a": {"starts_with": "x" * 301}}}, "text_length", "variables.x.when.a.starts_with[0]"),
        ({"log": 1e300}, "number", "variables.x.log"),
        ({"log": float("nan")}, "number", "variables.x.log"),
        ({"log": 0.12345678901234567}, "number", "variables.x.log"),
        ({"log": "a\ud800"}, "encoding", "variables.x.log"),
        ({"log": {1, 2}}, "wrong_type", "variables.x.log"),
    ],
)
def test_a_shape_that_is_not_of_the_grammar_is_refused(shape, code, path):
    assert (code, path) in faults(variable(shape))


@pytest.mark.parametrize(
    ("analysis", "code", "path"),
    [
        ({"method": "magic"}, "not_one_of", "analyses[0]"),
        ({"method": ["count"]}, "not_one_of", "analyses[0]"),
        ([], "not_one_of", "analyses[0]"),
        ({"method": "linear", "terms": ["a"]}, "outcome_or_time", "analyses[0]"),
        ({"method": "linear", "terms": ["a"], "outcome": "b", "event": "c"}, "outcome_or_time", "analyses[0]"),
        (
            {"method": "poisson", "terms": ["a"], "outcome": "b", "event": "c", "time": {"value": "t"}},
            "outcome_or_time",
            "analyses[0]",
        ),
        ({"method": "linear", "terms": [{"cube": "a"}], "outcome": "b"}, "one_key", "analyses[0].terms[0]"),
        ({"method": "linear", "terms": [1], "outcome": "b"}, "one_key", "analyses[0].terms[0]"),
        (
            {"method": "linear", "terms": [{"log": "a", "df": 1}], "outcome": "b"},
            "unknown_key",
            "analyses[0].terms[0].df",
        ),
        ({"method": "survival", "time": {"value": "t"}}, "missing_key", "analyses[0]"),
        ({"method": "survival", "event": "e", "time": {"from": "index"}}, "missing_key", "analyses[0].time.to"),
        ({"method": "survival", "event": "e", "time": {"start": "index"}}, "missing_key", "analyses[0].time.stop"),
        ({"method": "survival", "event": "e", "time": 1}, "wrong_type", "analyses[0].time"),
        ({"method": "count", "id": 1}, "wrong_type", "analyses[0].id"),
        (
            {"method": "cox", "time": {"value": "t"}, "event": "e", "terms": ["a"], "test": "x"},
            "not_one_of",
            "analyses[0].test[0]",
        ),
    ],
)
def test_an_analysis_that_is_not_of_the_grammar_is_refused(plan, analysis, code, path):
    plan["analyses"] = [{"id": "a", **analysis} if isinstance(analysis, dict) else analysis]
    assert (code, path) in faults(plan)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("{", "not_json"),
        ("NaN", "number"),
        ("1e9999999", "number"),
        ("0.10000000000000000000000000000000001", "number"),
        ("1e400000000000000000000", "not_json"),
        ("[" * 100_000, "not_json"),
        ('{"version": 1, "version": 1}', "duplicate_key"),
        (b"\xff\xfe", "encoding"),
        ('"\\u0000"', "encoding"),
        (" " * (MAX_CHARACTERS + 1), "document_too_large"),
        ([0] * (MAX_VALUES + 1), "document_too_large"),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "document_too_large"),
        ("1" * 5000, "number"),
        ("null", "wrong_type"),
        (None, "wrong_type"),
        ({}, "missing_key"),
        ({"version": 2}, "not_one_of"),
        ({"version": "1"}, "wrong_type"),
        ({"version": True}, "wrong_type"),
        ({1: 2}, "unknown_key"),
    ],
)
def test_whatever_comes_in_is_refused_with_a_code(document, code):
    assert code in [found for found, _ in faults(document)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)
KEYS = st.sampled_from(
    [
        "version",
        "population",
        "variables",
        "analyses",
        "from",
        "where",
        "index",
        "all",
        "not",
        "case",
        "when",
        "then",
        "else",
        "bands",
        "of",
        "edges",
        "value",
        "dataset",
        "window",
        "days",
        "id",
        "method",
        "rows",
        "time",
        "terms",
        "eq",
    ]
)
LIKE_A_PLAN = st.recursive(
    st.sampled_from(["bef", "bef.sex", "index", "count", "crosstab", "2020-01-01", 1, None, True, 0.5]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=25,
)


@settings(max_examples=80, deadline=None)
@given(JSON | LIKE_A_PLAN | st.binary(max_size=40) | st.text(max_size=40))
def test_no_document_raises_anything_but_faults(document):
    with pytest.raises(PlanFaults) as caught:
        read_plan(document)
    for one in caught.value.faults:
        assert one.message("da") and one.message("en")
        assert "{" not in one.code


@settings(max_examples=80, deadline=None)
@given(where=LIKE_A_PLAN, shape=LIKE_A_PLAN, analysis=LIKE_A_PLAN)
def test_no_part_of_a_plan_raises_anything_but_faults(where, shape, analysis):
    document = {
        "version": 1,
        "population": {"from": "bef", "where": where},
        "variables": {"x": shape},
        "analyses": [analysis],
    }
    with pytest.raises(PlanFaults):
        read_plan(document)


@pytest.mark.parametrize(("given_", "tidy"), [(1.0, 1), ("1.50", Decimal("1.5")), ("-0", 0), (10**14, 10**14)])
def test_numbers_have_one_form(given_, tidy):
    found = tidy_number(given_ if isinstance(given_, int | float) else Decimal(given_))
    assert found == tidy and type(found) is type(tidy)


def test_objects_built_in_code_are_taken_as_they_are():
    comparison = g.Comparison(name="bef.sex", test=g.Eq(eq="2"))
    both = g.All(all=(comparison, g.Not(not_=comparison)))
    population = g.Population(from_="bef", where=both, index=g.IndexDate(date=dt.date(2020, 1, 1)))
    window = g.DatesWindow(dates=(dt.date(2020, 1, 1), None))
    case = g.Case(case=(g.Branch(when=both, then=g.Label(label="a")), g.Otherwise(else_=g.Log(log="x"))))
    plan = g.Plan(
        version=1,
        population=population,
        variables={"x": case, "y": g.Exists(exists=g.Records(dataset="lpr", window=window))},
        analyses=(
            g.CountAnalysis(id="n", method="count"),
            g.Cox(id="m", method="cox", time=g.ReadyTime(value="x"), event="y", terms=(g.Power(power=("x", 2)),)),
        ),
    )
    assert plan.variables["x"].otherwise.else_ == g.Log(log="x")
    assert plan.variables["x"].branches[0].then.label == "a"
    assert g.Case(case=case.branches).otherwise is None
    assert keys_of(3) == set() and sole_key(3) is None


def test_a_plan_can_be_dumped_by_pydantic_too(plan):
    plan["variables"]["x"] = {"bands": {"of": {"add": ["weight", 0.5]}, "edges": [0.5, 1]}}
    plan["population"]["where"] = {"bef.weight": {"ge": 1.5}}
    assert '"edges":[0.5,1' in read_plan(plan).model_dump_json()


def test_faults_say_their_message_in_both_languages_and_as_json():
    one = fault("unknown_key", "a.b", key="x" * 100 + "\n")
    assert one.as_json()["message"].startswith('"xxx') and "…" in one.en and len(one.en) < 140
    assert one.message("da") == one.da
    assert str(PlanFaults([one, one])) == "unknown_key at a.b"
    assert str(PlanFaults([fault("not_json", "")])) == "not_json at plan"
