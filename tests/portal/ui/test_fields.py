"""What a summary of errors says away from the fields."""

import pytest
from django import forms
from django.utils import translation

from portal.ui.fields import errors_of


class Form(forms.Form):
    """One field of each kind of words."""

    title = forms.CharField(label="Titel", max_length=3)
    begin = forms.DateField(label="Fra", required=False)
    end = forms.DateField(label="Til", required=False)
    rows = forms.CharField(label="Rækker", error_messages={"required": "Vælg en række."})

    def clean_begin(self):
        if self.cleaned_data.get("begin"):
            raise forms.ValidationError("Datoen er gået.")

    def clean(self):
        raise forms.ValidationError("Intet passer.")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, ["Udfyld »Titel«.", "Vælg en række.", "Intet passer."]),
        ({"title": "a", "rows": "b", "begin": "x", "end": "y"}, ["Fra: Indtast", "Til: Indtast", "Intet passer."]),
        ({"title": "abcd", "rows": "b"}, ["Titel: ", "Intet passer."]),
        ({"title": "a", "rows": "b", "begin": "1.1.2020"}, ["Datoen er gået.", "Intet passer."]),
    ],
)
def test_words_for_any_field_get_its_name_and_its_own_do_not(data, said):
    with translation.override("da"):
        found = errors_of(Form(data))
    assert len(found) == len(said)
    assert all(error["text"].startswith(text) for error, text in zip(found, said, strict=True))
    assert found[-1]["field"] == "" and all(error["field"].startswith("id_") for error in found[:-1])


def test_english_says_so_too():
    with translation.override("en"):
        assert errors_of(Form({}))[0] == {"field": "id_title", "text": "Fill in “Titel”."}
