"""Both backends are held to the same demands; stems, compounds and slips are the index's own."""

import pytest

from catalog.search.backend import backend, index_on_disk
from catalog.search.columns import FoldedColumns
from catalog.search.distance import nearest, slips
from catalog.search.lexicon import parts_of
from catalog.search.tantivy_index import INDEX_VERSION, TantivyIndex
from catalog.search.types import SearchDocument
from catalog.vocabulary import DatasetState

pytestmark = pytest.mark.django_db
BACKENDS = pytest.mark.parametrize("has_index", [False, True], ids=["columns", "tantivy"])


@pytest.fixture
def stocked(dataset_in, connected, indexed, a_variable):
    """A small catalogue; with an index when asked."""

    def make(has_index):
        dataset_in(
            key="cancer", title_da="Cancerregisteret", title_en="Cancer register", lead_da="Tilfælde af brystkræft"
        )
        dataset_in(key="births", title_da="Fødselsregisteret", title_en="Birth register", keywords_da=["nyfødt"])
        dataset_in(DatasetState.DRAFT, key="secret", title_da="Hemmelighed", title_en="Secret")
        hba1c = a_variable("number", da="HbA1c, harmoniseret", en="HbA1c, harmonised", unit="mmol/mol")
        connected(
            key="lab", variables={"hba1c_mmol": hba1c, "npu": a_variable("code", da="Kode", en="Code", system="npu")}
        )
        if has_index:
            indexed()
        found = backend()
        assert isinstance(found, TantivyIndex if has_index else FoldedColumns)
        return found

    return make


@BACKENDS
@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("kræft", ["cancer"]),
        ("KRAEFT", ["cancer"]),
        ("brystkræft", ["cancer"]),
        ("nyfødt", ["births"]),
        ("births register", ["births"]),
        ("register", ["births", "cancer"]),
        ("hba1c", ["lab"]),
        ("npu", ["lab"]),
        ("hba1c brystkræft", []),
        ("hemmelighed", []),
        ("", []),
        ("!?", []),
    ],
)
def test_what_words_find(has_index, text, keys, stocked):
    if (has_index, text) == (False, "births register"):
        pytest.skip("inflections need the index")
    found = stocked(has_index)
    assert sorted(found.match(text).datasets) == keys
    assert found.finds(text) is bool(keys)


@BACKENDS
def test_matching_variables_are_named(has_index, stocked):
    assert stocked(has_index).match("hba1c").variables == {"lab": ("hba1c_mmol",)}


@BACKENDS
def test_a_slip_is_answered_with_a_near_word(has_index, stocked):
    found = stocked(has_index)
    assert found.near_words("hbalc")[0] == "hba1c"
    assert found.near_words("canser")[0] == "cancer"
    assert found.near_words("hemmelighet") == [] and found.near_words("!") == []


def test_the_index_knows_inflections(stocked):
    found = stocked(True)
    assert "cancer" in found.match("tilfældene af brystkræften").datasets
    assert "births" in found.match("fødsler register").datasets or "births" in found.match("fødsel").datasets


def test_an_index_of_another_version_is_not_read(stocked):
    stocked(True)
    stamp = index_on_disk().directory / "indgang-version"
    assert stamp.read_text() == INDEX_VERSION
    stamp.write_text("0")
    assert isinstance(backend(), FoldedColumns)


def test_a_rebuild_forgets_what_was_retired(stocked, keeper, indexed):
    from catalog.commands.datasets import retire_dataset
    from catalog.models import Dataset

    found = stocked(True)
    dataset = Dataset.objects.get(key="births")
    retire_dataset(by=keeper, dataset=dataset, expected_version=dataset.version)
    assert "births" in found.match("nyfødt").datasets
    indexed()
    assert found.match("nyfødt").datasets == {}


def test_an_index_of_another_version_is_made_anew(stocked, indexed):
    found = stocked(True)
    (found.directory / "indgang-version").write_text("0")
    indexed()
    assert backend().match("kræft").datasets


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Brystkræft", ("bryst", "kræft")),
        ("blodprøver", ("blod", "prøve")),
        ("dødsårsagsregisteret", ("døds", "årsag", "register")),
        ("laboratoriedatabasens", ("laboratorie", "database")),
        ("patienternes", ()),
        ("kræft", ()),
        ("kræftxyz", ()),
        ("generation", ()),
        ("køn", ()),
    ],
)
def test_compounds_are_taken_apart_only_from_end_to_end(word, parts):
    assert parts_of(word) == parts


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("abc", "abc", 0), ("", "ab", 2), ("hbalc", "hba1c", 1), ("canecr", "cancer", 1), ("kitten", "sitting", 3)],
)
def test_slips_are_counted(one, other, count):
    assert slips(one, other) == slips(other, one) == count


def test_short_words_may_slip_once_only():
    words = [("bmi", 3), ("bmx", 9), ("abc", 1)]
    assert nearest("bma", words) == ["bmx", "bmi"]
    assert nearest("bmi", [("bmi", 1)]) == []


def test_a_variable_is_found_by_its_datasets_key_but_not_by_its_beginning(tmp_path):
    index = TantivyIndex(tmp_path)
    index.index([SearchDocument("diabetes130", "age", "Alder", "Age", "", "")])
    assert index.match("diabetes").variables == {}
    assert index.match("diabetes130 alder").variables == {"diabetes130": ("age",)}
