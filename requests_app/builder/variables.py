"""Forms of the shapes a variable can have. What has no form of its own is written as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.builder.choices import DATES
from requests_app.builder.fits import is_date
from requests_app.builder.number_fields import EdgesField, NumbersField
from requests_app.builder.numbers import numbers_text
from requests_app.builder.parts import (
    BLANK,
    JsonField,
    PartForm,
    window_fields,
    window_initial,
    window_of,
    without_blanks,
)

TAKES = [
    ("first", _("the first")), ("last", _("the last")), ("nearest", _("the nearest to the index date")),
    ("min", _("the smallest")), ("max", _("the largest")), ("mean", _("the mean")),
]  # fmt: skip

SHIFT_UNITS = [("days", _("days")), ("months", _("months")), ("years", _("years"))]


class ShapeForm(PartForm):
    """A variable's shape: one key, one value."""

    key = ""

    def inner(self, part: Any) -> Any:
        """What stands under the shape's key."""
        return part.get(self.key) if isinstance(part, Mapping) else None


class FromShape(ShapeForm):
    """A variable as it stands."""

    key = "from"
    of = forms.ChoiceField(label=_("Variable"))

    def offer(self) -> None:
        lists: Any = self.fields
        lists["of"].choices = self.choices.unit_variables()

    def read(self, part: Any) -> dict[str, Any]:
        return {"of": self.inner(part)}

    def written(self) -> Any:
        return {self.key: self.cleaned_data["of"]}


class YearOfShape(FromShape):
    """The calendar year of a date."""

    key = "year_of"

    def offer(self) -> None:
        lists: Any = self.fields
        lists["of"].choices = self.choices.dates()


class CompletedYearsShape(ShapeForm):
    """Whole years between two dates, such as age."""

    key = "completed_years"
    begin = forms.ChoiceField(label=_("From the date"))
    end = forms.ChoiceField(label=_("To the date"))

    def offer(self) -> None:
        lists: Any = self.fields
        lists["begin"].choices = self.choices.dates()[1:]
        lists["end"].choices = self.choices.dates()

    def read(self, part: Any) -> dict[str, Any]:
        begin, end = self.inner(part) or (None, None)
        return {"begin": begin, "end": end}

    def written(self) -> Any:
        return {self.key: [self.cleaned_data["begin"], self.cleaned_data["end"]]}


class DaysBetweenShape(CompletedYearsShape):
    """Days between two dates."""

    key = "days_between"

    def offer(self) -> None:
        lists: Any = self.fields
        lists["begin"].choices = self.choices.dates()
        lists["end"].choices = [("exit", _("the exit date")), *self.choices.dates()]


class YearsBetweenShape(DaysBetweenShape):
    """Years with decimals between two dates."""

    key = "years_between"


class ShiftShape(ShapeForm):
    """A date moved by a number of days, months or years."""

    key = "shift"
    date = forms.ChoiceField(label=_("The date"))
    amount = forms.IntegerField(label=_("Moved by"), help_text=_("Negative is earlier"))
    unit = forms.ChoiceField(label=_("Unit"), choices=SHIFT_UNITS)

    def offer(self) -> None:
        lists: Any = self.fields
        lists["date"].choices = [*self.choices.dates(), ("exit", _("the exit date"))]

    def read(self, part: Any) -> dict[str, Any]:
        date, amount, unit = self.inner(part) or (None, None, None)
        return {"date": date, "amount": amount, "unit": unit}

    def written(self) -> Any:
        return {self.key: [self.cleaned_data[name] for name in ("date", "amount", "unit")]}


class OnFromShape(ShapeForm):
    """A yes/no that turns during follow-up."""

    key = "on_from"
    date = forms.ChoiceField(
        label=_("From the date"), help_text=_("No until and on this day, yes after it. For rates, Poisson and Cox.")
    )

    def offer(self) -> None:
        lists: Any = self.fields
        lists["date"].choices = self.choices.dates()

    def read(self, part: Any) -> dict[str, Any]:
        return {"date": self.inner(part)}

    def written(self) -> Any:
        return {self.key: self.cleaned_data["date"]}


