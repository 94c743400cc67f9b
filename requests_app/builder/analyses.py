"""Forms of the tables a plan asks for."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.builder.fits import FITS
from requests_app.builder.number_fields import NumbersField
from requests_app.builder.numbers import numbers_text
from requests_app.builder.parts import JsonField, PartForm, without_blanks

PERCENTS = [("", _("no percentages")), ("row", _("of the row")), ("column", _("of the column")), ("total", _("of all"))]
STATISTICS = [
    ("mean", _("mean")), ("sd", _("standard deviation")), ("median", _("median")), ("q1", _("first quartile")),
    ("q3", _("third quartile")), ("min", _("smallest")), ("max", _("largest")),
]  # fmt: skip
CROSSTAB_TESTS = [
    ("chi2", _("chi-square")), ("chi2_yates", _("chi-square, Yates")), ("fisher", _("Fisher's exact test")),
    ("trend", _("trend")),
]  # fmt: skip
SUMMARY_TESTS = [
    ("welch", _("Welch")), ("student", _("Student")), ("anova", _("analysis of variance")), ("wilcoxon", _("Wilcoxon")),
    ("kruskal", _("Kruskal-Wallis")),
]  # fmt: skip
MISSING = [("drop", _("leave them out")), ("category", _("show them as a group"))]


class AnalysisForm(PartForm):
    """One analysis. `written` gives it without its id and method."""

    method = ""

    def lists(self) -> dict[str, Any]:
        """The form's fields, for filling their lists."""
        return dict(self.fields)

    def options(self) -> dict[str, Any]:
        """The options the method takes."""
        return {}

    def written(self) -> Any:
        return {"method": self.method, **without_blanks(self.options())}


def several(label: Any, choices: Any = (), *, help_text: Any = "", missing: Any = None) -> forms.MultipleChoiceField:
    """Ticks; with `missing`, the words said when none is set, at least one must be."""
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        help_text=help_text,
        required=missing is not None,
        error_messages={"required": missing} if missing is not None else None,
        widget=forms.CheckboxSelectMultiple(),
    )


class CountForm(AnalysisForm):
    """How many persons, and how many each step removed."""

    method = "count"
    flow = forms.BooleanField(label=_("Show how many each step removes"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.part is None:
            self.initial["flow"] = True

    def read(self, part: Any) -> dict[str, Any]:
        return {"flow": part.get("flow", True)}

    def written(self) -> Any:
        return {"method": self.method, **({} if self.cleaned_data["flow"] else {"flow": False})}


class CrosstabForm(AnalysisForm):
    """Counts by one to four variables."""

    method = "crosstab"
    rows_of_table = several(_("Rows"), missing=_("Choose at least one variable for the rows."))
    columns = several(_("Columns"))
    layers = several(_("One table for each"))
    percent = forms.ChoiceField(label=_("Percentages"), choices=PERCENTS, required=False)
    test = several(_("Tests"), CROSSTAB_TESTS)
    ratios = forms.BooleanField(label=_("Risk difference, risk ratio and odds ratio"), required=False)
    records = forms.BooleanField(label=_("Count records too"), required=False)
    missing = forms.ChoiceField(label=_("Persons with a missing value"), choices=MISSING, required=False)

    def offer(self) -> None:
        for name in ("rows_of_table", "columns", "layers"):
            self.lists()[name].choices = self.choices.plan_variables(FITS[name])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen = set(cleaned.get("rows_of_table") or ())
        for name in ("columns", "layers"):
            chosen = set(cleaned.get(name) or ())
            if chosen & seen:
                self.add_error(name, _("A variable stands in one place only. Choose another, or take it out above."))
            seen |= chosen
        return cleaned

    def read(self, part: Any) -> dict[str, Any]:
        return {**part, "rows_of_table": part.get("rows", []), "test": _listed(part.get("test"))}

    def options(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "rows": cleaned["rows_of_table"],
            "columns": cleaned["columns"],
            "layers": cleaned["layers"],
            "percent": cleaned["percent"],
            "test": cleaned["test"],
            "ratios": cleaned["ratios"] or None,
            "records": cleaned["records"] or None,
            "missing": cleaned["missing"] if cleaned["missing"] == "category" else None,
        }


class SummaryForm(AnalysisForm):
    """Means, medians and the like by group."""

    method = "summary"
    of = several(_("Numbers"), missing=_("Choose at least one number."))
    by = several(_("By group"))
    statistics = several(_("Statistics"), STATISTICS, help_text=_("Without a choice: mean, spread, median, quartiles"))
    quantiles = NumbersField(label=_("Quantiles"), required=False, help_text=_("For example 0.1; 0.9"))
    test = several(_("Tests"), SUMMARY_TESTS)
    missing = forms.ChoiceField(label=_("Persons with a missing value"), choices=MISSING, required=False)

    def offer(self) -> None:
        for name in ("of", "by"):
            self.lists()[name].choices = self.choices.plan_variables(FITS[name])

    def read(self, part: Any) -> dict[str, Any]:
        return {**part, "quantiles": numbers_text(part.get("quantiles")), "test": _listed(part.get("test"))}

    def clean_quantiles(self) -> list[float]:
        quantiles: list[float] = self.cleaned_data["quantiles"]
        if not all(0 < quantile < 1 for quantile in quantiles):
            raise forms.ValidationError(_("Write numbers between 0 and 1, parted by semicolons."))
        return quantiles

    def options(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        chosen = {name: cleaned[name] for name in ("of", "by", "statistics", "quantiles", "test")}
        return {**chosen, "missing": cleaned["missing"] if cleaned["missing"] == "category" else None}


class JsonAnalysis(AnalysisForm):
    """Any method of the plan language, written as JSON."""

    analysis = JsonField(label=_("Analysis as JSON"), help_text=_('For example {"method": "histogram", "of": ["age"]}'))

    def read(self, part: Any) -> dict[str, Any]:
        shown = {key: value for key, value in part.items() if key != "id"}
        return {"analysis": json.dumps(shown, ensure_ascii=False, indent=2)}

    def written(self) -> Any:
        found = self.cleaned_data["analysis"]
        return {key: value for key, value in found.items() if key != "id"}

    def clean_analysis(self) -> Any:
        found = self.cleaned_data["analysis"]
        if not isinstance(found, dict):
            raise forms.ValidationError(_("Write one object in curly brackets."))
        return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []
