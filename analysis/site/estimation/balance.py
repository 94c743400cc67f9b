"""How far groups lie apart at baseline: standardised mean differences, never negative.

Numbers: the difference of the means over the root of the mean of the two variances. Categories: the Mahalanobis
distance of the shares of all levels but one (Yang and Dalton, SAS Global Forum 2012, paper 335). With more than two
groups the mean over all pairs. As R's `tableone` (ExtractSmd) and `stddiff`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def of_numbers(means: Values, deviations: Values) -> float | None:
    """Of the means and standard deviations of the groups."""
    groups = list(zip(means, deviations, strict=True))
    return _mean_of_pairs(
        groups, lambda one, other: _apart((one[0] - other[0]) ** 2, (one[1] ** 2 + other[1] ** 2) / 2)
    )


def of_shares(counts: Values) -> float | None:
    """Of the counts of each level: a row a group, a column a level."""
    shares = counts / counts.sum(axis=1, keepdims=True)
    return _mean_of_pairs(list(shares), _distance)


def _mean_of_pairs(groups: Sequence[Any], between: Callable[[Any, Any], float | None]) -> float | None:
    found = [between(one, other) for one, other in combinations(groups, 2)]
    known = [one for one in found if one is not None]
    return float(np.mean(known)) if known and len(known) == len(found) else None


def _apart(squared: float, variance: float) -> float | None:
    """The root of squared over variance; groups without spread cannot be compared."""
    return float(np.sqrt(squared / variance)) if variance > 0 else None


def _distance(one: Values, other: Values) -> float | None:
    present = (one + other) > 0
    one, other = one[present][1:], other[present][1:]  # the first level follows from the others
    if not len(one):
        return 0.0
    spread = sum(np.diag(shares) - np.outer(shares, shares) for shares in (one, other)) / 2
    if np.linalg.matrix_rank(spread) < len(one):
        return None
    difference = one - other
    return float(np.sqrt(difference @ np.linalg.solve(spread, difference)))
