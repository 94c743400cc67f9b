"""Forms of a case's verbs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """A reason somebody will read."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)

    def __init__(self, *args: Any, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required


class StopForm(forms.Form):
    """Why a permit is stopped, for all to read."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The applicant and the public read it. It stands in the register."),
        error_messages={"required": _("Write the reason. The applicant and the public read it.")},
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )


class MemberForm(forms.Form):
    """A person to add to the case."""

    email = forms.EmailField(label=_("E-mail address"))
    may_edit = forms.BooleanField(label=_("May change the application"), required=False)
