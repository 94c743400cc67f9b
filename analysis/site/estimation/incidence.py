"""Aalen-Johansen: the cumulative incidence of competing causes, with the error of R's `survfit`.

That error is the infinitesimal jackknife: the sum over persons of the squared influence of each on the estimate. With
everyone followed from the start it equals the formula of Greenwood's kind (Aalen, Gaynor); with delayed entry, or
several spells a person, it does not, and this is the one that R gives.

The influence of a person on the incidence F of a cause at time t is A(t) - F(t) B(t), where A and B add up over the
event times u at which the person was at risk: the martingale increments of the cause, weighted S(u-) and F(u). So the
sums of squares need only running totals, not a row a person and time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .curves import Scale, Values, interval

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Spells:
    """Times at risk in (entry, exit], `counts` alike; `causes` is the cause of leaving, -1 for censored.

    `persons` tells whose the spells are where a person may have several; the spells of a person do not overlap.
    """

    entries: Values
    exits: Values
    causes: Places
    counts: Values
    persons: Places | None = None


@dataclass(frozen=True)
class Incidence:
    """The incidence of one cause at all distinct times of events."""

    times: Values
    at_risk: Values
    events: Values
    incidence: Values
    error: Values
    lower: Values
    upper: Values


def cumulative_incidence(spells: Spells, cause_count: int, scale: Scale = Scale.LOG) -> tuple[Incidence, ...]:
    """One incidence a cause."""
    lattice = _lattice(spells)
    return tuple(_of_cause(spells, lattice, cause, scale) for cause in range(cause_count))


@dataclass(frozen=True)
class _Lattice:
    """The distinct event times, and those at which each spell is at risk: from `first` to before `after`."""

    times: Values
    first: Places
    after: Places
    happened: NDArray[np.bool_]  # spells that end with an event, then at the time `after` - 1
    at_risk: Values
    hazard: Values  # of any cause
    before: Values  # the share without any event just before

    def count(self, spells: Spells, which: NDArray[np.bool_]) -> Values:
        """Events of some spells at each time."""
        found = np.bincount(self.after[which] - 1, weights=spells.counts[which], minlength=len(self.times))
        return found.astype(np.float64)


def _lattice(spells: Spells) -> _Lattice:
    entries, exits = spells.entries, spells.exits
    happened = spells.causes >= 0
    times = np.unique(exits[happened])
    first, after = np.searchsorted(times, entries, "right"), np.searchsorted(times, exits, "right")
    at_risk = _running(first, after, spells.counts, len(times))
    events = np.bincount(after[happened] - 1, weights=spells.counts[happened], minlength=len(times))
    hazard = events / at_risk
    before = np.cumprod(np.concatenate([[1.0], 1 - hazard]))[:-1]
    return _Lattice(times, first, after, happened, at_risk, hazard, before)


def _running(first: Places, after: Places, amounts: Values, count: int) -> Values:
    """At each of `count` times the sum of the amounts of the spells that last there."""
    steps = np.bincount(first, weights=amounts, minlength=count + 1)
    steps = steps - np.bincount(after, weights=amounts, minlength=count + 1)
    return np.asarray(np.cumsum(steps)[:count], np.float64)


def _of_cause(spells: Spells, lattice: _Lattice, cause: int, scale: Scale) -> Incidence:
    own = spells.causes == cause
    events = lattice.count(spells, own)
    incidence = np.cumsum(lattice.before * events / lattice.at_risk)
    error = np.sqrt(np.maximum(_squared_influence(spells, lattice, own, incidence), 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(error == 0, 0.0, error / incidence)
    limits = interval(incidence, relative, scale)
    return Incidence(lattice.times, lattice.at_risk, events, incidence, error, *limits)


@dataclass(frozen=True)
class _Influence:
    """A and B: what a spell at risk has gathered before each time without an event, and what each spell has at its end."""

    quiet: tuple[Values, Values]
    gains: tuple[Values, Values]


def _influence(spells: Spells, lattice: _Lattice, own: NDArray[np.bool_], incidence: Values) -> _Influence:
    rest = 1 - lattice.hazard
    any_end = 1 / np.where(rest > 0, rest, np.inf) / lattice.at_risk  # with nobody left, no later time changes anything
    own_end = lattice.before / lattice.at_risk
    own_hazard = lattice.count(spells, own) / lattice.at_risk
    quiet_a = np.concatenate([[0.0], np.cumsum(-own_hazard * own_end - incidence * lattice.hazard * any_end)])
    quiet_b = np.concatenate([[0.0], np.cumsum(-lattice.hazard * any_end)])
    last = np.maximum(lattice.after - 1, 0)
    end_a = lattice.happened * (incidence * any_end)[last] + own * own_end[last]
    gain_a = quiet_a[lattice.after] - quiet_a[lattice.first] + end_a
    gain_b = quiet_b[lattice.after] - quiet_b[lattice.first] + lattice.happened * any_end[last]
    return _Influence((quiet_a, quiet_b), (gain_a, gain_b))


def _squared_influence(spells: Spells, lattice: _Lattice, own: NDArray[np.bool_], incidence: Values) -> Values:
    """At each event time the sum over persons of (A - F B) squared: of those at risk, and of those who have left."""
    count = len(lattice.times)
    if not count:
        return np.zeros(0)
    found = _influence(spells, lattice, own, incidence)
    (quiet_a, quiet_b), (gain_a, gain_b) = found.quiet, found.gains
    earlier_a, earlier_b, until = _earlier(spells, lattice, gain_a, gain_b)
    stop = lattice.after - lattice.happened
    start_a, start_b = earlier_a - quiet_a[lattice.first], earlier_b - quiet_b[lattice.first]
    drift = quiet_a[1:] - incidence * quiet_b[1:]  # what all at risk have gathered alike
    at_risk = _running(lattice.first, stop, spells.counts, count)
    sum_a = _running(lattice.first, stop, spells.counts * start_a, count)
    sum_b = _running(lattice.first, stop, spells.counts * start_b, count)
    running = _squares(lattice.first, stop, start_a, start_b, spells.counts, incidence)
    running = running + at_risk * drift**2 + 2 * drift * (sum_a - incidence * sum_b)
    kept = _squares(stop, until, earlier_a + gain_a, earlier_b + gain_b, spells.counts, incidence)
    return np.asarray(running + kept, np.float64)


def _squares(first: Places, after: Places, a: Values, b: Values, counts: Values, incidence: Values) -> Values:
    """At each event time the sum of (a - F b) squared over the spells from `first` to before `after`."""
    count = len(incidence)
    aa = _running(first, after, counts * a * a, count)
    ab = _running(first, after, counts * a * b, count)
    bb = _running(first, after, counts * b * b, count)
    return aa - 2 * incidence * ab + incidence**2 * bb


def _earlier(
    spells: Spells, lattice: _Lattice, gain_a: Values, gain_b: Values
) -> tuple[Values, Values, NDArray[np.int64]]:
    """What a person brings from earlier spells, and the event time at which the next spell takes over."""
    ends = np.full(len(gain_a), len(lattice.times), np.int64)
    if spells.persons is None:
        return np.zeros_like(gain_a), np.zeros_like(gain_b), ends
    order = np.lexsort([spells.exits, spells.persons])
    persons = spells.persons[order]
    follows = np.flatnonzero(persons[1:] == persons[:-1])
    ends[order[follows]] = lattice.first[order[follows + 1]]
    return _before_in_person(gain_a, order, persons), _before_in_person(gain_b, order, persons), ends


def _before_in_person(gain: Values, order: Places, persons: Places) -> Values:
    """For each spell the sum of the gains of the person's spells before it."""
    total = np.concatenate([[0.0], np.cumsum(gain[order])])[:-1]
    begins = np.searchsorted(persons, persons, side="left")
    earlier = np.empty_like(gain)
    earlier[order] = total - total[begins]
    return earlier
