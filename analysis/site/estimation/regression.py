"""Linear, logistic and Poisson regression, as R's lm and glm with canonical links.

On rows or on cells (`outcomes`), with prior weights as R's `weights` and person-time as exposure (its logarithm is the
offset). Figures of fit are R's: `logLik` in full, the null model keeps weights and exposure, `deviance`, Pearson's
chi-square over its degrees of freedom as dispersion. With prior weights the log-likelihood is the weighted sum.
Errors: `robust` says which robust ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from analysis.site.errors import DataFailure, FailureCode

from .basis import Basis, basis_of
from .designs import Codes, Design, Matrix, Values
from .newton import Point, maximise
from .outcomes import Counted, Measured
from .robust import Scores, corrected, meat_of_clusters, meat_of_rows

ROUNDING = 1e-26
"""The share of the outcome's squares that rounding may leave: some hundred units in the last place, squared."""


@dataclass(frozen=True, eq=False)
class Regression:
    """A fit: the intercept first, then the design's columns. None is "not defined for this model"."""

    coefficients: Values
    covariance: Matrix
    units: int
    df: int
    log_likelihood: float
    log_likelihood_null: float
    deviance: float
    dispersion: float
    leverages: Callable[[], Values]
    influences: Callable[[], Matrix]
    events: float | None = None
    r_squared: float | None = None
    adjusted_r_squared: float | None = None
    sigma: float | None = None

    @property
    def errors(self) -> Values:
        """Standard errors."""
        found: Values = np.sqrt(np.maximum(np.diag(self.covariance), 0))
        return found


def fit_counted(design: Design, outcome: Counted, *, robust: bool = False, clusters: Codes | None = None) -> Regression:
    """Logistic or Poisson regression. Raises DataFailure: no events, too few, collinear, separation, no convergence.

    `clusters` (codes from 0, one per row) gives cluster-robust errors; the rows must then be units.
    """
    null = outcome.null()
    if null is None:
        raise DataFailure(FailureCode.NO_EVENTS)
    df = _residual(outcome.units, design)
    likelihood = _Predictor(basis_of(design, outcome.weights), outcome)
    start = np.concatenate([[null], np.zeros(design.width)])
    value_null = likelihood.value_at(null)
    found = maximise(likelihood, start)
    fitted = _Fitted(likelihood, found.coefficients, found.bread)
    return Regression(
        coefficients=likelihood.back @ found.coefficients,
        covariance=_turned(likelihood.back, fitted.covariance(robust, clusters)),
        units=outcome.units,
        events=outcome.events,
        df=df,
        log_likelihood=found.point.value + outcome.constant,
        log_likelihood_null=value_null + outcome.constant,
        deviance=max(0.0, 2 * (outcome.saturated - found.point.value)),
        dispersion=fitted.pearson() / df,
        leverages=fitted.leverages,
        influences=fitted.influences,
    )


def _residual(units: int, design: Design) -> int:
    df = units - design.width - 1
    if df < 1:
        raise DataFailure(FailureCode.TOO_FEW)
    return df


def _turned(back: Matrix, covariance: Matrix) -> Matrix:
    found: Matrix = back @ covariance @ back.T
    return found


@dataclass(frozen=True, eq=False)
class _Predictor:
    """A counted outcome on an intercept and turned columns."""

    basis: Basis
    outcome: Counted

    @property
    def back(self) -> Matrix:
        return self.basis.with_intercept()

    def blocks(self, coefficients: Values) -> Iterator[tuple[slice, Matrix, Values]]:
        """Rows, turned columns with the intercept's, linear predictors."""
        for rows, block in with_ones(self.basis):
            yield rows, block, block @ coefficients

    def value_at(self, constant: float) -> float:
        """The likelihood's value where every predictor is the same."""
        rows = self.basis.design.rows
        return self.outcome.slope(np.full(rows, constant), slice(0, rows)).value

    def at(self, coefficients: Values) -> Point:
        """Value, score and information."""
        value, width = 0.0, len(coefficients)
        score, information = np.zeros(width), np.zeros((width, width))
        for rows, block, predictor in self.blocks(coefficients):
            slope = self.outcome.slope(predictor, rows)
            value += slope.value
            with np.errstate(invalid="ignore"):  # a step too long is halved
                score += block.T @ slope.score
                information += (block * slope.information[:, None]).T @ block
        return Point(value, score, information)

    def largest_change(self, step: Values) -> float:
        """The largest change of a linear predictor."""
        return max(float(np.abs(change).max()) for _, _, change in self.blocks(step))


