"""Edits of a plan document, and the forms that ask for them: what a form shows it writes again."""

import pytest
from django.http import QueryDict

from catalog.selectors.dictionary import dictionary_for
from requests_app.builder import edits
from requests_app.builder.analyses import ANALYSIS_FORMS, kind_of_analysis
from requests_app.builder.choices import Choices
from requests_app.builder.conditions import Row, condition_of, rows_of
from requests_app.builder.parts import EdgesField, edges_text
from requests_app.builder.steps import STEP_FORMS
from requests_app.builder.variables import SHAPE_FORMS, kind_of_shape

WHERE = {"lpr_diagnoser.code": {"starts_with": ["DC50"]}}
SHAPES = [
    {"from": "bef.region"},
    {"completed_years": ["bef.birth_date", "index"]},
    {"year_of": "index"},
    {"bands": {"of": "age", "edges": [None, 40, 60.5]}},
    {"when": {"bef.sex": {"eq": "2"}}},
    {"exists": {"dataset": "lpr_diagnoser", "where": WHERE, "window": {"days": [0, None]}}},
    {"count": {"dataset": "lpr_diagnoser", "distinct": "lpr_diagnoser.code"}},
    {"value": {"dataset": "lpr_diagnoser", "of": "lpr_diagnoser.code", "take": "last"}},
    {"event": {"date": "bef.birth_date", "before": "exit"}},
    {"map": {"of": "region", "to": {"1084": "h"}}},
    {"bands": {"of": "age", "quantiles": [0.5]}},
    {"exists": {"dataset": "lpr_diagnoser", "where": {"any": [WHERE, {"not": WHERE}]}}},
]
STEPS = [
    ("from", "bef"),
    ("where", {"bef.sex": {"eq": "2"}}),
    ("where", {"all": [{"bef.sex": {"in": ["1", "2"]}}, {"bef.region": {"missing": False}}]}),
    ("index", {"dataset": "lpr_diagnoser", "where": WHERE, "take": "first", "between": ["2015-01-01", "2020-12-31"]}),
    ("index", {"date": "bef.birth_date"}),
    ("keep_if", {"age": {"between": [40, 69]}}),
    ("exclude", {"dataset": "lpr_diagnoser", "where": WHERE, "window": {"days": [None, -1]}}),
    ("exit", {"first_of": ["bef.birth_date", "2021-12-31"]}),
]
ANALYSES = [
    {"method": "count"},
    {"method": "count", "flow": False},
    {"method": "crosstab", "rows": ["region"], "columns": ["age"], "percent": "row", "test": ["chi2"], "ratios": True},
    {"method": "summary", "of": ["age"], "by": ["region"], "statistics": ["mean"], "quantiles": [0.1, 0.9], "test": ["welch"]},
    {"method": "histogram", "of": ["age"]},
]  # fmt: skip


@pytest.fixture
def choices(catalogue, plan_document):
    return Choices(dictionary=dictionary_for(), document=plan_document, language="da")


def posted(form):
    """What a browser sends back for a form nobody touched."""
    data = QueryDict(mutable=True)
    for bound in form:
        value = bound.value()
        if isinstance(value, list | tuple):
            data.setlist(bound.html_name, [str(one) for one in value])
        elif value is not None and value is not False and value != "":
            data[bound.html_name] = "on" if value is True else str(value)
    return data


def round_trip(form_class, choices, part):
    shown = form_class(choices=choices, part=part)
    sent = form_class(posted(shown), choices=choices, part=part)
    assert sent.is_valid(), sent.errors
    return sent.written()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_shown_is_written_again(choices, shape):
    assert round_trip(SHAPE_FORMS[kind_of_shape(shape)], choices, shape) == shape


@pytest.mark.parametrize(("step", "part"), STEPS)
def test_a_step_shown_is_written_again(choices, step, part):
    assert round_trip(STEP_FORMS[step], choices, part) == part


@pytest.mark.parametrize("analysis", ANALYSES)
def test_an_analysis_shown_is_written_again(choices, analysis):
    assert round_trip(ANALYSIS_FORMS[kind_of_analysis(analysis)], choices, analysis) == analysis


@pytest.mark.parametrize(
    ("form", "data", "field"),
    [
        (STEP_FORMS["index"], "take=first", "event_dataset"),
        (STEP_FORMS["index"], "take=first&date=bef.birth_date&between_from=2020-01-01", "between_to"),
        (STEP_FORMS["exit"], "", "dates"),
        (SHAPE_FORMS["when"], "", "__all__"),
        (SHAPE_FORMS["json"], "shape={", "shape"),
        (SHAPE_FORMS["bands"], "of=age&edges=a,b", "edges"),
        (ANALYSIS_FORMS["crosstab"], "", "rows_of_table"),
        (ANALYSIS_FORMS["summary"], "", "of"),
        (ANALYSIS_FORMS["summary"], "of=age&quantiles=x", "quantiles"),
        (ANALYSIS_FORMS["json"], "analysis=[]", "analysis"),
    ],
)
def test_a_form_says_what_is_missing(choices, form, data, field):
    made = form(QueryDict(data), choices=choices)
    assert not made.is_valid() and field in made.errors


@pytest.mark.parametrize(
    "nested", [{"any": [WHERE]}, {"not": WHERE}, {"all": 1}, {"a": 1}, {"a": {"eq": 1, "ne": 2}}, 7]
)
def test_what_rows_cannot_say_stays_a_document(nested):
    assert rows_of(nested) is None


def test_rows_and_conditions_say_the_same():
    rows = (Row("a", "eq", "1"), Row("b", "between", "1, 2"), Row("c", "missing", "no"))
    assert rows_of(condition_of(rows)) == rows
    assert condition_of(()) is None and rows_of(None) == ()


def test_edges_have_open_ends():
    edges = EdgesField().clean("-, 40, 50.5, -")
    assert edges == [None, 40, 50.5, None] and edges_text(edges) == "-, 40, 50.5, -"


def test_edits_change_a_copy(plan_document):
    before = repr(plan_document)
    changed = edits.set_step(plan_document, "exclude", {"dataset": "a"})
    changed = edits.set_step(changed, "exclude", {"dataset": "b"}, position=0)
    assert changed["population"]["exclude"] == [{"dataset": "b"}]
    changed = edits.drop_step(changed, "exclude", position=0)
    assert "exclude" not in changed["population"]
    changed = edits.drop_step(edits.set_step(changed, "where", None), "index")
    assert list(changed["population"]) == ["from"]
    changed = edits.set_variable(changed, "place", {"from": "bef.region"}, instead_of="region")
    assert next(iter(changed["variables"])) == "place"
    changed = edits.drop_variable(edits.set_variable(changed, "new", {}), "new")
    changed = edits.drop_analysis(edits.set_analysis(changed, {"id": edits.next_id(changed)}), 2)
    changed = edits.set_analysis(changed, {"id": "x"}, position=1)
    assert [one["id"] for one in changed["analyses"]] == ["t1", "x"]
    assert repr(plan_document) == before


def test_a_first_plan_comes_from_the_basket():
    found = edits.starting_plan(title="Ny", basket={"bef": ["sex"]}, base="bef")
    assert found["variables"] == {"sex": {"from": "bef.sex"}}
    assert edits.starting_plan(title="Ny", basket={}, base=None)["population"] == {}
