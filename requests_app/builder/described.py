"""Forms of the methods that describe: baseline tables, histograms, correlations, trends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.builder.analyses import several
from requests_app.builder.fits import Fit, is_binned, is_no_date
from requests_app.builder.method_forms import MethodForm, missing_field, one_of
from requests_app.builder.parts import BLANK

KINDS = [("pearson", _("Pearson")), ("spearman", _("Spearman, of ranks"))]
PERIODS = [("year", _("year")), ("quarter", _("quarter")), ("month", _("month")), ("week", _("week"))]


class Table1Form(MethodForm):
    """Baseline characteristics by group."""

    method = "table1"
    keys = frozenset({"of", "by"})
    many = ("of", "by")
    fits: ClassVar[Mapping[str, Fit]] = {"of": is_no_date}
    of = several(_("Characteristics"), missing=_("Choose at least one variable."))
    by = several(_("By group"))
    missing = missing_field()

    def options(self) -> dict[str, Any]:
        return {"of": self.cleaned_data["of"], "by": self.cleaned_data["by"], **self.shared()}


class HistogramForm(MethodForm):
    """Persons in the catalogue's intervals."""

    method = "histogram"
    keys = frozenset({"of", "by"})
    many = ("of", "by")
    fits: ClassVar[Mapping[str, Fit]] = {"of": is_binned}
    of = several(
        _("Numbers"), missing=_("Choose at least one number."), help_text=_("The intervals are those of the catalogue.")
    )
    by = several(_("By group"))
    missing = missing_field()

    def options(self) -> dict[str, Any]:
        return {"of": self.cleaned_data["of"], "by": self.cleaned_data["by"], **self.shared()}


class CorrelationForm(MethodForm):
    """Correlations of numbers."""

    method = "correlation"
    keys = frozenset({"of", "by", "kind"})
    many = ("of", "by")
    of = several(_("Numbers"), missing=_("Choose at least two numbers."))
    kind = forms.ChoiceField(label=_("Kind of correlation"), choices=KINDS, required=False)
    by = several(_("By group"))
    missing = missing_field()

    def clean_of(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["of"]
        if len(chosen) < 2:
            raise forms.ValidationError(_("Choose at least two numbers."))
        return chosen

    def options(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        kind = {"kind": "spearman"} if cleaned["kind"] == "spearman" else {}
        return {"of": cleaned["of"], "by": cleaned["by"], **kind, **self.shared()}


class TrendForm(MethodForm):
    """Persons, or an event's rate, for each period."""

    method = "trend"
    of_variables = False
    keys = frozenset({"every", "date", "event", "by"})
    many = ("by",)
    single = ("event",)
    every = forms.ChoiceField(label=_("Period"), choices=PERIODS, required=False)
    date = one_of(_("By the date"), help_text=_("Empty: the index date"))
    event = one_of(_("Event"), help_text=_("Empty: persons are counted. With an event: its rate."))
    by = several(_("By group"))
    missing = missing_field()

    def offer(self) -> None:
        super().offer()
        fields: Any = self.fields
        fields["date"].choices = [BLANK, *self.choices.dates()]

    def options(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        every = {"every": cleaned["every"]} if cleaned["every"] not in ("", "year") else {}
        return {**every, "date": cleaned["date"], "event": cleaned["event"], "by": cleaned["by"], **self.shared()}