def with_ones(basis: Basis) -> Iterator[tuple[slice, Matrix]]:
    """The turned columns of each block after a column of ones."""
    for rows, block in basis.blocks():
        joined = np.empty((len(block), block.shape[1] + 1), order="F")
        joined[:, 0] = 1
        joined[:, 1:] = block
        yield rows, joined


@dataclass(frozen=True, eq=False)
class _Fitted:
    """The errors and the evidence of a counted outcome's fit; `bread` is the inverse information."""

    likelihood: _Predictor
    coefficients: Values
    bread: Matrix

    def covariance(self, robust: bool, clusters: Codes | None) -> Matrix:
        """Of the turned coefficients."""
        width = len(self.coefficients)
        if clusters is not None:
            return _turned(self.bread, corrected(*meat_of_clusters(self._scores, clusters, width)))
        return _turned(self.bread, meat_of_rows(self._squares, width)) if robust else self.bread

    def pearson(self) -> float:
        """Pearson's chi-square."""
        outcome = self.likelihood.outcome
        return sum(outcome.pearson(predictor, rows) for rows, _, predictor in self._blocks())

    def leverages(self) -> Values:
        """Each row's share of the information, the diagonal of the hat matrix; a cell's is all its units' together."""
        found = np.empty(self.likelihood.basis.design.rows)
        for rows, block, predictor in self._blocks():
            information = self.likelihood.outcome.slope(predictor, rows).information
            found[rows] = information * np.einsum("ij,ij->i", block @ self.bread, block)
        return found

    def influences(self) -> Matrix:
        """What each row moves each coefficient by, to first order."""
        return influences_of(self._scores, self.bread, self.likelihood.back)

    def _blocks(self) -> Iterator[tuple[slice, Matrix, Values]]:
        return self.likelihood.blocks(self.coefficients)

    def _scores(self) -> Iterator[tuple[slice, Matrix, Values]]:
        for rows, block, predictor in self._blocks():
            yield rows, block, self.likelihood.outcome.slope(predictor, rows).score

    def _squares(self) -> Iterator[tuple[slice, Matrix, Values]]:
        for rows, block, predictor in self._blocks():
            yield rows, block, self.likelihood.outcome.squares(predictor, rows)


def influences_of(scores: Scores, bread: Matrix, back: Matrix) -> Matrix:
    """Each row's score times the inverse information, in the coefficients of the design's own columns."""
    return np.concatenate([(score[:, None] * block) @ (bread @ back.T) for _, block, score in scores()])


def fit_linear(design: Design, outcome: Measured, *, robust: bool = False, clusters: Codes | None = None) -> Regression:
    """Least squares. Raises DataFailure: too few, collinear.

    Intervals want Student's t with `df`; `dispersion` is sigma squared, `deviance` the residual sum of squares.
    """
    df = _residual(outcome.units, design)
    fitted = _least_squares(basis_of(design, outcome.weights), outcome)
    total, left = fitted.total_squares(), fitted.left_squares()
    sigma_squared = left / df
    back = fitted.basis.with_intercept()
    share = left / total if total > 0 else None
    return Regression(
        coefficients=back @ fitted.coefficients,
        covariance=_turned(back, fitted.covariance(robust, clusters, sigma_squared, df)),
        units=outcome.units,
        df=df,
        log_likelihood=_normal(outcome, left),
        log_likelihood_null=_normal(outcome, total),
        deviance=left,
        dispersion=sigma_squared,
        leverages=fitted.leverages,
        influences=fitted.influences,
        r_squared=None if share is None else 1 - share,
        adjusted_r_squared=None if share is None else 1 - share * (outcome.units - 1) / df,
        sigma=float(np.sqrt(sigma_squared)),
    )


