"""Which field of an application may be written."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from portal.workflow import Refused
from requests_app.forms.schema import FormDocument


def check_field_is_open(
    name: str, *, document: FormDocument, section: str, open_fields: Collection[str] | None
) -> None:
    """The field is one of the section, not filled by the plan, and open now (None: all are)."""
    fields = {field.id: field for field in document.section(section).fields}
    if name not in fields:
        raise Refused("field.unknown", _("The form has no such field in this part."), field=name)
    if fields[name].is_from_plan:
        raise Refused("field.from_plan", _("The plan fills this field. Change the plan."), field=name)
    if open_fields is not None and name not in open_fields:
        raise Refused("field.locked", _("Only the fields you were asked about can be changed"), field=name)
