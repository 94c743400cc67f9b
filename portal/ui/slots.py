"""Slots: an upper app contributes a panel, column or badge to a lower app's page, without the lower app knowing.

The lower app writes `{% slot "case.panel" case %}` (one object) or, on a list, prepares the whole list once with
`slots.prepare("case.badge", cases, request=request)` before rendering; then every contribution asks the database once
for all objects, never once for each.

    class JobsPanel(Slot):
        template = "analysis/slots/jobs_panel.html"

        def select(self, user, objects):
            jobs = jobs_of_cases(objects)                       # one query, however many objects
            return {case.pk: {"jobs": jobs[case.pk]} for case in objects if case.pk in jobs}

    slots.add("case.panel", JobsPanel)                          # in AppConfig.ready
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

PAGE = "page"
"""The key of a contribution to a place without an object, such as the home page."""
_REMEMBERED = "_slot_contexts"


class Slot(ABC):
    """One contribution to a named place: a template and one batched question."""

    template: ClassVar[str]
    order: ClassVar[int] = 100

    @abstractmethod
    def select(self, user: Any, objects: Sequence[Any]) -> Mapping[Any, Mapping[str, Any]]:
        """Contexts by primary key (`PAGE` when there is no object); an object left out shows nothing."""


_slots: dict[str, list[type[Slot]]] = {}


def add(name: str, contribution: type[Slot]) -> None:
    """Let a contribution show at a place. Adding the same class again changes nothing."""
    places = _slots.setdefault(name, [])
    if contribution not in places:
        places.append(contribution)
        places.sort(key=lambda one: (one.order, one.__name__))


def contributions(name: str) -> tuple[type[Slot], ...]:
    """What shows at a place, in order."""
    return tuple(_slots.get(name, ()))


def prepare(name: str, objects: Iterable[Any], *, request: HttpRequest) -> None:
    """Ask every contribution once for all objects of a list, and remember the answers on the request."""
    listed = list(objects)
    for contribution in contributions(name):
        answers = contribution().select(request.user, listed)
        known = _remembered(request).setdefault((name, contribution), {})
        known.update({thing.pk: answers.get(thing.pk) for thing in listed})


def render(name: str, thing: Any = None, *, request: HttpRequest | None = None) -> SafeString:
    """The HTML of all contributions to a place for one object (or for the page)."""
    pieces = []
    for contribution in contributions(name):
        context = _context(name, contribution, thing, request)
        if context is not None:
            pieces.append(render_to_string(contribution.template, {**context, "object": thing}, request=request))
    return mark_safe("".join(pieces))  # noqa: S308  templates escaped what they were given


def _context(name: str, contribution: type[Slot], thing: Any, request: HttpRequest | None) -> Mapping[str, Any] | None:
    key = PAGE if thing is None else thing.pk
    known = _remembered(request).setdefault((name, contribution), {}) if request else {}
    if key not in known:
        user = getattr(request, "user", None) or AnonymousUser()
        known[key] = contribution().select(user, [] if thing is None else [thing]).get(key)
    answer: Mapping[str, Any] | None = known[key]
    return answer


def _remembered(request: HttpRequest) -> dict[tuple[str, type[Slot]], dict[Any, Any]]:
    found: dict[tuple[str, type[Slot]], dict[Any, Any]] = request.__dict__.setdefault(_REMEMBERED, {})
    return found
