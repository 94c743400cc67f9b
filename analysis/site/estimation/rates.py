"""Rates: exact Poisson limits, direct standardisation with gamma limits, observed against expected.

Standard populations by 5-year age groups: ESP2013 (Eurostat, Revision of the European Standard Population, 2013), WHO
2000-2025 (Ahmad et al., WHO GPE Discussion Paper 31, 2001), Nordic 2000 (NORDCAN). Public figures.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import scipy  # its parts load when first used: a count needs none
from numpy.typing import NDArray

from .confidence import LEVEL

Values = NDArray[np.float64]
Edge = float | None
GROUP_YEARS = 5


@dataclass(frozen=True)
class Standardised:
    """A directly standardised rate per person-year, with its error and limits; None with no person-time at all."""

    rate: float | None
    standard_error: float | None
    lower: float | None
    upper: float | None


def poisson_limits(events: Values) -> tuple[Values, Values]:
    """Exact limits of the expected number of events, Garwood 1936: R's `poisson.test` and `cipoisson`."""
    events = np.asarray(events, np.float64)
    tail = (1 - LEVEL) / 2
    lower = np.where(events > 0, scipy.special.gammaincinv(np.maximum(events, 1), tail), 0.0)
    return lower, np.asarray(scipy.special.gammainccinv(events + 1, tail), np.float64)


def standardised(events: Values, person_years: Values, weights: Values) -> Standardised:
    """The weighted mean of the rates of some bands, its weights rescaled to the bands that have person-time.

    Limits: gamma, Fay and Feuer 1997 (Statistics in Medicine 16:791), as in R's `epitools::ageadjust.direct`.
    """
    present = (person_years > 0) & (weights > 0)
    if not present.any():
        return Standardised(None, None, None, None)
    weights = weights[present] / weights[present].sum()
    each = weights / person_years[present]  # what one event adds
    rate = float(each @ events[present])
    variance = float(each**2 @ events[present])
    largest = float(each.max())
    tail = (1 - LEVEL) / 2
    lower = variance / rate * scipy.special.gammaincinv(rate**2 / variance, tail) if rate > 0 else 0.0
    above, spread = rate + largest, variance + largest**2
    upper = spread / above * scipy.special.gammainccinv(above**2 / spread, tail)
    return Standardised(rate, float(np.sqrt(variance)), float(lower), float(upper))


def standard_weights(name: str, edges: Sequence[Edge]) -> Values:
    """The weight of each half-open band of age in a standard population, by name; they need not add up to 1.

    An open end takes all older, or younger, groups. An outer edge inside a 5-year group takes that share of it.
    Raises KeyError for a standard that does not exist.
    """
    starts, weights = _standard(name)
    ends = np.append(starts[1:], np.inf)
    return np.array([float(weights @ _share_inside(starts, ends, low, high)) for low, high in pairwise(edges)])


def _share_inside(starts: Values, ends: Values, low: Edge, high: Edge) -> Values:
    """How much of each age group lies in a band; the oldest group counts as 5 years long, and all beyond it is in."""
    closed = np.minimum(ends, starts[-1] + GROUP_YEARS)
    first = starts if low is None else np.maximum(starts, low)
    last = closed if high is None else np.minimum(closed, high)
    return np.asarray(np.maximum(last - first, 0) / (closed - starts), np.float64)


@cache
def _standard(name: str) -> tuple[Values, Values]:
    """The lower ages of the groups of a standard, and their weights."""
    with Path(__file__).with_name("standard_populations.csv").open(newline="") as file:
        rows = [(row["age"], row[name]) for row in csv.DictReader(file) if row[name]]
    starts, weights = zip(*rows, strict=True)
    return np.array(starts, np.float64), np.array(weights, np.float64)
