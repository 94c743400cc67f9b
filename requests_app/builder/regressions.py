"""Forms of the models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.builder.analyses import several
from requests_app.builder.fits import Fit, is_count, is_number, is_two_levels
from requests_app.builder.method_forms import (
    MethodForm,
    TimedForm,
    either,
    missing_field,
    one_of,
    read_terms,
    terms_fields,
)

ERRORS = [("model", _("of the model")), ("robust", _("robust")), ("person", _("robust, clustered by person"))]
RARE = [("merge", _("merge them")), ("keep", _("keep them"))]
TIES = [("efron", _("Efron")), ("breslow", _("Breslow"))]


class ModelForm(MethodForm):
    """What all models share: terms, standard errors, rare levels."""

    many: ClassVar[tuple[str, ...]] = ("terms",)
    errors_of_model: ClassVar[Any] = ERRORS

    def offer(self) -> None:
        self.fields = {**self.fields, **terms_fields(), **self.last_fields()}
        super().offer()

    def last_fields(self) -> dict[str, forms.Field]:
        """The fields below the terms."""
        return {
            "standard_errors": forms.ChoiceField(
                label=_("Standard errors"), choices=self.errors_of_model, required=False
            ),
            "rare": forms.ChoiceField(
                label=_("Levels of few persons"),
                choices=RARE,
                required=False,
                help_text=_("Rare levels may keep a model from being fitted or released."),
            ),
            "missing": missing_field(),
        }

    def read(self, part: Any) -> dict[str, Any]:
        errors = "person" if part.get("cluster") else part.get("errors", "model")
        return {
            **super().read(part),
            **read_terms(part),
            "standard_errors": errors,
            "rare": part.get("rare", "keep"),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("terms") and not cleaned.get("more_terms") and "more_terms" not in self.errors:
            self.add_error("terms", _("Choose at least one variable."))
        return cleaned

    def of_all_models(self) -> dict[str, Any]:
        """The options of every model as the plan writes them."""
        cleaned = self.cleaned_data
        errors = cleaned["standard_errors"]
        return {
            "terms": [*cleaned["terms"], *cleaned["more_terms"]],
            "errors": "robust" if errors == "robust" else None,
            "cluster": "person" if errors == "person" else None,
            "rare": "merge" if cleaned["rare"] != "keep" else None,
            **self.shared(),
        }


MODEL_KEYS = frozenset({"terms", "errors", "cluster", "rare"})


class OutcomeForm(ModelForm):
    """A model of one outcome."""

    keys = MODEL_KEYS | {"outcome", "weights"}
    single = ("outcome", "weights")
    outcome = one_of(_("Outcome"), missing=_("Choose the outcome."))
    weights = one_of(_("Weights"), help_text=_("Empty: all weigh the same"))

    def options(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {"outcome": cleaned["outcome"], "weights": cleaned["weights"], **self.of_all_models()}


class LinearForm(OutcomeForm):
    """The mean of a number."""

    method = "linear"
    fits: ClassVar[Mapping[str, Fit]] = {"outcome": is_number}


class LogisticForm(OutcomeForm):
    """The odds of a yes/no."""

    method = "logistic"
    fits: ClassVar[Mapping[str, Fit]] = {"outcome": is_two_levels}


class PoissonForm(ModelForm, TimedForm):
    """Counts with person-time, or the rate of an event in follow-up."""

    method = "poisson"
    fits: ClassVar[Mapping[str, Fit]] = {"outcome": is_count}
    keys = MODEL_KEYS | {"outcome", "offset", "weights", "time", "event"}
    single = ("event", "outcome", "offset", "weights")
    event = either(one_of(_("Event"), help_text=_("With follow-up: the model is of its rate.")))
    outcome = either(one_of(_("Or an outcome"), help_text=_("A count or a yes/no, without follow-up")))
    offset = one_of(_("Person-time of the outcome"), help_text=_("Makes the outcome a rate"))
    weights = one_of(_("Weights"), help_text=_("Empty: all weigh the same"))

    def is_timeless(self, cleaned: Mapping[str, Any]) -> bool:
        return not cleaned.get("event")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if bool(cleaned.get("event")) == bool(cleaned.get("outcome")):
            self.add_error("event", _("Choose either an event with follow-up or an outcome."))
        elif cleaned.get("outcome") and any(cleaned.get(name) for name in ("time_from", "time_to", "time_value")):
            self.add_error("outcome", _("An outcome has no follow-up. Choose an event instead, or empty the dates."))
        return cleaned

    def options(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        named = {name: cleaned[name] for name in ("event", "outcome", "offset", "weights")}
        return {"time": self.time(), **named, **self.of_all_models()}


class CoxForm(ModelForm, TimedForm):
    """Hazard ratios."""

    method = "cox"
    keys = frozenset({"time", "event", "terms", "strata", "ties", "cluster", "test", "rare"})
    many: ClassVar[tuple[str, ...]] = ("terms", "strata")
    single = ("event",)
    errors_of_model: ClassVar[Any] = [ERRORS[0], ERRORS[2]]
    event = one_of(_("Event"), missing=_("Choose the event."))

    def last_fields(self) -> dict[str, forms.Field]:
        return {
            "strata": several(_("Strata with hazards of their own")),
            "ties": forms.ChoiceField(label=_("Events at the same time"), choices=TIES, required=False),
            "test": forms.BooleanField(label=_("Test that hazards are proportional"), required=False),
            **super().last_fields(),
        }

    def read(self, part: Any) -> dict[str, Any]:
        return {**super().read(part), "test": bool(part.get("test"))}

    def options(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        ties = {"ties": "breslow"} if cleaned["ties"] == "breslow" else {}
        test = ["ph"] if cleaned["test"] else []
        shared = self.of_all_models()
        return {
            "time": self.time(),
            "event": cleaned["event"],
            "strata": cleaned["strata"],
            **ties,
            "test": test,
            **shared,
        }
