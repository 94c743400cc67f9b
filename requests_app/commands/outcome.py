"""What follows when a controller has answered: the case's outcome, and the approval that waits for its seal."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from portal.workflow import locked, record
from requests_app.facts import PermitPrepared
from requests_app.models import Application, Decision, Permit
from requests_app.rules.outcome import outcome_of
from requests_app.rules.permits import Grant, permit_lines
from requests_app.states import GRANTED_DECISIONS, ApplicationState, DecisionState, Outcome
from requests_app.workflow import APPLICATION

log = logging.getLogger(__name__)

APPROVAL_DAYS = 365
"""How long an approved plan may run; the law gives a request no period of its own (art. 69), so one year."""


def settle(event: Any, decision: Decision) -> None:
    """Heard on every final decision: when it was the last one, the case is decided, in the same transaction.

    The case is locked before the decisions are read, so of two controllers who answer at once the later sees both.
    """
    application = locked(decision.application)
    answers = Decision.objects.filter(application=application).exclude(state=DecisionState.CANCELLED)
    outcome = outcome_of([row.state for row in answers])
    if outcome is None or application.state != ApplicationState.ASSESSING:
        return

    def change(row: Application) -> None:
        row.outcome, row.decided_at, row.state_since = outcome, event.at, event.at

    detail = {"outcome": outcome.value}
    decided = APPLICATION.apply(
        "decide", application, by=None, expected_version=application.version, detail=detail, change=change
    )
    if outcome is Outcome.APPROVED:
        prepare_permit(decided)


def prepare_permit(application: Application) -> Permit:
    """Write the approval. It waits in state `issued` until the worker, which holds the key, has sealed it."""
    assert application.plan_version is not None
    today = timezone.localdate()
    permit = Permit.objects.create(
        application=application,
        number=f"{application.number}-T",
        plan_version=application.plan_version,
        lines=permit_lines(
            grants=_grants(application),
            variables=application.plan_version.variables,
            methods=application.plan_version.methods,
        ),
        valid_from=today,
        valid_to=today + timedelta(days=APPROVAL_DAYS),
    )
    record(PermitPrepared, stream=permit.stream, by=None, detail={"number": permit.number}, row=permit)
    transaction.on_commit(lambda: _ring(permit.pk))
    return permit


def _grants(application: Application) -> list[Grant]:
    rows = Decision.objects.filter(application=application, state__in=GRANTED_DECISIONS).select_related("controller")
    return [Grant(row.controller.key, tuple(row.datasets), tuple(row.conditions)) for row in rows]


def _ring(permit_id: int) -> None:
    """Ask for the seal. A broker that does not answer loses nothing: the sweeper seals what waits."""
    from requests_app.tasks import seal_permit

    try:
        seal_permit.delay(permit_id)
    except (OperationalError, OSError):
        log.warning("The broker did not take the seal of permit %s", permit_id)


def mark_answered(application: Application, *, at: datetime) -> None:
    """Remember when the applicant got the first result: the end of the case's phase line. Later results change nothing."""
    Application.objects.filter(pk=application.pk, answered_at=None).update(answered_at=at)
