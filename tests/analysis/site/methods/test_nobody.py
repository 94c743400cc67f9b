"""An empty population is an answer like any other: every method tells that nobody is there, and none fails."""

import numpy as np
import pytest

from .asked import row
from .modelled import TIME, bef, fitted, people

__all__ = ["bef", "fitted"]

NOBODY = {"from": "bef", "keep_if": {"age": {"gt": 1000}}}
ANALYSES = {
    "count": {},
    "crosstab": {"rows": ["hospital"], "columns": ["region"]},
    "crosstab tested": {"rows": ["hospital"], "columns": ["sex"], "percent": "row", "test": ["chi2"]},
    "summary": {"of": ["ldl"], "by": ["hospital"], "test": ["kruskal"], "quantiles": [0.5]},
    "table1": {"of": ["ldl", "sex", "hospital"], "by": ["region"]},
    "correlation": {"of": ["ldl", "age"]},
    "trend": {"date": "bef.begins", "by": ["hospital"]},
    "rates": {"time": TIME, "event": "died", "by": ["hospital"]},
    "survival": {"time": TIME, "event": "died", "by": ["hospital"], "test": ["logrank"], "rmst": 2},
    "survival competing": {"time": TIME, "competing": "region", "by": ["hospital"]},
}
MODELS = {
    "linear": {"outcome": "score", "terms": ["age"]},
    "logistic": {"outcome": "flag", "terms": ["hospital"]},
    "poisson": {"outcome": "visits", "terms": ["age", "hospital"]},
    "cox": {"time": TIME, "event": "died", "terms": ["age", "hospital"]},
}


@pytest.mark.parametrize("name", ANALYSES)
def test_nobody_is_counted(fitted, name):
    found = fitted(population=NOBODY, method=name.split()[0], **ANALYSES[name])
    assert (found["status"], found["persons"], found["dropped"]) == ("released", 0, 0)


@pytest.mark.parametrize("name", MODELS)
def test_no_model_is_fitted_on_nobody(fitted, name):
    found = fitted(population=NOBODY, method=name, **MODELS[name])
    assert found["status"] == "withheld"
    assert found["code"] in ("too_few", "no_events")


def test_a_group_without_a_known_value_is_a_group(fitted):
    """By a variable without declared levels, whose levels are found in the data."""
    persons = people()
    persons["group"] = np.where(persons.hospital == "h3", None, persons.group)
    found = fitted(persons=persons, method="table1", of=["group"], by=["hospital"])
    unknown = row(found, "baseline", level="high", hospital="h3")
    assert (unknown["persons"], unknown["percent"]) == (0, None)
    assert unknown["missing"] == int((persons.hospital == "h3").sum())
    known = row(found, "baseline", level="high", hospital="h4")
    assert known["persons"] == int(((persons.hospital == "h4") & (persons.group == "high")).sum())
