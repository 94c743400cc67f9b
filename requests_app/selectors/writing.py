"""Who may write in an application, and which fields are open."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from portal.accounts.policy import can
from portal.accounts.roles import Perm
from requests_app.models import Application
from requests_app.states import ApplicationState


def open_fields_of(application: Application) -> Collection[str] | None:
    """The fields that can be written now: all of a draft (None), the asked ones while waiting, else none."""
    if application.state == ApplicationState.DRAFT:
        return None
    if application.state == ApplicationState.WAITING:
        return {question.field for question in application.questions.all() if question.answered_at is None}
    return set()


def may_write(person: Any, application: Application) -> bool:
    """The applicant, and members who were given it."""
    if can(person, Perm.EDIT_CASE, application):
        return True
    return any(
        member.user_id == person.pk and member.may_edit and member.is_party for member in application.members.all()
    )
