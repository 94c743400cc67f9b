"""Harrell's concordance of hazards with what happened, as R's `concordance`: O(n log n), whole arrays at a time.

A pair is comparable when one has an event while the other is at risk, and the other has no event at that same time. It is
concordant when the one with the event had the higher hazard; pairs with equal hazards count half. Strata are kept apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .designs import Codes, Mask, Values
from .risk_sets import RiskSets

SAME = 1e-12
"""Predictors nearer than this (to the largest) are equal: sums in another order differ in their last digits."""


@dataclass(frozen=True)
class Pairs:
    """Comparable pairs by what the hazards said."""

    concordant: float
    discordant: float
    tied: float

    @property
    def concordance(self) -> float | None:
        """The share of pairs told right, ties half; None without a pair."""
        all_ = self.concordant + self.discordant + self.tied
        return (self.concordant + self.tied / 2) / all_ if all_ else None


def pairs(sets: RiskSets, predictors: Values) -> Pairs:
    """Count all comparable pairs.

    Every row stands at the place of time of its end; one that came late also at the place of its start, with its units
    taken off. What stands at a later place than an event was at risk then.
    """
    kept = np.flatnonzero(sets.last > sets.first)
    late = kept[sets.late[kept]]
    ends = 2 * sets.last[kept] - sets.event[kept]  # an event stands before those censored until the next one
    place = np.concatenate([ends, 2 * sets.first[late]])
    units = np.concatenate([sets.units[kept], -sets.units[late]])
    asks = np.concatenate([sets.event[kept], np.zeros(len(late), bool)])
    both = np.concatenate([kept, late])
    level, stratum = _levels(predictors)[both], _strata(sets)[both]
    order = np.lexsort((level, stratum))
    bits = int(place.max(initial=0)).bit_length()
    runs: Codes = np.cumsum(_changes(level[order]) | _changes(stratum[order]))
    lower, equal, all_ = _later(((stratum << bits) + place)[order], bits, runs, units[order], asks[order])
    return Pairs(lower, all_ - lower - equal, equal)


def _levels(predictors: Values) -> Codes:
    """Places of the predictors in order, equal ones alike."""
    order = np.argsort(predictors, kind="stable")
    size = float(np.abs(predictors).max(initial=0.0)) or 1.0
    found = np.empty(len(order), np.int64)
    found[order] = np.cumsum(np.diff(predictors[order], prepend=-np.inf) > SAME * size)
    return found


def _strata(sets: RiskSets) -> Codes:
    ends = np.array([end for _, end in sets.strata])
    return np.searchsorted(ends, sets.last, side="left")


def _later(place: Codes, bits: int, level: Codes, units: Values, asks: Mask) -> tuple[float, float, float]:
    """Of the units at a later place of the same stratum, over all that ask: of lower level, of equal level, all.

    In order of level; the stratum stands in the places above `bits`. From the highest bit down, rows are kept in groups
    that agree in all bits above: of two rows that differ first in this bit the one with the bit is later, and lower levels
    stand before.
    """
    lower = equal = all_ = 0.0
    for bit in reversed(range(bits)):
        one = (place >> bit) & 1 == 1
        passed = np.concatenate([[0.0], np.cumsum(np.where(one, units, 0.0))])
        group = _changes(place >> (bit + 1))
        run = group | _changes(level)
        asking = np.flatnonzero(asks & ~one)
        amount, begin, same = units[asking], _first(group), _first(run)[asking]
        before = passed[same]
        lower += float(amount @ (before - passed[begin[asking]]))
        equal += float(amount @ (passed[_last(run)[asking]] - before))
        all_ += float(amount @ (passed[_last(group)[asking]] - passed[begin[asking]]))
        order = np.argsort(2 * begin + one, kind="stable")
        place, level, units, asks = place[order], level[order], units[order], asks[order]
    return lower, equal, all_


def _changes(key: Codes) -> Mask:
    """Where a row differs from the one before."""
    found = np.ones(len(key), bool)
    found[1:] = key[1:] != key[:-1]
    return found


def _first(begins: Mask) -> Codes:
    """The first row of each row's run."""
    return np.maximum.accumulate(np.where(begins, np.arange(len(begins)), 0))


def _last(begins: Mask) -> Codes:
    """The row after the last of each row's run."""
    bounds = np.append(np.flatnonzero(begins), len(begins))
    found: Codes = bounds[np.cumsum(begins)]
    return found
