"""Calendar days in the authority's time zone."""

from datetime import date, datetime

from django.utils import timezone


def local_day(moment: datetime) -> date:
    """The calendar day of a moment in the authority's time zone."""
    return timezone.localtime(moment).date()
