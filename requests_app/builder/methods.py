"""Which form each method has, and what a person calls it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from requests_app.builder.analyses import AnalysisForm, CountForm, CrosstabForm, JsonAnalysis, SummaryForm
from requests_app.builder.described import CorrelationForm, HistogramForm, Table1Form, TrendForm
from requests_app.builder.followed import RatesForm, SurvivalForm
from requests_app.builder.method_forms import MethodForm
from requests_app.builder.regressions import CoxForm, LinearForm, LogisticForm, PoissonForm

JSON = "json"

ANALYSIS_FORMS: Mapping[str, type[AnalysisForm]] = {
    "count": CountForm,
    "crosstab": CrosstabForm,
    "summary": SummaryForm,
    "table1": Table1Form,
    "histogram": HistogramForm,
    "correlation": CorrelationForm,
    "trend": TrendForm,
    "rates": RatesForm,
    "survival": SurvivalForm,
    "linear": LinearForm,
    "logistic": LogisticForm,
    "poisson": PoissonForm,
    "cox": CoxForm,
    JSON: JsonAnalysis,
}

ANALYSIS_NAMES: Mapping[str, Any] = {
    "count": _("How many persons"),
    "crosstab": _("A table of counts"),
    "summary": _("Mean, median and spread"),
    "table1": _("Baseline characteristics (Table 1)"),
    "histogram": _("How a number is spread (histogram)"),
    "correlation": _("Correlations of numbers"),
    "trend": _("Persons or rates over time"),
    "rates": _("Incidence rates and standardised rates"),
    "survival": _("Survival and cumulative incidence"),
    "linear": _("Linear regression"),
    "logistic": _("Logistic regression"),
    "poisson": _("Poisson regression"),
    "cox": _("Cox regression"),
    JSON: _("Anything else, as JSON"),
}


def kind_of_analysis(analysis: Mapping[str, Any]) -> str:
    """Which form shows an analysis; one that its form cannot say whole is shown as JSON."""
    method = analysis.get("method")
    form = ANALYSIS_FORMS.get(method) if isinstance(method, str) else None
    if form is None or (issubclass(form, MethodForm) and not form.says(analysis)):
        return JSON
    return str(method)
