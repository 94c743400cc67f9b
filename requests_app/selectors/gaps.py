"""What an application still lacks, with the faults of its plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analysis.plans import Fault, PlanFaults
from requests_app.forms.gaps import Gap, PlanState, gaps_of
from requests_app.forms.schema import read_form
from requests_app.models import Application, Plan
from requests_app.selectors.documents import bound_plan
from requests_app.selectors.naming import distinct_labels


def language() -> str:
    """`da` or `en`, the language of the page."""
    return "en" if (get_language() or "da").startswith("en") else "da"


def fault_text(fault: Fault) -> str:
    """What to do about a fault, in the language of the page."""
    if _is_without_tables(fault):
        return _("Add at least one table.")
    return fault.message(language())


def _is_without_tables(fault: Fault) -> bool:
    """Whether the fault is that of every plan that has just been begun: it has no table."""
    return fault.code == "length" and fault.path == "analyses"


def plan_faults(document: Any) -> tuple[Fault, ...]:
    """Every fault of a plan document against the catalogue."""
    try:
        bound_plan(document)
    except PlanFaults as refusal:
        return tuple(refusal.faults)
    return ()


def plan_state(application: Application) -> PlanState:
    """What the form needs to know of the application's plan. Once sent, it is the bound version."""
    version = application.plan_version
    if version is not None:
        return _state_of(version.variables)
    plan: Plan | None = application.plan
    if plan is None:
        return PlanState()
    try:
        bound = bound_plan(plan.document)
    except PlanFaults as refusal:
        return PlanState(exists=True, faults=tuple(fault_text(fault) for fault in refusal.faults))
    return _state_of(bound.variables_used)


def _state_of(variables: Mapping[str, Sequence[str]]) -> PlanState:
    names = tuple(f"{dataset}.{name}" for dataset, used in variables.items() for name in used)
    return PlanState(exists=True, datasets=tuple(variables), variables=names, labels=distinct_labels(names))


def application_gaps(application: Application, plan: PlanState) -> tuple[Gap, ...]:
    """Every gap of the application as it is written now."""
    return gaps_of(read_form(application.form_version.document), application.answers, plan)
