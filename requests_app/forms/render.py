"""A section of a form document as a Django form, made at run time.

The form only reads values into JSON; it lets half-written answers through, since a draft may hold them. What is
missing or wrong is said by `gaps`, for the page and the API alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.dateparse import parse_date

from portal.ui.format import language
from requests_app.forms.conditions import Answers, holds
from requests_app.forms.schema import Field, FieldType, Section

ROW_MARK = "__"
MOST_DIGITS = 15
"""Digits before the decimals that a number of a form may have; nobody counts persons or kroner beyond."""


class NumberAnswer(forms.CharField):
    """A number in Danish or plain writing; what is no number stays as it was written."""

    def to_python(self, value: Any) -> Any:
        """An int or float, or the text itself."""
        text = str(value or "").strip().replace(" ", "").replace(" ", "")
        if not text:
            return None
        try:
            number = Decimal(_plain(text))
        except InvalidOperation:
            return text
        if not number.is_finite() or number.adjusted() >= MOST_DIGITS:
            return text
        return int(number) if number == number.to_integral_value() else float(number)

    def prepare_value(self, value: Any) -> Any:
        """Numbers are shown as they are typed in the language of the page."""
        if not isinstance(value, float):
            return value
        return str(value).replace(".", ",") if language() == "da" else str(value)


def _plain(text: str) -> str:
    """A number without marks between thousands, and with a point before decimals: the last mark, where there are two."""
    if _is_thousands(text):
        return text.replace(".", "").replace(",", "")
    thousands, decimals = (",", ".") if text.rfind(".") > text.rfind(",") and "," in text else (".", ",")
    if "," not in text and text.count(".") == 1:
        return text
    return text.replace(thousands, "").replace(decimals, ".")


def _is_thousands(text: str) -> bool:
    return bool(re.fullmatch(r"\d+[.,]\d{3}", text, re.ASCII))


class CvrAnswer(forms.CharField):
    """A company registration number, also written with blanks between the digits."""

    def to_python(self, value: Any) -> Any:
        """The digits, or what else was written."""
        return "".join(str(value or "").split())


class DateAnswer(forms.CharField):
    """A date as 31-12-2026, 31.12.2026 or 2026-12-31; anything else stays as it was written."""

    def to_python(self, value: Any) -> Any:
        """The ISO date, or the text itself."""
        text = str(value or "").strip()
        parts = text.replace(".", "-").replace("/", "-").split("-")
        if len(parts) == 3 and len(parts[2]) == 4 and all(part.isdecimal() and len(part) <= 4 for part in parts):
            text = f"{parts[2]}-{int(parts[1]):02d}-{int(parts[0]):02d}"
        try:
            found: date | None = parse_date(text)
        except ValueError:
            return text
        return found.isoformat() if found else text


def _text(field: Field, answers: Answers) -> forms.Field:
    return forms.CharField(required=False, strip=True, widget=forms.TextInput())


def _long(field: Field, answers: Answers) -> forms.Field:
    return forms.CharField(required=False, strip=True, widget=forms.Textarea(attrs={"rows": 6}))


def _choice(field: Field, answers: Answers) -> forms.Field:
    return forms.ChoiceField(required=False, choices=list(_options(field, answers)), widget=forms.RadioSelect())


def _choices(field: Field, answers: Answers) -> forms.Field:
    return forms.MultipleChoiceField(
        required=False, choices=list(_options(field, answers)), widget=forms.CheckboxSelectMultiple()
    )


def _options(field: Field, answers: Answers) -> Iterator[tuple[str, str]]:
    for option in field.options:
        is_allowed = holds(option.allowed_when, answers)
        yield option.value, str(option.label) if is_allowed else f"{option.label}. {option.blocked or ''}".strip()


def _number(field: Field, answers: Answers) -> forms.Field:
    return NumberAnswer(required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}))


def _cvr(field: Field, answers: Answers) -> forms.Field:
    return CvrAnswer(required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}))


def _date(field: Field, answers: Answers) -> forms.Field:
    return DateAnswer(required=False)


MAKERS: Mapping[FieldType, Callable[[Field, Answers], forms.Field]] = {
    FieldType.TEXT: _text,
    FieldType.LONG: _long,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.NUMBER: _number,
    FieldType.CVR: _cvr,
    FieldType.DATE: _date,
}


class SectionForm(forms.Form):
    """The open fields of one section. `answers()` gives the values as the application stores them.

    variables: `dataset.variable` to its label, for fields that ask for a line about each.
    """

    use_required_attribute = False

    def __init__(
        self,
        data: Any = None,
        *,
        section: Section,
        answers: Answers,
        variables: Mapping[str, str] | None = None,
        open_fields: Collection[str] | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(section, answers), prefix=None)
        self.section = section
        for field in section.fields:
            if field.is_from_plan or (open_fields is not None and field.id not in open_fields):
                continue
            if field.type is FieldType.ROWS:
                for name, label in (variables or {}).items():
                    self.fields[f"{field.id}{ROW_MARK}{name}"] = forms.CharField(label=label, required=field.required)
            else:
                made = MAKERS[field.type](field, answers)
                made.label, made.help_text = str(field.label), str(field.help or "")
                made.required = field.required
                self.fields[field.id] = made

    def full_clean(self) -> None:
        """Read the values; a field that is required for sending may be empty in a draft."""
        required = {name: field.required for name, field in self.fields.items()}
        for field in self.fields.values():
            field.required = False
        super().full_clean()
        for name, field in self.fields.items():
            field.required = required[name]

    def answers(self) -> dict[str, Any]:
        """Field id to value, rows gathered into one object. Call after is_valid()."""
        found: dict[str, Any] = {}
        for name, value in self.cleaned_data.items():
            field_id, mark, row = name.partition(ROW_MARK)
            if mark:
                found.setdefault(field_id, {})[row] = value
            else:
                found[name] = value
        return found


def _initial(section: Section, answers: Answers) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for field in section.fields:
        value = answers.get(field.id)
        if field.type is FieldType.ROWS and isinstance(value, dict):
            initial.update({f"{field.id}{ROW_MARK}{row}": text for row, text in value.items()})
        else:
            initial[field.id] = value
    return initial
