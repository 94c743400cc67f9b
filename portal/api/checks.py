"""Start-up check: every route under /api/ declares who may call it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core import checks
from django.urls import URLPattern, URLResolver, get_resolver

from portal.api.permissions import Declaration, declared_for
from portal.checks import SAFETY

PREFIX = "api/"
CALLED = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Route:
    """One address and method of the API."""

    path: str
    method: str
    view: Any
    permission: Declaration | None


def routes() -> Iterator[Route]:
    """Every route under /api/, with what it declares (None: nothing)."""
    for path, callback in _patterns(get_resolver().url_patterns, ""):
        if path.startswith(PREFIX):
            view = getattr(callback, "cls", None) or getattr(callback, "view_class", None) or callback
            for method in _methods(callback, view):
                yield Route(path, method, view, declared_for(view, method))


@checks.register(SAFETY)
def every_route_declares_a_permission(**_: Any) -> list[checks.CheckMessage]:
    """Default deny: what declares nothing does not start."""
    return [
        checks.Error(
            f"{route.method} /{route.path} declares no permission.",
            hint="Set `permission` (a Perm, PUBLIC or SIGNED_IN) on the view.",
            id="portal.E005",
        )
        for route in routes()
        if route.permission is None
    ]


def _patterns(entries: list[Any], before: str) -> Iterator[tuple[str, Any]]:
    for entry in entries:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry.url_patterns, here)
        elif isinstance(entry, URLPattern):
            yield here, entry.callback


def _methods(callback: Any, view: Any) -> list[str]:
    actions = getattr(callback, "actions", None)
    if actions:
        return sorted(method.upper() for method in actions)
    return [method for method in CALLED if hasattr(view, method.lower())] or ["GET"]
