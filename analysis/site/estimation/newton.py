"""Newton's method on a concave likelihood, with the two ways it can say that there is no maximum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import scipy

from analysis.site.errors import DataFailure, FailureCode

from .designs import Matrix, Values

MOST_STEPS = 60
HALVINGS = 30
CLOSE = 1e-10
"""Twice the log-likelihood still to gain: one more step from here is exact to the last digits."""
SUSPECT = 1e-6
ESCAPE = 0.5
SINGULAR = 1e-11
LONGEST = 30.0
"""A step may move a predictor so far: beyond it the slope here says nothing."""
FARTHEST = 300.0
"""Hazards exp(300) apart can still be squared; no estimate lies there."""
DIGITS = 36
"""exp(36) is 2 to the 52."""


@dataclass(frozen=True, eq=False)
class Point:
    """The log-likelihood at some coefficients, its gradient and minus its second derivative."""

    value: float
    score: Values
    information: Matrix


class Likelihood(Protocol):
    """A concave log-likelihood of turned columns."""

    def at(self, coefficients: Values) -> Point:
        """Value, score and information."""

    def largest_change(self, step: Values) -> float:
        """The largest change of a linear predictor, or of the difference between two, that a step makes."""


@dataclass(frozen=True, eq=False)
class Maximum:
    """Where the likelihood is greatest."""

    coefficients: Values
    point: Point

    @property
    def bread(self) -> Matrix:
        """The inverse information: the model's own covariance of the coefficients."""
        return np.asarray(np.linalg.inv(self.point.information), np.float64)


def maximise(likelihood: Likelihood, start: Values) -> Maximum:
    """Climb from `start`. Raises DataFailure: collinear, separation or no convergence.

    Separation: the likelihood has no more to gain (less than 1e-6), yet the step still moves some row's linear predictor
    by more than 0.5. With `step' information step < 1e-6` that row's predictor has a standard error above 500: the
    estimate runs to infinity (Albert & Anderson 1984), and Newton's steps stay near 1 for ever.
    """
    coefficients, point = start, likelihood.at(start)
    if not len(start):
        return Maximum(coefficients, point)
    _refuse_singular(point.information)
    for _ in range(MOST_STEPS):
        step = _step(point)
        gain = float(point.score @ step)
        change = likelihood.largest_change(step)
        if (gain < SUSPECT and change > ESCAPE) or likelihood.largest_change(coefficients) > FARTHEST:
            raise DataFailure(FailureCode.SEPARATION)
        coefficients, point = _climbed(
            likelihood, coefficients, point, step * (LONGEST / change if change > LONGEST else 1)
        )
        if gain < CLOSE:
            return _told_from_nothing(likelihood, Maximum(coefficients, point))
    raise DataFailure(FailureCode.NO_CONVERGENCE)


def _told_from_nothing(likelihood: Likelihood, found: Maximum) -> Maximum:
    """The maximum, unless it is where the digits ran out on the way to infinity.

    Rows whose predictors lie further apart than 36 differ by more than a number's 53 bits hold: beside the one the other
    counts as nothing, and the likelihood seems level. That far out an estimate is believed only with a standard error.
    """
    sizes, directions = np.linalg.eigh(found.bread)
    widest = directions[:, -1] * np.sqrt(max(float(sizes[-1]), 0.0))
    if min(likelihood.largest_change(found.coefficients), likelihood.largest_change(widest)) > DIGITS:
        raise DataFailure(FailureCode.SEPARATION)
    return found


def _refuse_singular(information: Matrix) -> None:
    """Columns that differ, but not where the likelihood looks (a covariate constant in every stratum)."""
    sizes = np.linalg.eigvalsh(information)
    if not sizes[0] > SINGULAR * sizes[-1]:
        raise DataFailure(FailureCode.COLLINEAR)


def _step(point: Point) -> Values:
    """The Newton step. Information that has vanished on the way means that some rows are told with certainty."""
    try:
        step: Values = scipy.linalg.cho_solve(scipy.linalg.cho_factor(point.information), point.score)
    except np.linalg.LinAlgError:
        raise DataFailure(FailureCode.SEPARATION) from None
    return step


def _climbed(likelihood: Likelihood, coefficients: Values, point: Point, step: Values) -> tuple[Values, Point]:
    """Go the step, or a half, a quarter … of it where the likelihood would fall."""
    allowed = 1e-10 * (1 + abs(point.value))
    for _ in range(HALVINGS):
        found = likelihood.at(coefficients + step)
        if np.isfinite(found.value) and found.value >= point.value - allowed:
            return coefficients + step, found
        step = step / 2
    raise DataFailure(FailureCode.NO_CONVERGENCE)
