"""What the rules need to know of a case, read once by the workflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from requests_app.states import OPEN_DECISIONS, PermitState


@dataclass(frozen=True)
class ApplicationFacts:
    """A case as the rules see it."""

    state: str
    decisions: tuple[str, ...] = ()
    open_questions: int = 0
    awaits_acceptance: bool = False
    leaves_nothing: bool = False
    """A partial grant without a plan that fits within it."""

    @property
    def has_final_decision(self) -> bool:
        """Whether every controller has answered, at least one there is."""
        return bool(self.decisions) and all(state not in OPEN_DECISIONS for state in self.decisions)


@dataclass(frozen=True)
class DecisionFacts:
    """One controller's decision as the rules see it."""

    state: str
    letters: tuple[str, ...]
    assessment: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    needed: Mapping[str, str] = field(default_factory=dict)
    variables: frozenset[str] = frozenset()
    """The variables the controller answers for, each `dataset.variable`."""
    conditions: tuple[str, ...] = ()
    reason: str = ""
    is_assessing: bool = True


@dataclass(frozen=True)
class MemberFacts:
    """An invitation as the rules see it: whose it is, and who has acted for an authority in the case."""

    person: int | None
    handlers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class PermitFacts:
    """A permit as the rules see it."""

    state: str = PermitState.ISSUED
    is_sealed: bool = False
    is_within_period: bool = False
    reason: str = ""
