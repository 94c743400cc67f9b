"""What the forms of analyses of time and of models share: variables by role, follow-up, numbers, terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.builder.analyses import MISSING, AnalysisForm, several
from requests_app.builder.choices import Pair
from requests_app.builder.fits import FITS, Fit
from requests_app.builder.parts import BLANK
from requests_app.builder.terms import can_say, line_of, term_of

UNITS = [("years", _("years")), ("months", _("months")), ("weeks", _("weeks")), ("days", _("days"))]
YEARS = "years"
AnyField = TypeVar("AnyField", bound=forms.Field)


class TermsField(forms.CharField):
    """More terms of a model, one a line."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """The terms. Raises ValidationError, which names the line."""
        found = []
        for line in str(value or "").splitlines():
            if line.strip():
                try:
                    found.append(term_of(line))
                except ValueError as reason:
                    said = _("This is no term: %(line)s. Write one a line, as in the examples.") % {
                        "line": line.strip()
                    }
                    raise forms.ValidationError(said) from reason
        return found


def one_of(label: Any, *, missing: Any = None, help_text: Any = "") -> forms.ChoiceField:
    """One variable of a list; with `missing` one must be chosen."""
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        required=missing is not None,
        error_messages={"required": missing} if missing is not None else None,
    )


def either(field: AnyField) -> AnyField:
    """A field that may be empty only because another is filled: the form asks for one of them, so it is not optional."""
    field.is_alternative = True  # type: ignore[attr-defined]
    return field


def missing_field() -> forms.ChoiceField:
    """What happens to persons with a missing value."""
    return forms.ChoiceField(label=_("Persons with a missing value"), choices=MISSING, required=False)


def chosen_first(pairs: Sequence[Pair], chosen: Any, known: Mapping[str, str]) -> list[Pair]:
    """A list with what is chosen first, in its order: ticks are sent in the order they stand. `known` are labels."""
    names = [name for name in chosen or () if isinstance(name, str)]
    return [(name, known.get(name, name)) for name in names] + [pair for pair in pairs if pair[0] not in names]


class MethodForm(AnalysisForm):
    """An analysis whose options are few enough for a form. `keys` are those it can show; others are shown as JSON."""

    of_variables = True
    keys: ClassVar[frozenset[str]] = frozenset()
    many: ClassVar[tuple[str, ...]] = ()
    """Fields that list the plan's variables to tick."""
    single: ClassVar[tuple[str, ...]] = ()
    """Fields that list the plan's variables to choose one of."""
    fits: ClassVar[Mapping[str, Fit]] = {}
    """What fits a field, where it is something else than its name says."""

    def offer(self) -> None:
        fields: Any = self.fields
        fits, known = {**FITS, **self.fits}, dict(self.choices.plan_variables())
        for name in self.many:
            offered = self.choices.plan_variables(fits[name])
            fields[name].choices = chosen_first(offered, self.initial.get(name), known)
        for name in self.single:
            fields[name].choices = [BLANK, *self.choices.plan_variables(fits[name])]

    def read(self, part: Any) -> dict[str, Any]:
        return dict(part)

    @classmethod
    def says(cls, part: Mapping[str, Any]) -> bool:
        """Whether the form can show this analysis whole."""
        known = cls.keys | {"id", "method", "missing"}
        return set(part) <= known and all(CHECKS.get(key, _any)(value) for key, value in part.items())

    def shared(self) -> dict[str, Any]:
        """The option every method has, where it is not the default."""
        return {"missing": "category"} if self.cleaned_data.get("missing") == "category" else {}


def _any(_value: Any) -> bool:
    return True


def _names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _name(value: Any) -> bool:
    return isinstance(value, str)


def _time(value: Any) -> bool:
    ends = {"from", "to", "origin"}
    if not isinstance(value, Mapping) or not all(isinstance(one, str) for one in value.values()):
        return False
    return {"from", "to"} <= set(value) <= ends | {"unit"} or {"value"} <= set(value) <= {"value", "unit"}


