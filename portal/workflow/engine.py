"""The six beats of a write, once for all verbs (docs/explanation/architecture.md, "A write")."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.policy import can, require, roles_towards_object
from portal.refusals import Conflict, NotVisible, Refused
from portal.workflow.facts import Fact, fire, payload_of
from portal.workflow.tables import Row, Step, Table

if TYPE_CHECKING:
    from portal.audit.models import Event


def apply(
    table: Table,
    verb: str,
    row: Row,
    *,
    by: Any,
    expected_version: int,
    detail: Mapping[str, Any] | None,
    change: Callable[[Row], None] | None,
) -> Row:
    """Do a verb; see Table.apply."""
    with transaction.atomic():
        row = locked(row)  # 1 lock
        held: Any = row
        step = table.step(verb, held.state)
        _require_permission(table, step, verb, row, by=by)  # before the comparison: a conflict would tell it exists
        _require_version(held, expected_version)  # 2 compare
        step = _require_step(step)  # 3 rule, separation of duties
        _require_apart(step, row, by)
        if step.guard is not None:
            step.guard(table.facts_of(row))
        _change(step, row, change)  # 4 change
        event = append(step.fact, stream=held.stream, by=by, detail=detail)  # 5 event
        for clock in step.clocks:
            clock(row, event)
        fire(step.fact, event, row)  # upper apps; 6 their notices ring after the commit
    return row


def record(
    fact: type[Fact], *, stream: str, by: Any, detail: Mapping[str, Any] | None = None, row: Any = None
) -> "Event":
    """Append a fact of something without a state machine, and tell the handlers, in one transaction."""
    with transaction.atomic():
        event = append(fact, stream=stream, by=by, detail=detail)
        fire(fact, event, row)
    return event


def append(fact: type[Fact], *, stream: str, by: Any, detail: Mapping[str, Any] | None) -> "Event":
    """Add the fact to the chain of its stream."""
    from portal.audit.chain import append_event

    return append_event(fact=fact.__name__, stream=stream, by=by, payload=payload_of(detail))


def allowed(table: Table, row: Any, user: Any) -> list[str]:
    """Verbs open to the user; see Table.allowed."""
    return [step.verb for step in table.transitions if row.state in step.sources and _is_open(table, step, row, user)]


def locked(row: Row) -> Row:
    """The row as it is now, locked until the transaction ends. Raises NotVisible when it is gone.

    PostgreSQL locks the row; SQLite ignores the wish, and the transaction holds the only write lock anyway
    (IMMEDIATE, checked at start).
    """
    model = type(row)
    found: Row | None = model._base_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is None:
        raise NotVisible
    return found


def as_bool(check: Callable[..., None]) -> Callable[..., bool]:
    """The check as a question: True unless it refuses."""

    def can_x(*args: Any, **kwargs: Any) -> bool:
        try:
            check(*args, **kwargs)
        except Refused:
            return False
        return True

    can_x.__doc__ = f"Whether {check.__name__} passes."
    can_x.__name__ = check.__name__.replace("check_", "", 1)
    return can_x


def _require_permission(table: Table, step: Step | None, verb: str, row: Any, *, by: Any) -> None:
    lines = [step] if step is not None else [line for line in table.transitions if line.verb == verb]
    wanted = [line.permission for line in lines if line.permission is not None]
    if len(wanted) == len(lines) and not any(can(by, perm, row) for perm in wanted):
        require(by, wanted[0], row)


def _require_version(row: Any, expected: int) -> None:
    if row.version != expected:
        raise Conflict(expected=expected, found=row.version)


def _require_step(step: Step | None) -> Step:
    if step is None:
        raise Refused("state", _("That cannot be done at this stage. Load the page again to see what can."))
    return step


def _require_apart(step: Step, row: Any, by: Any) -> None:
    if step.not_by and roles_towards_object(by, row) & step.not_by:
        raise Refused("separation", _("You take part in this case, so somebody else must do this."))


def _change(step: Step, row: Any, change: Callable[[Any], None] | None) -> None:
    if change is not None:
        change(row)
    if step.choose is not None:
        row.state = step.choose(row)
        if row.state not in step.targets:
            raise TypeError(f"{step.verb} chose {row.state}, which the table does not name.")
    elif step.targets:
        row.state = step.targets[0]
    row.version += 1
    row.save()


def _is_open(table: Table, step: Step, row: Any, user: Any) -> bool:
    if step.permission is None or not can(user, step.permission, row):
        return False
    try:
        _require_apart(step, row, user)
        if step.guard is not None:
            step.guard(table.facts_of(row))
    except Refused:
        return False
    return True
