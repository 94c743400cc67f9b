"""A draft without script: begun, written part by part, left, found again, and thrown away; and small things on the way."""

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from analysis.plans import Dictionary
from catalog.models import BasketItem
from catalog.selectors.basket import basket_names
from catalog.selectors.dictionary import dictionary_for
from requests_app.builder.choices import Choices
from requests_app.commands.plans import create_plan
from requests_app.models import Application, Plan
from requests_app.selectors.gaps import application_gaps, plan_state
from requests_app.states import ApplicationState

BOTH = pytest.mark.parametrize("language", ["da", "en"])
WORDS = {
    "da": {"begin": "Begynd en ansøgning", "go on": "Gem og fortsæt", "delete": "Slet kladden", "change": "Ret"},
    "en": {
        "begin": "Begin an application",
        "go on": "Save and continue",
        "delete": "Delete the draft",
        "change": "Change",
    },
}


@pytest.mark.browser
@BOTH
def test_a_draft_is_written_left_found_again_and_deleted_without_script(open_page, people, language):
    words = WORDS[language]
    page = open_page("/cases/", user=people.applicant, language=language, script=False).page

    def press(name):
        with page.expect_navigation():
            page.get_by_role("button", name=name, exact=True).click()

    press(words["begin"])
    assert page.url.endswith("/application/project/")
    page.locator("[name=title]").fill("Min kladde")
    press(words["go on"])
    assert page.url.endswith("/application/purpose/")
    page.locator("[name=benefit]").fill("Bedre behandling")
    press(words["go on"])
    page.goto(page.url.partition("/cases/")[0] + "/cases/")
    with page.expect_navigation():
        page.get_by_role("link", name="Min kladde").click()
    assert page.get_by_text("Bedre behandling").is_visible()
    gap = page.locator("a[href*='#id_intended_use']").first
    with page.expect_navigation():
        gap.click()
    assert page.url.endswith("/application/purpose/#id_intended_use")
    assert page.locator("[name=benefit]").input_value() == "Bedre behandling"
    with page.expect_navigation():
        page.locator("a[href$='/application/']").last.click()
    press(words["delete"])
    assert not Application.objects.exists()


def said_on(page):
    return [str(message) for message in page.context["messages"]]


def test_a_plan_begun_from_the_basket_takes_only_what_it_holds(client, people, catalogue, person):
    other = person()
    for user in (people.applicant, other):
        client.force_login(user)
        for name in ("bef.region", "lpr_diagnoser.code"):
            client.post(reverse("catalog:basket-add"), {"name": name})
    client.force_login(people.applicant)
    refused = client.post(reverse("requests_app:plan-create"), {"title": " "})
    assert refused.status_code == 422 and basket_names(user=people.applicant) == {
        "bef", "bef.region", "lpr_diagnoser", "lpr_diagnoser.code",
    }  # fmt: skip
    page = client.post(reverse("requests_app:plan-create"), {"title": "Fra kurven"}, follow=True)
    plan = Plan.objects.get()
    assert (plan.document["population"], list(plan.document["variables"])) == ({"from": "bef"}, ["region"])
    assert basket_names(user=people.applicant) == {"lpr_diagnoser", "lpr_diagnoser.code"}
    assert _("Not all you put aside is in the plan yet. The page lists what is left.") in said_on(page)
    assert "?data=lpr_diagnoser.code" in page.content.decode()
    assert BasketItem.objects.filter(user=other).count() == 4


def test_a_plan_that_holds_the_whole_basket_says_nothing(client, people, catalogue):
    client.force_login(people.applicant)
    client.post(reverse("catalog:basket-add"), {"name": "bef.region"})
    page = client.post(reverse("requests_app:plan-create"), {"title": "Fra kurven"}, follow=True)
    assert page.context["aside"] == []
    assert _("Not all you put aside is in the plan yet. The page lists what is left.") not in said_on(page)


def test_what_is_put_aside_leads_to_a_variable_of_it(client, people, catalogue):
    client.force_login(people.applicant)
    client.post(reverse("catalog:basket-add"), {"name": "lpr_diagnoser.code"})
    plan = create_plan(by=people.applicant, document={"version": 1, "population": {"from": "bef"}})
    address = reverse("requests_app:plan-variable", args=[plan.uuid])
    kinds = client.get(address, {"data": "lpr_diagnoser.code"}).context["kinds"]
    assert [kind["href"] for kind in kinds] == [
        f"?kind={kind}&data=lpr_diagnoser.code" for kind in ("exists", "count", "value")
    ]
    form = client.get(address + kinds[2]["href"]).context["form"]
    assert (form["of"].value(), form["source"].value()) == ("lpr_diagnoser.code", "lpr_diagnoser")


@BOTH
def test_a_purpose_that_is_not_allowed_is_said_once_for_all_that_were_chosen(draft, language):
    case = draft()
    case.answers = {**case.answers, "applicant_type": "company", "purposes": ["a", "b", "c"]}
    with translation.override(language):
        gaps = [gap for gap in application_gaps(case, plan_state(case)) if gap.field == "purposes"]
    assert [gap.code for gap in gaps] == ["blocked_choice"]
    reason = "Formålet er kun for" if language == "da" else "This purpose is only for"
    assert gaps[0].message.count(reason) == 1 and gaps[0].message.count(";") == 2


@BOTH
@pytest.mark.parametrize("kind", ["crosstab", "summary"])
def test_a_table_of_a_plan_without_variables_says_what_to_do(as_person, people, catalogue, language, kind):
    from requests_app.commands.plans import create_plan

    plan = create_plan(by=people.applicant, title="Tom")
    browser = as_person(people.applicant, language)
    lacking = "Planen har ingen variabler endnu" if language == "da" else "The plan has no variables yet"
    form = browser.get("plan-analysis", plan.uuid, kind=kind).content.decode()
    assert lacking in form and browser.address("plan-variable", [plan.uuid]) in form
    assert lacking not in browser.get("plan-analysis", plan.uuid, kind="count").content.decode()


@BOTH
def test_lists_show_what_a_variable_stands_for_beside_its_name(catalogue, plan_document, language):
    dictionary = dictionary_for(["bef", "lpr_diagnoser"])
    choices = Choices(dictionary=dictionary, document=plan_document, language=language)
    found = dict(choices.plan_variables())
    assert found["region"] == "Region (region)"
    assert found["age"].endswith(" (age)") and len(found["age"]) > len("age (age)")
    assert (
        found["age_group"].endswith(" (age_group)") and "." not in found["age_group"].removesuffix(" (age_group)")[-1]
    )


def test_a_plan_with_faults_lists_the_bare_names():
    document = {"variables": {"region": {"from": "bef.region"}, "odd": {"nonsense": 1}}}
    assert Choices(dictionary=Dictionary({}), document=document, language="da").plan_variables() == [
        ("region", "region"),
        ("odd", "odd"),
    ]


def test_a_form_of_a_plan_with_variables_has_no_hint(as_person, draft):
    case = draft()
    assert case.state == ApplicationState.DRAFT
    shown = as_person(case.applicant).get("plan-analysis", case.plan.uuid, kind="crosstab").content.decode()
    assert "Planen har ingen variabler endnu" not in shown and "Region (region)" in shown
