"""What a regression is of: sums over the units of each row of the design.

A row of the design may be one unit or all units with the same columns (a cell): the likelihood needs only these sums, so
a fit on cells gives exactly the numbers of a fit on rows. `units` counts units; `weights` are sums of prior weights, as
are all sums but the squares, which hold squared weights (the robust errors need them).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import scipy

from .designs import Values


@dataclass(frozen=True, eq=False)
class Slope:
    """A likelihood's value over some rows; its derivative and minus its second derivative by each linear predictor."""

    value: float
    score: Values
    information: Values


class Counted(Protocol):
    """An outcome with a canonical link: log-odds or log-rate."""

    @property
    def weights(self) -> Values:
        """Weight of each row, for the centre and spread of the columns."""

    @property
    def units(self) -> int:
        """How many units all rows are of."""

    @property
    def events(self) -> float:
        """The sum of the outcome, unweighted."""

    @property
    def constant(self) -> float:
        """What the likelihood's values lack of the full log-likelihood."""

    @property
    def saturated(self) -> float:
        """The value of a model that tells every unit exactly."""

    def null(self) -> float | None:
        """The linear predictor that fits best alone; None when the outcome does not vary."""

    def slope(self, predictor: Values, rows: slice) -> Slope:
        """Value, score and information."""

    def pearson(self, predictor: Values, rows: slice) -> float:
        """The sum of squared Pearson residuals."""

    def squares(self, predictor: Values, rows: slice) -> Values:
        """Each row's sum of its units' squared scores."""


@dataclass(frozen=True, eq=False)
class YesNo:
    """`yes` of `weights`, with the same sums of squared weights where weights are not all one."""

    units: int
    events: float
    weights: Values
    yes: Values
    squared_weights: Values
    squared_yes: Values
    constant: float = 0.0
    saturated: float = 0.0

    def null(self) -> float | None:
        """The log-odds of yes."""
        yes, all_ = float(self.yes.sum()), float(self.weights.sum())
        return float(np.log(yes / (all_ - yes))) if 0 < yes < all_ else None

    def slope(self, predictor: Values, rows: slice) -> Slope:
        """Of the binomial likelihood."""
        yes, all_ = self.yes[rows], self.weights[rows]
        chance, log_odds_1 = _chance(predictor)
        value = float(yes @ predictor - all_ @ log_odds_1)
        expected = all_ * chance
        return Slope(value, yes - expected, expected * (1 - chance))

    def pearson(self, predictor: Values, rows: slice) -> float:
        """The sum of (y - p)² / (p (1 - p))."""
        yes = self.yes[rows]
        return float((yes * np.exp(-predictor) + (self.weights[rows] - yes) * np.exp(predictor)).sum())

    def squares(self, predictor: Values, rows: slice) -> Values:
        """Of w (y - p)."""
        chance, _ = _chance(predictor)
        return self.squared_yes[rows] * (1 - 2 * chance) + self.squared_weights[rows] * chance**2


def yes_no(yes: Values, weights: Values | None = None) -> YesNo:
    """One unit a row: 0 or 1, with prior weights. Rows of weight zero must have been left out."""
    yes = np.asarray(yes, np.float64)
    if weights is None:
        ones = np.ones(len(yes))
        return YesNo(len(yes), float(yes.sum()), ones, yes, ones, yes)
    return YesNo(len(yes), float(yes.sum()), weights, weights * yes, weights**2, weights**2 * yes)


def yes_no_cells(units: Values, yes: Values) -> YesNo:
    """Cells of `units` units of which `yes` have the event."""
    return YesNo(int(units.sum()), float(yes.sum()), units, yes, units, yes)


def _chance(predictor: Values) -> tuple[Values, Values]:
    """The probability and log(1 + odds), without overflow."""
    small = np.exp(-np.abs(predictor))
    chance = np.where(predictor >= 0, 1, small) / (1 + small)
    return chance, np.maximum(predictor, 0) + np.log1p(small)


