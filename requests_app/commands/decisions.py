"""What a steward does: begin, save the assessment, and answer for the own controller."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.policy import require
from portal.accounts.roles import Perm
from portal.workflow import Conflict, locked, record
from requests_app.facts import AssessmentSaved
from requests_app.models import Decision
from requests_app.rules.assessment import (
    NO,
    YES,
    check_can_approve,
    check_can_approve_with_conditions,
    check_can_assess,
    check_can_refuse,
    check_can_say_not_available,
)
from requests_app.rules.facts import DecisionFacts
from requests_app.rules.separation import check_is_not_party
from requests_app.selectors.people import parties_of
from requests_app.states import DecisionState
from requests_app.workflow import DECISION, decision_facts


@dataclass(frozen=True)
class Assessment:
    """What the steward wrote: an outcome and a reason per letter, which variables are needed, conditions, a reason."""

    letters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    needed: Mapping[str, str] = field(default_factory=dict)
    conditions: Sequence[str] = ()
    reason: str = ""


@transaction.atomic
def start_review(*, by: Any, decision: Decision, expected_version: int) -> Decision:
    """Begin the assessment. Raises Refused, Conflict or NotVisible."""
    _hold_case(decision)
    return DECISION.apply("start_review", decision, by=by, expected_version=expected_version)


@transaction.atomic
def save_assessment(*, by: Any, decision: Decision, assessment: Assessment, expected_version: int) -> Decision:
    """Keep a draft of the assessment; nothing needs to be complete. Raises Refused, Conflict or NotVisible."""
    _hold_case(decision)
    decision = locked(decision)
    require(by, Perm.REVIEW, decision)
    if decision.version != expected_version:
        raise Conflict(expected=expected_version, found=decision.version)
    check_is_not_party(by.pk, parties_of(decision.application))
    check_can_assess(decision_facts(decision))
    write_assessment(decision, assessment)
    decision.version += 1
    decision.save()
    detail = {"decision": str(decision.uuid), "version": decision.version}
    record(AssessmentSaved, stream=decision.stream, by=by, detail=detail, row=decision)
    return decision


def write_assessment(decision: Decision, assessment: Assessment) -> None:
    """Put the assessment on the row, in its canonical shape; unknown outcomes count as no answer."""
    decision.assessment = {
        letter: {"outcome": _known(row.get("outcome")), "reason": str(row.get("reason", "")).strip()}
        for letter, row in assessment.letters.items()
    }
    decision.needed = {name: answer for name, answer in assessment.needed.items() if answer in (YES, NO)}
    decision.conditions = [text.strip() for text in assessment.conditions if text.strip()]
    decision.reason = assessment.reason.strip()


def _known(outcome: Any) -> str:
    return outcome if outcome in (YES, NO) else ""


def approve(*, by: Any, decision: Decision, assessment: Assessment, expected_version: int) -> Decision:
    """Grant the controller's part. Raises Refused, Conflict or NotVisible."""
    return _decide("approve", check_can_approve, by, decision, assessment, expected_version)


def approve_with_conditions(*, by: Any, decision: Decision, assessment: Assessment, expected_version: int) -> Decision:
    """Grant the controller's part on the written conditions. Raises Refused, Conflict or NotVisible."""
    check = check_can_approve_with_conditions
    return _decide("approve_with_conditions", check, by, decision, assessment, expected_version)


def refuse(*, by: Any, decision: Decision, assessment: Assessment, expected_version: int) -> Decision:
    """Refuse the controller's part, with a reason. Raises Refused, Conflict or NotVisible."""
    return _decide("refuse", check_can_refuse, by, decision, assessment, expected_version)


def say_not_available(*, by: Any, decision: Decision, assessment: Assessment, expected_version: int) -> Decision:
    """Answer that the data do not exist, with a reason. Raises Refused, Conflict or NotVisible."""
    return _decide("not_available", check_can_say_not_available, by, decision, assessment, expected_version)


def _hold_case(decision: Decision) -> None:
    """Lock the case before its decision, as every verb of the case does: nobody withdraws it meanwhile, and two who
    hold one and wait for the other cannot meet."""
    locked(decision.application)


@transaction.atomic
def _decide(
    verb: str,
    check: Callable[[DecisionFacts], None],
    by: Any,
    decision: Decision,
    assessment: Assessment,
    expected_version: int,
) -> Decision:
    def change(row: Decision) -> None:
        write_assessment(row, assessment)
        check(decision_facts(row))
        row.decided_by, row.decided_at = by, timezone.now()

    _hold_case(decision)
    not_needed = sum(answer == NO for answer in assessment.needed.values())
    detail = {"decision": str(decision.uuid), "controller": decision.controller_id, "not_needed": not_needed}
    return DECISION.apply(verb, decision, by=by, expected_version=expected_version, detail=detail, change=change)


DECIDE: Mapping[str, Callable[..., Decision]] = {
    "approve": approve,
    "approve_with_conditions": approve_with_conditions,
    "refuse": refuse,
    "not_available": say_not_available,
}
"""Verb to command, for the page and the API."""


@transaction.atomic
def assess(
    *, by: Any, decision: Decision, assessment: Assessment, expected_version: int, outcome: str = ""
) -> Decision:
    """Decide with a verb of `DECIDE`, or save without one; begins the assessment where nobody has.

    All of it or nothing: a steward whose decision is refused has begun and saved nothing, and the version stands.
    Raises Refused, Conflict or NotVisible.
    """
    if decision.state == DecisionState.PENDING:
        decision = start_review(by=by, decision=decision, expected_version=expected_version)
        expected_version = decision.version
    write = DECIDE[outcome] if outcome else save_assessment
    return write(by=by, decision=decision, assessment=assessment, expected_version=expected_version)
