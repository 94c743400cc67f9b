"""What every form of the builder shares: lists, windows, rows of conditions and a way to write plain JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.plain_json import DuplicateKey, plain_json
from requests_app.builder.choices import Choices, Pair
from requests_app.builder.conditions import LISTED, OPERATORS, PAIRED, Row, condition_of, ends_of, rows_of

BLANK: Pair = ("", "–")
SPARE_ROWS = 2

OPERATOR_NAMES: tuple[tuple[str, Any], ...] = (
    ("eq", _("is")),
    ("ne", _("is not")),
    ("in", _("is one of")),
    ("between", _("is between")),
    ("ge", _("is at least")),
    ("gt", _("is more than")),
    ("le", _("is at most")),
    ("lt", _("is less than")),
    ("starts_with", _("begins with")),
    ("in_list", _("is in the code list")),
    ("missing", _("is missing")),
)
assert tuple(code for code, _name in OPERATOR_NAMES) == OPERATORS


class PartForm(forms.Form):
    """One part of a plan as a form. Subclasses say how a part is read into it and written from it."""

    condition_variables: ClassVar[str] = ""
    of_variables: ClassVar[bool] = False
    """Whether the part is made of the plan's own variables; one that must be ticked says so by itself."""

    def __init__(self, data: Any = None, *, choices: Choices, part: Any = None, dataset: str | None = None) -> None:
        self.choices = choices
        super().__init__(data, initial=self.read(part) if part is not None else {})
        self.part = part
        self.dataset = dataset
        self.condition_rows = 0
        self.nested = False
        self.offer()
        self._keep_chosen()
        if self.condition_variables:
            self._add_condition_rows()

    def _keep_chosen(self) -> None:
        """Offer what the part holds, also where it does not fit: nothing goes from a plan by being looked at."""
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField):
                offered: list[Any] = list(field.choices)  # type: ignore[arg-type]  # ours are lists, never a function
                first = self.initial.get(name)
                chosen = first if isinstance(first, list) else [first]
                known = {str(value) for value, _label in offered}
                extra = [one for one in chosen if isinstance(one, str) and one and one not in known]
                if extra:
                    labels = dict([*self.choices.plan_variables(), *self.choices.unit_variables()])
                    field.choices = [*offered, *[(one, labels.get(one, one)) for one in extra]]

    def read(self, part: Any) -> dict[str, Any]:
        """The form's first values for a part."""
        return {}

    def offer(self) -> None:
        """Fill the lists."""

    def written(self) -> Any:
        """The part the form says. Call after is_valid()."""
        raise NotImplementedError

    def condition_of_part(self, part: Any) -> Any:
        """Where the part keeps its condition."""
        return part.get("where") if isinstance(part, Mapping) else None

    def condition(self) -> dict[str, Any] | None:
        """The condition that was written, in rows or as JSON."""
        if self.nested:
            found: dict[str, Any] | None = self.cleaned_data.get("condition_json")
            return found
        numbers = [n for n in range(self.condition_rows) if self.cleaned_data.get(f"c{n}_variable")]
        return condition_of([self._row(n) for n in numbers], texts=self.choices.code_variables())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for number in range(self.condition_rows):
            is_range = cleaned.get(f"c{number}_variable") and cleaned.get(f"c{number}_operator") in PAIRED
            if is_range and len(ends_of(cleaned.get(f"c{number}_value", ""))) < 2:
                self.add_error(f"c{number}_value", _("Write two values, from and to, for example 40; 69."))
        return cleaned

    def _row(self, number: int) -> Row:
        """One row as written; a label in place of its code is understood, in either language."""
        name, operator, value = (
            str(self.cleaned_data[f"c{number}_{part}"]) for part in ("variable", "operator", "value")
        )
        if operator in LISTED:
            value = ", ".join(self.choices.code_of(name, one) for one in value.split(","))
        return Row(name, operator or "eq", self.choices.code_of(name, value))

    def rows(self) -> list[list[forms.BoundField]]:
        """The condition rows for the template."""
        return [
            [self[f"c{n}_{part}"] for part in ("variable", "operator", "value")] for n in range(self.condition_rows)
        ]

    def plain_fields(self) -> list[forms.BoundField]:
        """The fields outside the condition rows, in order."""
        return [self[name] for name in self.fields if not _is_row_field(name)]

    @property
    def lacks_variables(self) -> bool:
        """Whether the form is about variables of the plan, and the plan has none to choose."""
        lists = [field for field in self.fields.values() if isinstance(field, forms.MultipleChoiceField)]
        is_about_them = self.of_variables or any(field.required and not field.choices for field in lists)
        return is_about_them and not self.choices.plan_variables()

    @property
    def lacks_fitting(self) -> bool:
        """Whether a variable must be chosen and none of the plan's fits."""
        lists = [field for field in self.fields.values() if isinstance(field, forms.MultipleChoiceField)]
        return bool(self.choices.plan_variables()) and any(field.required and not field.choices for field in lists)

    @property
    def lacks_event(self) -> bool:
        """Whether the form asks for an event, and no variable of the plan can be one."""
        event = self.fields.get("event")
        if not isinstance(event, forms.ChoiceField) or not is_asked_for(event):
            return False
        offered: Any = event.choices  # ours are lists of pairs
        return all(value == "" for value, _label in offered)

    def _add_condition_rows(self) -> None:
        rows = rows_of(self.condition_of_part(self.part) if self.part is not None else None)
        if rows is None:
            self.nested = True
            self.fields["condition_json"] = JsonField(label=_("Condition as JSON"))
            self.initial["condition_json"] = json.dumps(self.condition_of_part(self.part), ensure_ascii=False, indent=2)
            return
        self.condition_rows = len(rows) + SPARE_ROWS
        offered = [BLANK, *self.condition_choices()]
        for number in range(self.condition_rows):
            for name, made in _row_fields(offered, number).items():
                self.fields[name] = made
        for number, row in enumerate(rows):
            self.initial = {
                **self.initial,
                f"c{number}_variable": row.variable,
                f"c{number}_operator": row.operator,
                f"c{number}_value": row.value,
            }

    def condition_choices(self) -> Sequence[Pair]:
        """What a condition of this part may name."""
        if self.condition_variables == "plan":
            return self.choices.plan_variables()
        if self.condition_variables == "unit":
            return self.choices.unit_variables()
        if self.condition_variables == "value":
            return [*self.choices.plan_variables(), *self.choices.unit_variables()]
        return self.choices.record_variables(self.dataset)