CHECKS: Mapping[str, Any] = {
    "of": _names, "by": _names, "strata": _names, "event": _name, "outcome": _name, "offset": _name, "weights": _name,
    "date": _name, "competing": _name, "standard": _name, "time": _time, "terms": can_say,
    "cluster": lambda value: value == "person",
}  # fmt: skip
"""What a form can show of each option; of the others, anything."""


class TimedForm(MethodForm):
    """An analysis of follow-up: from a date to a date, or a ready time."""

    def offer(self) -> None:
        self.fields = {**time_fields(), **self.fields}
        super().offer()
        fields: Any = self.fields
        dates = self.choices.dates()
        fields["time_from"].choices = [BLANK, *dates]
        fields["time_to"].choices = [BLANK, ("exit", _("the exit date")), *dates]
        fields["time_origin"].choices = [BLANK, *dates]
        fields["time_value"].choices = [BLANK, *self.choices.lengths_of_time()]

    def read(self, part: Any) -> dict[str, Any]:
        time = part.get("time") or {}
        shown = {
            "time_from": "from",
            "time_to": "to",
            "time_origin": "origin",
            "time_value": "value",
            "time_unit": "unit",
        }
        return {**super().read(part), **{name: time.get(key, "") for name, key in shown.items()}}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        dated, ready = bool(cleaned.get("time_from") and cleaned.get("time_to")), bool(cleaned.get("time_value"))
        if not self.is_timeless(cleaned):
            if not dated and not ready:
                self.add_error("time_from", _("Choose from when to when persons are followed, or a ready time."))
            elif ready and (cleaned.get("time_from") or cleaned.get("time_to")):
                self.add_error("time_value", _("Choose either two dates or a ready time."))
        return cleaned

    def is_timeless(self, cleaned: Mapping[str, Any]) -> bool:
        """Whether the analysis needs no time after all."""
        return False

    def time(self) -> dict[str, Any] | None:
        """The time as the plan writes it."""
        cleaned = self.cleaned_data
        unit = {"unit": cleaned["time_unit"]} if cleaned["time_unit"] not in ("", YEARS) else {}
        if cleaned["time_value"]:
            return {"value": cleaned["time_value"], **unit}
        if not cleaned["time_from"]:
            return None
        origin = {"origin": cleaned["time_origin"]} if cleaned["time_origin"] else {}
        return {"from": cleaned["time_from"], "to": cleaned["time_to"], **origin, **unit}


def time_fields() -> dict[str, forms.Field]:
    """From when, to when, on which axis, or a ready time, and in which unit."""
    return {
        "time_from": either(one_of(_("Followed from"))),
        "time_to": either(one_of(_("Followed to"))),
        "time_origin": one_of(
            _("Time counts from"), help_text=_("Empty: from the start. The date of birth makes age the time axis.")
        ),
        "time_value": either(one_of(_("Or a ready follow-up time"), help_text=_("A number instead of two dates"))),
        "time_unit": forms.ChoiceField(label=_("Unit of time"), choices=UNITS, required=False),
    }


def terms_fields() -> dict[str, forms.Field]:
    """The variables of a model, and more terms of them."""
    return {
        "terms": either(
            several(
                _("Variables in the model"),
                help_text=_("A category is compared with its first level, the reference."),
            )
        ),
        "more_terms": TermsField(
            label=_("More terms, one a line"),
            required=False,
            help_text=_(
                "For example age^2, log(ldl), spline(age, 4), factor(region, 1084) with its reference, sex:age"
            ),
        ),
    }


def read_terms(part: Mapping[str, Any]) -> dict[str, Any]:
    """The terms as the two fields show them."""
    terms = part.get("terms") or []
    more = [line_of(term) for term in terms if not isinstance(term, str)]
    return {"terms": [term for term in terms if isinstance(term, str)], "more_terms": "\n".join(more)}
