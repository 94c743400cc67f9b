"""How many a figure is about, what its picture shows, and why it has no figures."""

import pytest
from django.utils.translation import override

from analysis.figure_words import CAPTIONS, CAUSES, WITHHELD, caption_of, cause_of, facts_of
from analysis.pictures import PICTURES
from analysis.site.errors import FailureCode


def test_a_figure_says_how_many_it_is_about():
    entry = {"persons": 12345, "records": None, "events": "<5", "dropped": 12, "unmatched": 3.14159}
    with override("da"):
        assert facts_of(entry) == "Personer: 12.345 · Hændelser: <5 · Udeladt: 12 · Personår uden referencerate: 3,1"
    with override("en"):
        assert facts_of({"persons": 0}) == "Persons: 0"
        assert facts_of({}) == ""


def test_every_failure_of_open_data_has_a_cause_in_words_and_all_others_one_text():
    assert set(CAUSES) == {code.value for code in FailureCode}
    assert cause_of("withheld") == cause_of(None) == str(WITHHELD)


@pytest.mark.parametrize("method", sorted(PICTURES))
def test_every_picture_has_a_caption(method):
    assert method in CAPTIONS
    with override("da"):
        assert caption_of(method, is_protected=True).endswith("Dækkede tal er ikke tegnet.")
        assert "Dækkede" not in caption_of(method, is_protected=False)


def test_a_method_without_a_picture_has_no_caption():
    assert caption_of("count", is_protected=False) == ""
