"""Figures that stay at the site of protected data are told of where the plan is made, sent and assessed."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import translation

from analysis.plans import Dictionary, read_plan
from catalog.models import Dataset
from catalog.selectors.dictionary import dictionary_for
from requests_app.builder.methods import ANALYSIS_FORMS
from requests_app.commands import plans
from requests_app.rules.withheld import withheld_in, withheld_methods
from requests_app.states import ApplicationState

SAID = {
    "da": "Fra beskyttede data udelades denne figur indtil videre. Fra åbne data frigives den.",
    "en": "From protected data this figure is withheld for now. From open data it is released.",
}
UNPROTECTED = {"id": "t2", "method": "table1", "of": ["region"]}
PROTECTED = frozenset({"count", "crosstab", "summary"})


@pytest.fixture(autouse=True)
def sites_that_protect_three_methods(monkeypatch):
    """The warning has to be said whichever methods the sites have no protector for yet."""
    monkeypatch.setattr("requests_app.rules.withheld.PROTECTED_METHODS", PROTECTED)


@pytest.fixture
def document(one_controller_plan):
    return {**one_controller_plan, "analyses": [*one_controller_plan["analyses"], UNPROTECTED]}


def test_what_no_site_protects_is_withheld_unless_all_data_are_open(document, catalogue):
    plan, known = read_plan(document), dictionary_for(["bef", "lpr_diagnoser"])
    opened = {key: replace(dataset, open_data=True) for key, dataset in known.datasets.items()}
    assert withheld_in(plan, known) == {"t2"}
    assert withheld_in(plan, Dictionary(opened, known.lists)) == frozenset()
    assert withheld_in(plan, Dictionary({**opened, "bef": known.datasets["bef"]}, known.lists)) == {"t2"}


def test_a_plan_without_data_is_warned_of_every_method_but_the_protected(catalogue):
    bef = dictionary_for(["bef"]).datasets["bef"]
    others = ANALYSIS_FORMS.keys() - PROTECTED
    assert withheld_methods(ANALYSIS_FORMS, None) == withheld_methods(ANALYSIS_FORMS, bef) == others
    assert withheld_methods(ANALYSIS_FORMS, replace(bef, open_data=True)) == frozenset()


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_plan_and_the_choice_of_method_say_it(client, people, catalogue, document, language):
    plan = plans.create_plan(by=people.applicant, document=document)
    client.force_login(people.applicant)
    with translation.override(language):
        addresses = [reverse(f"requests_app:plan-{name}", args=[plan.uuid]) for name in ("detail", "analysis")]
    page, choice = (client.get(address).content.decode() for address in addresses)
    assert page.count(SAID[language]) == 1
    assert choice.count(SAID[language]) == len(ANALYSIS_FORMS) - len(PROTECTED) - 1
    Dataset.objects.update(open_data=True)
    assert not any(SAID[language] in client.get(address).content.decode() for address in addresses)


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_application_and_the_assessment_say_it(client, case_at, document, language):
    case = case_at(ApplicationState.ASSESSING, document=document)
    decision = case.decisions.get()
    with translation.override(language):
        review = reverse("requests_app:decision-review", args=[decision.uuid])
    client.force_login(case.people.stewards[decision.controller.key])
    assert client.get(review).content.decode().count(SAID[language]) == 2
