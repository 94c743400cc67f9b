"""Robust and cluster-robust standard errors.

Robust is HC0, as R's `sandwich::sandwich(fit)` (and `vcovHC(fit, type = "HC0")`): bread x sum of squared scores x bread,
with no correction for few units. With clusters it is R's `sandwich::vcovCL(fit, cluster)` as it stands by default: scores
are added up in each of the G clusters, and the sum of their squares is multiplied by G / (G - 1); for linear regression
also by (n - 1) / (n - k), k coefficients, as Stata does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from analysis.site.errors import DataFailure, FailureCode

from .designs import Codes, Matrix, Values

Scores = Callable[[], Iterator[tuple[slice, Matrix, Values]]]
"""Blocks of rows with their columns and one number a row."""


def meat_of_rows(squares: Scores, width: int) -> Matrix:
    """The sum over units of score times score; the numbers are each row's sum of squared scores by its predictor."""
    meat = np.zeros((width, width))
    for _, columns, square in squares():
        meat += (columns * square[:, None]).T @ columns
    return meat


def meat_of_clusters(scores: Scores, clusters: Codes, width: int) -> tuple[Matrix, int]:
    """The sum over clusters of their added scores squared, and how many clusters there are."""
    count = int(clusters.max(initial=-1)) + 1
    present = np.bincount(clusters, minlength=count) > 0
    sums = np.zeros((width, count))
    for rows, columns, score in scores():
        for at in range(width):
            np.add.at(sums[at], clusters[rows], columns[:, at] * score)
    return sums @ sums.T, int(present.sum())


def corrected(meat: Matrix, clusters: int) -> Matrix:
    """Times G / (G - 1). Raises DataFailure for a single cluster."""
    if clusters < 2:
        raise DataFailure(FailureCode.TOO_FEW)
    return meat * (clusters / (clusters - 1))
