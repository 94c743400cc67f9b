"""Publish the forms that ship with the product."""

from __future__ import annotations

from typing import Any

from requests_app.forms.loader import shipped_documents
from requests_app.forms.schema import read_form
from requests_app.models import FormVersion


def publish_shipped_forms(**_signal: Any) -> int:
    """Store every shipped form that is not stored yet; returns how many were new. Called after every `migrate`.

    Raises pydantic.ValidationError for a document that is no form, so a faulty one cannot be published.
    """
    new = 0
    for document in shipped_documents():
        form = read_form(document)
        _row, made = FormVersion.objects.get_or_create(
            kind=form.kind, regime=form.regime, number=form.number, defaults={"document": document}
        )
        new += made
    return new
