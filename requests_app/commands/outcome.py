"""What follows when a controller has answered: the case's outcome, and the approval that waits for its seal."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from portal.workflow import locked, record
from requests_app.commands.plans import reduce_version
from requests_app.facts import PermitPrepared
from requests_app.models import Application, Decision, Permit, PlanVersion
from requests_app.rules.acceptance import needs_acceptance
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
    answers = list(Decision.objects.filter(application=application).exclude(state=DecisionState.CANCELLED))
    states = [row.state for row in answers]
    cut = {name for row in answers for name in row.cut}
    outcome = outcome_of(states, cut)
    if outcome is None or application.state != ApplicationState.ASSESSING:
        return

    def change(row: Application) -> None:
        row.outcome, row.decided_at, row.state_since = outcome, event.at, event.at
        row.awaits_acceptance = needs_acceptance(states, cut)
        if outcome is Outcome.PARTLY_APPROVED:
            row.offered_version = _reduced(row, answers, cut)

    detail = {"outcome": outcome.value}
    decided = APPLICATION.apply(
        "decide", application, by=None, expected_version=application.version, detail=detail, change=change
    )
    if outcome is Outcome.APPROVED and not decided.awaits_acceptance:
        prepare_permit(decided)


def _reduced(application: Application, answers: Iterable[Decision], cut: Collection[str]) -> PlanVersion | None:
    """The plan without the datasets of those who said no, and without the variables that grants leave out."""
    assert application.plan_version is not None
    refused = {key for row in answers if row.state not in GRANTED_DECISIONS for key in row.datasets}
    return reduce_version(application.plan_version, refused=refused, cut=cut)


def prepare_permit(application: Application) -> Permit:
    """Write the approval. It waits in state `issued` until the worker, which holds the key, has sealed it."""
    assert application.plan_version is not None
    today = timezone.localdate()
    permit = Permit.objects.create(
        application=application,
        number=f"{application.number}-T",
        plan_version=application.plan_version,
        lines=granted_lines(application),
        valid_from=today,
        valid_to=today + timedelta(days=APPROVAL_DAYS),
    )
    record(PermitPrepared, stream=permit.stream, by=None, detail={"number": permit.number}, row=permit)
    transaction.on_commit(lambda: _ring(permit.pk))
    return permit


def granted_lines(application: Application) -> list[dict[str, Any]]:
    """What the controllers have granted of the case's plan, line by line; a dataset the plan does not use has none."""
    version = application.plan_version
    assert version is not None
    rows = Decision.objects.filter(application=application, state__in=GRANTED_DECISIONS).select_related("controller")
    grants = [
        Grant(row.controller.key, tuple(key for key in row.datasets if key in version.datasets), tuple(row.conditions))
        for row in rows
    ]
    return permit_lines(grants=grants, variables=version.variables, methods=version.methods)


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
