"""What the coordinator checks: every answer, beside it room for a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from requests_app.forms.conditions import is_blank
from requests_app.forms.gaps import PlanState, is_open
from requests_app.forms.schema import Field, read_form
from requests_app.models import Application
from requests_app.selectors.ball import Ball, ball_of
from requests_app.selectors.clocks import ClockView, clock_views
from requests_app.selectors.gaps import plan_state
from requests_app.selectors.naming import dataset_titles
from requests_app.selectors.plan_words import PlanWords, words_of_version
from requests_app.selectors.register import answer_text
from requests_app.workflow import APPLICATION


@dataclass(frozen=True)
class CheckPage:
    """The coordinator's page."""

    case: Application
    ball: Ball | None
    clocks: list[ClockView]
    verbs: list[str]
    sections: list[dict[str, Any]]
    words: PlanWords | None
    datasets: list[str]


def check_page(case: Application, *, user: Any) -> CheckPage:
    """Everything that was sent, in the form's order."""
    assert case.plan_version is not None
    plan = plan_state(case)
    return CheckPage(
        case=case,
        ball=ball_of(case, user),
        clocks=clock_views(case.clocks.all()),
        verbs=APPLICATION.allowed(case, user),
        sections=_sections(case, plan),
        words=words_of_version(case.plan_version),
        datasets=list(dataset_titles(plan.datasets).values()),
    )


def _sections(case: Application, plan: PlanState) -> list[dict[str, Any]]:
    asked = {question.field: question for question in case.questions.all()}
    sections = []
    for section in read_form(case.form_version.document).sections:
        fields = [field for field in section.fields if not field.is_from_plan and is_open(field, case.answers)]
        rows = [
            {
                "id": field.id,
                "label": str(field.label),
                "law": field.law,
                "text": _text(field, case.answers.get(field.id), plan),
                "question": asked.get(field.id),
            }
            for field in fields
        ]
        if rows:
            sections.append({"title": str(section.title), "rows": rows})
    return sections


def _text(field: Field, answer: Any, plan: PlanState) -> str:
    return "–" if is_blank(answer) else answer_text(field, answer, plan.labels)
