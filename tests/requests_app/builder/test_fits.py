"""The lists of the builder offer what fits by type, keep what a plan already holds, and mark what must be chosen."""

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation

from catalog.selectors.dictionary import dictionary_for
from portal.ui import fields
from requests_app.builder.choices import Choices
from requests_app.builder.methods import ANALYSIS_FORMS
from requests_app.builder.variables import SHAPE_FORMS
from requests_app.commands import plans

VARIABLES = {
    "sex": {"from": "bef.sex"},
    "born": {"from": "bef.birth_date"},
    "age": {"completed_years": ["bef.birth_date", "index"]},
    "age_group": {"bands": {"of": "age", "edges": [40, 50, 60]}},
    "ill": {"exists": {"dataset": "lpr_diagnoser"}},
}


@pytest.fixture
def choices(catalogue, plan_document):
    return Choices(dictionary=dictionary_for(), document={**plan_document, "variables": VARIABLES}, language="da")


def offered(form, name):
    return {value for value, _label in form.fields[name].choices if value}


@pytest.mark.parametrize(
    ("method", "field", "fitting"),
    [
        ("summary", "of", {"age"}),
        ("summary", "by", {"sex", "age", "age_group", "ill"}),
        ("correlation", "of", {"age"}),
        ("histogram", "of", set()),
        ("crosstab", "columns", {"sex", "age", "age_group", "ill"}),
        ("table1", "of", {"sex", "age", "age_group", "ill"}),
        ("rates", "event", {"ill"}),
        ("rates", "time_value", {"age"}),
        ("survival", "competing", {"sex", "age", "age_group", "ill"}),
        ("linear", "outcome", {"age"}),
        ("logistic", "outcome", {"sex", "age", "ill", "age_group"}),
        ("poisson", "outcome", {"age", "ill"}),
        ("cox", "terms", {"sex", "age", "age_group", "ill"}),
    ],
)
def test_a_list_offers_what_fits(choices, method, field, fitting):
    assert offered(ANALYSIS_FORMS[method](choices=choices), field) == fitting


def test_bands_are_of_numbers_and_dates_are_dates(choices):
    assert offered(SHAPE_FORMS["bands"](choices=choices), "of") == {"age"}
    assert offered(SHAPE_FORMS["year_of"](choices=choices), "of") == {"index", "bef.birth_date", "born"}


def test_what_a_plan_holds_is_kept_though_it_does_not_fit(choices):
    form = ANALYSIS_FORMS["summary"](choices=choices, part={"id": "t1", "method": "summary", "of": ["sex", "age"]})
    assert offered(form, "of") == {"sex", "age"}
    assert "Køn" in dict(form.fields["of"].choices)["sex"]


def test_a_variable_stands_in_one_place_of_a_table(choices):
    form = ANALYSIS_FORMS["crosstab"](QueryDict("rows_of_table=sex&columns=sex&layers=ill"), choices=choices)
    assert not form.is_valid() and list(form.errors) == ["columns"]


@pytest.mark.parametrize(
    ("method", "asked"),
    [
        ("rates", ("time_from", "time_to", "time_value", "event")),
        ("survival", ("time_from", "time_to", "event", "competing")),
        ("cox", ("time_from", "time_to", "event", "terms")),
        ("poisson", ("event", "outcome", "terms")),
    ],
)
def test_what_one_must_fill_is_not_called_optional(choices, method, asked):
    form = ANALYSIS_FORMS[method](choices=choices)
    assert not any(fields.parameters(form[name])["optional"] for name in asked)
    assert fields.parameters(form["missing"])["optional"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("da", "planens variabler passer"), ("en", "variables fits")],
)
def test_a_list_that_nothing_fits_says_so(client, people, one_controller_plan, language, words):
    plan = plans.create_plan(by=people.applicant, document=one_controller_plan)
    client.force_login(people.applicant)
    with translation.override(language):
        address = reverse("requests_app:plan-analysis", args=[plan.uuid])
    assert words in client.get(address, {"kind": "summary"}).content.decode()
    assert words not in client.get(address, {"kind": "crosstab"}).content.decode()
