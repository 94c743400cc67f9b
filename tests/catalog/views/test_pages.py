"""The public pages: what everybody sees, and how much it costs."""

import re

import pytest
from django.urls import reverse

from catalog.vocabulary import DatasetState

pytestmark = pytest.mark.django_db


def test_everybody_finds_published_datasets_and_nothing_else(client, dataset_in):
    dataset_in(key="seen", title_da="Synligt")
    dataset_in(DatasetState.DRAFT, key="draft", title_da="Kladde")
    dataset_in(DatasetState.RETIRED, key="gone", title_da="Nedlagt")
    page = client.get("/datasets/").content.decode()
    assert "Synligt" in page and "Kladde" not in page and "Nedlagt" not in page


@pytest.mark.parametrize("state", [DatasetState.DRAFT, DatasetState.RETIRED])
def test_a_hidden_dataset_is_a_page_that_is_not_there(state, client, dataset_in, keeper, stranger):
    dataset_in(state, key="hidden")
    paths = ["/datasets/hidden/", "/id/dataset/hidden", "/api/v1/datasets/hidden/"]
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]
    client.force_login(stranger)
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]
    client.force_login(keeper)
    assert client.get("/datasets/hidden/").status_code == 200


def test_the_persistent_address_leads_to_the_page(client, dataset_in):
    dataset_in(key="cancer")
    answer = client.get("/id/dataset/cancer")
    assert (answer.status_code, answer["Location"]) == (303, "/datasets/cancer/")


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", ["/datasets/", "/datasets/bef/", "/variables/", "/basket/"])
def test_pages_answer_in_both_languages(prefix, path, client, connected):
    connected()
    answer = client.get(prefix + path)
    assert answer.status_code == 200
    title = "Title bef" if prefix else "Titel bef"
    assert path == "/basket/" or title in answer.content.decode()


def test_words_find_variables_and_mark_them(client, connected):
    connected()
    page = client.get("/datasets/", {"q": "køn"}).content.decode()
    assert "<mark>Køn</mark>" in page and "bef.sex" in page


def test_a_slip_of_the_finger_is_answered_with_the_nearest_word(client, connected):
    connected()
    page = client.get("/datasets/", {"q": "title bfe"}).content.decode()
    assert '?q=title%20bef"' in page


def test_markup_in_a_search_is_shown_as_text(client, dataset_in):
    dataset_in(title_da="<script>alert(1)</script> prøve")
    page = client.get("/datasets/", {"q": "<script> prøve"}).content.decode()
    assert "<script>alert" not in page


def test_a_sensitive_variable_shows_no_distribution(client, connected, a_variable):
    levels = a_variable(type="boolean", sensitive=True, counts={"true": 20, "false": 500}, missing_persons=10)
    connected(variables={"hiv": levels})
    page = client.get("/en/datasets/bef/").content.decode()
    assert "Sensitive" in page and "not shown" in page and "mini-dist" not in page


@pytest.mark.parametrize("size", [1, 25])
@pytest.mark.parametrize("path", ["/datasets/?q=titel&category=MRMR", "/datasets/", "/variables/?q=køn", "/variables/"])
def test_a_list_costs_the_same_whatever_its_length(
    size, path, client, dataset_in, connected, person, indexed, django_assert_max_num_queries
):
    connected(key="first")
    for number in range(size):
        dataset_in(key=f"set_{number}", title_da=f"Titel nummer {number}", codes=(("MRMR",), ("ATC",)))
    indexed()
    client.force_login(person())
    client.get("/basket/")  # the first page of a session also writes the session
    with django_assert_max_num_queries(11):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("size", [3, 120])
def test_the_page_of_a_dataset_costs_the_same_whatever_its_variables(
    size, client, connected, a_variable, person, django_assert_max_num_queries
):
    connected(variables={f"v{number}": a_variable(da=f"Felt {number}") for number in range(size)})
    connected(key="other", variables={"sex": a_variable()})
    client.force_login(person())
    with django_assert_max_num_queries(20):
        assert client.get("/datasets/bef/").status_code == 200


def test_a_thousand_variables_come_in_pages_and_are_found(client, connected, a_variable):
    connected(variables={f"v{number:04}": a_variable(da=f"Felt {number:04}") for number in range(1, 1051)})
    first = client.get("/datasets/bef/").content.decode()
    assert "Felt 0050" in first and "Felt 0051" not in first and "1.050" in first
    assert "<mark>0777</mark>" in client.get("/datasets/bef/", {"q": "felt 0777"}).content.decode()
    assert "Felt 1050" in client.get("/datasets/bef/", {"v": "v1050"}).content.decode()


@pytest.mark.parametrize(
    "query", ["page=99", "page=x", "page=-1", "sort=zz", "controller=nobody&category=XX", "q=" + "a" * 900]
)
def test_a_wrong_address_is_answered_with_a_page(query, client, connected):
    connected()
    for path in ("/datasets/", "/datasets/bef/", "/variables/"):
        assert client.get(f"{path}?{query}").status_code == 200


def test_addresses_speak_english_in_both_languages():
    assert reverse("catalog:dataset-list") == "/datasets/"


def test_what_is_put_aside_is_taken_back_by_buttons_with_words(client, connected):
    connected()
    client.post("/basket/add/", {"name": "bef.sex", "next": "/basket/"})
    words = " ".join(re.sub(r"<[^>]*>", " ", client.get("/basket/").content.decode()).split())
    assert "Fjern Køn" in words and "Fjern datasættet Titel bef" in words
