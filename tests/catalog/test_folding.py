"""Folding and order of Danish text."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.folding import SORT_KEY_LENGTH, fold, sort_key

DANISH = "abcdefghijklmnopqrstuvwxyzæøå"
words = st.text(alphabet=DANISH, max_size=20)


def dictionary_order(word: str) -> list[int]:
    return [DANISH.index(letter) for letter in word.replace("aa", "å")]


@given(words, words)
def test_keys_order_as_the_danish_alphabet(one: str, other: str) -> None:
    assert (sort_key(one) < sort_key(other)) == (dictionary_order(one) < dictionary_order(other))


@given(st.text(max_size=60))
def test_folded_text_is_plain_and_folding_twice_changes_nothing(text: str) -> None:
    folded = fold(text)
    assert all(letter.isascii() and (letter.isalnum() or letter == " ") for letter in folded)
    assert fold(folded) == folded
    assert "  " not in folded


@given(st.text(max_size=60))
def test_case_and_composition_do_not_matter(text: str) -> None:
    import unicodedata

    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(text)


@given(st.text(max_size=900))
def test_a_sort_key_is_plain_small_and_short(text: str) -> None:
    key = sort_key(text)
    assert len(key) <= SORT_KEY_LENGTH
    assert all(letter.isascii() and (letter.isdigit() or letter.islower()) for letter in key)


def test_aesc_oe_and_aa_come_last_in_that_order() -> None:
    names = ["Ålborg", "Zebra", "Øre", "Aarhus", "Æble", "Abe", "Årsag", "Zoo"]
    assert sorted(names, key=sort_key) == ["Abe", "Zebra", "Zoo", "Æble", "Øre", "Ålborg", "Aarhus", "Årsag"]


def test_a_short_word_comes_before_the_longer_that_begins_with_it() -> None:
    names = ["LPR 3", "LPR", "LPR 2", "LPR 10", "LPRX"]
    assert sorted(names, key=sort_key) == ["LPR", "LPR 10", "LPR 2", "LPR 3", "LPRX"]


def test_search_finds_a_danish_word_in_its_other_spellings() -> None:
    assert fold("Sygehusophold på Ærø") == fold("SYGEHUSOPHOLD paa aeroe") == "sygehusophold paa aeroe"
    assert fold("Crohn’s, Sjögrens & Ménière") == "crohn s sjoegrens meniere"