class BandsShape(ShapeForm):
    """Groups of a number."""

    key = "bands"
    of = forms.ChoiceField(label=_("The number"))
    edges = EdgesField(
        label=_("Edges"), help_text=_("For example 40; 50; 60; 70. A dash first or last leaves that end open.")
    )

    def offer(self) -> None:
        lists: Any = self.fields
        lists["of"].choices = self.choices.numbers()

    def read(self, part: Any) -> dict[str, Any]:
        inner = self.inner(part) or {}
        return {"of": inner.get("of"), "edges": numbers_text(inner.get("edges"))}

    def written(self) -> Any:
        return {self.key: {"of": self.cleaned_data["of"], "edges": self.cleaned_data["edges"]}}


class QuantileBandsShape(ShapeForm):
    """Groups of a number, cut at the population's own quantiles."""

    key = "bands"
    of = forms.ChoiceField(label=_("The number"))
    quantiles = NumbersField(
        label=_("Quantiles"), help_text=_("For example 0.25; 0.5; 0.75 for four groups of the same size")
    )

    def offer(self) -> None:
        lists: Any = self.fields
        lists["of"].choices = self.choices.numbers()

    def clean_quantiles(self) -> list[float]:
        cuts: list[float] = self.cleaned_data["quantiles"]
        if not all(0 < cut < 1 for cut in cuts) or cuts != sorted(set(cuts)):
            raise forms.ValidationError(_("Write rising numbers between 0 and 1, parted by semicolons."))
        return cuts

    def read(self, part: Any) -> dict[str, Any]:
        inner = self.inner(part) or {}
        return {"of": inner.get("of"), "quantiles": numbers_text(inner.get("quantiles"))}

    def written(self) -> Any:
        return {self.key: {"of": self.cleaned_data["of"], "quantiles": self.cleaned_data["quantiles"]}}


class WhenShape(ShapeForm):
    """Yes where conditions hold."""

    key = "when"
    condition_variables = "value"

    def condition_of_part(self, part: Any) -> Any:
        return self.inner(part)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.condition_rows and not any(cleaned.get(f"c{n}_variable") for n in range(self.condition_rows)):
            raise forms.ValidationError(_("Choose at least one variable."))
        return cleaned

    def written(self) -> Any:
        return {self.key: self.condition()}


class RecordShape(ShapeForm):
    """Something about a person's records."""

    condition_variables = "records"
    source = forms.ChoiceField(label=_("Records in"))

    def offer(self) -> None:
        lists: Any = self.fields
        lists["source"].choices = self.choices.record_datasets()
        self.fields.update(window_fields())

    def condition_of_part(self, part: Any) -> Any:
        return (self.inner(part) or {}).get("where")

    def read(self, part: Any) -> dict[str, Any]:
        inner = self.inner(part) or {}
        return {"source": inner.get("dataset"), **window_initial(inner), **self.read_more(inner)}

    def read_more(self, inner: Mapping[str, Any]) -> dict[str, Any]:
        """What a kind of its own adds to the form."""
        return {}

    def more(self) -> dict[str, Any]:
        """What a kind of its own adds to the shape."""
        return {}

    def written(self) -> Any:
        shared = {"where": self.condition(), "window": window_of(self.cleaned_data)}
        return {self.key: without_blanks({"dataset": self.cleaned_data["source"], **self.more(), **shared})}


class ExistsShape(RecordShape):
    """Yes for a person with such a record."""

    key = "exists"


class CountShape(RecordShape):
    """How many records, or how many different values."""

    key = "count"
    distinct = forms.ChoiceField(label=_("Different values of"), required=False)

    def offer(self) -> None:
        super().offer()
        lists: Any = self.fields
        lists["distinct"].choices = [BLANK, *self.choices.record_variables()]

    def read_more(self, inner: Mapping[str, Any]) -> dict[str, Any]:
        return {"distinct": inner.get("distinct")}

    def more(self) -> dict[str, Any]:
        return {"distinct": self.cleaned_data["distinct"]}


class ValueShape(RecordShape):
    """One value out of a person's records."""

    key = "value"
    of = forms.ChoiceField(label=_("Value of"))
    take = forms.ChoiceField(label=_("Which one"), choices=TAKES)

    def offer(self) -> None:
        super().offer()
        lists: Any = self.fields
        lists["of"].choices = self.choices.record_variables()

    def read_more(self, inner: Mapping[str, Any]) -> dict[str, Any]:
        return {"of": inner.get("of"), "take": inner.get("take", "first")}

    def more(self) -> dict[str, Any]:
        return {"of": self.cleaned_data["of"], "take": self.cleaned_data["take"]}


