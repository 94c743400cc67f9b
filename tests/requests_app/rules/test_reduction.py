"""What is left of a plan when some of its data are refused."""

import sys
from copy import deepcopy

import pytest

from analysis.plans import Dictionary, check_plan, read_plan
from requests_app.rules import reduction
from requests_app.rules.reduction import TRIMMED, Gone, gone_between, granted_variables, reduced_plan


def variable(kind, **more):
    return {"type": kind, "label": {"da": "x", "en": "x"}, **more}


def dataset(unit, variables, **more):
    return {
        "title": {"da": "x", "en": "x"}, "controller": "c", "site": "s", "domain": "dk", "unit": unit, "version": "1",
        "variables": variables, **more,
    }  # fmt: skip


SEX = variable("category", labels=[["1", {"da": "m", "en": "m"}], ["2", {"da": "k", "en": "f"}]])
DATASETS = {
    "bef": dataset("person", {"sex": SEX, "birth_date": variable("date"), "region": SEX, "income": variable("number")}),
    "dodsaars": dataset("person", {"date": variable("date"), "cause": variable("code")}),
    "lpr": dataset("record", {"code": variable("code"), "date": variable("date")}, date="date"),
}
PLAN = {
    "version": 1,
    "title": "En plan",
    "population": {"from": "bef", "where": {"bef.sex": {"eq": "2"}}, "index": {"date": "dodsaars.date"}},
    "variables": {
        "region": {"from": "bef.region"},
        "age": {"completed_years": ["bef.birth_date", "index"]},
        "age_group": {"bands": {"of": "age", "edges": [0, 50, None]}},
        "contacts": {"count": {"dataset": "lpr", "window": {"days": [-365, 0]}}},
        "many": {"bands": {"of": "contacts", "edges": [0, 5, None]}},
    },
    "analyses": [
        {"id": "t1", "method": "crosstab", "rows": ["age_group"], "columns": ["region"], "percent": "row"},
        {"id": "t2", "method": "crosstab", "rows": ["many"], "columns": ["region"], "percent": "row", "test": ["chi2"]},
        {"id": "t3", "method": "summary", "of": ["contacts"], "by": ["region"]},
    ],
}


def without(*refused, plan=PLAN):
    dictionary = Dictionary.from_json({"datasets": {key: one for key, one in DATASETS.items() if key not in refused}})
    before = deepcopy(plan)
    found = reduced_plan(plan, dictionary)
    assert plan == before, "the sent plan is never touched"
    if found is not None:
        assert check_plan(read_plan(found), dictionary) == ()
    return found


def changed(**parts):
    return {**PLAN, **parts}


def test_the_plan_has_no_fault_of_its_own():
    assert check_plan(read_plan(PLAN), Dictionary.from_json({"datasets": DATASETS})) == ()


def test_nothing_refused_leaves_the_plan_as_it_is():
    found = without()
    assert found == PLAN and gone_between(PLAN, found) == Gone((), (), ())


def test_what_reads_refused_data_goes_with_all_that_builds_on_it():
    found = without("lpr")
    assert gone_between(PLAN, found) == Gone(variables=("contacts", "many"), analyses=("t3",), trimmed=("t2",))
    assert found["population"] == PLAN["population"]
    assert found["analyses"] == [
        PLAN["analyses"][0],
        {"id": "t2", "method": "crosstab", "rows": ["region"]},
    ]


def test_a_variable_no_table_needs_any_more_goes_too():
    plan = changed(
        variables={**PLAN["variables"], "income": {"from": "bef.income"}},
        analyses=[PLAN["analyses"][0], {"id": "t2", "method": "summary", "of": ["income"], "by": ["many"]}],
    )
    assert "income" in without("lpr", plan=plan)["variables"]
    only = changed(
        variables=plan["variables"],
        analyses=[*PLAN["analyses"][:1], {"id": "t3", "method": "summary", "of": ["contacts"], "by": ["income"]}],
    )
    assert gone_between(only, without("lpr", plan=only)).variables == ("contacts", "many", "income")


@pytest.mark.parametrize(
    "population",
    [
        {"from": "bef", "index": {"dataset": "lpr", "take": "first"}},
        {"from": "bef", "exclude": [{"dataset": "lpr"}], "index": {"date": "dodsaars.date"}},
        {"from": "bef", "keep_if": {"contacts": {"ge": 1}}, "index": {"date": "dodsaars.date"}},
        {"from": "bef", "keep_if": {"many": {"eq": "5+"}}, "index": {"date": "dodsaars.date"}},
    ],
)
def test_a_population_that_needs_refused_data_leaves_nothing(population):
    plan = changed(population=population)
    assert check_plan(read_plan(plan), Dictionary.from_json({"datasets": DATASETS})) == ()
    assert without("lpr", plan=plan) is None


def test_a_population_from_refused_data_leaves_nothing():
    assert without("bef") is None and without("dodsaars") is None


def test_a_plan_whose_tables_all_need_refused_data_leaves_nothing():
    assert without("lpr", plan=changed(analyses=PLAN["analyses"][2:])) is None


