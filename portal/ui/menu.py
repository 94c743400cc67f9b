"""The main menu by role.

Upper apps add their entries in `AppConfig.ready`; `order` places them. A count says what lies with the person:

    menu.add([Role.STEWARD], _("Tasks"), "requests_app:task-list", count=tasks_waiting_for, order=10)
    menu.add([menu.PUBLIC], _("Datasets"), "catalog:dataset-list", order=10)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.checks import CheckMessage, Error
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PUBLIC = "public"
"""Stands for a person who is not logged on."""
EVERYBODY = "everybody"
"""Stands for every person, logged on or not."""
Count = Callable[[Any], int]


@dataclass(frozen=True)
class Item:
    """A declared entry: for which roles, in which place, and how much lies there with the person."""

    roles: frozenset[str]
    label: str | Promise
    url_name: str
    count: Count | None
    order: int


@dataclass(frozen=True)
class Entry:
    """An entry as one person sees it on one page."""

    label: str
    url: str
    count: int
    current: bool
    active: bool


_items: list[Item] = []


def add(
    roles: Iterable[object], label: str | Promise, url_name: str, count: Count | None = None, *, order: int = 100
) -> None:
    """Declare an entry. The same URL name for the same roles again replaces nothing and adds nothing."""
    item = Item(frozenset(_name(role) for role in roles), label, url_name, count, order)
    if not any(known.url_name == item.url_name and known.roles == item.roles for known in _items):
        _items.append(item)
        _items.sort(key=lambda one: one.order)


def items_of(role: object) -> tuple[Item, ...]:
    """Declared entries of one role, in order."""
    wanted = {_name(role), EVERYBODY}
    return tuple(item for item in _items if item.roles & wanted)


def entries(request: HttpRequest) -> list[Entry]:
    """The menu of the person who looks at this page."""
    role = acting_role(request)
    found = []
    for item in items_of(role):
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            continue  # check_entries reports it; a broken entry must not take every page down
        found.append(_entry(item, url, request))
    return found


def acting_role(request: HttpRequest) -> str:
    """The role a person acts in on this page: `public` without log-on, `applicant` without a membership."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return PUBLIC
    role = getattr(request, "active_role", None)
    return _name(role) if role is not None else "applicant"


def add_public() -> None:
    """Entries of pages that live in this app."""
    from portal.accounts.roles import Role

    add([PUBLIC, Role.APPLICANT, Role.MEMBER], _("Guide"), "guide", order=90)


def check_entries(**_kwargs: object) -> list[CheckMessage]:
    """Every entry leads to a page that exists."""
    return [Error(f"The menu leads to {item.url_name}, which is no page.", id="ui.E001") for item in _missing()]


def _missing() -> list[Item]:
    missing = []
    for item in _items:
        try:
            reverse(item.url_name)
        except NoReverseMatch:
            missing.append(item)
    return missing


def _entry(item: Item, url: str, request: HttpRequest) -> Entry:
    count = item.count(request.user) if item.count and request.user.is_authenticated else 0
    inside = request.path == url or (url not in ("/", "/en/") and request.path.startswith(url))
    return Entry(str(item.label), url, count, current=request.path == url, active=inside)


def _name(role: object) -> str:
    return str(getattr(role, "value", role)).lower()
