"""Verbs on notices."""

from typing import Any

from django.utils import timezone

from portal.notices.models import Notice


def mark_read(*, by: Any, uuids: list[Any] | None = None) -> int:
    """Mark the person's notices as read: those named, or all. Returns how many changed; others' are not touched."""
    mine = Notice.objects.filter(user=by, read_at__isnull=True)
    if uuids is not None:
        mine = mine.filter(uuid__in=uuids)
    return mine.update(read_at=timezone.now())
