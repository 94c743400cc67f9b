"""Form fields for one number, for several, and for the edges of bands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.builder.numbers import OneOrSeveral, ThousandOrOne, number_of, parts_of

OPEN_ENDS = ("-", "–", "…")
UNCLEAR: Mapping[type[ValueError], Any] = {
    OneOrSeveral: _("%(text)s may be one number or several. Part numbers by semicolons, for example 0.5; 1; 2."),
    ThousandOrOne: _("%(text)s may be a thousand or one. Write 1000 without a mark, or 1.0000 with another zero."),
}
"""What is said of a text that can be read in two ways."""


def _fault(reason: ValueError, otherwise: Any) -> forms.ValidationError:
    sentence = UNCLEAR.get(type(reason))
    return forms.ValidationError(sentence % {"text": reason} if sentence else otherwise)


class NumberField(forms.CharField):
    """One number; empty is none."""

    def to_python(self, value: Any) -> Any:
        """The number, whole where it is. Raises ValidationError."""
        text = str(value if value is not None else "").strip()
        try:
            return number_of(text) if text else None
        except ValueError as reason:
            raise _fault(reason, _("Write a number.")) from reason


class NumbersField(forms.CharField):
    """Numbers parted by semicolons, or by commas with a space behind."""

    def to_python(self, value: Any) -> Any:
        """The numbers. Raises ValidationError."""
        try:
            return [self.one(part) for part in parts_of(str(value or ""))]
        except ValueError as reason:
            raise _fault(reason, _("Write numbers parted by semicolons, for example 40; 50; 60.")) from reason

    def one(self, part: str) -> Any:
        """One of the numbers. Raises ValueError."""
        return number_of(part)


class EdgesField(NumbersField):
    """Edges of bands; a dash first or last leaves that end open."""

    def one(self, part: str) -> Any:
        return None if part in OPEN_ENDS else number_of(part)