def _normal(outcome: Measured, squares: float) -> float:
    """The log-likelihood at the best sigma, as R's logLik; a perfect fit has none."""
    if squares <= 0:
        return float("inf")
    n = outcome.units
    return float(outcome.log_weights - n * (np.log(2 * np.pi) + 1 - np.log(n) + np.log(squares))) / 2


@dataclass(frozen=True, eq=False)
class _LeastSquares:
    """Turned coefficients of a measured outcome; the turned columns' weighted squares add to the weights' sum."""

    basis: Basis
    outcome: Measured
    coefficients: Values

    @property
    def bread(self) -> float:
        return 1 / float(self.outcome.weights.sum())

    def residuals(self) -> Iterator[tuple[slice, Matrix, Values]]:
        """Rows, turned columns with the intercept's, and the mean less the prediction."""
        for rows, block in with_ones(self.basis):
            yield rows, block, self.outcome.means[rows] - block @ self.coefficients

    def total_squares(self) -> float:
        """About the mean."""
        return self._added(self.outcome.means - self.coefficients[0])

    def left_squares(self) -> float:
        """About the prediction."""
        return self._added(np.concatenate([rest for _, _, rest in self.residuals()]))

    def _added(self, away: Values) -> float:
        """Squares with those inside the cells; what rounding alone leaves of a perfect fit is none."""
        weights, inside = self.outcome.weights, float(self.outcome.spread.sum())
        found = float(weights @ away**2) + inside
        return found if found > ROUNDING * (float(weights @ self.outcome.means**2) + inside) else 0.0

    def covariance(self, robust: bool, clusters: Codes | None, sigma_squared: float, df: int) -> Matrix:
        """Of the turned coefficients."""
        width, units = len(self.coefficients), self.outcome.units
        if clusters is not None:
            meat = corrected(*meat_of_clusters(self._scores, clusters, width)) * ((units - 1) / df)
            return meat * self.bread**2
        if robust:
            return meat_of_rows(self._squares, width) * self.bread**2
        return np.eye(width) * (self.bread * sigma_squared)

    def leverages(self) -> Values:
        """The diagonal of the hat matrix; a cell's is all its units' together."""
        found = np.empty(self.basis.design.rows)
        for rows, block in with_ones(self.basis):
            found[rows] = self.outcome.weights[rows] * np.einsum("ij,ij->i", block, block) * self.bread
        return found

    def influences(self) -> Matrix:
        """What each row moves each coefficient by, to first order."""
        back = self.basis.with_intercept()
        return influences_of(self._scores, self.bread * np.eye(len(back)), back)

    def _scores(self) -> Iterator[tuple[slice, Matrix, Values]]:
        for rows, block, rest in self.residuals():
            yield rows, block, self.outcome.weights[rows] * rest

    def _squares(self) -> Iterator[tuple[slice, Matrix, Values]]:
        for rows, block, rest in self.residuals():
            yield rows, block, self.outcome.squared_weights[rows] * rest**2 + self.outcome.squared_spread[rows]


def _least_squares(basis: Basis, outcome: Measured) -> _LeastSquares:
    """Twice, the second time on what the first left: digits that long columns cost come back."""
    mean = float(outcome.weights @ outcome.means) / float(outcome.weights.sum())
    found = _LeastSquares(basis, outcome, np.concatenate([[mean], np.zeros(basis.design.width)]))
    for _ in range(2):
        step = np.zeros(basis.design.width + 1)
        for rows, block, rest in found.residuals():
            step += block.T @ (outcome.weights[rows] * rest)
        found = replace(found, coefficients=found.coefficients + step * found.bread)
    return found
