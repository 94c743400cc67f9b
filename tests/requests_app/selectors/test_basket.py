"""What of the basket becomes a plan, and what the plan's page still lists."""

import pytest

from catalog.commands.basket import add_to_basket
from catalog.models import BasketItem, Dataset, Variable
from requests_app.commands.plans import create_plan
from requests_app.selectors.basket import plan_from_basket, put_aside


@pytest.fixture
def aside(people, catalogue):
    """Put names in the applicant's basket."""

    def put(*names):
        for name in names:
            add_to_basket(user=people.applicant, session={}, name=name)

    return put


@pytest.fixture
def death(catalogue):
    """A second dataset with one row a person, of the same persons as bef."""
    bef = Dataset.objects.get(key="bef")
    kept = {
        field.attname: getattr(bef, field.attname)
        for field in Dataset._meta.concrete_fields
        if field.name not in ("id", "uuid", "key")
    }
    made = Dataset.objects.create(key="death", **kept)
    Variable.objects.create(dataset=made, name="sex", type="category", position=1)
    return made


def test_variables_of_every_person_dataset_are_taken_and_those_of_records_not(aside, death, people):
    aside("lpr_diagnoser.code", "bef.sex", "death.sex")
    begun = plan_from_basket(user=people.applicant, title="Ny")
    assert begun.document["population"] == {"from": "bef"}
    assert begun.document["variables"] == {"sex": {"from": "bef.sex"}, "death_sex": {"from": "death.sex"}}
    assert begun.taken == {"bef", "bef.sex", "death", "death.sex"}


@pytest.mark.parametrize("other", [{"domain": "elsewhere"}, {"site": None, "domain": ""}, {"kind": "rates"}])
def test_a_variable_of_other_persons_or_of_no_site_stays(aside, death, people, other):
    Dataset.objects.filter(pk=death.pk).update(**other)
    aside("bef.sex", "death.sex")
    begun = plan_from_basket(user=people.applicant, title="Ny")
    assert list(begun.document["variables"]) == ["sex"] and begun.taken == {"bef", "bef.sex"}


def test_records_alone_are_the_base_and_their_variables_stay(aside, people):
    aside("lpr_diagnoser.code")
    begun = plan_from_basket(user=people.applicant, title="Ny")
    assert begun.document["population"] == {"from": "lpr_diagnoser"} and begun.document["variables"] == {}
    assert begun.taken == {"lpr_diagnoser"}


def test_an_empty_basket_begins_an_empty_plan(people, catalogue):
    begun = plan_from_basket(user=people.applicant, title="Ny")
    assert begun.document["population"] == {} and begun.taken == frozenset()


def test_the_page_lists_what_the_plan_does_not_name(aside, people, plan_document):
    aside("bef.sex", "bef.region", "bef.birth_date", "lpr_diagnoser.date")
    plan = create_plan(by=people.applicant, document=plan_document)
    (left,) = put_aside(plan)
    assert (left["title"], [one["label"] for one in left["variables"]]) == ("title lpr_diagnoser da", ["Dato"])
    assert left["variables"][0]["href"].endswith("?data=lpr_diagnoser.date")


def test_a_whole_dataset_leads_to_a_variable_until_the_plan_names_it(aside, death, people):
    aside("death", "lpr_diagnoser")
    plan = create_plan(by=people.applicant, document={"version": 1, "population": {"from": "bef"}})
    assert [row["href"].partition("?")[2] for row in put_aside(plan)] == ["kind=from&data=death", "data=lpr_diagnoser"]
    plan.document = {"version": 1, "population": {"from": "lpr_diagnoser"}}
    assert [row["title"] for row in put_aside(plan)] == [death.title]


def test_a_dataset_without_a_site_is_listed_with_the_reason(aside, people):
    aside("bef.sex")
    Dataset.objects.filter(key="bef").update(site=None, domain="")
    plan = create_plan(by=people.applicant, title="Ny")
    (left,) = put_aside(plan)
    assert left["note"] and "href" not in left and left["variables"] == [{"label": "Køn"}]
    assert BasketItem.objects.count() == 2
