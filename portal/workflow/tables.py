"""Transition tables: what a lawyer reads, what the engine obeys, what the diagram is drawn from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

from portal.accounts.roles import Perm, Role
from portal.workflow.facts import Fact

if TYPE_CHECKING:
    from portal.audit.models import Event

Check = Callable[[Any], None]
Clock = Callable[[Any, "Event"], None]
Row = TypeVar("Row", bound=models.Model)

TABLES: dict[str, "Table"] = {}
"""Every table by its name."""


@dataclass(frozen=True)
class Step:
    """One line of a table."""

    verb: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    permission: Perm | None
    fact: type[Fact]
    guard: Check | None = None
    clocks: tuple[Clock, ...] = ()
    not_by: frozenset[Role] = frozenset()
    choose: Callable[[Any], str] | None = None


def T(  # noqa: N802  (a table of T(...) lines reads like a table)
    verb: str,
    source: str | Iterable[str],
    target: str | Iterable[str] | None,
    permission: Perm | None,
    *,
    fact: type[Fact],
    guard: Check | None = None,
    clock: Clock | Iterable[Clock] = (),
    not_by: Iterable[Role] = (),
    choose: Callable[[Any], str] | None = None,
) -> Step:
    """One transition.

    target: None leaves the state; several states need `choose(row)`, asked after the change.
    permission: None means that time or another fact moves it; no person is asked.
    guard: `check(row)` that raises Refused. clock: called as `clock(row, event)` in the transaction.
    not_by: separation of duties; nobody who holds one of these roles towards the row may do it.
    """
    targets = _several(target)
    if len(targets) > 1 and choose is None:
        raise TypeError(f"{verb} has several targets and nothing that chooses.")
    return Step(
        verb=verb,
        sources=_several(source),
        targets=targets,
        permission=permission,
        fact=fact,
        guard=guard,
        clocks=(clock,) if callable(clock) else tuple(clock),
        not_by=frozenset(not_by),
        choose=choose,
    )


@dataclass(frozen=True, eq=False)
class Table:
    """All transitions of one kind of row. The row has `state`, `version` and `stream`."""

    name: str
    states: type[models.TextChoices]
    transitions: tuple[Step, ...] | list[Step]
    facts_of: Callable[[Any], Any] = field(default=lambda row: row)
    """Turns the row into what the guards judge; by default the row itself."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "transitions", tuple(self.transitions))
        known = set(self.states.values)
        lines: set[tuple[str, str]] = set()
        for step in self.transitions:
            if unknown := {*step.sources, *step.targets} - known:
                raise TypeError(f"{self.name}.{step.verb} names unknown states: {sorted(unknown)}")
            if doubled := lines & {(step.verb, source) for source in step.sources}:
                raise TypeError(f"{self.name} has two lines for {sorted(doubled)}")
            lines |= {(step.verb, source) for source in step.sources}
        TABLES[self.name] = self

    @property
    def verbs(self) -> tuple[str, ...]:
        """Every verb once, in the order of the table."""
        return tuple(dict.fromkeys(step.verb for step in self.transitions))

    def step(self, verb: str, state: str) -> Step | None:
        """The line for a verb in a state; None where the verb does not exist there. KeyError: no such verb at all."""
        if verb not in self.verbs:
            raise KeyError(f"{self.name} has no verb {verb}")
        return next((step for step in self.transitions if step.verb == verb and state in step.sources), None)

    def states_without(self, verb: str) -> list[str]:
        """States in which the verb is refused."""
        return [state for state in self.states.values if self.step(verb, state) is None]

    def states_with(self, verb: str) -> list[str]:
        """States in which the verb exists."""
        return [state for state in self.states.values if self.step(verb, state) is not None]

    def apply(
        self,
        verb: str,
        row: Row,
        *,
        by: Any,
        expected_version: int,
        detail: Mapping[str, Any] | None = None,
        change: Callable[[Row], None] | None = None,
    ) -> Row:
        """Do the verb in six beats; returns the row as written. Raises NotVisible, Conflict or Refused.

        `change(row)` may set further columns (and write rows of its own) between the checks and the event.
        """
        from portal.workflow.engine import apply

        return apply(self, verb, row, by=by, expected_version=expected_version, detail=detail, change=change)

    def allowed(self, row: Any, user: Any) -> list[str]:
        """Verbs this user could do to this row now: the same checks as apply, as a list for buttons."""
        from portal.workflow.engine import allowed

        return allowed(self, row, user)


def _several(value: str | Iterable[str] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (str(value),) if isinstance(value, str) else tuple(str(item) for item in value)
