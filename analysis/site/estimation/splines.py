"""The natural cubic spline as R's `splines::ns(x, df)`: the same columns, so coefficients can be compared.

Interior knots at equal quantiles (type 7) of x, boundary knots at its range; cubic B-splines without the first, turned so
that the second derivative vanishes at both ends (Householder, as R's qr), without the two columns that this takes away.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy

from analysis.site.errors import DataFailure, FailureCode

from .designs import Matrix, Values


def natural_spline(knots_from: Values, df: int) -> Callable[[Values], Matrix]:
    """A function that gives the `df` columns of values within the range of `knots_from`.

    Raises DataFailure (collinear) where the values are too few for the knots.
    """
    low, high = float(knots_from.min()), float(knots_from.max())
    inner = np.quantile(knots_from, np.linspace(0, 1, df + 1)[1:-1])
    knots = np.concatenate([[low] * 4, inner, [high] * 4])
    if not (np.diff(np.concatenate([[low], inner, [high]])) > 0).all():
        raise DataFailure(FailureCode.COLLINEAR)
    splines = scipy.interpolate.BSpline(knots, np.eye(df + 3), 3)
    bent = splines.derivative(2)(np.array([low, high]))[:, 1:]
    straight = scipy.linalg.qr(bent.T)[0][:, 2:]

    def columns(values: Values) -> Matrix:
        found: Matrix = splines(values)[:, 1:] @ straight
        return found

    return columns
