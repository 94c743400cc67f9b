"""Which cases a person may see, and one case with what its pages need."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from portal.accounts.policy import can_everywhere
from portal.accounts.roles import Perm
from portal.workflow import NotVisible
from requests_app.models import Application, Decision, Member
from requests_app.roles import stewarded_by
from requests_app.selectors.sent import is_being_written_by, put_back_to_sent
from requests_app.states import OPEN_DECISIONS, ApplicationState, MemberState

OPEN = "open"
"""All that others are told of a decision that has not ended."""


def applications_visible_to(user: Any) -> QuerySet[Application]:
    """Own cases and those one takes part in; as a steward those with the own data; the authority all that are sent."""
    joined = Member.objects.filter(user=user, state=MemberState.ACCEPTED).values("application")
    own = Q(applicant=user) | Q(pk__in=joined)
    if can_everywhere(user, Perm.VIEW_CASE):
        return Application.objects.filter(own | ~Q(state=ApplicationState.DRAFT))
    if controllers := stewarded_by(user):
        mine = Decision.objects.filter(controller__in=controllers).values("application")
        return Application.objects.filter(own | Q(pk__in=mine))
    return Application.objects.filter(own)


def with_people(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Cases with the rows that permissions, rules and lists look at: a fixed number of queries for any number."""
    decisions = Decision.objects.select_related("controller").order_by("pk")
    return rows.select_related("applicant", "organisation", "coordinator").prefetch_related(
        Prefetch("decisions", decisions),
        Prefetch("members", Member.objects.select_related("user")),
        "clocks",
    )


def case_for(*, user: Any, uuid: UUID | str) -> Application:
    """The case, if this person may see it: as it was last sent, unless the person's side is writing. Raises NotVisible."""
    rows = with_people(applications_visible_to(user)).prefetch_related("questions")
    rows = rows.select_related("plan", "plan_version", "offered_version", "form_version")
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise NotVisible
    if not is_being_written_by(user, found):
        put_back_to_sent(found)
    return found


def decision_for(*, user: Any, uuid: UUID | str) -> Decision:
    """The decision with its case: for the controller's stewards at any time, for others who see the case when final.

    Raises NotVisible.
    """
    row = Decision.objects.filter(uuid=uuid).select_related("controller").first()
    if row is None:
        raise NotVisible
    case = case_for(user=user, uuid=Application.objects.values_list("uuid", flat=True).get(pk=row.application_id))
    decision = next(found for found in case.decisions.all() if found.pk == row.pk)
    decision.application = case
    if not decision.is_final and not _sees_before_it_is_final(user, decision):
        raise NotVisible
    return decision


def state_seen_by(user: Any, decision: Decision) -> str:
    """How far the controller is. Until it has ended, only the own stewards and the authority know more than `open`."""
    if decision.state in OPEN_DECISIONS and not _sees_before_it_is_final(user, decision):
        return OPEN
    return decision.state


def _sees_before_it_is_final(user: Any, decision: Decision) -> bool:
    return decision.controller_id in stewarded_by(user) or can_everywhere(user, Perm.VIEW_DECISION)
