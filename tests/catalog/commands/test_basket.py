"""The basket: with and without an account, and what happens when one signs in."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from catalog.commands import basket as commands
from catalog.commands.basket import add_to_basket, merge_session_basket, remove_from_basket, take_from_basket
from catalog.commands.datasets import retire_dataset
from catalog.models import BasketItem
from catalog.selectors.basket import SESSION_KEY, basket_keys, basket_names, basket_of
from portal.refusals import NotVisible, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["visitor", "signed in"])
def owner(request, person):
    return AnonymousUser() if request.param == "visitor" else person()


def names(user, session):
    return basket_names(user=user, session=session)


def test_a_variable_brings_its_dataset_and_twice_is_once(owner, connected):
    connected()
    session = {}
    for name in ("bef.sex", "bef.sex", "bef"):
        add_to_basket(user=owner, session=session, name=name)
    basket = basket_of(user=owner, session=session)
    assert basket.keys == {"bef"} and basket.names == {"bef.sex"} and len(basket) == 1
    assert names(owner, session) == {"bef", "bef.sex"} and basket_keys(user=owner, session=session) == {"bef"}
    assert [(dataset.key, len(variables)) for dataset, variables in basket.by_dataset] == [("bef", 1)]


def test_removing_a_dataset_takes_its_variables_along(owner, connected, dataset_in):
    connected()
    dataset_in(key="cancer")
    session = {}
    for name in ("bef.sex", "cancer"):
        add_to_basket(user=owner, session=session, name=name)
    remove_from_basket(user=owner, session=session, name="bef")
    assert names(owner, session) == {"cancer"}
    remove_from_basket(user=owner, session=session, name="nothing")
    assert names(owner, session) == {"cancer"}


def test_removing_a_variable_leaves_its_dataset(owner, connected):
    connected()
    session = {}
    add_to_basket(user=owner, session=session, name="bef.sex")
    remove_from_basket(user=owner, session=session, name="bef.sex")
    assert names(owner, session) == {"bef"}


@pytest.mark.parametrize("name", ["", "nothing", "bef.nothing", "hidden", "hidden.sex"])
def test_what_is_not_published_cannot_be_added(name, owner, connected):
    connected()
    connected(key="hidden", is_published=False)
    with pytest.raises(NotVisible):
        add_to_basket(user=owner, session={}, name=name)


def test_what_was_retired_lies_there_no_more(owner, connected, keeper):
    dataset = connected()
    session = {}
    add_to_basket(user=owner, session=session, name="bef.sex")
    retire_dataset(by=keeper, dataset=dataset, expected_version=dataset.version)
    assert basket_of(user=owner, session=session).datasets == ()


def test_a_basket_has_an_end(owner, dataset_in, monkeypatch):
    monkeypatch.setattr(commands, "MOST_ITEMS", 1)
    dataset_in(key="one")
    dataset_in(key="two")
    session = {}
    add_to_basket(user=owner, session=session, name="one")
    with pytest.raises(Refused) as refusal:
        add_to_basket(user=owner, session=session, name="two")
    assert refusal.value.code == "basket.full"


def test_signing_in_brings_the_visitors_basket_along(client, person, password, connected, dataset_in, keeper):
    connected()
    gone = dataset_in(key="gone")
    user = person()
    for name in ("bef.sex", "gone"):
        client.post("/basket/add/", {"name": name})
    add_to_basket(user=user, session={}, name="bef")
    retire_dataset(by=keeper, dataset=gone, expected_version=gone.version)
    client.post("/account/login/", {"login": user.email, "password": password})
    assert names(user, {}) == {"bef", "bef.sex"}
    assert SESSION_KEY not in client.session


def test_a_session_of_another_form_is_an_empty_basket(person):
    for stored in ("bef", [1, None], {"a": 1}):
        session = {SESSION_KEY: stored}
        assert basket_of(user=AnonymousUser(), session=session).datasets == ()
        merge_session_basket(user=person(), session=session)
    assert not BasketItem.objects.exists()


def test_the_database_keeps_each_thing_once(person, connected):
    dataset = connected()
    user, variable = person(), dataset.variables.get()
    for row in ({"variable": None}, {"variable": variable}):
        BasketItem.objects.create(user=user, dataset=dataset, **row)
        with pytest.raises(IntegrityError), transaction.atomic():
            BasketItem.objects.create(user=user, dataset=dataset, **row)


def test_what_became_a_plan_is_taken_out_and_the_rest_stays_with_its_dataset(person, connected, dataset_in, a_variable):
    connected(variables={"sex": a_variable(), "region": a_variable(da="Region")})
    dataset_in(key="cancer")
    user, other = person(), person()
    for owner_ in (user, other):
        for name in ("bef.sex", "bef.region", "cancer"):
            add_to_basket(user=owner_, session={}, name=name)
    take_from_basket(user=user, names={"bef", "bef.sex"})
    assert names(user, {}) == {"bef", "bef.region", "cancer"}
    take_from_basket(user=user, names={"bef", "bef.region"})
    assert names(user, {}) == {"cancer"}
    assert names(other, {}) == {"bef", "bef.sex", "bef.region", "cancer"}
