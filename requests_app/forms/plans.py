"""Forms of a plan as a whole."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.builder.parts import JsonField, json_of

LARGEST_FILE = 200_000


class NewPlanForm(forms.Form):
    """A title for a plan."""

    title = forms.CharField(label=_("Title of the plan"), max_length=300)


class ImportForm(forms.Form):
    """A plan as JSON, pasted or uploaded."""

    text = JsonField(label=_("Plan as JSON"), required=False)
    file = forms.FileField(label=_("Or a file"), required=False)

    def clean_file(self) -> Any:
        """The document in the file. Raises ValidationError."""
        file = self.cleaned_data.get("file")
        if file is None:
            return None
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than a plan can be."))
        # What is no UTF-8 becomes half characters, which no JSON of ours may hold.
        return json_of(file.read().decode("utf-8", errors="surrogateescape"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        document = cleaned.get("file") if cleaned.get("file") is not None else cleaned.get("text")
        if document is None and not self.errors:
            self.add_error("text", _("Paste a plan, or choose a file."))
        cleaned["document"] = document
        return cleaned
