"""The columns of a design, centred and turned into uncorrelated ones of variance one.

Fits work on the turned columns: Newton's equations are well conditioned there whatever the units (a year and its
square), and collinear columns are found once, before any fit. Coefficients and covariances are turned back at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy  # its parts load when first used

from analysis.site.errors import DataFailure, FailureCode

from .designs import Design, Matrix, Values

COLLINEAR = 1e-7
"""A column is collinear when less than this share of its spread is its own: the tolerance of R's lm."""
CONSTANT = 1e-10
"""A column is constant when its spread is less than this share of its size."""


@dataclass(frozen=True, eq=False)
class Basis:
    """`(columns - centre) @ turn` are uncorrelated columns of variance one under the weights."""

    design: Design
    centre: Values
    turn: Matrix
    turned_back: Matrix

    def blocks(self) -> Iterator[tuple[slice, Matrix]]:
        """Rows with their turned columns."""
        for rows in self.design.blocks():
            yield rows, self.block(rows)

    def block(self, rows: slice) -> Matrix:
        """The turned columns of some rows, each column contiguous."""
        block = self.design.block(rows)
        block -= self.centre
        turned: Matrix = (self.turn.T @ block.T).T
        return turned

    def coefficients(self, turned: Values) -> Values:
        """Coefficients of the design's own columns."""
        found: Values = self.turn @ turned
        return found

    def covariance(self, turned: Matrix) -> Matrix:
        """Covariance of the coefficients of the design's own columns."""
        found: Matrix = self.turn @ turned @ self.turn.T
        return found

    def with_intercept(self) -> Matrix:
        """What takes (intercept, turned coefficients) to (intercept, coefficients) of the design's own columns."""
        width = len(self.centre)
        back = np.zeros((width + 1, width + 1))
        back[0, 0] = 1
        back[0, 1:] = -self.centre @ self.turn
        back[1:, 1:] = self.turn
        return back


def basis_of(design: Design, weights: Values) -> Basis:
    """The basis under weights (not negative, not all zero). Raises DataFailure for collinear columns."""
    total = float(weights.sum())
    centre = _centre(design, weights, total)
    triangle = np.zeros((design.width, design.width))
    for rows in design.blocks():
        block = design.block(rows)
        block -= centre
        block *= np.sqrt(weights[rows])[:, None]
        triangle = np.asarray(np.linalg.qr(np.vstack([triangle, block]), mode="r"))
    triangle /= np.sqrt(total)
    _refuse_collinear(triangle, centre)
    return Basis(design, centre, scipy.linalg.solve_triangular(triangle, np.eye(design.width)), triangle)


def _centre(design: Design, weights: Values, total: float) -> Values:
    """Weighted means; a first guess from the first row keeps digits of large numbers of little spread."""
    if not design.width:
        return np.zeros(0)
    guess = design.block(slice(0, 1))[0]
    sums = np.zeros(design.width)
    for rows in design.blocks():
        block = design.block(rows)
        block -= guess
        sums += weights[rows] @ block
    means: Values = guess + sums / total
    return means


def _refuse_collinear(triangle: Matrix, centre: Values) -> None:
    if not len(centre):
        return
    spread = np.linalg.norm(triangle, axis=0)
    if not np.isfinite(spread).all() or (spread <= CONSTANT * np.abs(centre)).any():
        raise DataFailure(FailureCode.COLLINEAR)
    own = np.abs(np.diag(scipy.linalg.qr(triangle / spread, mode="r", pivoting=True)[0]))
    if own.min() < COLLINEAR:
        raise DataFailure(FailureCode.COLLINEAR)
