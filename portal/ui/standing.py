"""Role and organisation as they stand under the name at all times."""

from __future__ import annotations

from django.http import HttpRequest

from portal.accounts.models import Membership
from portal.accounts.roles import ROLE_NAMES, Role
from portal.ui.format import language

_REMEMBERED = "_standing_text"
WITHOUT_ORGANISATION = frozenset({Role.COORDINATOR, Role.AUDITOR, Role.ADMIN})
"""Roles of the permit authority itself: its name would say nothing new."""


def text_of(request: HttpRequest | None) -> str:
    """`Dataansvarlig, Region Hovedstaden`, `Koordinator` or `Aarhus Universitet`. One query a page."""
    role = getattr(request, "active_role", None)
    if request is None or role is None:
        return ""
    if _REMEMBERED not in request.__dict__:
        request.__dict__[_REMEMBERED] = _text(request, role)
    return str(request.__dict__[_REMEMBERED])


def _text(request: HttpRequest, role: Role) -> str:
    name = str(ROLE_NAMES[role])
    if role in WITHOUT_ORGANISATION:
        return name
    organisation = _organisation(request, role)
    if role is Role.APPLICANT:
        return organisation or name
    return f"{name}, {organisation}" if organisation else name


def _organisation(request: HttpRequest, role: Role) -> str:
    person = request.user.pk
    if person is None:
        return ""
    held = Membership.objects.filter(user_id=person, accepted_at__isnull=False).select_related("organisation")
    if role is not Role.APPLICANT:
        held = held.filter(role=role.value)
    first = held.order_by("pk").first()
    if first is None:
        return ""
    return str(first.organisation.name_en if language() == "en" else first.organisation.name_da)
