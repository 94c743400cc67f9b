"""A finished decision, as the parties and the controllers read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from requests_app.models import Decision
from requests_app.rules.assessment import ARTICLE, letters_of
from requests_app.selectors.case_page import VARIANT
from requests_app.selectors.complaint import Complaint, complaint_of
from requests_app.selectors.naming import cut_labels, dataset_titles
from requests_app.states import DecisionState


@dataclass(frozen=True)
class DecisionPage:
    """One controller's answer."""

    decision: Decision
    status: str
    variant: str
    datasets: list[str]
    cut: str
    letters: list[dict[str, Any]]
    article: str
    complaint: Complaint | None


def decision_page(decision: Decision) -> DecisionPage:
    """The answer with its reasons; the decision comes from `decision_for`."""
    state = DecisionState(decision.state)
    return DecisionPage(
        decision=decision,
        status=decision.label,
        variant="warning" if decision.cut else VARIANT.get(state, "info"),
        datasets=list(dataset_titles(decision.datasets).values()),
        cut=cut_labels([decision]).get(decision.pk, ""),
        letters=[
            {"key": letter.key, "text": str(letter.text), **decision.assessment.get(letter.key, {})}
            for letter in letters_of(decision.application.answers)
        ],
        article=ARTICLE.get(decision.application.regime, ""),
        complaint=complaint_of(decision),
    )
