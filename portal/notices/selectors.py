"""What lies in a person's inbox."""

from typing import Any

from django.db.models import QuerySet

from portal.notices.models import Notice
from portal.workflow.facts import FACTS


def notices_of(user: Any) -> QuerySet[Notice]:
    """The person's notices, newest first, with their events."""
    return Notice.objects.filter(user=user).select_related("event", "event__by").order_by("-pk")


def unread_count(user: Any) -> int:
    """How many the person has not opened; 0 for nobody."""
    if not user.is_authenticated:
        return 0
    return Notice.objects.filter(user=user, read_at__isnull=True).count()


def sentence_of(notice: Notice) -> str:
    """The fact in words; its bare name when the app that declared it is gone."""
    fact = FACTS.get(notice.event.fact)
    return fact.present(notice.event) if fact else notice.event.fact
