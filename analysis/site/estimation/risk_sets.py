"""Who is at risk at which event time: everything of a Cox model that does not change while it is fitted.

A row is at risk in (start, stop], within its stratum. Event times are numbered across all strata, in order; a row's `last`
is how many of them lie at or before its stop, `first` how many at or before its start, so that it is at risk at the event
times first … last - 1. With that, a sum over every risk set is one count by `last` (less one by `first` for late entries)
and one cumulative sum backwards in time: no row is visited more than once however many risk sets it is in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.site.errors import DataFailure, FailureCode

from .designs import Codes, Mask, Values, narrow
from .times import begins_anew


@dataclass(frozen=True, eq=False)
class RiskSets:
    """`units` are those at risk at any event time, 0 for the other rows.

    `fractions` and `at` have one entry per event: with d events at a time, Efron's 0, 1/d … (d - 1)/d, or zeros.
    `survived` is, for every event time, the share of everybody (whatever the stratum) surviving until just before it.
    """

    first: Codes
    last: Codes
    late: Mask
    event: Mask
    units: Values
    deaths: Values
    strata: tuple[tuple[int, int], ...]
    at: Codes
    fractions: Values
    survived: Values

    @property
    def times(self) -> int:
        """How many event times there are, each stratum's counted for itself."""
        return len(self.deaths)

    def blank(self) -> Values:
        """A sum by `last` before anything is added: one place per event time and one before all."""
        return np.zeros(self.times + 1)

    def enter(self, sums: Values, parts: Values, rows: slice) -> None:
        """Add each row's part at its last event time, and take it off again before its first."""
        np.add.at(sums, self.last[rows], parts)
        late = _within(self._late_rows, rows)
        np.subtract.at(sums, self.first[late], parts[late - rows.start])

    def add_events(self, sums: Values, parts: Values, rows: slice) -> None:
        """Add the parts of rows with an event at their event time."""
        event = _within(self._event_rows, rows)
        np.add.at(sums, self.last[event] - 1, parts[event - rows.start])

    @cached_property
    def _event_rows(self) -> Codes:
        return np.flatnonzero(self.event)

    @cached_property
    def _late_rows(self) -> Codes:
        return np.flatnonzero(self.late)

    def over_risk_sets(self, sums: Values) -> Values:
        """From sums by `last` to sums over the risk set of every event time."""
        found = np.empty(self.times)
        for begin, end in self.strata:
            found[begin:end] = np.cumsum(sums[end:begin:-1])[::-1]
        return found

    def by_time(self, parts: Values) -> Values:
        """Add up one number per event to one per event time."""
        return _counted(self.at, parts, self.times)

    def passed(self, amounts: Values) -> Values:
        """What the amounts at the event times each row was at risk at add up to."""
        climbed = np.concatenate([[0.0], np.cumsum(amounts)])
        found: Values = climbed[self.last] - climbed[self.first]
        return found


def _within(some: Codes, rows: slice) -> Codes:
    """Those of some rows, in order, that lie in a block."""
    begin, end = np.searchsorted(some, (rows.start, rows.stop))
    return some[begin:end]


def risk_sets(
    *,
    stop: Values,
    event: Mask,
    start: Values | None = None,
    strata: Codes | None = None,
    units: Values | None = None,
    efron: bool = True,
) -> RiskSets:
    """Number the event times. Rows of no length are never at risk. Raises DataFailure when nobody has an event.

    `units` is how many units with the same columns and times a row stands for.
    """
    begun, ended = _ranks(start, stop)
    event = event & (begun < ended)
    if not event.any():
        raise DataFailure(FailureCode.NO_EVENTS)
    span = int(ended.max()) + 2
    offset = np.int64(0) if strata is None else np.asarray(strata, np.int64) * span
    keys = np.unique((offset + ended)[event])
    first = narrow(np.searchsorted(keys, offset + begun, side="right"))
    last = narrow(np.maximum(np.searchsorted(keys, offset + ended, side="right"), first))
    opened = np.searchsorted(keys, offset, side="left")
    amounts = np.ones(len(stop)) if units is None else units
    deaths = _counted(last[event] - 1, amounts[event], len(keys))
    at, fractions = _fractions(deaths, efron)
    bounds = np.flatnonzero(np.diff(keys // span, prepend=-1))
    slices = tuple(zip(bounds.tolist(), [*bounds[1:].tolist(), len(keys)], strict=True))
    survived = _survived(begun, ended, event, amounts)[keys % span]
    absent = last <= first  # who is never at risk would stand in the stratum before
    present = np.where(absent, 0, amounts) if absent.any() else amounts
    return RiskSets(first, last, first > opened, event, present, deaths, slices, at, fractions, survived)


def _ranks(start: Values | None, stop: Values) -> tuple[Codes, Codes]:
    """Places of starts and stops among all times, from one; a row without a start has been there since zero."""
    everything = stop if start is None else np.concatenate([start, stop])
    times, places = np.unique(everything, return_inverse=True)
    ranks: Codes = narrow(np.cumsum(begins_anew(times), dtype=np.int64))[places]
    if start is None:
        return np.zeros(len(stop), ranks.dtype), ranks
    return ranks[: len(stop)], ranks[len(stop) :]


def _counted(places: Codes, amounts: Values, size: int) -> Values:
    return np.bincount(places, amounts, size).astype(np.float64, copy=False)


def _survived(begun: Codes, ended: Codes, event: Mask, units: Values) -> Values:
    """Kaplan-Meier of all rows, just before each place of time."""
    size = int(ended.max()) + 1
    leaving, entering = _counted(ended, units, size), _counted(np.minimum(begun, size - 1), units, size)
    at_risk = np.cumsum((leaving - entering)[::-1])[::-1]
    deaths = _counted(ended[event], units[event], size)
    staying = 1 - np.divide(deaths, at_risk, out=np.zeros(size), where=deaths > 0)
    survived: Values = np.concatenate([[1.0], np.cumprod(staying)[:-1]])
    return survived


def _fractions(deaths: Values, efron: bool) -> tuple[Codes, Values]:
    """The event time of every event, and the share of the dying that has left the risk set when its turn comes."""
    counts = deaths.astype(np.int64)
    at = np.repeat(np.arange(len(counts)), counts)
    turn = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)
    return at, turn / deaths[at] if efron else np.zeros(len(at))
