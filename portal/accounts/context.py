"""What every page knows about the person."""

from typing import Any

from django.http import HttpRequest

from portal.accounts.policy import lacks_second_factor, roles_of
from portal.accounts.roles import ROLE_NAMES, Role


def standing(request: HttpRequest) -> dict[str, Any]:
    """`roles` (value, name) the person may act in, `active_role`, and whether a second factor is missing."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"roles": [], "active_role": None, "lacks_second_factor": False}
    mine = roles_of(user)
    return {
        "roles": [(role.value, ROLE_NAMES[role]) for role in Role if role in mine],
        "active_role": getattr(request, "active_role", None),
        "lacks_second_factor": lacks_second_factor(user),
    }
