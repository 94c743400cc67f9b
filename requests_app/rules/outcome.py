"""What the controllers' decisions add up to."""

from collections.abc import Collection

from requests_app.states import FINAL_DECISIONS, GRANTED_DECISIONS, Outcome


def outcome_of(states: Collection[str], cut: Collection[str] = ()) -> Outcome | None:
    """The case's outcome, or None while a decision is still open. A case without decisions has none.

    `cut` are the variables that grants leave out: with one of them the case is granted in part.
    """
    if not states or any(state not in FINAL_DECISIONS for state in states):
        return None
    granted = sum(state in GRANTED_DECISIONS for state in states)
    if granted == len(states) and not cut:
        return Outcome.APPROVED
    return Outcome.PARTLY_APPROVED if granted else Outcome.REFUSED
