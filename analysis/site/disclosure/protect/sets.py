"""Numbered sets of persons: the cells of a table in which a person may stand with an amount, such as person-years.

Each set is published for itself: its persons as a count, the sum of their amounts as a figure of values. A person's
amount is added up within a set before it is compared, so that a set has one figure however its time was cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np

from analysis.site.evidence import Cells, Digests, Grid, Ids, Unprintable, digest_of
from analysis.site.ledger.asking import Form, Proposal
from analysis.site.methods.cube import Cube
from analysis.site.methods.sample import Values

from ..desk import Counted, Desk, is_number
from ..profiles import Profile
from ..rules import HIDDEN, LEAST_STEPS, is_dominated, rounded

DECIMALS = 6
"""Amounts that differ by less are one amount: sums of parts come in any order."""


@dataclass(frozen=True, repr=False, eq=False)
class Amounts(Unprintable):
    """What each person adds to each of `count` sets; a person stands once in a set, in order of sets and persons."""

    persons: Ids
    sets: Cells
    amounts: Values
    count: int

    @classmethod
    def added_up(cls, persons: Ids, sets: Cells, amounts: Values, count: int) -> Amounts:
        """Rows of one person in one set added up; who adds nothing is no part of it."""
        width = int(persons.max(initial=0)) + 1
        pairs, at = np.unique(sets * width + persons, return_inverse=True)
        sums = np.round(np.bincount(at, weights=amounts, minlength=len(pairs)), DECIMALS)
        adds = sums > 0
        return cls(pairs[adds] % width, pairs[adds] // width, sums[adds].astype(np.float64), count)

    def counts(self, desk: Desk) -> Counted:
        """The published persons of each set."""
        return desk.counts(self._grid(None))

    def sums(self, figure: str, desk: Desk) -> tuple[Form, ...]:
        """The published sum of each set under the ledger's name `figure`; `hidden` where it may not be shown."""
        bounds = np.searchsorted(self.sets, np.arange(self.count + 1))
        proposed = [sum_form(self.amounts[low:high], desk.profile) for low, high in pairwise(bounds)]
        return desk.values(self._grid(digest_of(self.amounts)), {figure: proposed})[figure]

    def _grid(self, digests: Digests | None) -> Grid:
        return Grid(self.persons, self.sets, (np.arange(self.count),), digests)


def sum_form(amounts: Values, profile: Profile) -> Proposal:
    """A sum of persons' amounts in at most three digits, between two steps that b persons cannot pass, or `hidden`.

    As a mean, it is hidden where few persons have nearly all of it and where it is only a few steps high: so neither
    all less all but one, nor all one day longer, gives the amount of a person.
    """
    if len(amounts) < profile.min_table or is_dominated(amounts, profile):
        return HIDDEN
    total, moved = float(amounts.sum()), profile.b * float(amounts.max())
    return HIDDEN if total < LEAST_STEPS * moved else rounded(total, moved)


@dataclass(frozen=True)
class Crossing:
    """Groups times bands as numbered sets, each with the one over all of its own. Both cubes have their total only."""

    groups: Cube
    bands: Cube

    @property
    def count(self) -> int:
        """How many sets there are."""
        return self.groups.count * self.bands.count

    def number(self, group: int, band: int) -> int:
        """The set of a group and a band, each by its place among the sets of its own cube."""
        return group * self.bands.count + band

    def amounts(self, persons: Ids, groups: Cells, bands: Cells, amounts: Values) -> Amounts:
        """Rows in their groups and bands, in every set they stand in."""
        crossed = product(_standing(self.groups, groups), _standing(self.bands, bands))
        sets = [group * self.bands.count + band for group, band in crossed]
        times = len(sets)
        return Amounts.added_up(np.tile(persons, times), np.concatenate(sets), np.tile(amounts, times), self.count)


def _standing(cube: Cube, cells: Cells) -> list[Cells]:
    """The sets in which each row stands: everybody, and its own cell."""
    everybody = np.zeros(len(cells), np.int64)
    return [everybody, cells + 1] if cube.shape else [everybody]


def shown_where(forms: Sequence[Form], others: Sequence[Form]) -> tuple[Form, ...]:
    """Forms that are shown only where another form is a number."""
    return tuple(form if is_number(other) else HIDDEN for form, other in zip(forms, others, strict=True))
