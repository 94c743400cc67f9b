"""Edits of a plan document, and the forms that ask for them: what a form shows it writes again."""

from dataclasses import replace

import pytest
from django.http import QueryDict
from django.utils import translation

from analysis.plans import grammar as g
from catalog.selectors.dictionary import dictionary_for
from requests_app.builder import edits
from requests_app.builder.choices import Choices
from requests_app.builder.conditions import Row, condition_of, rows_of
from requests_app.builder.methods import ANALYSIS_FORMS, ANALYSIS_NAMES, kind_of_analysis
from requests_app.builder.steps import STEP_FORMS
from requests_app.builder.variables import SHAPE_FORMS, SHAPE_NAMES, kind_of_shape

FOLLOWED = {"from": "index", "to": "exit"}
WHERE = {"lpr_diagnoser.code": {"starts_with": ["DC50"]}}
DATES = "time_from=index&time_to=exit"
SHAPES = [
    {"from": "bef.region"},
    {"completed_years": ["bef.birth_date", "index"]},
    {"days_between": ["index", "exit"]},
    {"years_between": ["bef.birth_date", "index"]},
    {"shift": ["index", -30, "days"]},
    {"on_from": "bef.birth_date"},
    {"bands": {"of": "age", "quantiles": [0.25, 0.5, 0.75]}},
    {"year_of": "index"},
    {"bands": {"of": "age", "edges": [None, 40, 60.5]}},
    {"bands": {"of": "age", "edges": [1e-7, 1.125, 2000]}},
    {"when": {"bef.sex": {"eq": "2"}}},
    {"exists": {"dataset": "lpr_diagnoser", "where": WHERE, "window": {"days": [0, None]}}},
    {"count": {"dataset": "lpr_diagnoser", "distinct": "lpr_diagnoser.code"}},
    {"value": {"dataset": "lpr_diagnoser", "of": "lpr_diagnoser.code", "take": "last"}},
    {"event": {"date": "bef.birth_date", "before": "exit"}},
    {"map": {"of": "region", "to": {"1084": "h"}}},
    {"bands": {"of": {"log": "age"}, "quantiles": [0.5]}},
    {"shift": ["index", "age", "days"]},
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
    {"method": "histogram", "of": ["age"], "by": ["region"]},
    {"method": "table1", "of": ["region", "age"], "by": ["dead"], "missing": "category"},
    {"method": "correlation", "of": ["age", "dead"], "kind": "spearman"},
    {"method": "trend"},
    {"method": "trend", "every": "month", "date": "bef.birth_date", "event": "dead", "by": ["region"]},
    {"method": "rates", "time": FOLLOWED, "event": "dead"},
    {
        "method": "rates", "time": FOLLOWED | {"unit": "days"}, "event": "dead", "by": ["region"], "per": 1000,
        "split": {"age": [40, 50, None], "period": [2010, 2020], "since_index": [0, 1.5]}, "standard": "ESP2013",
    },
    {
        "method": "survival", "time": FOLLOWED | {"origin": "bef.birth_date"}, "event": "dead", "by": ["region"],
        "strata": ["age"], "times": [1, 2.5], "rmst": 5, "interval": "plain", "test": ["logrank"],
    },
    {"method": "survival", "time": {"value": "age", "unit": "months"}, "competing": "region"},
    {"method": "linear", "outcome": "age", "terms": ["dead", "region"], "errors": "robust", "weights": "age"},
    {
        "method": "logistic", "outcome": "dead", "cluster": "person", "rare": "merge", "missing": "category",
        "terms": ["region", "age", {"power": ["age", 2]}, {"log": "age"}, {"spline": "age", "df": 3}, {"spline": "age"},
                  {"factor": "region", "reference": "1085"}, {"factor": "age"}, {"interaction": ["region", "age"]}],
    },
    {"method": "poisson", "outcome": "age", "offset": "dead", "weights": "age", "terms": ["region"]},
    {"method": "poisson", "time": FOLLOWED, "event": "dead", "terms": [{"power": ["age", 0.5]}]},
    {
        "method": "cox", "time": FOLLOWED, "event": "dead", "terms": ["region"], "strata": ["age"], "ties": "breslow",
        "test": ["ph"], "cluster": "person", "rare": "merge",
    },
    {"method": "cox", "time": FOLLOWED, "event": "dead", "terms": ["region"]},
    {"method": "cox", "time": {"start": "age", "stop": "dead"}, "event": "dead", "terms": ["region"]},
    {"method": "cox", "time": FOLLOWED, "event": "dead", "terms": ["region"], "cluster": "region"},
    {"method": "cox", "time": FOLLOWED | {"to": {"shift": ["index", 1, "years"]}}, "event": "dead", "terms": ["region"]},
    {"method": "cox", "time": "soon", "event": "dead", "terms": ["region"]},
    {"method": "linear", "outcome": "age", "terms": [{"log": "age"}, "region"]},
    {"method": "linear", "outcome": "age", "terms": [{"bend": "age"}]},
    {"method": "linear", "outcome": "age", "terms": []},
    {"method": "rates", "time": FOLLOWED, "event": "dead", "per": 7},
    {"method": "rates", "time": FOLLOWED, "event": "dead", "standard": {"over": "region", "weights": [1, 2]}},
    {"method": "survival", "time": FOLLOWED, "event": {"of": "x"}},
    {"method": "unheard"},
]  # fmt: skip
AS_JSON = 11
"""The last of these are more than their form can say."""