def is_asked_for(field: forms.Field) -> bool:
    """Whether a field must be filled, or it or another."""
    return field.required or getattr(field, "is_alternative", False)


def _is_row_field(name: str) -> bool:
    return name[:1] == "c" and name[1:2].isdigit()


def _row_fields(offered: Sequence[Pair], number: int) -> dict[str, forms.Field]:
    return {
        f"c{number}_variable": forms.ChoiceField(label=_("Variable"), choices=list(offered), required=False),
        f"c{number}_operator": forms.ChoiceField(label=_("Comparison"), choices=list(OPERATOR_NAMES), required=False),
        f"c{number}_value": forms.CharField(label=_("Value"), required=False),
    }


def json_of(text: str) -> Any:
    """The value that JSON written by hand means. Raises ValidationError."""
    try:
        return plain_json(text)
    except DuplicateKey as twice:
        said = _("“%(key)s” stands twice in one object. Delete one of them.") % {"key": twice}
        raise forms.ValidationError(said) from twice
    except ValueError as reason:
        raise forms.ValidationError(_("This is not JSON. Check quotation marks, commas and brackets.")) from reason


class JsonField(forms.CharField):
    """JSON written by hand; a fault is said in the form's own words."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """The value the JSON means. Raises ValidationError."""
        text = super().to_python(value)
        if not text:
            return None
        return json_of(text)


def window_fields() -> dict[str, forms.Field]:
    """Two ends of a window in days from the index."""
    return {
        "window_from": forms.IntegerField(
            label=_("From day"), required=False, help_text=_("Days from the index date; empty is open")
        ),
        "window_to": forms.IntegerField(
            label=_("To day"), required=False, help_text=_("Negative is before the index date")
        ),
    }


def window_of(cleaned: Mapping[str, Any]) -> dict[str, Any] | None:
    """The window the two ends say; none when both are open."""
    ends = [cleaned.get("window_from"), cleaned.get("window_to")]
    return {"days": ends} if any(end is not None for end in ends) else None


def window_initial(part: Mapping[str, Any]) -> dict[str, Any]:
    """The ends of a part's window in days."""
    ends = (part.get("window") or {}).get("days") or [None, None]
    return {"window_from": ends[0], "window_to": ends[1]}


def without_blanks(part: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON object without the keys that say nothing."""
    return {key: value for key, value in part.items() if value not in (None, "", [], {})}
