"""The applicant's yes to a decision that waits for it: conditions, or a plan that was granted in part."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from requests_app.commands.applications import keep_submission
from requests_app.commands.outcome import prepare_permit
from requests_app.models import Application
from requests_app.states import Outcome
from requests_app.workflow import APPLICATION


@transaction.atomic
def accept_decision(*, by: Any, application: Application, expected_version: int) -> Application:
    """Accept the decision; the approval is written, and what was granted runs when it is sealed.

    After a partial grant this sends and confirms the plan reduced to what was granted, and no other: nobody has
    assessed another. Raises Refused, Conflict or NotVisible.
    """

    def change(row: Application) -> None:
        if row.outcome == Outcome.PARTLY_APPROVED:
            row.plan_version = row.offered_version
            keep_submission(row, by)
        row.awaits_acceptance, row.state_since = False, timezone.now()

    accepted = APPLICATION.apply("accept", application, by=by, expected_version=expected_version, change=change)
    prepare_permit(accepted)
    return accepted
