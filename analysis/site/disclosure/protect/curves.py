"""The risk table of a curve: persons at risk and persons with an event, on a grid of times that no data choose.

Times are told in whole months (in weeks where time is counted in days or weeks), and merged until each interval holds at
least k events and k persons who leave. What is published is the count of a set of persons at each cut: at risk after it,
and with an event until it. Events add up from the start, so the rounding of one interval does not add to that of the next.

A whole risk table is one figure of the ledger: the same persons, or nearly the same, have the first table again, with its
cuts. Otherwise one person less would be seen by a cut that moves.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from analysis.plans.options import TimeUnit
from analysis.site.estimation.curves import Risk
from analysis.site.estimation.incidence import Spells
from analysis.site.evidence import Cells, Digests, Grid, Ids, Unprintable, digest_of
from analysis.site.ledger.asking import Form
from analysis.site.methods.sample import Values
from analysis.site.methods.survival import SpellsOfPersons, SurvivalComputed

from ..desk import Desk, is_number, number
from ..rules import HIDDEN

STEP: Mapping[TimeUnit, float] = MappingProxyType(
    {TimeUnit.YEARS: 1 / 12, TimeUnit.MONTHS: 1.0, TimeUnit.WEEKS: 1.0, TimeUnit.DAYS: 7.0}
)
"""The step of the grid in the unit of the analysis."""
CENSORED = -1
BEFORE_ALL = -1
"""A step before any: where a length of time was given, everybody is at risk at 0, and a time of 0 counts."""
SLACK = 1e-6
"""How far beyond a step of the grid a time may lie by rounding."""

Flags = NDArray[np.bool_]
Conditions = list[Flags]


def steps(times: Values, unit: TimeUnit) -> Cells:
    """The step of the grid that each time belongs to: the first that is not before it."""
    return np.ceil(times / STEP[unit] - SLACK).astype(np.int64)


@dataclass(frozen=True, repr=False, eq=False)
class SpellsOnGrid(Unprintable):
    """Whose each spell is, the steps of its entry and exit, and the cause it ends with (-1: censored)."""

    persons: Ids
    entries: Cells
    exits: Cells
    causes: Cells

    def where(self, mask: Flags) -> SpellsOnGrid:
        """Some of the spells."""
        return SpellsOnGrid(self.persons[mask], self.entries[mask], self.exits[mask], self.causes[mask])

    @property
    def digests(self) -> Digests:
        """What the ledger compares."""
        entry, exit_, cause = (digest_of(one.astype(np.float64)) for one in (self.entries, self.exits, self.causes))
        return np.asarray(entry * np.uint64(3) + exit_ * np.uint64(5) + cause * np.uint64(7), np.uint64)

    def first(self, least: int) -> int:
        """The first step after which so many spells are at risk: 0, or later where all enter later."""
        if not len(self.entries) or self.entries.max() <= BEFORE_ALL:
            return BEFORE_ALL
        for step in range(max(0, int(self.entries.min())), int(self.entries.max()) + 1):
            if np.count_nonzero((self.entries <= step) & (self.exits > step)) >= least:
                return step
        return int(self.entries.max())

    def cuts(self, first: int, k: int) -> list[int]:
        """The steps at which intervals end: the earliest since the last with k first events and k last exits of persons."""
        events = _counted(self.persons, self.exits, self.causes != CENSORED, first, latest=False)
        leavings = _counted(self.persons, self.exits, np.ones(len(self.exits), bool), first, latest=True)
        found, had, left = [], 0, 0
        for at in sorted(leavings.keys() | events.keys()):
            had, left = had + events.get(at, 0), left + leavings.get(at, 0)
            if had >= k and left >= k:
                found.append(at)
                had = left = 0
        return found


def spells_on_grid(computed: SurvivalComputed, spells: SpellsOfPersons) -> SpellsOnGrid:
    """The spells of a curve. Where nobody enters late, everybody is at risk from before 0."""
    unit = computed.followed.unit
    entries = steps(spells.entries, unit) if computed.is_delayed else np.full(len(spells.entries), BEFORE_ALL)
    causes = np.where(spells.events > 0, 0, CENSORED)
    return SpellsOnGrid(spells.persons, entries, steps(spells.exits, unit), causes)


def _counted(persons: Ids, exits: Cells, mask: Flags, first: int, *, latest: bool) -> dict[int, int]:
    """How many persons have their earliest, or latest, step of some spells at each step after `first`."""
    mask = mask & (exits > first)
    order = np.lexsort([-exits[mask] if latest else exits[mask], persons[mask]])
    _, own = np.unique(persons[mask][order], return_index=True)
    at, counts = np.unique(exits[mask][order][own], return_counts=True)
    return dict(zip(at.tolist(), counts.tolist(), strict=True))


@dataclass(frozen=True)
class RiskTable:
    """A published risk table: intervals that begin after `first` and end at each of `ends`.

    `at_risk` are persons at risk at the start of each interval, `before` those just before its end; `events` and
    `of_causes` persons with an event, and with each cause, from the first interval until its end.
    """

    first: int
    ends: tuple[int, ...]
    at_risk: tuple[Form, ...]
    before: tuple[Form, ...]
    events: tuple[Form, ...]
    of_causes: tuple[tuple[Form, ...], ...]

    @classmethod
    def of_text(cls, text: str) -> RiskTable:
        """The table that a text of the ledger holds."""
        first, ends, *columns = json.loads(text)
        return cls.of_columns(first, ends, columns)

    @classmethod
    def of_columns(cls, first: int, ends: Sequence[int], columns: Sequence[Sequence[Form]]) -> RiskTable:
        """The table of its columns, in their order."""
        at_risk, before, events, *of_causes = map(tuple, columns)
        return cls(first, tuple(ends), at_risk, before, events, tuple(of_causes))

    @property
    def _columns(self) -> list[tuple[Form, ...]]:
        return [self.at_risk, self.before, self.events, *self.of_causes]

    def text(self) -> str:
        """The table as the ledger keeps it."""
        return json.dumps([self.first, self.ends, *self._columns])

    def shown(self) -> RiskTable:
        """The table up to the first interval with too few at risk at its start, or without a number of events."""
        pairs = zip(self.at_risk, self.events, strict=True)
        stop = next((at for at, pair in enumerate(pairs) if not all(map(is_number, pair))), len(self.ends))
        return self.of_columns(self.first, self.ends[:stop], [one[:stop] for one in self._columns])

    @cached_property
    def _events_between(self) -> Values:
        return _increments(self.events)

    @cached_property
    def exposed(self) -> Values:
        """At risk in each interval: those at its start less half of those who leave it early and without an event.

        Who leaves in the last step of an interval was at risk all through: follow-up often ends for all on one day.
        """
        starts, ends = (np.array([number(form) for form in part], float) for part in (self.at_risk, self.before))
        exposed = (starts + ends + self._events_between) / 2
        return np.asarray(np.maximum(exposed, self._events_between), np.float64)

    def risk(self, times: Values) -> Risk:
        """The table as estimates take it, its intervals at some times."""
        return Risk(times, self.exposed, self._events_between, np.zeros(len(times)))

    def spells(self, times: Values) -> Spells:
        """Spells of which each lasts for one interval, as estimates of competing causes take them."""
        events = np.array([_increments(one) for one in self.of_causes])
        scale = np.minimum(1, self.exposed / np.maximum(events.sum(axis=0), 1))  # causes are rounded each for itself
        events = events * scale
        counts = np.vstack([events, self.exposed - events.sum(axis=0)])
        causes = np.repeat([*range(len(events)), CENSORED], len(times))
        starts = np.concatenate([[-np.inf], times[:-1]])
        ends, begins = (np.tile(one, len(counts)) for one in (times, starts))
        happened = counts.ravel() > 0
        return Spells(begins[happened], ends[happened], causes[happened], counts.ravel()[happened])


def _increments(events: Sequence[Form]) -> Values:
    """Events of each interval, of events until its end; what has no number is none yet."""
    return np.diff(np.maximum.accumulate([0.0, *(float(number(form)) for form in events)]))


@dataclass(frozen=True)
class PublishedCurve:
    """A risk table, None where there is none, and who is at risk just before each of the steps asked for."""

    table: RiskTable | None
    before: tuple[Form, ...]


def publish_curve(spells: SpellsOnGrid, cause_count: int, asked: Sequence[int], desk: Desk) -> PublishedCurve:
    """Publish the risk table of a group, and the persons at risk just before some steps of the grid."""
    first = spells.first(desk.profile.min_table)
    cuts = spells.cuts(first, desk.profile.k)
    rows, inner = np.unique(np.column_stack([spells.entries, spells.exits, spells.causes]), axis=0, return_inverse=True)
    entries, exits, causes = rows.T
    until = [(exits > first) & (exits <= step) for step in cuts]
    sets = [(entries <= step) & (exits > step) for step in [first, *cuts][: len(cuts)]]
    sets += [(entries < step) & (exits >= step) for step in cuts]
    sets += [(causes != CENSORED) & early for early in until]
    sets += [(causes == cause) & early for cause in range(cause_count) for early in until]
    told = len(sets)
    sets += [(entries < step) & (exits >= step) for step in asked]
    forms = desk.counts(_grid(spells.persons, inner.ravel(), sets)).forms if sets else ()
    if not cuts:
        return PublishedCurve(None, forms)
    columns = [forms[at : at + len(cuts)] for at in range(0, told, len(cuts))]
    table = RiskTable.of_columns(first, cuts, columns).shown()
    return PublishedCurve(_first_told(table, spells, cause_count, desk), forms[told:])


def _grid(persons: Ids, inner: Cells, sets: Conditions) -> Grid:
    """Sets of inner cells, each a family; a last cell of nobody stands in all, so that a set of nobody is a set."""
    families = tuple(np.append(np.where(inside, 0, -1), 0) for inside in sets)
    return Grid(persons, inner.astype(np.int64), families)


def _first_told(table: RiskTable, spells: SpellsOnGrid, cause_count: int, desk: Desk) -> RiskTable | None:
    """The table that was first published for the same persons, or nearly the same, with their times and events."""
    figure = f"risk table:{desk.profile.k}:{cause_count}"
    everybody = np.zeros(len(spells.persons), np.int64)
    grid = Grid(spells.persons, everybody, (np.zeros(1, np.int64),), spells.digests)
    text = desk.values(grid, {figure: [table.text() if table.ends else HIDDEN]})[figure][0]
    return None if text == HIDDEN else RiskTable.of_text(str(text))
