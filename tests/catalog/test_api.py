"""The catalogue for programs."""

import pytest

from analysis.plans import Dictionary
from catalog.selectors.dictionary import dictionary_for
from catalog.vocabulary import DatasetState

pytestmark = pytest.mark.django_db
LIST = "/api/v1/datasets/"


def test_the_list_is_public_and_pages(client, dataset_in):
    for number in range(3):
        dataset_in(key=f"set_{number}", title_da=f"Titel {number}")
    dataset_in(DatasetState.DRAFT, key="draft")
    first = client.get(LIST, {"page_size": 2}).json()
    assert (first["count"], first["pages"], [row["key"] for row in first["results"]]) == (3, 2, ["set_0", "set_1"])
    second = client.get(LIST, {"page_size": 2, "page": 2}).json()
    assert [row["key"] for row in second["results"]] == ["set_2"]
    assert client.get(LIST, {"page_size": "x", "page": "-1"}).json()["page"] == 1


def test_words_and_facets_narrow_the_list(client, connected, dataset_in, stranger):
    connected()
    dataset_in(key="miba", by=stranger, of="ssi", codes=(("EHRS",), ("ATC",)))
    found = client.get(LIST, {"q": "køn"}).json()["results"]
    assert [(row["key"], row["matching_variables"]) for row in found] == [("bef", ["sex"])]
    for facet in ({"controller": "ssi"}, {"category": "EHRS"}, {"system": "ATC"}):
        assert [row["key"] for row in client.get(LIST, facet).json()["results"]] == ["miba"]
    assert client.get(LIST, {"q": "køn", "controller": "ssi"}).json()["count"] == 0


def test_the_detail_holds_a_dictionary_ready_for_plans(client, connected):
    connected()
    found = client.get(f"{LIST}bef/").json()
    assert found["title"] == {"da": "Titel bef", "en": "Title bef"}
    assert [variable["name"] for variable in found["variables"]] == ["sex"]
    read = Dictionary.from_json({"datasets": {"bef": found["dictionary"]}})
    assert read.datasets == dictionary_for(["bef"]).datasets


def test_what_is_not_connected_has_no_dictionary(client, dataset_in):
    dataset_in(key="cancer")
    assert client.get(f"{LIST}cancer/").json()["dictionary"] is None


def test_what_is_hidden_is_not_found(client, dataset_in, keeper, stranger):
    dataset_in(DatasetState.DRAFT, key="draft")
    assert client.get(f"{LIST}draft/").status_code == 404
    client.force_login(stranger)
    answer = client.get(f"{LIST}draft/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    client.force_login(keeper)
    assert client.get(f"{LIST}draft/").json()["state"] == "draft"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_here(method, client, dataset_in, keeper):
    dataset_in(key="cancer")
    client.force_login(keeper)
    assert getattr(client, method)(f"{LIST}cancer/").status_code == 405
    assert getattr(client, method)(LIST).status_code == 405


@pytest.mark.parametrize("size", [1, 60])
def test_a_call_costs_the_same_whatever_the_data(size, client, connected, a_variable, django_assert_max_num_queries):
    connected(variables={f"v{number}": a_variable(da="Felt") for number in range(size)})
    with django_assert_max_num_queries(8):
        assert client.get(f"{LIST}bef/").status_code == 200
    with django_assert_max_num_queries(11):
        assert client.get(LIST, {"q": "felt"}).status_code == 200
