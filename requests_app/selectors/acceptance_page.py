"""The page of a decision that waits for the applicant: what was refused and why, and the plan that is left, if any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.plans import Dictionary
from catalog.selectors.dictionary import dictionary_for
from portal.accounts.policy import can
from portal.accounts.roles import Perm
from portal.workflow import NotVisible
from requests_app.models import Application, Decision
from requests_app.rules.reduction import gone_between, granted_variables, without_variables
from requests_app.selectors.ball import Ball, ball_of
from requests_app.selectors.case_page import VARIANT
from requests_app.selectors.documents import datasets_named_in, plain_document
from requests_app.selectors.naming import cut_labels, dataset_titles
from requests_app.selectors.plan_page import read_document
from requests_app.selectors.plan_words import PlanWords, words_of_version
from requests_app.states import GRANTED_DECISIONS, DecisionState, Outcome


@dataclass(frozen=True)
class Lost:
    """What the reduced plan no longer has, in the words of the plan that was sent.

    `unused` are variables of granted data that no table is left to use.
    """

    variables: tuple[tuple[str, str], ...]
    unused: tuple[tuple[str, str], ...]
    analyses: tuple[tuple[str, str], ...]
    trimmed: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AcceptancePage:
    """The applicant's page. `words` are of the plan that runs after a yes; when nothing is left, there are none."""

    case: Application
    ball: Ball | None
    decisions: list[dict[str, Any]]
    is_partial: bool
    leaves_nothing: bool
    words: PlanWords | None
    lost: Lost | None
    granted: list[str]


def acceptance_page(case: Application, *, user: Any) -> AcceptancePage:
    """Everything the page shows. Raises NotVisible when no decision waits for this person."""
    if not case.awaits_acceptance or not can(user, Perm.ACCEPT_DECISION, case):
        raise NotVisible
    assert case.plan_version is not None
    is_partial = case.outcome == Outcome.PARTLY_APPROVED
    version = case.offered_version if is_partial else case.plan_version
    rows = list(case.decisions.all())
    titles = dataset_titles(key for row in rows for key in row.datasets)
    cut = cut_labels(rows)
    return AcceptancePage(
        case=case,
        ball=ball_of(case, user),
        decisions=[_decision(row, titles, cut) for row in rows if row.is_final],
        is_partial=is_partial,
        leaves_nothing=version is None,
        words=words_of_version(version) if version else None,
        lost=_lost(case, rows) if is_partial and version else None,
        granted=[titles[key] for row in rows if row.state in GRANTED_DECISIONS for key in row.datasets],
    )


def _decision(row: Decision, titles: Any, cut: Mapping[int, str]) -> dict[str, Any]:
    return {
        "controller": row.controller.name,
        "datasets": ", ".join(titles[key] for key in row.datasets),
        "status": row.label,
        "variant": "warning" if row.cut else VARIANT[DecisionState(row.state)],
        "cut": cut.get(row.pk, ""),
        "reason": row.reason,
        "conditions": row.conditions,
        "uuid": row.uuid,
    }


def _lost(case: Application, decisions: Sequence[Decision]) -> Lost:
    assert case.plan_version is not None and case.offered_version is not None
    sent = plain_document(case.plan_version.document)
    gone = gone_between(sent, case.offered_version.document)
    granted = granted_variables(sent, _granted_dictionary(sent, decisions))
    words = read_document(sent).words
    said = dict(words.variables) if words else {}
    titles = {one: title for one, title, _sentence in words.analyses} if words else {}
    return Lost(
        variables=tuple((name, said.get(name, "")) for name in gone.variables if name not in granted),
        unused=tuple((name, said.get(name, "")) for name in gone.variables if name in granted),
        analyses=tuple((name.upper(), titles.get(name, "")) for name in gone.analyses),
        trimmed=tuple((name.upper(), titles.get(name, "")) for name in gone.trimmed),
    )


def _granted_dictionary(document: Mapping[str, Any], decisions: Sequence[Decision]) -> Dictionary:
    """The catalogue without what the controllers refused or left out, as far as the plan speaks of it."""
    refused = {key for row in decisions if row.state not in GRANTED_DECISIONS for key in row.datasets}
    cut = {name for row in decisions for name in row.cut}
    return without_variables(dictionary_for(key for key in datasets_named_in(document) if key not in refused), cut)