def test_a_label_that_is_spelled_like_a_refused_dataset_is_no_use_of_it():
    variables = {
        "kind": {"case": [{"when": {"bef.sex": {"eq": "1"}}, "then": {"label": "lpr"}}, {"else": {"label": "lpr2"}}]},
    }
    plan = changed(variables=variables, analyses=[{"id": "t1", "method": "crosstab", "rows": ["kind"]}])
    assert without("lpr", plan=plan) == plan


def test_a_rate_of_refused_events_is_another_question_and_goes():
    rates = {
        "id": "t4",
        "method": "rates",
        "time": {"from": "bef.birth_date", "to": "index"},
        "event": "ill",
        "by": ["region"],
    }
    plan = changed(
        variables={**PLAN["variables"], "ill": {"exists": {"dataset": "lpr"}}}, analyses=[PLAN["analyses"][0], rates]
    )
    assert check_plan(read_plan(plan), Dictionary.from_json({"datasets": DATASETS})) == ()
    found = without("lpr", plan=plan)
    assert gone_between(plan, found) == Gone(("contacts", "many", "ill"), ("t4",), ())


def test_a_plan_without_variables_is_reduced_too():
    plan = {key: value for key, value in PLAN.items() if key != "variables"}
    plan |= {"analyses": [{"id": "n", "method": "count"}]}
    assert without("lpr", plan=plan) == {**plan, "variables": {}}


def test_a_table_that_becomes_one_that_is_there_already_goes():
    plan = changed(
        analyses=[
            {"id": "t1", "method": "crosstab", "rows": ["region"]},
            {"id": "t2", "method": "crosstab", "rows": ["region"], "columns": ["many"]},
            {"id": "t3", "method": "crosstab", "rows": ["region"], "columns": ["contacts"], "layers": ["age_group"]},
        ]
    )
    found = without("lpr", plan=plan)
    assert gone_between(plan, found).analyses == ("t2",) and gone_between(plan, found).trimmed == ("t3",)


def test_only_tables_are_trimmed_no_model():
    assert set(TRIMMED) == {"crosstab", "summary", "table1", "histogram", "correlation"}


def test_a_table_that_loses_several_variables_in_several_lists_keeps_the_rest():
    table = {"id": "t1", "method": "crosstab", "rows": ["contacts", "many"], "columns": ["age_group", "many"]}
    found = without("lpr", plan=changed(analyses=[{**table, "layers": ["region", "contacts"], "ratios": True}]))
    assert found["analyses"] == [{"id": "t1", "method": "crosstab", "rows": ["age_group"], "layers": ["region"]}]


def test_what_todays_grammar_cannot_read_goes_or_leaves_nothing():
    odd = changed(variables={**PLAN["variables"], "odd": {"unheard": 1}})
    assert "odd" not in without(plan=odd)["variables"]
    assert without(plan=changed(variables={**PLAN["variables"], "aB": {"from": "bef.sex"}})) is None


def long_plan(length):
    """Variables each made of the one before, half of them of refused data and half of them unused, and tables of all."""
    income = {"from": "bef.income"}
    begins = {"a": income, "lost": PLAN["variables"]["contacts"], "idle": income}
    chains = {
        f"{chain}{n}": {"min_of": [f"{chain}{n - 1}", n]} if n else first
        for chain, first in begins.items()
        for n in range(length)
    }
    tables = [{"id": f"t{n}", "method": "summary", "of": [f"a{n}", f"lost{n}"]} for n in range(length)]
    rates = [{"id": f"u{n}", "method": "summary", "of": [f"lost{n}"]} for n in range(length)]
    return changed(
        population={"from": "bef", "index": {"date": "dodsaars.date"}}, variables=chains, analyses=tables + rates
    )


def steps_of(length, monkeypatch):
    """How many checks of the plan, and how many calls of functions, a reduction takes."""
    plan, checks, calls = long_plan(length), [], []
    dictionary = Dictionary.from_json({"datasets": {key: one for key, one in DATASETS.items() if key != "lpr"}})
    monkeypatch.setattr(reduction, "check_plan", lambda *given: checks.append(1) or check_plan(*given))
    before = sys.getprofile()
    sys.setprofile(lambda _frame, event, _given: calls.append(1) if event == "call" else None)
    try:
        found = reduced_plan(plan, dictionary)
    finally:
        sys.setprofile(before)
    assert list(found["variables"]) == [f"a{n}" for n in range(length)] and len(found["analyses"]) == length
    return len(checks), len(calls)


def test_the_work_grows_with_the_plan_and_not_with_its_square(monkeypatch):
    (few, short), (many, long) = steps_of(10, monkeypatch), steps_of(80, monkeypatch)
    assert many == few <= 4
    assert long < 8 * short * 1.1


def test_what_can_be_made_of_the_granted_data_is_known_also_when_nothing_uses_it():
    kept = Dictionary.from_json({"datasets": {key: one for key, one in DATASETS.items() if key != "lpr"}})
    assert granted_variables(PLAN, kept) == {"region", "age", "age_group"}
    assert granted_variables({**PLAN, "analyses": [{"id": "t1", "method": "count"}]}, kept) == {
        "region", "age", "age_group",
    }  # fmt: skip


def test_a_population_of_refused_data_does_not_stop_the_question_what_was_granted():
    kept = Dictionary.from_json({"datasets": {key: one for key, one in DATASETS.items() if key != "dodsaars"}})
    assert granted_variables(PLAN, kept) >= {"region", "contacts", "many"}
