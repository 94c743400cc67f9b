"""Harrell's concordance of hazards with what happened, as R's `concordance`: O(n log n), whole arrays at a time.

A pair is comparable when one has an event while the other is at risk, and the other has no event at that same time. It is
concordant when the one with the event had the higher hazard; pairs with equal hazards count half. Strata are kept apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .designs import Codes, Mask, Values, narrow
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


@dataclass(eq=False)
class _Rows:
    """All rows in order of level within their stratum.

    `place` is the place of time, the stratum in the bits above `bits`; `units` are less than nothing where a row enters
    late; `asks` are rows with an event.
    """

    place: Codes
    level: Codes
    units: Values
    asks: Mask
    bits: int

    def move(self, to: Codes) -> None:
        """Every row to its new place among the rows."""
        self.place, self.level = _moved(self.place, to), _moved(self.level, to)
        self.units, self.asks = _moved(self.units, to), _moved(self.asks, to)


def pairs(sets: RiskSets, predictors: Values) -> Pairs:
    """Count all comparable pairs."""
    return _compared(_rows(sets, predictors))


def _rows(sets: RiskSets, predictors: Values) -> _Rows:
    """Every row stands at the place of time of its end; one that came late also at the place of its start, with its units
    taken off. What stands at a later place than an event was at risk then.
    """
    kept = sets.last > sets.first
    late = kept & sets.late
    ends = 2 * sets.last[kept] - sets.event[kept]  # an event stands before those censored until the next one
    place = np.concatenate([ends, 2 * sets.first[late]])
    bits = int(place.max(initial=0)).bit_length()
    both = np.concatenate([predictors[kept], predictors[late]])
    size = float(np.abs(predictors).max(initial=0.0)) or 1.0
    if len(sets.strata) > 1:
        ends = np.array([end for _, end in sets.strata])
        stratum = np.concatenate([np.searchsorted(ends, sets.last[some], side="left") for some in (kept, late)])
        order = np.lexsort((both, stratum))
        anew = _changes(stratum[order])
        place = (stratum << bits) + place
    else:
        order = np.argsort(both)
        anew = np.zeros(len(both), bool)
    both = both[order]
    anew[1:] |= np.diff(both) > SAME * size
    level = narrow(np.cumsum(anew))
    del both, anew  # memory counts here: nothing else of a Cox model needs as much
    units = np.concatenate([sets.units[kept], -sets.units[late]])[order]
    asks = np.concatenate([sets.event[kept], np.zeros(np.count_nonzero(late), bool)])[order]
    return _Rows(place[order], level, units, asks, bits)


def _compared(rows: _Rows) -> Pairs:
    """Of the units at a later place of the same stratum, over all that ask: of lower level, of equal level, all.

    From the highest bit down, rows are kept in groups that agree in all bits above: of two rows that differ first in this
    bit the one with the bit is later, and lower levels stand before.
    """
    lower = equal = all_ = 0.0
    for bit in reversed(range(rows.bits)):
        one = (rows.place >> bit) & 1 == 1
        passed = np.zeros(len(one) + 1)
        np.cumsum(np.where(one, rows.units, 0.0), out=passed[1:])
        group = _changes(rows.place >> (bit + 1))
        asking = np.flatnonzero(rows.asks & ~one)
        amount = rows.units[asking]
        begin, end = (bounds[asking] for bounds in _bounds(group | _changes(rows.level)))
        before = passed[begin]
        equal += float(amount @ (passed[end] - before))
        begin, end = _bounds(group)
        opened = passed[begin[asking]]
        lower += float(amount @ (before - opened))
        all_ += float(amount @ (passed[end[asking]] - opened))
        rows.move(_apart(one, begin, end))
    return Pairs(lower, all_ - lower - equal, equal)


def _changes(key: Codes) -> Mask:
    """Where a row differs from the one before."""
    found = np.ones(len(key), bool)
    found[1:] = key[1:] != key[:-1]
    return found


def _bounds(begins: Mask) -> tuple[Codes, Codes]:
    """The first row of each row's run, and the row after its last."""
    bounds = narrow(np.append(np.flatnonzero(begins), len(begins)))
    run = np.cumsum(begins, dtype=bounds.dtype)
    return bounds[run - 1], bounds[run]


def _apart(one: Mask, begin: Codes, end: Codes) -> Codes:
    """Where each row goes when the rows without the bit come first in their group, both kinds in the order they had."""
    ones = np.zeros(len(one) + 1, begin.dtype)
    np.cumsum(one, out=ones[1:], dtype=begin.dtype)
    before = ones[:-1] - ones[begin]
    rows = np.arange(len(one), dtype=begin.dtype)
    return np.where(one, end - (ones[end] - ones[:-1]), rows - before)


def _moved(values: Any, to: Codes) -> Any:
    found = np.empty_like(values)
    found[to] = values
    return found
