"""Connecting a site and taking over what it describes."""

import pytest

from analysis.plans import Dictionary
from catalog.commands.connect import SiteEntry, connect_site, load_site
from catalog.commands.datasets import Content, edit_dataset
from catalog.commands.demo import demo_controllers, load_demo_site, load_registers
from catalog.models import Dataset, PersonDomain, Site
from catalog.selectors.dictionary import dictionary_for, dictionary_to_bind
from catalog.vocabulary import DatasetState
from portal.accounts import Role
from portal.accounts.commands import appoint
from portal.refusals import NotVisible, Refused

pytestmark = pytest.mark.django_db
KEY = "ab" * 32


def test_a_site_becomes_a_searchable_dictionary(connected, description):
    dataset = connected(date="sex")
    assert (dataset.state, dataset.domain, dataset.persons, dataset.site.key) == ("published", "dk", "50000", "danske")
    found = dictionary_for(["bef", "unknown"])
    entry = description(date="sex")["datasets"]["bef"]
    expected = Dictionary.from_json({"datasets": {"bef": {**entry, "title": {"da": "Titel bef", "en": "Title bef"}}}})
    assert found.datasets == expected.datasets
    assert "charlson_dementia" in found.lists
    assert found.datasets["bef"].dictionary_hash == expected.datasets["bef"].dictionary_hash


def test_loading_again_renews_what_the_site_says_and_keeps_what_people_wrote(
    connected, keeper, a_variable, description
):
    dataset = connected(variables={"sex": a_variable(), "old": a_variable()})
    edit_dataset(
        by=keeper, dataset=dataset, content=Content({"title_da": "Mit navn"}), expected_version=dataset.version
    )
    variable = dataset.variables.get(name="sex")
    variable.description_da = "Forklaring"
    variable.save()
    load_site(
        by=keeper,
        entry=SiteEntry("danske", "Nyt", "New"),
        description=description(persons=60, variables={"new": a_variable("date"), "sex": a_variable()}),
    )
    dataset.refresh_from_db()
    rows = list(dataset.variables.order_by("position").values_list("position", "name", "description_da"))
    assert rows == [(1, "new", ""), (2, "sex", "Forklaring")]
    assert (dataset.title_da, dataset.persons, Site.objects.get().name_da) == ("Mit navn", "60", "Nyt")
    assert "new" in dataset.search and "old" not in dataset.search


def test_a_domain_lives_at_one_site_only(connected):
    connected()
    with pytest.raises(Refused) as refusal:
        connected(key="other", site="elsewhere")
    assert refusal.value.code == "site.domain_elsewhere"
    assert PersonDomain.objects.get().site.key == "danske"
    assert not Dataset.objects.filter(key="other").exists() and not Site.objects.filter(key="elsewhere").exists()


def test_a_dataset_stays_at_its_site_and_with_its_controller(connected, keeper, organisation, description):
    connected()
    with pytest.raises(Refused) as refusal:
        connected(site="elsewhere", domain="new")
    assert refusal.value.code == "site.dataset_elsewhere"
    appoint(user=keeper, organisation=organisation("ssi"), role=Role.CATALOGUE_ADMIN)
    with pytest.raises(Refused) as refusal:
        load_site(by=keeper, entry=SiteEntry("danske", "a", "b"), description=description(controller="ssi"))
    assert refusal.value.code == "site.other_controller"


def test_an_unknown_controller_is_refused(keeper, description):
    with pytest.raises(Refused) as refusal:
        load_site(by=keeper, entry=SiteEntry("danske", "a", "b"), description=description(controller="nobody"))
    assert refusal.value.code == "site.unknown_controller"
    assert not Site.objects.exists()


def test_nobody_connects_another_controllers_data(stranger, description, organisation):
    organisation("sds")
    with pytest.raises(NotVisible):
        load_site(by=stranger, entry=SiteEntry("danske", "a", "b"), description=description())
    assert not Site.objects.exists()


def test_a_sites_key_does_not_change_silently(keeper):
    connect_site(by=keeper, entry=SiteEntry("danske", "a", "b", KEY))
    assert connect_site(by=keeper, entry=SiteEntry("danske", "c", "d")).public_key == KEY
    with pytest.raises(Refused) as refusal:
        connect_site(by=keeper, entry=SiteEntry("danske", "c", "d", "cd" * 32))
    assert refusal.value.code == "site.other_key"


def test_a_draft_is_in_no_dictionary(connected):
    assert connected(is_published=False).state == DatasetState.DRAFT
    assert dictionary_for().datasets == {} and dictionary_for(["bef"]).datasets == {}


def test_a_retired_dataset_is_known_to_plans_that_name_it(connected, keeper):
    from catalog.commands.datasets import retire_dataset

    dataset = connected()
    retire_dataset(by=keeper, dataset=dataset, expected_version=dataset.version)
    assert dictionary_for().datasets == {} and set(dictionary_for(["bef"]).datasets) == {"bef"}


def test_a_retired_dataset_is_marked_where_plans_are_bound(connected, keeper):
    from catalog.commands.datasets import publish_dataset, reopen_dataset, retire_dataset

    dataset = connected()
    assert dictionary_to_bind(["bef", "unknown"]) == dictionary_for(["bef"])
    for verb, is_retired in ((retire_dataset, True), (reopen_dataset, True), (publish_dataset, False)):
        dataset = verb(by=keeper, dataset=dataset, expected_version=dataset.version)
        found = dictionary_to_bind(["bef"])
        assert (set(found.datasets), found.retired) == ({"bef"}, {"bef"} if is_retired else frozenset())


def test_the_dictionary_costs_two_queries(connected, django_assert_num_queries):
    for number in range(4):
        connected(key=f"set_{number}")
    with django_assert_num_queries(2):
        assert len(dictionary_for().datasets) == 4
    with django_assert_num_queries(2):
        assert len(dictionary_to_bind([f"set_{number}" for number in range(4)]).datasets) == 4


@pytest.fixture
def keepers(person):
    return {organisation.key: person(Role.CATALOGUE_ADMIN, of=organisation) for organisation in demo_controllers()}


def test_the_registers_are_published_marked_and_not_connected(keepers):
    loaded = load_registers(by=keepers)
    assert len(loaded) == 15
    assert {row.state for row in loaded} == {"published"}
    rows = Dataset.objects.all()
    assert all(row.demonstration and row.site is None and row.source_links for row in rows)
    assert load_registers(by=keepers) == []
    assert dictionary_for().datasets == {}


def test_a_demonstration_site_gets_its_texts(keepers, description):
    described = description(key="nhefs", controller="open_research", site="nhefs", domain="nhefs")
    loaded = load_demo_site(by=keepers, key="nhefs", public_key=KEY, description=described)
    dataset = loaded.datasets[0]
    assert dataset.lead_en.startswith("Smokers") and dataset.state == "published"
    assert (loaded.site.name_en, loaded.site.public_key) == ("NHEFS", KEY)
