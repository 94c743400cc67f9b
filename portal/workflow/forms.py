"""A refusal beside the field it is about."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms

from portal.refusals import Refused


@contextmanager
def refusals_on(form: forms.BaseForm) -> Iterator[None]:
    """Put a Refused raised in the block beside the field it names, or above the form; then `form.is_valid()` is False.

    For pages that show the form again. Conflict and NotVisible pass through to the middleware.
    """
    try:
        yield
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.sentence))
