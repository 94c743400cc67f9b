"""Work behind the pages: sealing permits, and what time moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from portal.workflow import Conflict, NotVisible, Refused
from requests_app.commands.checking import lapse_application
from requests_app.commands.permits import expire_permit, issue_permit
from requests_app.models import Application, Permit
from requests_app.seal import seal_key
from requests_app.states import ApplicationState, ClockKind, PermitState


@shared_task(name="requests_app.seal_permit")
def seal_permit(permit_id: int) -> bool:
    """Seal one permit that waits for it; whether it was sealed now. Asked twice, it does nothing the second time."""
    permit = Permit.objects.filter(pk=permit_id, state=PermitState.ISSUED).first()
    if permit is None:
        return False
    try:
        issue_permit(permit=permit, key=seal_key())
    except (Refused, Conflict, NotVisible):
        return False
    return True


@shared_task(name="requests_app.sweep")
def sweep() -> dict[str, int]:
    """Move what time moves: seal what was not sealed, lapse what was not answered, expire what ended. Idempotent."""
    today = timezone.localdate()
    waiting = Application.objects.filter(
        Q(state=ApplicationState.WAITING, clocks__kind=ClockKind.ANSWER)
        | Q(awaits_acceptance=True, clocks__kind=ClockKind.ACCEPTANCE),
        clocks__stopped_at=None,
        clocks__due_on__lt=today,
    )
    ended = Permit.objects.filter(state__in=[PermitState.ACTIVE, PermitState.SUSPENDED], valid_to__lt=today)
    unsealed = Permit.objects.filter(state=PermitState.ISSUED).values_list("pk", flat=True)
    return {
        "sealed": sum(seal_permit(pk) for pk in unsealed),
        "lapsed": sum(_moved(lapse_application, application) for application in waiting),
        "expired": sum(_moved(expire_permit, permit) for permit in ended),
    }


def _moved(move: Callable[[Any], Any], row: Any) -> bool:
    """Whether time moved the row; somebody who was faster is no reason to leave the others."""
    try:
        move(row)
    except (Refused, Conflict, NotVisible):
        return False
    return True
