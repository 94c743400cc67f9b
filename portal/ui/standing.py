"""Role and organisation as they stand under the name at all times."""

from __future__ import annotations

from django.http import HttpRequest

from portal.accounts.policy import memberships_held
from portal.accounts.roles import EVERYWHERE, ROLE_NAMES, Role


def text_of(request: HttpRequest | None) -> str:
    """`Dataansvarlig, Region Hovedstaden`, `Koordinator` or `Aarhus Universitet`. No query of its own."""
    role = getattr(request, "active_role", None)
    if request is None or role is None:
        return ""
    name = str(ROLE_NAMES[role])
    if role in EVERYWHERE:  # of the permit authority itself: its name would say nothing new
        return name
    organisation = _organisation(request, role)
    if role is Role.APPLICANT:
        return organisation or name
    return f"{name}, {organisation}" if organisation else name


def _organisation(request: HttpRequest, role: Role) -> str:
    """Of the first membership in the role; an applicant applies for whichever organisation the person is in."""
    held = memberships_held(request.user)
    first = next((one for one in held if role is Role.APPLICANT or one.role == role.value), None)
    return str(first.organisation.name) if first else ""