class EventShape(ShapeForm):
    """Yes if a date lies in the follow-up."""

    key = "event"
    date = forms.ChoiceField(label=_("The date"))

    def offer(self) -> None:
        lists: Any = self.fields
        lists["date"].choices = [
            *self.choices.unit_variables(*DATES), *self.choices.plan_variables(is_date),
        ]  # fmt: skip

    def read(self, part: Any) -> dict[str, Any]:
        return {"date": (self.inner(part) or {}).get("date")}

    def written(self) -> Any:
        return {self.key: {"date": self.cleaned_data["date"], "before": "exit"}}


class JsonShape(ShapeForm):
    """Any shape of the plan language, written as JSON."""

    shape = JsonField(label=_("Shape as JSON"), help_text=_('For example {"map": {"of": "sex", "to": {"1": "m"}}}'))

    def read(self, part: Any) -> dict[str, Any]:
        return {"shape": json.dumps(part, ensure_ascii=False, indent=2)}

    def written(self) -> Any:
        return self.cleaned_data["shape"]


SHAPE_FORMS: Mapping[str, type[ShapeForm]] = {
    "from": FromShape,
    "completed_years": CompletedYearsShape,
    "days_between": DaysBetweenShape,
    "years_between": YearsBetweenShape,
    "year_of": YearOfShape,
    "shift": ShiftShape,
    "bands": BandsShape,
    "quantiles": QuantileBandsShape,
    "when": WhenShape,
    "exists": ExistsShape,
    "count": CountShape,
    "value": ValueShape,
    "event": EventShape,
    "on_from": OnFromShape,
    "json": JsonShape,
}

RECORD_SHAPES = ("exists", "count", "value")
"""The ways to one value a person out of several records."""

SHAPE_NAMES: Mapping[str, Any] = {
    "from": _("A variable as it stands"),
    "completed_years": _("Whole years between two dates, such as age"),
    "days_between": _("Days between two dates"),
    "years_between": _("Years between two dates, with decimals"),
    "year_of": _("The year of a date"),
    "shift": _("A date moved by days, months or years"),
    "bands": _("A number in groups"),
    "quantiles": _("A number in groups of the same size (quantiles)"),
    "when": _("Yes or no by conditions"),
    "exists": _("Yes for a person with such a record"),
    "count": _("How many records"),
    "value": _("One value out of the records"),
    "event": _("Yes if a date lies in the follow-up"),
    "on_from": _("Yes from a date on, during the follow-up"),
    "json": _("Anything else, as JSON"),
}


def kind_of_shape(shape: Any) -> str:
    """Which form shows a shape; one the forms cannot say whole is shown as JSON."""
    if isinstance(shape, Mapping) and len(shape) == 1:
        ((key, inner),) = shape.items()
        if key == "bands" and isinstance(inner, Mapping) and set(inner) == {"of", "quantiles"} and _plain(inner):
            return "quantiles"
        if key in SHAPE_FORMS and _fits(key, inner):
            return str(key)
    return "json"


def _fits(key: str, inner: Any) -> bool:
    known = {"exists": {"dataset", "where", "window"}, "count": {"dataset", "where", "window", "distinct"}}
    known |= {
        "value": {"dataset", "where", "window", "of", "take"},
        "bands": {"of", "edges"},
        "event": {"date", "before"},
    }
    if key in known:
        windows = set((inner.get("window") or {"days": None}) if isinstance(inner, Mapping) else {"none"})
        return isinstance(inner, Mapping) and set(inner) <= known[key] and windows == {"days"} and _plain(inner)
    if key in ("completed_years", "days_between", "years_between"):
        return isinstance(inner, list) and len(inner) == 2 and all(isinstance(part, str) for part in inner)
    if key == "shift":
        return isinstance(inner, list) and [type(part) for part in inner] == [str, int, str]
    return isinstance(inner, str) or key == "when"


def _plain(inner: Mapping[str, Any]) -> bool:
    return all(isinstance(inner.get(name, ""), str) for name in ("of", "date", "distinct"))
