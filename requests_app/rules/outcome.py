"""What the controllers' decisions add up to."""

from collections.abc import Collection

from requests_app.states import FINAL_DECISIONS, GRANTED_DECISIONS, Outcome


def outcome_of(states: Collection[str]) -> Outcome | None:
    """The case's outcome, or None while a decision is still open. A case without decisions has none."""
    if not states or any(state not in FINAL_DECISIONS for state in states):
        return None
    granted = sum(state in GRANTED_DECISIONS for state in states)
    if granted == len(states):
        return Outcome.APPROVED
    return Outcome.PARTLY_APPROVED if granted else Outcome.REFUSED


def plan_may_run(states: Collection[str]) -> bool:
    """A statistics request's plan runs when every controller has granted."""
    return outcome_of(states) is Outcome.APPROVED
