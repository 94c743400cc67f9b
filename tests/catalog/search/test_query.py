"""What a search answers: filters, counts, order, pages, and that hidden datasets never show."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from catalog.commands.datasets import retire_dataset
from catalog.search import Facet, Filters, Sort, query
from catalog.search.query import query_variables
from catalog.vocabulary import DatasetState

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def keys(found):
    return [hit.dataset.key for hit in found.hits]


def counts(values):
    return {value.value: value.count for value in values}


@pytest.fixture
def three(dataset_in, stranger):
    dataset_in(key="cancer", title_da="Ål", title_en="Cancer", codes=(("MRMR",), ("ICD-10",)))
    dataset_in(key="lab", title_da="Æble", title_en="Lab", codes=(("EHRS",), ("NPU",)))
    dataset_in(
        key="vaccines", title_da="Zebra", title_en="Vaccines", codes=(("MRMR", "EHRS"), ()), by=stranger, of="ssi"
    )


def test_danish_titles_order_as_in_a_dictionary(three):
    with translation.override("da"):
        assert keys(query(user=NOBODY, sort=Sort.TITLE)) == ["vaccines", "lab", "cancer"]
    with translation.override("en"):
        assert keys(query(user=NOBODY, sort=Sort.TITLE)) == ["cancer", "lab", "vaccines"]


@pytest.mark.postgres
def test_danish_titles_order_alike_on_postgresql(three):
    with translation.override("da"):
        assert keys(query(user=NOBODY, sort=Sort.TITLE)) == ["vaccines", "lab", "cancer"]


def test_newest_first(three):
    assert keys(query(user=NOBODY, sort=Sort.NEWEST)) == ["vaccines", "lab", "cancer"]


def test_inside_a_facet_choices_widen_and_between_facets_they_narrow(three):
    both = Filters({Facet.CATEGORY: frozenset({"MRMR", "EHRS"})})
    assert query(user=NOBODY, filters=both).total == 3
    narrow = Filters({Facet.CONTROLLER: frozenset({"sds"}), Facet.CATEGORY: frozenset({"MRMR"})})
    assert keys(query(user=NOBODY, filters=narrow)) == ["cancer"]
    assert keys(query(user=NOBODY, filters=Filters({Facet.SYSTEM: frozenset({"NPU"})}))) == ["lab"]


def test_counts_of_a_facet_leave_its_own_choices_out(three):
    facets = query(user=NOBODY, filters=Filters({Facet.CATEGORY: frozenset({"EHRS"})})).facets
    assert counts(facets[Facet.CATEGORY]) == {"MRMR": 2, "EHRS": 2}
    assert counts(facets[Facet.CONTROLLER]) == {"sds": 1, "ssi": 1}
    assert counts(facets[Facet.SYSTEM]) == {"NPU": 1, "ICD-10": 0}
    assert [value.value for values in facets.values() for value in values if value.is_chosen] == ["EHRS"]


@pytest.mark.parametrize("has_index", [False, True])
def test_a_hidden_dataset_is_in_no_hit_count_or_suggestion(has_index, three, dataset_in, keeper, person, indexed):
    hidden = dataset_in(key="hidden", title_da="Gemmested", title_en="Hideout", codes=(("EINS",), ("ATC",)))
    if has_index:
        indexed()  # the index still holds it when it is retired
    retire_dataset(by=keeper, dataset=hidden, expected_version=hidden.version)
    dataset_in(DatasetState.DRAFT, key="draft", title_da="Gemmested to", codes=(("EINS",), ("ATC",)))
    for user in (NOBODY, person(), keeper):
        for text in ("", "gemmested", "gemmesteb"):
            found = query(user=user, text=text)
            assert "hidden" not in keys(found) and "draft" not in keys(found)
            assert "EINS" not in counts(found.facets[Facet.CATEGORY])
            assert "ATC" not in counts(found.facets[Facet.SYSTEM])
            assert found.suggestion == ""
        assert query(user=user, text="gemmested").total == 0


def test_a_hidden_datasets_variables_are_not_listed(connected, keeper):
    dataset = connected()
    assert query_variables(user=NOBODY).total == query_variables(user=NOBODY, text="køn").total == 1
    retire_dataset(by=keeper, dataset=dataset, expected_version=dataset.version)
    assert query_variables(user=NOBODY).total == query_variables(user=NOBODY, text="køn").total == 0


def test_pages_neither_repeat_nor_lose(dataset_in):
    for number in range(7):
        dataset_in(key=f"set_{number}", title_da="Samme titel", title_en="Same title")
    for text in ("", "samme"):
        pages = [query(user=NOBODY, text=text, page=page, length=3) for page in (1, 2, 3)]
        assert sorted(key for page in pages for key in keys(page)) == [f"set_{number}" for number in range(7)]
        assert (pages[0].pages, query(user=NOBODY, text=text, page=99, length=3).page) == (3, 3)


def test_a_hit_shows_three_variables_and_counts_the_rest(connected, a_variable):
    connected(variables={f"v{number}": a_variable(da=f"Blodtryk {number}") for number in range(5)})
    hit = query(user=NOBODY, text="blodtryk").hits[0]
    assert ([one.name for one in hit.variables], hit.more_variables) == (["v0", "v1", "v2"], 2)
    assert query(user=NOBODY, text="blodtryk").variable_total == 5


def test_the_suggestion_keeps_the_words_that_have_hits(three):
    assert query(user=NOBODY, text="vaccinez").suggestion == "vaccines"
    assert query(user=NOBODY, text="cancer qqqqqqq").suggestion == ""
