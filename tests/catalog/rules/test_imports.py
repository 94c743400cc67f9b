"""A file from a site: every fault at once, nothing exact, nothing of the data in a message."""

import json

import pytest

from catalog.rules.imports import MOST_BYTES, read_description, read_document
from portal.refusals import Refused


def refused(document):
    with pytest.raises(Refused) as refusal:
        read_document(document)
    return refusal.value


def codes(refusal):
    return [(fault["code"], fault["path"]) for fault in refusal.faults]


def changed(description, **entry):
    document = description()
    document["datasets"]["bef"].update(entry)
    return document


def test_a_file_is_read(description, a_variable):
    variables = {
        "hiv": a_variable("boolean", sensitive=True, counts={"true": 10}, missing_persons=10),
        "sex": a_variable(counts={"1": 100, "2": "<10"}, missing_persons="<10"),
        "age": a_variable("integer", missing_persons=5000),
        "plain": a_variable(),
    }
    found = read_document(description(variables=variables))["bef"]
    assert (found.persons, found.records) == ("50000", "50000")
    assert found.profiles["sex"] == {"levels": [["1", 100], ["2", "<10"]], "missing": "<10", "filled": 100}
    assert found.profiles["age"] == {"levels": [], "missing": 5000, "filled": 90}
    assert found.profiles["plain"] == {} and "hiv" not in found.profiles


@pytest.mark.parametrize("document", [None, [], {}, {"datasets": []}, {"datasets": {}}, "text", 7])
def test_what_is_no_description_is_refused(document):
    assert refused(document).code == "import.no_datasets"


@pytest.mark.parametrize(
    ("entry", "code", "path"),
    [
        ({"persons": 49999}, "import.exact", "datasets.bef.persons"),
        ({"records": "many"}, "import.exact", "datasets.bef.records"),
        ({"persons": True}, "import.exact", "datasets.bef.persons"),
        ({"persons": -10}, "import.exact", "datasets.bef.persons"),
        ({"variables": {}}, "import.no_variables", "datasets.bef"),
        ({"variables": []}, "import.no_variables", "datasets.bef"),
        ({"variables": {f"v{n}": {} for n in range(5001)}}, "import.too_many", "datasets.bef"),
        ({"variables": {"Bad Name": {}}}, "import.name", "datasets.bef.variables.Bad Name"),
        ({"variables": {"a": {}}}, "import.variable", "datasets.bef.variables.a"),
        ({"variables": {"a": {"type": "text"}}}, "import.variable", "datasets.bef.variables.a"),
        ({"variables": {"a": None}}, "import.variable", "datasets.bef.variables.a"),
        ({"variables": {"a": {"type": "date", "counts": [1]}}}, "import.counts", "datasets.bef.variables.a.counts"),
        ({"variables": {"a": {"type": "date", "counts": {"x": 7}}}}, "import.exact", "datasets.bef.variables.a.counts"),
        (
            {"variables": {"a": {"type": "date", "missing_persons": 3}}},
            "import.exact",
            "datasets.bef.variables.a.counts",
        ),
        ({"unit": "house"}, "import.dataset", "datasets.bef"),
        ({"kind": "rumour"}, "import.dataset", "datasets.bef"),
        ({"domain": None}, "import.dataset", "datasets.bef"),
        ({"domain": "Bad Domain"}, "import.dataset", "datasets.bef"),
        ({"date": "not_there"}, "import.dataset", "datasets.bef"),
        ({"title": 7}, "import.dataset", "datasets.bef"),
    ],
)
def test_each_fault_is_named_with_its_place(entry, code, path, description):
    assert codes(refused(changed(description, **entry))) == [(code, path)]


def test_a_bad_key_and_an_entry_that_is_no_object():
    assert codes(refused({"datasets": {"Bad Key": {}, "bef": 3}})) == [
        ("import.key", "datasets.Bad Key"),
        ("import.no_variables", "datasets.bef"),
    ]


def test_all_faults_come_at_once(description):
    refusal = refused(changed(description, persons=7, variables={"a": {}, "B": {}}, unit="house"))
    assert [code for code, _path in codes(refusal)] == [
        "import.exact",
        "import.variable",
        "import.name",
        "import.dataset",
    ]
    assert "4" in str(refusal.sentence)


def test_open_data_may_be_exact(description):
    document = changed(description, persons=1629, records=1629, open_data=True)
    assert read_document(document)["bef"].persons == "1629"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\xff\xfe", "import.no_json"),
        (b"not json", "import.no_json"),
        (b"[" * 100_000, "import.no_json"),
        (b" " * (MOST_BYTES + 1), "import.too_big"),
        (b"{}", "import.no_datasets"),
        (b"[]", "import.no_datasets"),
        (b'{"datasets": {"other": {}}}', "import.other_dataset"),
    ],
)
def test_a_file_of_another_kind_is_refused(raw, code):
    with pytest.raises(Refused) as refusal:
        read_description(raw, key="bef")
    assert (refusal.value.code, refusal.value.field) == (code, "file")


def test_other_datasets_of_the_file_are_passed_over(description):
    document = description()
    document["datasets"]["other"] = "broken"
    assert read_description(json.dumps(document), key="bef").dataset.key == "bef"


def test_without_a_number_of_persons_the_share_filled_is_not_told(description, a_variable):
    variables = {"age": a_variable("integer", missing_persons=10)}
    found = read_document(description(persons="<10", variables=variables))["bef"]
    assert found.profiles["age"] == {"levels": [], "missing": 10}
