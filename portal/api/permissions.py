"""Default deny: a view without a declared permission answers nobody."""

from enum import Enum
from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from portal.accounts import Perm, can


class Open(Enum):
    """Who may call a route that needs no permission."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"


PUBLIC = Open.PUBLIC
SIGNED_IN = Open.SIGNED_IN
Declaration = Perm | Open


class Declared(BasePermission):
    """Asks the view's `permission` (or `permissions[method]`). Rights on the object are asked by the commands."""

    def has_permission(self, request: Request, view: Any) -> bool:
        declared = declared_for(view, request.method or "")
        if declared is PUBLIC:
            return True
        if declared is SIGNED_IN:
            return bool(request.user and request.user.is_authenticated)
        return isinstance(declared, Perm) and can(request.user, declared)


def declared_for(view: Any, method: str) -> Declaration | None:
    """What the view (class or instance) declares for a method; None is nothing, so nobody."""
    per_method = getattr(view, "permissions", None) or {}
    found: Declaration | None = per_method.get(method, getattr(view, "permission", None))
    if found is None and method in ("HEAD", "OPTIONS"):
        found = next(iter(per_method.values()), None) if method == "OPTIONS" else per_method.get("GET")
    return found
