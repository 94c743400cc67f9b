"""Plans of every method with a result document beside each: tables as a site gives them, made by hand."""

from __future__ import annotations

import copy
from typing import Any

from analysis.labels import JobLabels
from analysis.plans import Dictionary, read_plan
from tests.analysis.plans.conftest import DICTIONARY, PLAN

MISSING = {"missing": True}
FOLLOWED = {"from": "index", "to": "exit"}
DICTIONARY_OF_TESTS = Dictionary.from_json(DICTIONARY)
CAUSE = {"case": [{"when": {"sick": {"eq": True}}, "then": {"label": "death"}}, {"else": {"label": "other"}}]}
ROLES = {
    "persons": "count", "records": "count", "events": "count", "missing": "count", "at_risk": "count", "dropped": "count",
    "percent": "percent", "standard_error": "error", "rmst_standard_error": "error", "statistic": "test", "df": "test",
    "df2": "test", "p_value": "test", "time": "time",
    **dict.fromkeys(("lower", "upper", "ratio_lower", "ratio_upper", "median_lower", "median_upper"), "interval"),
    **dict.fromkeys(
        (
            "mean", "sd", "median", "q1", "q3", "smd", "value", "estimate", "person_years", "rate", "crude", "expected",
            "ratio", "rmst", "survival", "incidence", "log_likelihood", "concordance", "r_squared", "sigma",
        ),
        "estimate",
    ),
}  # fmt: skip


def table(name: str, columns: str, *rows: list[Any]) -> dict[str, Any]:
    """A result table; what is no figure is a label."""
    names = columns.split()
    heads = [{"name": one, "role": ROLES.get(one, "label")} for one in names]
    return {"name": name, "columns": heads, "rows": [list(row) for row in rows]}


def labels_for(analysis: dict[str, Any], language: str = "da") -> JobLabels:
    """Labels of a plan with this analysis alone."""
    plan = copy.deepcopy(PLAN)
    plan["variables"] |= {
        "sex": {"from": "bef.sex"}, "municipality": {"from": "bef.municipality"}, "cause": CAUSE,
        "statin": {"on_from": "dodsaars.date"},
    }  # fmt: skip
    plan["analyses"] = [{"id": "a", **analysis}]
    return JobLabels(read_plan(plan), DICTIONARY_OF_TESTS, language)


def entry_of(analysis: dict[str, Any], *tables: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The analysis' entry in the results."""
    return {"id": "a", "method": analysis["method"], "status": "released", "persons": 100, "dropped": 2} | {
        "tables": list(tables), "notes": [], **more
    }  # fmt: skip
