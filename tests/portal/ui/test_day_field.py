"""A date field reads what people write, in both languages."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from portal.ui.day_field import DayField


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("text", ["24.11.2026", " 2026-11-24 ", "24. november 2026", date(2026, 11, 24)])
def test_every_common_form_is_read(text, language):
    with translation.override(language):
        assert DayField().clean(text) == date(2026, 11, 24)


@pytest.mark.parametrize("text", ["31.2.2026", "i går", "11/2026"])
def test_what_is_no_date_is_said_with_the_form(text):
    with pytest.raises(ValidationError, match=r"24\.11\.2026"):
        DayField().clean(text)


def test_nothing_is_none():
    assert DayField(required=False).clean("") is None
