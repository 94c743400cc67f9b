"""A date as people write it: 24.11.2026, 24. november 2026 or 2026-11-24, in either language."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.format import read_date


class DayField(forms.DateField):
    """One day; empty is none."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write a date as day, month and year, for example 24.11.2026.")
    }

    def to_python(self, value: Any) -> date | None:
        """The day. Raises ValidationError."""
        if isinstance(value, date) or value in self.empty_values:
            return super().to_python(value)
        found = read_date(str(value))
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found