@dataclass(frozen=True, eq=False)
class _Rates:
    """Counts over exposures, both times the prior weights. `most` is the largest count of a unit."""

    units: int
    events: float
    most: float
    weights: Values
    counts: Values
    exposure: Values
    constant: float
    saturated: float

    def null(self) -> float | None:
        """The log of the crude rate."""
        return float(np.log(self.counts.sum() / self.exposure.sum())) if self.counts.sum() > 0 else None

    def slope(self, predictor: Values, rows: slice) -> Slope:
        """Of the Poisson likelihood without its constant."""
        counts, exposure = self.counts[rows], self.exposure[rows]
        with np.errstate(over="ignore", invalid="ignore"):  # a step too long is halved
            expected = exposure * np.exp(predictor)
            value = float(counts @ predictor - expected.sum())
        return Slope(value, counts - expected, expected)


@dataclass(frozen=True, eq=False)
class Counts(_Rates):
    """One unit a row."""

    def pearson(self, predictor: Values, rows: slice) -> float:
        """The sum of w (y - μ)² / μ."""
        expected = self.exposure[rows] * np.exp(predictor)
        return float(((self.counts[rows] - expected) ** 2 / expected).sum())

    def squares(self, predictor: Values, rows: slice) -> Values:
        """Of w (y - μ)."""
        squares: Values = (self.counts[rows] - self.exposure[rows] * np.exp(predictor)) ** 2
        return squares


def counts_of(counts: Values, exposure: Values | None = None, weights: Values | None = None) -> Counts:
    """One unit a row: a count over an exposure above zero (one where none), with prior weights above zero."""
    y = np.asarray(counts, np.float64)
    ones = np.broadcast_to(1.0, len(y))
    t, w = ones if exposure is None else exposure, ones if weights is None else weights
    logs = scipy.special.xlogy(y, t)
    return Counts(
        units=len(y),
        events=float(y.sum()),
        most=float(y.max(initial=0)),
        weights=w,
        counts=y if weights is None else w * y,
        exposure=t if weights is None else w * t,
        constant=float(w @ (logs - scipy.special.gammaln(y + 1))),
        saturated=float(w @ (scipy.special.xlogy(y, y) - y - logs)),
    )


@dataclass(frozen=True, eq=False)
class CountCells(_Rates):
    """Cells of units: sums of counts y and exposures t, and of y²/t, y², y t and t² for the errors.

    `constant` is the sum over all units of y log t - log y!, `saturated` that of
    y log y - y - y log t.
    """

    squares_by_exposure: Values
    count_squares: Values
    products: Values
    exposure_squares: Values

    def pearson(self, predictor: Values, rows: slice) -> float:
        """The sum of (y - μ)² / μ."""
        rate = np.exp(predictor)
        parts = self.squares_by_exposure[rows] / rate - 2 * self.counts[rows] + self.exposure[rows] * rate
        return float(parts.sum())

    def squares(self, predictor: Values, rows: slice) -> Values:
        """Of y - μ."""
        rate = np.exp(predictor)
        sums: Values = self.count_squares[rows] - 2 * rate * self.products[rows]
        return sums + rate**2 * self.exposure_squares[rows]


@dataclass(frozen=True, eq=False)
class Measured:
    """The mean of a number in each row; `spread` is the weighted sum of squares about that mean.

    `log_weights` is the sum of the logarithms of the units' weights; the `squared_` sums are of w² and w²(y - mean)².
    """

    units: int
    weights: Values
    means: Values
    spread: Values
    squared_weights: Values
    squared_spread: Values
    log_weights: float = 0.0


def measured(values: Values, weights: Values | None = None) -> Measured:
    """One unit a row: a number, with prior weights above zero."""
    y = np.asarray(values, np.float64)
    none = np.broadcast_to(0.0, len(y))
    if weights is None:
        ones = np.broadcast_to(1.0, len(y))
        return Measured(len(y), ones, y, none, ones, none)
    return Measured(len(y), weights, y, none, weights**2, none, float(np.log(weights).sum()))


def measured_cells(units: Values, means: Values, spread: Values) -> Measured:
    """Cells of `units` numbers with their mean and their sum of squares about it."""
    return Measured(int(units.sum()), units, means, spread, units, spread)
