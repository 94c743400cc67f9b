"""Where a number is cut into groups at the population's own quantiles."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.site.evidence import Ids

Values = NDArray[np.float64]
Points = tuple[float, ...]
CutPoints = Callable[[Ids, Values, Sequence[float], float | None], Points | None]
"""Persons, their values without missing, probabilities, grid of the catalogue -> cut points; None for withheld."""


def exact_cut_points(persons: Ids, values: Values, probabilities: Sequence[float], grid: float | None) -> Points:
    """Quantiles of type 7, for open data; without any value the points cut nothing."""
    return tuple(np.quantile(values, probabilities).tolist()) if len(values) else (0.0,) * len(probabilities)


def withheld_cut_points(persons: Ids, values: Values, probabilities: Sequence[float], grid: float | None) -> None:
    """Protected data whose quantiles nobody has protected."""
    return
