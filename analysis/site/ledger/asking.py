"""What is asked of the ledger and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from analysis.site.evidence import Grid, Unprintable

Form = int | float | str
"""A published figure: a number, `"<5"` or `"hidden"`."""


@dataclass(frozen=True, repr=False)
class Lottery(Unprintable):
    """A figure between two neighbouring steps: it becomes `high` with probability `chance`, else `low`.

    Only the ledger can draw it, with the domain's secret, so nobody can try what other values would have given.
    """

    low: float
    high: float
    chance: float


Proposal = Form | Lottery
"""A protected figure before the ledger has its say."""


class Kind(StrEnum):
    """Like is compared with like."""

    COUNT = "count"
    COARSE = "coarse"
    VALUES = "values"


@dataclass(frozen=True, repr=False, eq=False)
class Ask(Unprintable):
    """One table to publish.

    For counts and the coarse class the ledger makes the forms itself, with threshold `k` and rounding base `b`; for
    values it is given the proposed forms per figure name, one a set, in the order of the grid's families; without any,
    the values only count in the budgets. `groupings` names families that regroup a source variable, or whose values are
    made of it: (`dataset.variable`, family). `cohort` is the family whose only set is the table's whole cohort; it then
    counts in the budgets.
    """

    kind: Kind
    grid: Grid
    k: int
    b: int
    forms: Mapping[str, tuple[Proposal, ...]] = field(default_factory=dict)
    groupings: tuple[tuple[str, int], ...] = ()
    cohort: int | None = None


@dataclass(frozen=True, repr=False, eq=False)
class Answer(Unprintable):
    """What is published for each set, and how many persons the set has whose figure it repeats (itself, if new)."""

    forms: Mapping[str, tuple[Form, ...]]
    roots: NDArray[np.int64]


class LedgerSession(Protocol):
    """The ledger, or a client of it in another process."""

    def publish(self, ask: Ask) -> Answer:
        """Compare and record in one exclusive transaction. Raises LedgerRefusal or LedgerFault."""

    def spend(self, *, purpose: str) -> None:
        """Count one job against the day's allowance. Raises LedgerRefusal when it is used up."""


PERSONS = "persons"
"""The figure name of a count of persons."""
