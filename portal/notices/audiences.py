"""Who hears of a fact: declared by the app that knows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from portal.workflow.facts import Fact

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.audit.models import Event

Hearers = Callable[["Event", Any], Iterable["User"]]
Link = Callable[["Event", Any], str]
Declared = TypeVar("Declared", bound=Hearers)


@dataclass(frozen=True)
class Audience:
    """Who hears, and where the notice leads."""

    hearers: Hearers
    link: Link


_audiences: dict[type[Fact], list[Audience]] = {}


def _nowhere(_event: "Event", _row: Any) -> str:
    return ""


def audience(fact: type[Fact], *, link: Link = _nowhere) -> Callable[[Declared], Declared]:
    """Declare who hears of a fact: `f(event, row) -> users`. `link(event, row)` is the path the notice leads to.

    The link is made in each hearer's language. Several declarations for one fact add up; each person hears once.
    """

    def declare(hearers: Declared) -> Declared:
        _audiences.setdefault(fact, []).append(Audience(hearers, link))
        return hearers

    return declare


def audiences_of(fact: type[Fact]) -> tuple[Audience, ...]:
    """The audiences declared for the fact."""
    return tuple(_audiences.get(fact, ()))


def withdraw_audience(fact: type[Fact], hearers: Hearers) -> None:
    """Take a declaration back; for tests."""
    _audiences[fact] = [found for found in _audiences[fact] if found.hearers is not hearers]
