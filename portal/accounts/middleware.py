"""Session limits and the role a person acts in."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.accounts.policy import roles_of
from portal.accounts.roles import Role

Answer = Callable[[HttpRequest], HttpResponse]
NOTED_EVERY_SECONDS = 60
"""The time last seen is written at most once a minute, not at each request."""


class SessionLimits:
    """Ends a session that was idle too long or is too old."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            self._keep_or_end(request)
        return self.get_response(request)

    def _keep_or_end(self, request: HttpRequest) -> None:
        now = timezone.now().timestamp()
        started = request.session.setdefault("started", now)
        seen = request.session.get("seen", now)
        too_old = now - started > settings.SESSION_ABSOLUTE.total_seconds()
        too_idle = now - seen > settings.SESSION_IDLE.total_seconds()
        if too_old or too_idle:
            logout(request)
        elif "seen" not in request.session or now - seen > NOTED_EVERY_SECONDS:
            request.session["seen"] = now


class ActiveRole:
    """Sets `request.active_role`: the hat chosen with the role switcher, if still held, else the most specific one."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.active_role = active_role(request)  # type: ignore[attr-defined]  # a request takes what middleware adds
        return self.get_response(request)


def active_role(request: HttpRequest) -> Role | None:
    """The role the person acts in now; None when nobody is signed in. It steers menus, never permissions."""
    roles = roles_of(request.user)
    if not roles:
        return None
    chosen: Any = request.session.get("role")
    if chosen in {role.value for role in roles}:
        return Role(chosen)
    special = [role for role in Role if role in roles and role is not Role.APPLICANT]
    return special[0] if special else Role.APPLICANT
