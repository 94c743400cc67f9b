"""The public register: what was asked, decided and why. Confidential fields are hidden from the first moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from catalog.folding import fold
from portal.ui.format import kroner, number
from portal.workflow import NotVisible
from requests_app.forms.conditions import is_blank
from requests_app.forms.gaps import is_open
from requests_app.forms.schema import Field, FieldType, FormDocument, Unit, read_form
from requests_app.models import Application, Decision, Permit
from requests_app.selectors.naming import cut_labels, dataset_titles
from requests_app.selectors.plan_words import PlanWords, words_of_version
from requests_app.selectors.sent import put_back_to_sent
from requests_app.states import FINAL_DECISIONS, GRANTED_DECISIONS, PermitState

HIDDEN_BY = "confidential"
"""The form field in which the applicant marks others as confidential."""


@dataclass(frozen=True)
class RegisterEntry:
    """One entry of the register. `words` are of the plan that runs or ran: before a permit there is none."""

    case: Application
    lay_summary: str
    answers: list[dict[str, Any]]
    decisions: list[dict[str, Any]]
    datasets: list[str]
    permit: Permit | None
    words: PlanWords | None


def register_entries(filters: dict[str, str] | None = None) -> QuerySet[Application]:
    """Every application ever received, newest first."""
    rows = Application.objects.filter(submitted_at__isnull=False).select_related("organisation", "plan_version")
    words = fold((filters or {}).get("q", ""))
    if words:
        rows = rows.filter(register_search__contains=words)
    if (filters or {}).get("outcome"):
        rows = rows.filter(outcome=(filters or {})["outcome"])
    return rows.order_by("-submitted_at", "-pk")


def register_entry(number: str) -> RegisterEntry:
    """One entry in 6 queries; one more where variables were left out, and two where a plan runs or ran.

    It is as it was last sent: what the applicant is still writing is nobody's yet.

    Raises NotVisible for a number nobody was given.
    """
    decisions = Decision.objects.filter(state__in=FINAL_DECISIONS).select_related("controller").order_by("pk")
    permits = Permit.objects.exclude(state=PermitState.ISSUED).select_related("plan_version")
    rows = (
        register_entries()
        .select_related("form_version")
        .prefetch_related(Prefetch("decisions", decisions), Prefetch("permits", permits))
    )
    case = rows.filter(number=number).first()
    if case is None or case.plan_version is None:
        raise NotVisible
    put_back_to_sent(case)
    document = read_form(case.form_version.document)
    titles = dataset_titles(_asked_datasets(case))
    cut = cut_labels(case.decisions.all())
    permit = next(iter(case.permits.all()), None)
    return RegisterEntry(
        case=case,
        lay_summary=str(public_answers(case).get("lay_summary", "")),
        answers=public_rows(case, document),
        decisions=[_decision(row, titles, cut) for row in case.decisions.all()],
        datasets=list(titles.values()),
        permit=permit,
        words=words_of_version(permit.plan_version) if permit else None,
    )


def _asked_datasets(case: Application) -> list[str]:
    """The datasets that were applied for; after a partial grant the plan that runs has fewer."""
    assert case.plan_version is not None
    decided = [key for row in case.decisions.all() for key in row.datasets]
    return list(dict.fromkeys([*case.plan_version.datasets, *decided]))


def hidden_fields(case: Application) -> frozenset[str]:
    """Fields the applicant marked as confidential."""
    marked = case.answers.get(HIDDEN_BY)
    return frozenset(marked) if isinstance(marked, list) else frozenset()


def public_answers(case: Application) -> dict[str, Any]:
    """Answers of public fields that are not marked confidential."""
    hidden = hidden_fields(case)
    document = read_form(case.form_version.document)
    public = {field.id for field in document.fields() if field.public}
    return {name: value for name, value in case.answers.items() if name in public and name not in hidden}


def public_rows(case: Application, document: FormDocument) -> list[dict[str, Any]]:
    """Label and text of each public field; a hidden one says so."""
    hidden, shown = hidden_fields(case), public_answers(case)
    rows = []
    for field in document.fields():
        if (
            not field.public
            or field.is_from_plan
            or field.id in ("title", "lay_summary")
            or not is_open(field, case.answers)
        ):
            continue
        if field.id in hidden:
            rows.append({"label": str(field.label), "hidden": True, "text": ""})
        elif not is_blank(shown.get(field.id)):
            rows.append({"label": str(field.label), "hidden": False, "text": answer_text(field, shown[field.id])})
    return rows


def answer_text(field: Field, value: Any, names: Mapping[str, str] | None = None) -> str:
    """An answer in words; `names` are labels of variables, where the answer is a line about each."""
    labels = {option.value: str(option.label) for option in field.options}
    if isinstance(value, list):
        return "; ".join(labels.get(one, str(one)) for one in value)
    if field.type is FieldType.ROWS and isinstance(value, dict):
        return "; ".join(f"{(names or {}).get(name, name)}: {text}" for name, text in value.items())
    if isinstance(value, int | float):
        return kroner(value) if field.unit is Unit.KRONER else number(value)
    return labels.get(value, str(value)) if isinstance(value, str) else str(value)


def _decision(row: Decision, titles: Any, cut: Mapping[int, str]) -> dict[str, Any]:
    return {
        "controller": row.controller.name,
        "datasets": ", ".join(titles.get(key, key) for key in row.datasets),
        "status": row.label,
        "cut": cut.get(row.pk, ""),
        "variant": "warning" if row.cut else "success" if row.state in GRANTED_DECISIONS else "error",
        "date": row.decided_at,
        "reason": row.reason,
        "conditions": row.conditions,
    }