@pytest.fixture
def choices(catalogue, plan_document):
    document = edits.set_variable(plan_document, "dead", {"event": {"date": "bef.birth_date", "before": "exit"}})
    return Choices(dictionary=dictionary_for(), document=document, language="da")


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


def test_what_a_form_cannot_say_whole_is_shown_as_json():
    kinds = [kind_of_analysis(analysis) for analysis in ANALYSES]
    assert set(kinds[-AS_JSON:]) == {"json"} and "json" not in kinds[:-AS_JSON]


def test_every_method_and_shape_on_offer_has_a_name_and_every_method_a_form():
    assert set(ANALYSIS_FORMS) == set(ANALYSIS_NAMES) == {*g.METHODS, "json"}
    assert set(SHAPE_FORMS) == set(SHAPE_NAMES)


def test_a_new_model_merges_rare_levels_and_a_new_rate_is_per_thousand(choices):
    assert ANALYSIS_FORMS["cox"](choices=choices).fields["rare"].choices[0][0] == "merge"
    assert ANALYSIS_FORMS["rates"](choices=choices)["per"].value() == "1000"


def test_what_is_chosen_stands_first_in_its_order(choices):
    form = ANALYSIS_FORMS["linear"](choices=choices, part={"outcome": "age", "terms": ["dead", "age"]})
    assert [name for name, _label in form.fields["terms"].choices][:2] == ["dead", "age"]


def test_numbers_may_have_a_comma(choices):
    form = ANALYSIS_FORMS["survival"](QueryDict(f"{DATES}&event=dead&times=1,5;2&rmst=2,5"), choices=choices)
    assert form.is_valid(), form.errors
    assert (form.written()["times"], form.written()["rmst"]) == ([1.5, 2], 2.5)


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
        (SHAPE_FORMS["quantiles"], "of=age&quantiles=0.5, 0.25", "quantiles"),
        (SHAPE_FORMS["quantiles"], "of=age&quantiles=-, 0.25", "quantiles"),
        (SHAPE_FORMS["shift"], "date=index&amount=x&unit=days", "amount"),
        (ANALYSIS_FORMS["correlation"], "of=age", "of"),
        (ANALYSIS_FORMS["rates"], "event=dead", "time_from"),
        (ANALYSIS_FORMS["rates"], "time_from=index&event=dead", "time_from"),
        (ANALYSIS_FORMS["rates"], f"{DATES}&time_value=age&event=dead", "time_value"),
        (ANALYSIS_FORMS["rates"], DATES, "event"),
        (ANALYSIS_FORMS["rates"], f"{DATES}&event=dead&standard=WHO", "split_age"),
        (ANALYSIS_FORMS["survival"], DATES, "event"),
        (ANALYSIS_FORMS["survival"], f"{DATES}&event=dead&test=on", "by"),
        (ANALYSIS_FORMS["survival"], f"{DATES}&event=dead&times=1, x", "times"),
        (ANALYSIS_FORMS["survival"], f"{DATES}&event=dead&rmst=x", "rmst"),
        (ANALYSIS_FORMS["survival"], f"{DATES}&event=dead&rmst=inf", "rmst"),
        (ANALYSIS_FORMS["survival"], f"{DATES}&event=dead&times=0,5", "times"),
        (ANALYSIS_FORMS["summary"], "of=age&quantiles=0.5; 1", "quantiles"),
        (ANALYSIS_FORMS["cox"], f"{DATES}&event=dead", "terms"),
        (ANALYSIS_FORMS["cox"], f"{DATES}&event=dead&more_terms=age**2", "more_terms"),
        (ANALYSIS_FORMS["linear"], "terms=age", "outcome"),
        (ANALYSIS_FORMS["poisson"], "terms=age", "event"),
        (ANALYSIS_FORMS["poisson"], f"{DATES}&event=dead&outcome=age&terms=age", "event"),
        (ANALYSIS_FORMS["poisson"], f"{DATES}&outcome=age&terms=age", "outcome"),
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


