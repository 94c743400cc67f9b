"""The test of proportional hazards: R's `cox.zph` of survival 3, a score test of coefficients that change with time.

Beside every column x stands x g(t), where g is 1 - Kaplan-Meier just before t ("km"), centred over the events. The score
of the added columns at zero, with the information of all, gives chi-square for each term and for all together (Therneau).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from .designs import Matrix, Values
from .partial_likelihood import PartialLikelihood


@dataclass(frozen=True)
class PhTest:
    """Chi-square with its degrees of freedom."""

    statistic: float
    df: int
    p_value: float


def ph_tests(
    likelihood: PartialLikelihood, turned: Values, terms: Sequence[Sequence[int]]
) -> tuple[tuple[PhTest, ...], PhTest]:
    """A test for each term (the places of its columns) and one for all."""
    clock = _clock(likelihood)
    weighed = likelihood.weigh(turned)
    plain, once, twice = likelihood.derivatives(weighed, [np.ones(len(clock)), clock, clock**2])
    score, variance = once[0], twice[1] - once[1] @ np.linalg.solve(plain[1], once[1])
    back = likelihood.basis.turned_back
    own_score, own_variance = back.T @ score, back.T @ variance @ back
    return tuple(_test(own_score, own_variance, list(term)) for term in terms), _test(score, variance, slice(None))


def _clock(likelihood: PartialLikelihood) -> Values:
    """Of every event time, its mean over the events zero."""
    passed = 1 - likelihood.sets.survived
    return passed - np.average(passed, weights=likelihood.sets.deaths)


def _test(score: Values, variance: Matrix, columns: list[int] | slice) -> PhTest:
    """A score's square by its variance. Columns that time cannot tell apart (all events at once) have no test."""
    part = score[columns]
    inner = variance[columns][:, columns]
    scale = np.sqrt(np.diag(inner))
    statistic = float((part / scale) @ np.linalg.solve(inner / np.outer(scale, scale), part / scale))
    return PhTest(statistic, len(part), float(scipy.special.chdtrc(len(part), statistic)))
