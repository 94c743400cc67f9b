"""What a part of a plan names, and that every field of the grammar is known to name something or nothing."""

from enum import Enum
from typing import Literal, get_args, get_origin

import pytest

from analysis.plans import grammar as g
from analysis.plans import read_plan
from analysis.plans.names import Node
from requests_app.rules.references import TEXTS, built_on, names_in, references_of, used_variables

NAMES = {
    "add", "subtract", "multiply", "divide", "min_of", "max_of", "log", "floor", "year_of", "month_of", "days_between",
    "years_between", "completed_years", "shift", "of", "on_from", "then", "else_", "date", "first_of", "from_", "to",
    "origin", "value", "start", "stop", "rows", "columns", "layers", "by", "event", "competing", "strata", "terms", "cluster",
    "outcome", "offset", "weights", "factor", "power", "spline", "interaction", "over", "match", "name", "rate", "distinct",
    "supply", "order",
}  # fmt: skip
"""Fields whose words are names of values."""
TESTS = (g.Eq, g.Ne, g.In, g.Between, g.Ge, g.Gt, g.Le, g.Lt, g.StartsWith, g.InList, g.Missing)
"""A comparison's own words, which the walk does not enter."""


def has_words(annotation):
    if annotation is str or (get_origin(annotation) is Literal and isinstance(get_args(annotation)[0], str)):
        return True
    if isinstance(annotation, type) and issubclass(annotation, Enum | Node):
        return False
    return any(has_words(part) for part in get_args(annotation) if get_origin(annotation) is not Literal)


def kinds(of=Node):
    for kind in of.__subclasses__():
        if kind.__module__ != "analysis.plans.bound":
            yield kind
            yield from kinds(kind)


@pytest.mark.parametrize(
    "kind", [kind for kind in dict.fromkeys(kinds()) if kind not in TESTS], ids=lambda kind: kind.__name__
)
def test_every_field_with_words_is_known_to_name_values_or_not(kind):
    silent = {field for one in kind.__mro__ for field in TEXTS.get(one, ())}
    for field, info in kind.model_fields.items():
        if kind is g.Plan and field == "variables":
            continue
        if has_words(info.annotation):
            assert field in silent or field in NAMES, field


def test_a_word_is_a_name_only_where_a_value_stands():
    plan = read_plan(
        {
            "version": 1,
            "title": "x",
            "population": {"from": "bef", "keep_if": {"not": {"any": [{"kept": {"eq": "bef"}}, {"bef.sex": {"eq": "x"}}]}}},
            "variables": {
                **{name: {"from": "bef.sex"} for name in ("x", "bef", "kept", "ph", "cox", "exit_date", "event", "age")},
                "said": {"case": [{"when": {"x": {"eq": "kept"}}, "then": {"label": "ph"}}, {"else": "age"}]},
                "coded": {"map": {"of": "said", "to": {"1": "cox"}}},
                "counted": {"count": {"dataset": "bef", "where": {"bef.sex": {"in": ["x", "kept"]}}}},
            },
            "analyses": [
                {"id": "event", "method": "cox", "time": {"from": "index", "to": {"shift": ["exit_date", 1, "days"]}},
                 "event": "coded", "terms": [{"factor": "counted", "reference": "x"}], "test": ["ph"]},
                {"id": "ph", "method": "rates", "time": {"from": "index", "to": "exit"}, "event": "coded",
                 "reference": {"dataset": "bef", "rate": "bef.rate", "match": {"bef.a": "age"}}},
            ],
        }
    )  # fmt: skip
    assert references_of(plan) == {
        **dict.fromkeys(plan.variables, frozenset()), "said": {"x", "age"}, "coded": {"said"}
    }  # fmt: skip
    assert set(names_in(plan.population)) == {"kept", "bef.sex"}
    assert used_variables(plan) == {"kept", "exit_date", "coded", "said", "x", "age", "counted"}
    assert built_on(["x"], references_of(plan)) == {"x", "said", "coded"}
