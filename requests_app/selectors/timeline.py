"""What happened in a case, newest first, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.models import Event
from portal.ui.format import days_text
from portal.workflow import FACTS
from requests_app import facts
from requests_app.dates import local_day
from requests_app.models import Application
from requests_app.selectors.people import parties_of

QUIET = {
    fact.__name__
    for fact in (
        facts.ApplicationChanged,
        facts.ApplicationStarted,
        facts.AssessmentSaved,
        facts.DecisionCancelled,
        facts.InvitationDeclined,
        facts.InvitationDelivered,
        facts.MemberInvited,
        facts.MemberRemoved,
        facts.ReviewStarted,
    )
}
"""Facts the timeline leaves out: what is one side's own until it is done. The auditor's list has them all."""
SHOWN_AT_MOST = 100


def events_of(application: Application) -> list[Event]:
    """The case's newest events, newest first; one query."""
    rows = Event.objects.filter(stream=application.stream).exclude(fact__in=QUIET).select_related("by")
    return list(rows.order_by("-seq")[:SHOWN_AT_MOST])


def timeline(application: Application, events: Iterable[Event], viewer: Any) -> list[dict[str, Any]]:
    """Rows of `c-timeline`."""
    listed = list(events)
    names = controller_names(application)
    return [
        _row(application, event, listed[number + 1] if number + 1 < len(listed) else None, viewer, names)
        for number, event in enumerate(listed)
    ]


def actor_of(application: Application, event: Event, viewer: Any) -> str:
    """Who did it, as this viewer knows them: You, a name, an authority; empty where nobody did."""
    is_party = event.by_id in parties_of(application)
    return _actor(application, event, viewer, controller_names(application), is_party)


def controller_names(application: Application) -> Mapping[int, str]:
    """Id to name of the controllers who decide in the case."""
    return {row.controller_id: row.controller.name for row in application.decisions.all()}


def _row(
    application: Application, event: Event, before: Event | None, viewer: Any, names: Mapping[int, str]
) -> dict[str, Any]:
    is_party = event.by_id in parties_of(application)
    fact = FACTS.get(event.fact)
    days = (local_day(event.at) - local_day(before.at)).days if before else 0
    stood_still = event.fact == facts.ApplicantAnswered.__name__
    return {
        "time": event.at,
        "actor": _actor(application, event, viewer, names, is_party),
        "text": fact.present(event) if fact else event.fact,
        "kind": "you" if is_party else "authority",
        "leg": _leg(days, stood_still),
        "paused": stood_still,
        "now": False,
    }


def _leg(days: int, stood_still: bool) -> str:
    if stood_still:
        return _("%(days)s with the applicant. The clock stood still.") % {"days": days_text(days)}
    return days_text(days) if days else ""


def _actor(application: Application, event: Event, viewer: Any, names: Mapping[int, str], is_party: bool) -> str:
    if event.by_id is None:
        return ""
    if event.by_id == viewer.pk:
        return pgettext("subject", "You")
    if is_party:
        return str(event.by)
    controller = event.payload.get("controller")
    if controller in names:
        return names[controller]
    if event.by_id == application.coordinator_id:
        return _("The coordinator")
    return str(event.by)
