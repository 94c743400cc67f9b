"""What a steward reads and writes before deciding: the plan in words, the own variables, the letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import Variable
from requests_app.forms.conditions import is_blank
from requests_app.forms.gaps import is_open
from requests_app.forms.schema import read_form
from requests_app.models import Application, Decision
from requests_app.rules.assessment import ARTICLE, LETTERS, letters_of, missing_letters
from requests_app.selectors.clocks import ClockView, clock_view, running_clock
from requests_app.selectors.plan_words import PlanWords, words_of_version
from requests_app.selectors.register import answer_text
from requests_app.states import ClockKind
from requests_app.workflow import decision_facts


@dataclass(frozen=True)
class ReviewPage:
    """The steward's page."""

    decision: Decision
    case: Application
    words: PlanWords | None
    variables: list[dict[str, Any]]
    letters: list[dict[str, Any]]
    folded: list[str]
    missing: str
    clock: ClockView | None
    others: str
    article: str
    fields: list[tuple[str, str]]
    options: list[tuple[str, str]]


def review_page(decision: Decision) -> ReviewPage:
    """Everything the page shows. The decision comes from `decision_for`, with its case."""
    case = decision.application
    assert case.plan_version is not None
    clock = running_clock(case, ClockKind.DECISION)
    return ReviewPage(
        decision=decision,
        case=case,
        words=words_of_version(case.plan_version),
        variables=_variables(decision, case),
        letters=_letters(decision, case),
        folded=[letter.key for letter in LETTERS if letter not in letters_of(case.answers)],
        missing=_missing(decision),
        clock=clock_view(clock) if clock else None,
        others=_others(decision, case),
        article=ARTICLE.get(case.regime, ""),
        fields=_askable(case),
        options=[
            ("approve", _("Approve")),
            ("approve_with_conditions", _("Approve with conditions")),
            ("refuse", _("Refuse")),
            ("not_available", _("The data are not available")),
        ],
    )


def _variables(decision: Decision, case: Application) -> list[dict[str, Any]]:
    assert case.plan_version is not None
    used = {key: case.plan_version.variables.get(key, []) for key in decision.datasets}
    rows = Variable.objects.filter(dataset__key__in=used).select_related("dataset")
    labels = {f"{row.dataset.key}.{row.name}": row.label for row in rows}
    reasons = case.answers.get("variable_reasons", {})
    return [
        {
            "name": f"{key}.{name}",
            "label": labels.get(f"{key}.{name}", name),
            "reason": reasons.get(f"{key}.{name}", "") or _("The applicant has not written a reason."),
            "needed": decision.needed.get(f"{key}.{name}", ""),
        }
        for key, names in used.items()
        for name in names
    ]


def _letters(decision: Decision, case: Application) -> list[dict[str, Any]]:
    document = read_form(case.form_version.document)
    fields = {field.id: field for field in document.fields()}
    rows = []
    for letter in letters_of(case.answers):
        shown = [name for name in letter.fields if name in fields and not is_blank(case.answers.get(name))]
        given = decision.assessment.get(letter.key, {})
        section = document.section_of(shown[0] if shown else letter.fields[0]).id
        rows.append(
            {
                "key": letter.key,
                "text": str(letter.text),
                "answers": [
                    {"label": str(fields[name].label), "text": answer_text(fields[name], case.answers[name])}
                    for name in shown
                ],
                "evidence": _("See the application"),
                "href": reverse("requests_app:application-section", args=[case.uuid, section]),
                "value": given.get("outcome", ""),
                "reason": given.get("reason", ""),
            }
        )
    return rows


def _askable(case: Application) -> list[tuple[str, str]]:
    fields = read_form(case.form_version.document).fields()
    return [(field.id, str(field.label)) for field in fields if not field.is_from_plan and is_open(field, case.answers)]


def _missing(decision: Decision) -> str:
    missing = missing_letters(decision_facts(decision))
    return _("Missing: answers and reasons for points %(letters)s") % {"letters": ", ".join(missing)} if missing else ""


def _others(decision: Decision, case: Application) -> str:
    others = [row for row in case.decisions.all() if row.pk != decision.pk]
    final = [row for row in others if row.is_final]
    if not others:
        return _("No other data controller decides in this case.")
    return _("Other data controllers: %(done)d of %(n)d have decided.") % {"done": len(final), "n": len(others)}
