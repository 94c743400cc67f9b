"""Those who decide read the whole plan in sentences, as it was sent."""

import pytest
from django.urls import reverse
from django.utils import translation

from requests_app.commands.plans import save_plan
from requests_app.selectors.plan_words import plan_words, words_of_version
from requests_app.states import ApplicationState

A = ApplicationState


def pages_of(case):
    """Reader and address of each page on which the plan is read before it is decided."""
    decision = case.decisions.get(controller__key="sds")
    people = case.people
    yield people.stewards["sds"], "decision-review", [decision.uuid]
    yield people.coordinator, "case-check", [case.uuid]
    for user in (people.stewards["sds"], people.coordinator, case.applicant):
        for section in ("data", "tabulation"):
            yield user, "application-section", [case.uuid, section]


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_variable_table_and_step_of_the_sent_plan_is_read_on_each_page(client, case_at, language):
    case = case_at(A.ASSESSING)
    with translation.override(language):
        words = words_of_version(case.plan_version)
        pages = [(user, reverse(f"requests_app:{name}", args=args)) for user, name, args in pages_of(case)]
    save_plan(
        by=case.applicant, plan=case.plan, expected_version=case.plan.version,
        document={**case.plan.document, "variables": {"elsewhere": {"from": "bef.sex"}}, "analyses": []},
    )  # fmt: skip
    assert [row["label"] for row in words.variables] == ["region", "age", "age_group"]
    assert [table["name"] for table in words.tables] == ["T1", "T2"] and len(words.shells) == 2
    for user, address in pages:
        client.force_login(user)
        shown = client.get(address).content.decode()
        for text in (
            *words.population,
            *(row["text"] for row in words.variables),
            *(row["sentence"] for row in words.tables),
        ):
            assert plain(text) in plain(shown), (address, text)
        assert all(plain(shell["title"]) in plain(shown) for shell in words.shells)
        assert "elsewhere" not in shown


def plain(text):
    """Without the escapes of a page, to compare what is read."""
    return text.replace("&#x27;", "'").replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">")


def test_the_case_page_leads_those_who_decide_to_the_words(client, case_at):
    case = case_at(A.ASSESSING)
    for user in (case.people.stewards["sds"], case.people.coordinator):
        client.force_login(user)
        shown = client.get(reverse("requests_app:case-detail", args=[case.uuid])).content.decode()
        assert reverse("requests_app:application-section", args=[case.uuid, "data"]) in shown


def test_what_cannot_be_read_has_no_words_and_a_plan_without_tables_the_rest(catalogue, plan_document):
    assert plan_words("nonsense") is None
    begun = plan_words({**plan_document, "analyses": []})
    assert begun.population and begun.variables and begun.tables == begun.shells == []
