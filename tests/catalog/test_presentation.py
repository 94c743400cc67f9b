"""What is said in words: figures, periods, distributions, quality."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from catalog.dataset_words import access_of, figures_of, period_of, quality_of
from catalog.models import Dataset, Variable
from catalog.presentation import distribution, figure, level_text, marked, years

SEXES = [["1", {"da": "Mand", "en": "Man"}], ["2", {"da": "", "en": "Woman"}]]


@pytest.mark.parametrize(("start", "end", "said"), [(None, None, ""), (2008, None, "2008–"), (2008, 2018, "2008–2018")])
def test_years(start, end, said):
    assert years(start, end) == said


@pytest.mark.parametrize(("count", "said"), [("", ""), ("<10", "<10"), ("50000", "50.000")])
def test_coarse_counts(count, said):
    with translation.override("da"):
        assert figure(count) == said


def test_a_distribution_names_its_shape_in_words():
    variable = Variable(type="category", labels=SEXES, profile={"levels": [["1", 10], ["2", 500], ["3", "<10"]]})
    with translation.override("da"):
        found = distribution(variable)
    assert (found["values"], found["kind"], found["name"]) == ([10.0, 500.0, 0.0], "parts", "flest i Woman")
    variable.profile = {"levels": [[str(number), number * 10] for number in range(5)]}
    assert distribution(variable)["kind"] == "bars"


@pytest.mark.parametrize("profile", [{}, {"levels": []}, {"levels": ["broken"]}, {"levels": [["1", "<10"]]}])
def test_without_figures_there_is_no_distribution(profile):
    assert distribution(Variable(type="category", profile=profile))["values"] == []


def test_a_sensitive_variable_has_none_whatever_its_profile():
    assert distribution(Variable(type="category", sensitive=True, profile={"levels": [["1", 10]]}))["values"] == []


def test_a_code_without_words_stands_for_itself():
    assert level_text(Variable(labels=SEXES), "9") == "9"


def test_marking_escapes_what_it_does_not_mark():
    assert marked("<b>Kræft & Ål</b>", ["kraeft"]) == "&lt;b&gt;<mark>Kræft</mark> &amp; Ål&lt;/b&gt;"
    assert marked("<b>", []) == "&lt;b&gt;"


def test_the_period_is_told_with_what_the_years_do_not_say():
    dataset = Dataset(coverage_from=1977, coverage_to=2018, coverage_note_en="Redesigned.", frequency="DAILY")
    with translation.override("en"):
        assert period_of(dataset) == "1977 to 2018. Redesigned. New data: every day."
        assert period_of(Dataset(coverage_from=1977)) == "From 1977."
        assert period_of(Dataset()) == ""


def test_persons_and_records_are_told_once():
    with translation.override("en"):
        assert figures_of(Dataset(persons="50", records="50")) == "50 persons"
        assert figures_of(Dataset(persons="50", records="90", figures_note_en="Note")) == "50 persons, 90 records. Note"
        assert figures_of(Dataset()) == ""


def test_quality_is_told_in_words():
    note = {"aspect": "coding", "status": "reserved", "measure": "", "da": "Lokale", "en": ""}
    with translation.override("en"):
        row = quality_of(Dataset(quality=[note]))[0]
    assert (row["aspect"], row["status"], row["variant"], row["note"]) == ("Coding", "Reservation", "warning", "Lokale")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"open_data": True}, "anyone may load them"),
        ({}, "never persons"),
        ({"feasibility": True}, "daily limit"),
        ({"conditions_en": "Only regions"}, "Only regions"),
    ],
)
def test_access_is_told_in_plain_words(fields, says):
    with translation.override("en"):
        assert says in " ".join(str(item["text"]) for item in access_of(Dataset(**fields)))


def test_a_text_in_one_language_stands_for_the_other():
    variable = Variable(label_da="Køn", description_en="Meaning")
    with translation.override("en"):
        assert (variable.label, variable.description) == ("Køn", "Meaning")
    with translation.override("da"):
        assert variable.description == "Meaning"


def test_rows_are_named_by_their_keys():
    from catalog.models import BasketItem, Classification, PersonDomain, Site

    dataset, variable = Dataset(key="bef"), Variable(name="sex")
    named = [dataset, variable, Site(key="dk"), PersonDomain(key="dk"), Classification(scheme="system", code="ATC")]
    assert [str(row) for row in named] == ["bef", "sex", "dk", "dk", "system:ATC"]
    assert (str(BasketItem(dataset=dataset)), str(BasketItem(dataset=dataset, variable=variable))) == ("bef", "sex")


def test_a_site_is_its_own_controllers(connected, keeper, stranger):
    from catalog.selectors.visibility import site_roles
    from portal.accounts import Role

    site = connected().site
    assert site_roles(keeper, site) == {Role.CATALOGUE_ADMIN}
    assert site_roles(stranger, site) == site_roles(SimpleNamespace(is_authenticated=False), site) == set()


def test_an_auditor_sees_drafts(dataset_in, person):
    from catalog.selectors.visibility import datasets_visible_to
    from catalog.vocabulary import DatasetState
    from portal.accounts import Role

    dataset_in(DatasetState.DRAFT)
    assert datasets_visible_to(person(Role.AUDITOR)).count() == 1
    assert datasets_visible_to(person(Role.COORDINATOR)).count() == 0