@pytest.mark.parametrize(
    ("written", "ends"),
    [
        ("40, 69", [40, 69]), ("40 - 69", [40, 69]), ("40–69", [40, 69]), ("40,69", [40, 69]), ("40; 69", [40, 69]),
        ("18,5; 25", [18.5, 25]), ("18,5 - 25,5", [18.5, 25.5]), ("18,5, 25", [18.5, 25]), ("-5 - -1", [-5, -1]),
        ("40", [40]), ("40;", ["40;"]), ("a, inf", ["a", "inf"]), ("1.000; 2000", ["1.000", 2000]),
    ],
)  # fmt: skip
def test_a_range_is_parted_by_the_clearest_mark_it_has(written, ends):
    assert condition_of([Row("a", "between", written)]) == {"a": {"between": ends}}


@pytest.mark.parametrize(
    ("operator", "text", "value"),
    [
        ("ge", "1.1.1930", "1930-01-01"),
        ("ge", "1930-01-01", "1930-01-01"),
        ("in", "1.1.1930, 1930-01-02", ["1930-01-01", "1930-01-02"]),
        ("between", "1.1.1930 - 31.12.1940", ["1930-01-01", "1940-12-31"]),
        ("between", "1930-01-01; 31.12.1940", ["1930-01-01", "1940-12-31"]),
        ("eq", "31.2.1930", "31.2.1930"),
    ],
)
def test_a_date_is_read_however_it_is_written(operator, text, value):
    assert condition_of([Row("a", operator, text)]) == {"a": {operator: value}}


@pytest.mark.parametrize(("operator", "value"), [("eq", "1.1.1930"), ("in", ["1.1.1930"])])
def test_a_code_that_looks_like_a_date_stays_a_code(operator, value):
    assert condition_of([Row("a", operator, "1.1.1930")], texts={"a"}) == {"a": {operator: value}}


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("text", ["24.11.2026", "2026-11-24"])
def test_every_date_field_reads_both_forms(choices, text, language):
    with translation.override(language):
        index = STEP_FORMS["index"](
            QueryDict(f"take=first&event_dataset=lpr_diagnoser&between_from={text}&between_to={text}"), choices=choices
        )
        exit_ = STEP_FORMS["exit"](QueryDict(f"fixed={text}"), choices=choices)
        assert index.is_valid() and index.written()["between"] == ["2026-11-24"] * 2
        assert exit_.is_valid() and exit_.written() == {"first_of": ["2026-11-24"]}


@pytest.mark.parametrize(("value", "is_right"), [("40", False), ("40;", False), ("", False), ("40; 69", True)])
def test_a_range_needs_two_values(choices, value, is_right):
    form = STEP_FORMS["where"](
        QueryDict(f"c0_variable=bef.birth_date&c0_operator=between&c0_value={value.replace(';', '%3B')}"),
        choices=choices,
    )
    assert form.is_valid() == is_right and ("c0_value" in form.errors) != is_right


@pytest.mark.parametrize("kind", ["cox", "survival", "rates", "poisson"])
def test_a_form_that_asks_for_an_event_says_when_there_is_none(choices, kind):
    assert not ANALYSIS_FORMS[kind](choices=choices).lacks_event
    document = {**choices.document, "variables": {"age": choices.document["variables"]["age"]}}
    assert ANALYSIS_FORMS[kind](choices=replace(choices, document=document)).lacks_event


def test_a_form_that_can_do_without_an_event_says_nothing(choices):
    empty = replace(choices, document={**choices.document, "variables": {}})
    assert not ANALYSIS_FORMS["trend"](choices=empty).lacks_event
    assert not ANALYSIS_FORMS["crosstab"](choices=empty).lacks_event


@pytest.mark.parametrize("value", [[1.125, 1e-7], [1234.5, 2]])
def test_a_row_shows_a_number_as_it_is_read_again(value):
    condition = {"a": {"between": value}}
    assert condition_of(rows_of(condition)) == condition


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


def test_a_first_plan_holds_each_variable_under_a_name_of_its_own():
    found = edits.starting_plan(title="Ny", base="bef", variables=["bef.sex", "death.sex", "bef.index"])
    assert found["population"] == {"from": "bef"}
    assert found["variables"] == {
        "sex": {"from": "bef.sex"},
        "death_sex": {"from": "death.sex"},
        "bef_index": {"from": "bef.index"},
    }
    assert edits.starting_plan(title="Ny", base=None, variables=())["population"] == {}
