"""The dictionary: read and written without loss; texts in both languages."""

from __future__ import annotations

import json

import pytest

from analysis.plans import Dictionary, Text, Variable


def test_a_dictionary_survives_json(dictionary):
    again = Dictionary.from_json(json.loads(json.dumps(dictionary.as_json())))
    assert again == dictionary
    assert again.datasets["bef"].dictionary_hash == dictionary.datasets["bef"].dictionary_hash


def test_open_ends_of_bins_survive_json():
    variable = Variable.from_json("x", {"type": "number", "bins": ["-inf", 0, 1.5, "inf"], "grid": 0.5})
    assert variable.as_json()["bins"] == ["-inf", 0, 1.5, "inf"]
    assert Variable.from_json("x", variable.as_json()) == variable and variable.grid == 0.5


def test_labels_may_be_an_object():
    variable = Variable.from_json("x", {"type": "category", "labels": {"1": "Mand", "2": {"da": "Kvinde"}}})
    assert variable.labels == (("1", Text("Mand", "Mand")), ("2", Text("Kvinde", "Kvinde")))


@pytest.mark.parametrize(("given", "text"), [("a", Text("a", "a")), ({"en": "b"}, Text("b", "b")), ({}, Text("", ""))])
def test_a_text_has_two_languages(given, text):
    assert Text.from_json(given) == text


def test_a_text_is_said_in_a_language():
    assert Text("ja", "yes").in_language("da") == "ja"
    assert Text("ja", "yes").in_language("en") == "yes"


def test_a_variable_is_found_by_its_full_name(dictionary):
    assert dictionary.variable("bef.sex").name == "sex"
    assert dictionary.variable("bef.nothing") is None and dictionary.variable("nowhere.sex") is None


def test_a_dictionary_cannot_be_changed(dictionary):
    with pytest.raises(TypeError):
        dictionary.datasets["x"] = dictionary.datasets["bef"]
