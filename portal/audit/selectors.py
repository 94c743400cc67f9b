"""The trail as an auditor reads it on a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from portal.accounts.policy import require
from portal.accounts.roles import Perm
from portal.audit.models import Checkpoint, Event, Verification
from portal.audit.reading import MALFORMED
from portal.workflow.facts import FACTS

SHOWN_CHECKPOINTS = 5


@dataclass(frozen=True)
class Line:
    """An event as the page shows it: the fact in words, and the ids and codes it holds."""

    event: Event
    sentence: str
    details: str


def events_matching(*, user: Any, narrowed: Mapping[str, Any]) -> QuerySet[Event]:
    """Events, newest first, narrowed by chain (its beginning), fact, e-mail and day. Raises NotVisible."""
    require(user, Perm.VIEW_AUDIT)
    events = Event.objects.select_related("by").order_by("-pk")
    if narrowed.get("stream"):
        events = events.filter(stream__startswith=narrowed["stream"])
    if narrowed.get("fact"):
        events = events.filter(fact=narrowed["fact"])
    if narrowed.get("by"):
        events = events.filter(by__email=narrowed["by"].strip().lower())
    if narrowed.get("day"):
        begin = timezone.make_aware(datetime.combine(narrowed["day"], time.min))
        events = events.filter(at__gte=begin, at__lt=timezone.make_aware(_next_midnight(begin)))
    return events


def _next_midnight(begin: datetime) -> datetime:
    """Midnight a day later by the calendar: a day is 23 or 25 hours long when the clocks change."""
    return datetime.combine(begin.date() + timedelta(days=1), time.min)


def line_of(event: Event) -> Line:
    """The event in words; one that no verb wrote is shown by its bare name."""
    fact = FACTS.get(event.fact)
    try:
        return Line(event, fact.present(event) if fact else event.fact, _details(event.payload))
    except (*MALFORMED, KeyError):
        return Line(event, event.fact, "")


def _details(payload: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}: {_text(value)}" for key, value in payload.items())


def _text(value: Any) -> str:
    return " ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def last_verification(*, user: Any) -> Verification | None:
    """The outcome of the last time the whole trail was verified. Raises NotVisible."""
    require(user, Perm.VIEW_AUDIT)
    return Verification.objects.order_by("-pk").first()


def last_checkpoints(*, user: Any) -> list[Checkpoint]:
    """The newest signed checkpoints. Raises NotVisible."""
    require(user, Perm.VIEW_AUDIT)
    return list(Checkpoint.objects.order_by("-number").defer("heads")[:SHOWN_CHECKPOINTS])
