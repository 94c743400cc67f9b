"""Everything the case page shows, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.policy import can
from portal.accounts.roles import Perm
from portal.ui.format import date_short
from requests_app.forms.schema import FieldType, read_form
from requests_app.models import Application, Decision, Member, Permit
from requests_app.roles import stewarded_by
from requests_app.selectors.ball import Ball, ball_of
from requests_app.selectors.cases import case_for
from requests_app.selectors.clocks import ClockView, clock_views
from requests_app.selectors.complaint import Complaint, complaint_about
from requests_app.selectors.naming import dataset_titles
from requests_app.selectors.people import parties_of
from requests_app.selectors.timeline import events_of, timeline
from requests_app.selectors.way_on import WayOn, way_on
from requests_app.selectors.writing import may_write
from requests_app.states import (
    GRANTED_DECISIONS,
    OPEN_DECISIONS,
    STOPPED_PERMITS,
    ApplicationState,
    DecisionState,
    Outcome,
    PermitState,
)
from requests_app.workflow import APPLICATION

VARIANT = {
    DecisionState.APPROVED: "success",
    DecisionState.APPROVED_WITH_CONDITIONS: "success",
    DecisionState.REFUSED: "error",
    DecisionState.NOT_AVAILABLE: "error",
}
"""Colour of a decision; what is open is news of no colour."""
OUTCOME_VARIANT = {Outcome.APPROVED: "success", Outcome.PARTLY_APPROVED: "warning", Outcome.REFUSED: "error"}


@dataclass(frozen=True)
class CasePage:
    """The case page."""

    case: Application
    ball: Ball | None
    phases: list[dict[str, Any]]
    decisions: list[dict[str, Any]]
    granted: str
    events: list[dict[str, Any]]
    clocks: list[ClockView]
    permits: list[Permit]
    stopped: Permit | None
    stopped_complaint: Complaint | None
    submissions: int
    plan_url: str
    verbs: list[str]
    members: list[Member]
    actions: list[dict[str, str]]
    may_invite: bool
    ended: bool
    outcome_variant: str
    way_on: WayOn | None


def case_page(*, user: Any, uuid: UUID | str) -> CasePage:
    """The case as this person sees it. Raises NotVisible."""
    case = case_for(user=user, uuid=uuid)
    titles = dataset_titles(key for row in case.decisions.all() for key in row.datasets)
    mine = stewarded_by(user)
    permits = list(case.permits.order_by("-edition"))
    stopped = next((one for one in permits[:1] if one.state in STOPPED_PERMITS), None)
    return CasePage(
        case=case,
        ball=ball_of(case, user),
        phases=phases_of(case),
        decisions=[decision_row(row, titles, is_own=row.controller_id in mine) for row in case.decisions.all()],
        granted=granted_sentence(case),
        events=timeline(case, events_of(case), user),
        clocks=clock_views(case.clocks.all()),
        permits=permits,
        stopped=stopped,
        stopped_complaint=complaint_about(stopped.ended_at) if stopped and stopped.ended_at else None,
        submissions=case.submissions.count(),
        plan_url=plan_url_of(case),
        verbs=APPLICATION.allowed(case, user),
        members=[member for member in case.members.all() if member.is_party],
        actions=actions_of(case, user, mine),
        may_invite=can(user, Perm.INVITE_MEMBER, case),
        ended=case.state in (ApplicationState.CLOSED, ApplicationState.WITHDRAWN, ApplicationState.LAPSED),
        outcome_variant=OUTCOME_VARIANT[Outcome(case.outcome)] if case.outcome else "",
        way_on=way_on(case, user),
    )


def plan_url_of(case: Application) -> str:
    """The part of the application that says the plan in words; empty for a form without one."""
    sections = read_form(case.form_version.document).sections
    found = [one.id for one in sections if any(field.type is FieldType.PLAN for field in one.fields)]
    return reverse("requests_app:application-section", args=[case.uuid, found[0]]) if found else ""


def actions_of(case: Application, user: Any, mine: frozenset[int]) -> list[dict[str, str]]:
    """What this person does next, as buttons above the fold."""
    actions = []
    if case.state == ApplicationState.WAITING and may_write(user, case):
        actions.append(_action("requests_app:application-review", case.uuid, _("Answer the questions")))
    if case.awaits_acceptance and can(user, Perm.ACCEPT_DECISION, case):
        actions.append(_action("requests_app:case-acceptance", case.uuid, _("Answer the decision")))
    if user.pk in parties_of(case):
        return actions
    if case.state in (ApplicationState.SUBMITTED, ApplicationState.CHECKING) and can(
        user, Perm.CHECK_COMPLETENESS, case
    ):
        actions.append(_action("requests_app:case-check", case.uuid, _("Check the application")))
    if case.state == ApplicationState.ASSESSING:
        own = [row for row in case.decisions.all() if row.controller_id in mine and row.state in OPEN_DECISIONS]
        actions += [_action("requests_app:decision-review", row.uuid, _("Assess and decide")) for row in own]
    return actions


def _action(url_name: str, uuid: UUID, text: str) -> dict[str, str]:
    return {"href": reverse(url_name, args=[uuid]), "text": text, "variant": "primary"}


def decision_row(decision: Decision, titles: Any, *, is_own: bool) -> dict[str, Any]:
    """One row of `c-decision-table`. What others have not finished shows as under assessment and no more."""
    shown = DecisionState(decision.state) if decision.is_final or is_own else DecisionState.IN_REVIEW
    if decision.state == DecisionState.CANCELLED:
        shown = DecisionState.CANCELLED
    has_conditions = decision.state == DecisionState.APPROVED_WITH_CONDITIONS
    url = reverse("requests_app:decision-detail", args=[decision.uuid]) if decision.is_final else ""
    if is_own and not decision.is_final and decision.state in OPEN_DECISIONS:
        url = reverse("requests_app:decision-review", args=[decision.uuid])
    answer = _("Read the conditions") if has_conditions else _("Read the decision")
    return {
        "controller": decision.controller.name,
        "datasets": ", ".join(titles[key] for key in decision.datasets),
        "status": decision.label if decision.is_final else str(shown.label),
        "variant": "warning" if decision.cut else VARIANT.get(shown, "info"),
        "date": date_short(decision.decided_at) if decision.decided_at else "–",
        "answer": answer if decision.is_final else _("Assess") if url else "",
        "href": url,
    }


def granted_sentence(case: Application) -> str:
    """How many datasets are granted so far."""
    rows = [row for row in case.decisions.all() if row.state != DecisionState.CANCELLED]
    total = sum(len(row.datasets) for row in rows)
    granted = sum(len(row.datasets) for row in rows if row.state in GRANTED_DECISIONS)
    if not total:
        return ""
    return ngettext(
        "%(granted)d of %(n)d dataset is approved.", "%(granted)d of %(n)d datasets are approved.", total
    ) % {
        "granted": granted,
        "n": total,
    }


ORDER = (ApplicationState.SUBMITTED, ApplicationState.CHECKING, ApplicationState.ASSESSING, ApplicationState.DECIDED)


def phases_of(case: Application) -> list[dict[str, Any]]:
    """The phase line: what is done, where the case is, what is to come."""
    state = ApplicationState(case.returns_to or case.state)
    at = ORDER.index(state) if state in ORDER else len(ORDER) if state == ApplicationState.CLOSED else 0
    permit = next(iter(case.permits.all()), None)
    names = [_("Received"), _("Check"), _("Assessment"), _("Decision"), _("Analysis"), _("Result")]
    reached = at + 1 if permit and permit.state == PermitState.ACTIVE and at == 3 else at
    if case.answered_at:
        reached = len(names)
    ends = {0: case.submitted_at, 3: case.decided_at, 5: case.answered_at}
    notes = [date_short(ends[number]) if ends.get(number) else "" for number in range(len(names))]
    if case.returns_to or state in ORDER[1:3]:
        notes[at] = _("since %(date)s") % {"date": date_short(case.state_since)}
    return [
        {
            "title": name,
            "note": notes[number],
            "state": "done" if number < reached or (number == reached == 3) else "current" if number == reached else "",
        }
        for number, name in enumerate(names)
    ]
