"""Who has the case, until when, and what comes next: the answer every case page opens with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.policy import can, roles_of
from portal.accounts.roles import Perm, Role
from portal.ui.format import date_text, days_text
from requests_app.models import Application
from requests_app.roles import stewarded_by
from requests_app.selectors.clocks import clock_view, running_clock
from requests_app.selectors.people import parties_of
from requests_app.selectors.writing import may_write
from requests_app.states import OPEN_DECISIONS, ApplicationState, ClockKind

DUE_CLOCKS = {
    ApplicationState.SUBMITTED: (ClockKind.COMPLETENESS,),
    ApplicationState.CHECKING: (ClockKind.COMPLETENESS,),
    ApplicationState.WAITING: (ClockKind.ANSWER,),
    ApplicationState.ASSESSING: (ClockKind.DECISION,),
    ApplicationState.DECIDED: (ClockKind.ACCEPTANCE,),
}


@dataclass(frozen=True)
class Ball:
    """Parameters of `c-ball`."""

    holder: str
    is_you: bool
    since: str
    due: str
    due_label: str
    typical: str
    next: str
    next_label: str
    note: str
    is_late: bool


def ball_of(application: Application, viewer: Any) -> Ball | None:
    """The ball of a sent case; a draft, a decision that is final and an ended case have none."""
    state = ApplicationState(application.state)
    if state not in DUE_CLOCKS or (state == ApplicationState.DECIDED and not application.awaits_acceptance):
        return None
    clock = running_clock(application, *DUE_CLOCKS[state])
    view = clock_view(clock) if clock else None
    is_you = has_the_ball(application, viewer)
    return Ball(
        holder=holder_of(application),
        is_you=is_you,
        since=_("since %(date)s") % {"date": date_text(application.state_since)},
        due=view.due if view else "–",
        due_label=_due_label(state, is_you),
        typical=_left(view.days_left) if view else "",
        next=_next(application, is_you),
        next_label=_("Your next step"),
        note=""
        if is_you
        else _("We write when there is an answer or a question.")
        if _is_party(application, viewer)
        else "",
        is_late=bool(view and view.state == "late"),
    )


def holder_of(application: Application) -> str:
    """Who has the case, in words."""
    if application.state == ApplicationState.WAITING or application.awaits_acceptance:
        return _("The applicant")
    if application.state in (ApplicationState.SUBMITTED, ApplicationState.CHECKING):
        return _("The coordinator")
    if application.state == ApplicationState.ASSESSING:
        names = [row.controller.name for row in application.decisions.all() if row.state in OPEN_DECISIONS]
        return ", ".join(names)
    return "–"


def has_the_ball(application: Application, viewer: Any) -> bool:
    """Whether the case lies with this person: what nobody has taken lies with every coordinator."""
    if application.state == ApplicationState.WAITING:
        return may_write(viewer, application)
    if application.awaits_acceptance:
        return can(viewer, Perm.ACCEPT_DECISION, application)
    if _is_party(application, viewer):
        return False
    roles = roles_of(viewer)
    if application.state == ApplicationState.SUBMITTED:
        return Role.COORDINATOR in roles
    if application.state == ApplicationState.CHECKING:
        return Role.COORDINATOR in roles and application.coordinator_id == viewer.pk
    mine = stewarded_by(viewer)
    open_here = [row for row in application.decisions.all() if row.state in OPEN_DECISIONS]
    return application.state == ApplicationState.ASSESSING and any(row.controller_id in mine for row in open_here)


def _is_party(application: Application, viewer: Any) -> bool:
    return viewer.pk in parties_of(application)


def _due_label(state: ApplicationState, is_you: bool) -> str:
    if state in (ApplicationState.WAITING, ApplicationState.DECIDED):
        return _("Reply by")
    if state == ApplicationState.ASSESSING:
        return _("Decision by")
    return _("Check by")


def _left(days: int) -> str:
    if days < 0:
        return _("%(days)s overdue") % {"days": days_text(-days)}
    return _("%(days)s left") % {"days": days_text(days)}


def _next(application: Application, is_you: bool) -> str:
    if not is_you:
        return _("You need do nothing now")
    if application.state == ApplicationState.WAITING:
        count = sum(question.answered_at is None for question in application.questions.all())
        return ngettext("Answer %(n)d question", "Answer %(n)d questions", count) % {"n": count}
    if application.awaits_acceptance:
        return _("Read the decision and answer it")
    if application.state == ApplicationState.ASSESSING:
        return _("Assess and decide")
    if application.state == ApplicationState.SUBMITTED:
        return _("Begin the check")
    return _("Check that the application is complete")
