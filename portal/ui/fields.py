"""What a form field needs to be drawn: parameters of `c-field` from a bound Django field, and options of choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

_TYPES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.Textarea, "textarea"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.Select, "select"),
    (forms.CheckboxInput, "checkbox"),
    (forms.PasswordInput, "password"),
    (forms.EmailInput, "email"),
    (forms.NumberInput, "number"),
    (forms.DateInput, "date"),
    (forms.FileInput, "file"),
)
"""Subclasses before their bases; what is not listed is a text field."""


def parameters(bound: BoundField) -> dict[str, Any]:
    """Parameters of `c-field` for a bound field of a Django form."""
    widget = bound.field.widget
    kind = next((name for base, name in _TYPES if isinstance(widget, base)), "text")
    if kind == "text":
        kind = getattr(widget, "input_type", "") or "text"
    checkbox = kind == "checkbox"
    return {
        "name": bound.html_name,
        "id": bound.id_for_label if kind not in ("radios", "checkboxes") else bound.auto_id,
        "label": bound.label,
        "hint": bound.help_text,
        "error": " ".join(str(error) for error in bound.errors),
        "type": kind,
        "value": "on" if checkbox else bound.value(),
        "checked": bool(checkbox and bound.value()),
        "options": _choices(bound),
        "required": bool(bound.field.required and bound.form.use_required_attribute),
        "optional": not bound.field.required and not checkbox and not getattr(bound.field, "is_alternative", False),
        "autocomplete": widget.attrs.get("autocomplete", ""),
    }


def _choices(bound: BoundField) -> list[tuple[Any, Any]]:
    choices = getattr(bound.field, "choices", ())
    return [(value, label) for value, label in choices] if choices else []


def errors_of(form: forms.BaseForm) -> list[dict[str, str]]:
    """Errors of a form for `c-error-summary`: each with its text and the id of its field.

    What is said of any field gets the field's name here, where it does not stand beside the field.
    """
    found = []
    for name, errors in form.errors.as_data().items():
        bound = None if name == NON_FIELD_ERRORS else form[name]
        for error in errors:
            found += [
                {"field": str(bound.auto_id) if bound else "", "text": _named(bound, error.code, text)}
                for text in map(str, error)
            ]
    return found


def _named(bound: BoundField | None, code: str | None, text: str) -> str:
    """The text, with the field's name where it says nothing of the field itself."""
    if bound is None or code is None:
        return text
    own, general = bound.field.error_messages.get(code), _general_messages(bound.field).get(code)
    if own is not None and str(own) != str(general):
        return text
    if code == "required":
        return _("Fill in “%(label)s”.") % {"label": bound.label}
    return f"{bound.label}: {text}"


def _general_messages(field: forms.Field) -> dict[str, Any]:
    """What the kind of field says where the form gives no words of its own."""
    found: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        found |= vars(kind).get("default_error_messages", {})
    return found


def options(given: Iterable[Any] | None, value: object = None) -> list[dict[str, Any]]:
    """Options of a choice as dicts with `value`, `label`, `hint`, `disabled`, `chosen`.

    Given: mappings, (value, label) pairs or plain values. `value`: what is chosen, one or many.
    """
    several = value if isinstance(value, list | tuple | set | frozenset) else [value]
    chosen = {str(one) for one in several if one is not None}
    return [
        {**option, "chosen": option["chosen"] or str(option["value"]) in chosen} for option in map(_option, given or ())
    ]


def _option(given: Any) -> dict[str, Any]:
    if isinstance(given, Mapping):
        pair = dict(given)
    elif isinstance(given, list | tuple):
        pair = {"value": given[0], "label": given[1]}
    else:
        pair = {"value": given, "label": given}
    return {"label": pair.get("value"), "hint": "", "disabled": False, "chosen": False, **pair}
