"""A small dictionary (Danish registers, a trial counted in days, a table of rates) and the plan of the reference page."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from analysis.plans import Dictionary, check_plan, read_plan

Document = dict[str, Any]


def text(da: str, en: str) -> dict[str, str]:
    return {"da": da, "en": en}


def dataset(title: Any, **more: Any) -> Document:
    return {"title": title, "controller": "sds", "site": "danske_registre", "domain": "dk", "version": "1", **more}


SEX = [["1", text("Mand", "Man")], ["2", text("Kvinde", "Woman")]]
REGIONS = [["1084", text("Hovedstaden", "Capital Region")], ["1085", text("Sjælland", "Zealand")]]
DATE = {"type": "date", "label": text("Dato", "Date")}

DICTIONARY: Document = {
    "datasets": {
        "bef": dataset(
            text("Befolkningen", "Population"),
            birth="birth_date",
            feasibility=True,
            variables={
                "sex": {"type": "category", "label": text("Køn", "Sex"), "labels": SEX},
                "birth_date": {"type": "date", "label": text("Fødselsdato", "Date of birth")},
                "region": {"type": "category", "label": text("Region", "Region"), "labels": REGIONS},
                "municipality": {"type": "code", "parent": "region", "label": text("Kommune", "Municipality")},
                "weight": {"type": "number", "unit": "kg", "bins": [40, 60.5, 80], "label": text("Vægt", "Weight")},
                "followed": {"type": "number", "unit": "months", "label": text("Fulgt", "Followed")},
                "children": {"type": "integer", "label": text("Børn", "Children")},
                "citizen": {"type": "boolean", "label": text("Statsborger", "Citizen")},
                "cpr_mother": {"type": "code", "system": "cpr", "label": text("Mor", "Mother")},
            },
        ),
        "dodsaars": dataset(
            text("Dødsårsager", "Causes of death"),
            date="date",
            variables={
                "date": {"type": "date", "label": text("Dødsdato", "Date of death")},
                "cause": {"type": "code", "system": "icd10", "label": text("Årsag", "Cause")},
            },
        ),
        "lpr": dataset(
            text("Landspatientregistret", "Patient register"),
            unit="record",
            date="date",
            feasibility=True,
            variables={
                "date": DATE,
                "code": {"type": "code", "system": "icd10", "label": text("Diagnose", "Diagnosis")},
                "kind": {"type": "category", "label": text("Art", "Kind")},
            },
        ),
        "lab": dataset(
            text("Laboratoriesvar", "Laboratory"),
            unit="record",
            date="date",
            variables={
                "date": DATE,
                "npu": {"type": "code", "system": "npu", "label": text("Analyse", "Analysis")},
                "value": {"type": "number", "label": text("Svar", "Result")},
                "number": {"type": "integer", "label": text("Løbenummer", "Number")},
            },
        ),
        "undated": dataset("Undated", unit="record", variables={"code": {"type": "code"}, "when": {"type": "date"}}),
        "other": dataset("Other", domain="other", variables={"sex": {"type": "category"}}),
        "mdk": dataset(
            "Mortality",
            kind="rates",
            variables={"sex": {"type": "category"}, "age": {"type": "integer"}, "rate": {"type": "number"}},
        ),
        "trial": dataset(
            "Trial",
            domain="trial",
            open_data=True,
            variables={
                "died": {"type": "day"},
                "left": {"type": "day"},
                "arm": {"type": "category", "labels": [["a", "A"], ["b", "B"]]},
                "born": {"type": "date"},
            },
        ),
        "visits": dataset(
            "Visits",
            domain="trial",
            unit="record",
            date="day",
            variables={"day": {"type": "day"}, "score": {"type": "number"}},
        ),
    },
    "lists": {"breast": {"version": "2026", "codes": ["DC50", "D05"]}},
}

PLAN: Document = {
    "version": 1,
    "title": "Statin use",
    "population": {
        "from": "bef",
        "where": {"bef.sex": {"eq": "2"}},
        "index": {
            "dataset": "lpr",
            "where": {"lpr.code": {"starts_with": ["DC50"]}},
            "between": ["2015-01-01", "2020-12-31"],
        },
        "keep_if": {"age": {"between": [40, 69]}},
        "exclude": [{"dataset": "lpr", "where": {"lpr.code": {"starts_with": "C"}}, "window": {"days": [None, -1]}}],
        "exit": {"first_of": ["dodsaars.date", "2021-12-31"]},
    },
    "variables": {
        "age": {"completed_years": ["bef.birth_date", "index"]},
        "age_group": {"bands": {"of": "age", "edges": [40, 50, 60, 70]}},
        "year": {"year_of": "index"},
        "region": {"from": "bef.region"},
        "weight": {"from": "bef.weight"},
        "sick": {"exists": {"dataset": "lpr", "window": {"days": [0, 365]}}},
        "dead": {"event": {"date": "dodsaars.date"}},
        "ldl": {"value": {"dataset": "lab", "of": "lab.value", "take": "last", "window": {"days": [None, 0]}}},
    },
    "analyses": [
        {"id": "n", "method": "count"},
        {"id": "t1", "method": "crosstab", "rows": ["age_group"], "columns": ["region"], "percent": "row"},
        {"id": "t2", "method": "summary", "of": ["ldl"], "by": ["sick"]},
    ],
}


@pytest.fixture(scope="session")
def dictionary() -> Dictionary:
    return Dictionary.from_json(DICTIONARY)


@pytest.fixture
def plan() -> Document:
    """A plan without faults that a test may change."""
    return copy.deepcopy(PLAN)


@pytest.fixture
def faults_of(dictionary: Dictionary, plan: Document) -> Callable[..., set[tuple[str, str]]]:
    """(code, path) of the faults of the plan with other population, variables or analyses."""

    def found(
        population: Document | None = None,
        variables: Document | None = None,
        analyses: list[Document] | None = None,
        purpose: str = "request",
    ) -> set[tuple[str, str]]:
        plan["population"].update(population or {})
        plan["population"] = {key: value for key, value in plan["population"].items() if value is not None}
        plan["variables"].update(variables or {})
        if analyses is not None:
            plan["analyses"] = [{"id": f"a{at}", **one} for at, one in enumerate(analyses)]
        return {(one.code, one.path) for one in check_plan(read_plan(plan), dictionary, purpose=purpose)}

    return found
