"""Reads of protected things: results, held tables, break-glass."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from portal.audit.models import AccessLog


def log_read(by: Any, object: models.Model, what: str) -> None:
    """Remember that this person read this (`what` is a code such as "page", "csv", "held_figures")."""
    AccessLog.objects.create(by=by, kind=object._meta.label, object_id=str(object.pk), what=what)


def forget_old_reads() -> int:
    """Delete reads older than ACCESS_LOG_DAYS; returns how many."""
    limit = timezone.now() - timedelta(days=settings.ACCESS_LOG_DAYS)
    count, _per_model = AccessLog.objects.filter(at__lt=limit).delete()
    return count
