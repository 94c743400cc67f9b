"""Writing descriptions: who may, when, and what is kept."""

import pytest
from django.db import IntegrityError, transaction

from catalog.commands.datasets import (
    Content,
    create_dataset,
    edit_dataset,
    publish_dataset,
    reopen_dataset,
    retire_dataset,
)
from catalog.models import Classification, Dataset
from catalog.vocabulary import DatasetState
from catalog.workflow import DATASET
from portal.accounts import Role
from portal.audit.models import Event
from portal.refusals import Conflict, NotVisible, Refused

VERBS = {"publish": publish_dataset, "retire": retire_dataset, "reopen": reopen_dataset}


def test_a_description_is_begun_as_a_draft_with_an_event(keeper, organisation, fields):
    dataset = create_dataset(
        by=keeper, controller=organisation("sds"), key="cancer", content=Content(fields(), ["MRMR"])
    )
    assert (dataset.state, dataset.version, dataset.sort_da) == ("draft", 1, "title0da")
    assert [row.code for row in dataset.classifications.all()] == ["MRMR"]
    assert Event.objects.filter(stream="dataset:cancer").get().fact == "DatasetCreated"


def test_keys_are_never_used_twice(dataset_in, keeper, organisation, fields):
    dataset_in(DatasetState.RETIRED, key="cancer")
    with pytest.raises(Refused) as refusal:
        create_dataset(by=keeper, controller=organisation("sds"), key="cancer", content=Content(fields()))
    assert (refusal.value.code, refusal.value.field) == ("dataset.key_taken", "key")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CATALOGUE_ADMIN])
def test_only_a_catalogue_administrator_writes(role, person, dataset_in, organisation, fields):
    dataset = dataset_in(DatasetState.DRAFT)
    somebody = person(role)
    with pytest.raises(NotVisible):
        create_dataset(by=somebody, controller=organisation("sds"), key="new", content=Content(fields()))
    with pytest.raises(NotVisible):
        edit_dataset(by=somebody, dataset=dataset, content=Content({"title_da": "X"}), expected_version=1)
    with pytest.raises(NotVisible):
        publish_dataset(by=somebody, dataset=dataset, expected_version=1)


def test_another_organisations_administrator_writes_nothing_here(stranger, dataset_in, organisation, fields):
    dataset = dataset_in()
    with pytest.raises(NotVisible):
        create_dataset(by=stranger, controller=organisation("sds"), key="new", content=Content(fields()))
    for verb in (retire_dataset, publish_dataset, reopen_dataset):
        with pytest.raises(NotVisible):
            verb(by=stranger, dataset=dataset, expected_version=dataset.version)
    with pytest.raises(NotVisible):
        edit_dataset(by=stranger, dataset=dataset, content=Content({"title_da": "X"}), expected_version=dataset.version)
    assert not Dataset.objects.filter(key="new").exists()


def test_an_edit_keeps_what_it_does_not_name_and_tells_which_fields(dataset_in, keeper):
    dataset = dataset_in(DatasetState.DRAFT)
    content = Content({"title_da": "Ærø", "title_en": dataset.title_en}, systems=["ATC"])
    edited = edit_dataset(by=keeper, dataset=dataset, content=content, expected_version=1)
    assert (edited.title_da, edited.lead_da, edited.version, edited.sort_da) == ("Ærø", "lead da", 2, "zbrzc")
    assert {row.code for row in edited.classifications.all()} == {"MRMR", "ATC"}
    assert Event.objects.filter(fact="DatasetEdited").get().payload["fields"] == ["title_da"]


def test_an_edit_of_an_old_version_is_a_conflict(dataset_in, keeper):
    dataset = dataset_in(DatasetState.DRAFT)
    edit_dataset(by=keeper, dataset=dataset, content=Content({"title_da": "A"}), expected_version=1)
    with pytest.raises(Conflict):
        edit_dataset(by=keeper, dataset=dataset, content=Content({"title_da": "B"}), expected_version=1)


def test_a_published_description_stays_complete(dataset_in, keeper):
    dataset = dataset_in()
    with pytest.raises(Refused) as refusal:
        edit_dataset(by=keeper, dataset=dataset, content=Content({"lead_en": ""}), expected_version=dataset.version)
    assert [fault["path"] for fault in refusal.value.faults] == ["lead_en"]
    dataset.refresh_from_db()
    assert dataset.lead_en == "lead en"


def test_what_only_the_site_says_is_not_written_by_people():
    with pytest.raises(TypeError, match="domain"):
        Content({"domain": "dk"})


def test_publishing_sets_the_time_and_a_second_publishing_renews_it(dataset_in, keeper):
    dataset = dataset_in(DatasetState.RETIRED)
    first = dataset.published_at
    draft = reopen_dataset(by=keeper, dataset=dataset, expected_version=dataset.version)
    assert draft.state == DatasetState.DRAFT
    again = publish_dataset(by=keeper, dataset=draft, expected_version=draft.version)
    assert first is not None and again.published_at > first


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", DatasetState.values)
def test_a_verb_is_refused_in_the_states_without_it(verb, state, dataset_in, keeper):
    dataset = dataset_in(DatasetState(state))
    if state in DATASET.states_without(verb):
        with pytest.raises(Refused) as refusal:
            VERBS[verb](by=keeper, dataset=dataset, expected_version=dataset.version)
        assert refusal.value.code == "state"
    else:
        assert VERBS[verb](by=keeper, dataset=dataset, expected_version=dataset.version).version == dataset.version + 1


@pytest.mark.parametrize(
    "change",
    [
        {"key": "Bad Key"},
        {"state": "lost"},
        {"state": "published", "published_at": None},
        {"coverage_from": 2020, "coverage_to": 2010},
        {"domain": "dk"},
        {"persons": "about 50"},
    ],
)
def test_the_database_refuses_what_must_never_be(change, dataset_in):
    dataset = dataset_in(DatasetState.DRAFT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dataset.objects.filter(pk=dataset.pk).update(**change)


def test_the_database_knows_the_codes_of_each_list(dataset_in):
    dataset = dataset_in(DatasetState.DRAFT)
    for scheme, code in (("category", "ATC"), ("system", "MRMR"), ("category", "MRMR")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Classification.objects.create(dataset=dataset, scheme=scheme, code=code)
