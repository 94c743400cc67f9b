"""Case numbers, one series a year."""

from __future__ import annotations

from django.utils import timezone

from portal.workflow import locked
from requests_app.models import CaseNumber


def next_case_number() -> str:
    """The next free number, such as 2026-000147. Call inside a transaction; the year's row is locked until its end."""
    year = timezone.localdate().year
    row, _made = CaseNumber.objects.get_or_create(year=year)
    row = locked(row)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{row.year}-{row.last:06d}"
