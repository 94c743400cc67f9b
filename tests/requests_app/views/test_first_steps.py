"""The first steps of a newcomer: from the basket to a plan, and a plan that only lacks its tables."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from analysis.plans import Dictionary
from catalog.selectors.dictionary import dictionary_for
from portal.accounts import Role
from requests_app.builder.choices import Choices
from requests_app.builder.conditions import scalar
from requests_app.builder.steps import WhereStep
from requests_app.selectors.counts import with_coordinator
from requests_app.selectors.gaps import fault_text
from requests_app.selectors.plan_page import anchor_of, read_document
from requests_app.states import ApplicationState

BEGUN = {"version": 1, "title": "Ny", "population": {"from": "bef"}, "variables": {}, "analyses": []}


@pytest.fixture
def bef(catalogue):
    return dictionary_for(["bef"])


def test_a_plan_without_tables_is_read_aloud_and_says_what_it_lacks(bef):
    reading = read_document(BEGUN, bef)
    assert "title bef da" in reading.words.population[0]
    assert [fault_text(fault) for fault in reading.faults] == ["Tilføj mindst én tabel."]
    assert anchor_of(reading.faults[0].path) == "tables"
    assert (reading.words.summary, reading.words.analyses) == ("", ())


def test_other_faults_are_told_although_the_tables_are_lacking(bef):
    wrong = BEGUN | {"population": {"from": "bef", "where": {"bef.sex": {"ge": 3}}}}
    faults = read_document(wrong, bef).faults
    assert len(faults) == 2 and "where" in faults[1].path


def test_a_plan_with_another_fault_of_form_has_no_words(bef):
    assert read_document(BEGUN | {"more": 1}, bef).words is None


def test_the_basket_leads_to_a_plan(client, people, catalogue):
    basket = reverse("catalog:basket-detail")
    client.post(reverse("catalog:basket-add"), {"name": "bef"})
    visitor = client.get(basket).content.decode()
    assert "Log på for at lave en plan" in visitor and reverse("requests_app:plan-create") not in visitor
    client.force_login(people.applicant)
    client.post(reverse("catalog:basket-add"), {"name": "bef"})
    assert reverse("requests_app:plan-create") in client.get(basket).content.decode()


@pytest.mark.parametrize(("text", "value"), [("ja", True), ("No", False), ("3", 3), ("DC50", "DC50")])
def test_yes_and_no_are_answers(text, value):
    assert scalar(text) is value or scalar(text) == value


def test_lists_offer_only_datasets_about_the_same_persons(bef):
    other = SimpleNamespace(**{name: getattr(bef.datasets["bef"], name) for name in ("title", "unit", "variables")})
    other.domain = "elsewhere"
    both = Dictionary({"bef": bef.datasets["bef"], "abroad": other})
    offered = Choices(dictionary=both, document=BEGUN, language="da")
    assert {name.split(".")[0] for name, _label in offered.unit_variables()} == {"bef"}
    free = Choices(dictionary=both, document={}, language="da")
    assert {name.split(".")[0] for name, _label in free.unit_variables()} == {"bef", "abroad"}


@pytest.mark.parametrize(
    ("operator", "value", "meant"),
    [("eq", "kvinde", "2"), ("eq", "Man", "1"), ("eq", "9", "9"), ("in", "Mand, Kvinde", ["1", "2"])],
)
def test_a_label_may_stand_for_its_code(bef, operator, value, meant):
    rows = {f"c{n}_{part}": "" for n in range(2) for part in ("variable", "operator", "value")}
    written = {"c0_variable": "bef.sex", "c0_operator": operator, "c0_value": value}
    form = WhereStep(rows | written, choices=Choices(dictionary=bef, document=BEGUN, language="da"))
    assert form.is_valid() and form.written() == {"bef.sex": {operator: meant}}


def test_the_inbox_opens_with_new_cases_when_no_other_wait(client, people, case_at):
    case = case_at(ApplicationState.SUBMITTED)
    client.force_login(people.coordinator)
    answer = client.get(reverse("requests_app:inbox"))
    assert [row["key"] for row in answer.context["rows"]] == [str(case.uuid)]
    assert "1 sag ligger hos dig. 1 af dem er ny og ikke fordelt." in answer.context["sentence"]
    assert with_coordinator(people.coordinator) == 1 and answer.context["rows"][0]["cells"][3]["text"] == "Dig"


def test_a_case_another_coordinator_checks_is_with_that_one(client, people, case_at, person):
    case_at(ApplicationState.CHECKING)
    other = person(Role.COORDINATOR)
    for user, count, holder in ((people.coordinator, 1, "Dig"), (other, 0, "Koordinator")):
        client.force_login(user)
        mine = client.get(reverse("requests_app:inbox"), {"view": "mine"}).context
        seen = client.get(reverse("requests_app:case-list")).context["rows"]
        assert with_coordinator(user) == count
        assert ("1 sag ligger" if count else "0 sager ligger") in mine["sentence"]
        assert [row["cells"][3]["text"] for row in seen] == [holder]
