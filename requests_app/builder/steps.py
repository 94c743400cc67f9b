"""Forms of the population's steps: who is studied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.day_field import DayField
from requests_app.builder.parts import BLANK, PartForm, window_fields, window_initial, window_of, without_blanks


class FromStep(PartForm):
    """The dataset the population comes from."""

    dataset_key = forms.ChoiceField(label=_("Dataset"), help_text=_("The people the study begins with"))

    def offer(self) -> None:
        self._list("dataset_key").choices = list(self.choices.datasets)

    def _list(self, name: str) -> Any:
        return self.fields[name]

    def read(self, part: Any) -> dict[str, Any]:
        return {"dataset_key": part}

    def written(self) -> Any:
        return self.cleaned_data["dataset_key"]


class WhereStep(PartForm):
    """Conditions on the base and on person datasets."""

    condition_variables = "unit"

    def condition_of_part(self, part: Any) -> Any:
        return part

    def written(self) -> Any:
        return self.condition()


class KeepStep(WhereStep):
    """Conditions on variables of the plan."""

    condition_variables = "plan"


class IndexStep(PartForm):
    """The event or date from which time counts."""

    condition_variables = "records"
    event_dataset = forms.ChoiceField(label=_("Event in"), required=False)
    take = forms.ChoiceField(label=_("Which event"), choices=[("first", _("the first")), ("last", _("the last"))])
    between_from = DayField(label=_("From date"), required=False)
    between_to = DayField(label=_("To date"), required=False)
    date = forms.ChoiceField(label=_("Or a date"), required=False, help_text=_("Instead of an event"))

    def offer(self) -> None:
        lists: Any = self.fields
        lists["event_dataset"].choices = [BLANK, *self.choices.record_datasets()]
        lists["date"].choices = [BLANK, *self.choices.dates()[1:]]

    def read(self, part: Any) -> dict[str, Any]:
        ends = part.get("between") or [None, None]
        return {
            "event_dataset": part.get("dataset"),
            "take": part.get("take", "first"),
            "between_from": ends[0],
            "between_to": ends[1],
            "date": part.get("date") if "dataset" not in part else None,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("event_dataset") and not cleaned.get("date"):
            self.add_error("event_dataset", _("Choose an event or a date."))
        if bool(cleaned.get("between_from")) != bool(cleaned.get("between_to")):
            self.add_error("between_to", _("Write both dates, or none."))
        return cleaned

    def written(self) -> Any:
        cleaned = self.cleaned_data
        if not cleaned["event_dataset"]:
            return {"date": cleaned["date"]}
        between = [cleaned["between_from"], cleaned["between_to"]]
        return without_blanks(
            {
                "dataset": cleaned["event_dataset"],
                "where": self.condition(),
                "take": cleaned["take"],
                "between": [day.isoformat() for day in between] if all(between) else None,
            }
        )


class ExcludeStep(PartForm):
    """Persons with such a record are left out."""

    condition_variables = "records"
    event_dataset = forms.ChoiceField(label=_("Persons with a record in"))

    def offer(self) -> None:
        lists: Any = self.fields
        lists["event_dataset"].choices = self.choices.record_datasets()
        self.fields.update(window_fields())

    def read(self, part: Any) -> dict[str, Any]:
        return {"event_dataset": part.get("dataset"), **window_initial(part)}

    def written(self) -> Any:
        return without_blanks(
            {
                "dataset": self.cleaned_data["event_dataset"],
                "where": self.condition(),
                "window": window_of(self.cleaned_data),
            }
        )


class ExitStep(PartForm):
    """Follow-up ends at the earliest of these dates."""

    dates = forms.MultipleChoiceField(label=_("The earliest of"), required=False, widget=forms.CheckboxSelectMultiple())
    fixed = DayField(label=_("Or this date"), required=False)

    def offer(self) -> None:
        lists: Any = self.fields
        lists["dates"].choices = self.choices.dates()[1:]

    def read(self, part: Any) -> dict[str, Any]:
        given = [date for date in part.get("first_of", []) if isinstance(date, str)]
        offered = {value for value, _label in self.choices.dates()}
        fixed = [date for date in given if date not in offered]
        return {"dates": [date for date in given if date in offered], "fixed": fixed[0] if fixed else None}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("dates") and not cleaned.get("fixed"):
            self.add_error("dates", _("Choose at least one date."))
        return cleaned

    def written(self) -> Any:
        fixed = self.cleaned_data.get("fixed")
        return {"first_of": [*self.cleaned_data["dates"], *([fixed.isoformat()] if fixed else [])]}


STEP_FORMS: Mapping[str, type[PartForm]] = {
    "from": FromStep,
    "where": WhereStep,
    "index": IndexStep,
    "keep_if": KeepStep,
    "exclude": ExcludeStep,
    "exit": ExitStep,
}

STEP_NAMES: Mapping[str, Any] = {
    "from": _("The population comes from"),
    "where": _("Only those who"),
    "index": _("Time counts from"),
    "keep_if": _("Keep those where"),
    "exclude": _("Leave out those who"),
    "exit": _("Followed until"),
}
