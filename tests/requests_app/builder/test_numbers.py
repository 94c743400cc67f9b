"""Numbers as people write them: what is read, what is refused as unclear, and what a form shows again."""

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from requests_app.builder.number_fields import EdgesField, NumberField, NumbersField
from requests_app.builder.numbers import ThousandOrOne, number_of, number_text, numbers_text
from requests_app.builder.terms import term_of

BEYOND = ["inf", "-inf", "nan", "Infinity", "1e400", "9" * 400, f"{'9' * 400}.5", "9" * 5000]
UNCLEAR = ["1.000", "1,000", "-12.500", "100,000"]
NO_NUMBERS = ["", " ", "x", "1 000", "1_000", "1e3", ".5", "5.", "1.000.000", "1,5,2", "٣", "+1", "--1"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("5", 5), (" -5 ", -5), ("2,50", 2.5), ("2.5", 2.5), ("2,0", 2), ("0,125", 0.125), ("1.1250", 1.125), ("1250", 1250),
     ("1250,5", 1250.5), ("9007199254740993", 9007199254740993)],
)  # fmt: skip
def test_a_number_has_a_point_or_a_comma(text, number):
    found = number_of(text)
    assert found == number and type(found) is type(number)


@pytest.mark.parametrize("text", [*BEYOND, *UNCLEAR, *NO_NUMBERS])
def test_what_is_no_number_or_could_be_two_is_refused(text):
    with pytest.raises(ValueError) as caught:
        number_of(text)
    assert (caught.type is ThousandOrOne) is (text in UNCLEAR)


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_that_is_shown_is_read_again(number):
    if abs(number) < 1e308:
        assert type(number)(number_of(number_text(number))) == number


def test_what_is_no_number_is_shown_as_it_is():
    assert [number_text(value) for value in ("x", True, None)] == ["x", "True", "None"]
    assert numbers_text(None) == "" and numbers_text([None, 40, 50.5, None]) == "-, 40, 50.5, -"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("40, 50, 60", [40, 50, 60]), ("40;50;60", [40, 50, 60]), ("0,5; 1,5", [0.5, 1.5]), ("0,5;", [0.5]), ("0.5", [0.5]),
     ("40,\n50, ", [40, 50]), ("", []), ("1.5, 2.5", [1.5, 2.5])],
)  # fmt: skip
def test_a_list_is_parted_by_semicolons_or_by_a_comma_and_a_space(text, numbers):
    assert NumbersField(required=False).clean(text) == numbers
    assert EdgesField(required=False).clean(text) == numbers


def test_edges_have_open_ends():
    assert EdgesField().clean("-, 40, 50.5, -") == EdgesField().clean("–; 40; 50,5; …") == [None, 40, 50.5, None]


def said(field, text):
    with pytest.raises(forms.ValidationError) as caught:
        field.clean(text)
    return caught.value.messages[0]


@pytest.mark.parametrize(
    ("language", "several", "thousand"),
    [("da", "kan være ét tal eller flere", "kan være tusind eller én"), ("en", "one number or several", "a thousand or one")],
)  # fmt: skip
@pytest.mark.parametrize("field", [NumbersField(), EdgesField()])
def test_what_can_be_read_in_two_ways_is_said_with_the_text(field, language, several, thousand):
    with translation.override(language):
        for text in ("0,5", "40,50,60", "40,50, 60"):
            assert several in said(field, text)
        assert said(field, "0,5").startswith("0,5 ")
        for one in (field, NumberField()):
            assert thousand in said(one, "1.000") and said(one, "1.000").startswith("1.000 ")


@pytest.mark.parametrize("text", [*BEYOND, "x"])
def test_what_no_number_is_gets_a_sentence(text):
    assert all(said(field, text) for field in (NumberField(), NumbersField(), EdgesField()))
    assert NumberField(required=False).clean("") is None


@pytest.mark.parametrize("power", BEYOND)
def test_a_power_is_a_number_too(power):
    with pytest.raises(ValueError):
        term_of(f"age^{power}")
