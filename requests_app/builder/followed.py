"""Forms of rates and survival."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.builder.analyses import several
from requests_app.builder.method_forms import TimedForm, either, missing_field, one_of
from requests_app.builder.number_fields import EdgesField, NumberField, NumbersField
from requests_app.builder.numbers import number_text, numbers_text
from requests_app.builder.parts import without_blanks

STANDARDS = [
    ("", _("not standardised")), ("ESP2013", _("European standard population 2013")), ("WHO", _("WHO world standard")),
    ("Nordic2000", _("Nordic standard population 2000")),
]  # fmt: skip
PER = [(str(size), size) for size in (1, 100, 1000, 10000, 100000)]
INTERVALS = [("log", _("logarithmic")), ("log-log", _("log-log")), ("plain", _("plain"))]
AXES = ("age", "period", "since_index")


class RatesForm(TimedForm):
    """Events, person-years and rates."""

    method = "rates"
    keys = frozenset({"time", "event", "by", "split", "per", "standard"})
    many = ("by",)
    single = ("event",)
    event = one_of(_("Event"), missing=_("Choose the event that is counted."))
    by = several(_("By group"))
    per = forms.TypedChoiceField(
        label=_("Rate per person-years"), choices=PER, coerce=int, required=False, initial="1000"
    )
    split_age = EdgesField(
        label=_("Cut person-time by attained age"), required=False, help_text=_("Edges, for example 40; 50; 60; -")
    )
    split_period = EdgesField(
        label=_("Cut person-time by calendar year"), required=False, help_text=_("Edges, for example 2010; 2015; 2020")
    )
    split_since_index = EdgesField(
        label=_("Cut person-time by years since the index date"),
        required=False,
        help_text=_("Edges, for example 0; 1; 5; -"),
    )
    standard = forms.ChoiceField(
        label=_("Standardised by age to"), choices=STANDARDS, required=False, help_text=_("Needs a cut by attained age")
    )
    missing = missing_field()

    @classmethod
    def says(cls, part: Mapping[str, Any]) -> bool:
        return super().says(part) and str(part.get("per", 1)) in dict(PER)

    def read(self, part: Any) -> dict[str, Any]:
        split = part.get("split") or {}
        cuts = {f"split_{axis}": numbers_text(split.get(axis)) for axis in AXES}
        return {**super().read(part), **cuts, "per": str(part.get("per", 1))}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("standard") and not cleaned.get("split_age"):
            self.add_error("split_age", _("Write the edges of the age groups to standardise by."))
        return cleaned

    def options(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        split = without_blanks({axis: cleaned[f"split_{axis}"] for axis in AXES})
        per = cleaned["per"] if cleaned["per"] not in ("", 1) else None
        named = {"event": cleaned["event"], "by": cleaned["by"], "split": split, "per": per}
        return {"time": self.time(), **named, "standard": cleaned["standard"], **self.shared()}


class SurvivalForm(TimedForm):
    """Kaplan-Meier curves, or the incidence of competing causes."""

    method = "survival"
    keys = frozenset({"time", "event", "by", "strata", "times", "rmst", "interval", "test", "competing"})
    many = ("by", "strata")
    single = ("event", "competing")
    event = either(one_of(_("Event")))
    competing = either(
        one_of(
            _("Or competing causes"),
            help_text=_("A category of causes; persons without one are censored (Aalen-Johansen)"),
        )
    )
    by = several(_("By group"))
    times = NumbersField(
        label=_("Read at the times"),
        required=False,
        help_text=_("For example 0.5; 1; 5. Empty: the whole curve"),
    )
    rmst = NumberField(label=_("Restricted mean survival time to"), required=False)
    interval = forms.ChoiceField(label=_("Scale of the intervals"), choices=INTERVALS, required=False)
    test = forms.BooleanField(label=_("Log-rank test between the groups"), required=False)
    strata = several(_("Strata of the log-rank test"))
    missing = missing_field()

    def read(self, part: Any) -> dict[str, Any]:
        numbers = {"times": numbers_text(part.get("times")), "rmst": number_text(part.get("rmst", ""))}
        return {**super().read(part), **numbers, "test": bool(part.get("test"))}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("event") and not cleaned.get("competing"):
            self.add_error("event", _("Choose an event, or competing causes."))
        if cleaned.get("test") and not cleaned.get("by"):
            self.add_error("by", _("Choose the groups to test between."))
        return cleaned

    def options(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        named = {name: cleaned[name] for name in ("event", "competing", "by", "strata", "times", "rmst")}
        interval = {"interval": cleaned["interval"]} if cleaned["interval"] not in ("", "log") else {}
        return {
            "time": self.time(),
            **named,
            **interval,
            "test": ["logrank"] if cleaned["test"] else [],
            **self.shared(),
        }
