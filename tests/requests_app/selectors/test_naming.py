"""Pages name datasets, variables and methods as people do, not by their codes."""

import pytest
from django.urls import reverse
from django.utils import translation

from analysis.plans.method_words import METHOD_NAMES
from catalog.models import Variable
from requests_app.selectors.naming import distinct_labels, method_name
from requests_app.states import ApplicationState

A = ApplicationState


@pytest.mark.parametrize(("language", "at"), [("da", 0), ("en", 1)])
def test_a_permit_names_its_methods_in_the_readers_language(client, permit_at, language, at):
    permit = permit_at()
    client.force_login(permit.people.applicant)
    for name in ("permit-detail", "permit-verify"):
        with translation.override(language):
            address = reverse(f"requests_app:{name}", args=[permit.number])
        shown = client.get(address).content.decode()
        assert f"{METHOD_NAMES['crosstab'][at]}, {METHOD_NAMES['summary'][at]}" in shown and "crosstab" not in shown
    assert method_name("unheard_of") == "unheard_of"


@pytest.mark.parametrize(("language", "label"), [("da", "Fødselsdato"), ("en", "Date of birth")])
def test_the_application_names_variables_by_their_labels(client, case_at, language, label):
    case = case_at(A.ASSESSING)
    people = case.people
    with translation.override(language):
        pages = [
            (people.coordinator, "application-section", [case.uuid, "data"], f"title bef {language}: {label}"),
            (people.applicant, "application-review", [case.uuid], f"{label}: Bruges i tabellen"),
            (people.coordinator, "application-section", [case.uuid, "necessity"], f"{label}: Bruges i tabellen"),
            (people.coordinator, "case-check", [case.uuid], f"{label}: Bruges i tabellen"),
        ]
        addresses = [(user, reverse(f"requests_app:{name}", args=args), text) for user, name, args, text in pages]
    for user, address, text in addresses:
        client.force_login(user)
        shown = client.get(address).content.decode()
        assert text in shown and "bef.birth_date:" not in shown, address


def test_a_gap_names_the_variable_without_a_reason_by_its_label(client, draft, fill_application):
    case = fill_application(draft())
    answers = {**case.answers, "variable_reasons": {}}
    case = fill_application(case, answers=answers)
    client.force_login(case.applicant)
    shown = client.get(reverse("requests_app:application-review", args=[case.uuid])).content.decode()
    assert "skriv en begrundelse for" in shown and "Fødselsdato" in shown and "bef.birth_date" not in shown


def test_where_two_share_a_label_the_name_tells_them_apart(catalogue):
    Variable.objects.filter(name="region").update(label_da="Køn", label_en="Sex")
    names = ["bef.sex", "bef.region", "bef.birth_date", "bef.unknown"]
    with translation.override("da"):
        assert distinct_labels(names) == {
            "bef.sex": "Køn (bef.sex)", "bef.region": "Køn (bef.region)", "bef.birth_date": "Fødselsdato",
        }  # fmt: skip
