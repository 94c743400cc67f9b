"""The sets of persons of one new table: members, sizes, fingerprints."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.site.evidence import Digests, Grid, Ids, Unprintable

from .lookup import LabelVector, Lookup, Numbers, PairList


@dataclass(frozen=True, repr=False, eq=False)
class TableSets(Unprintable):
    """One row per person and inner cell, sorted by person; `digests` is None where the figure is a count."""

    persons: Ids
    cells: Numbers
    digests: Digests | None
    families: Numbers  # family x inner cell -> group, or -1
    counts: Numbers  # groups of each family

    @cached_property
    def offsets(self) -> Numbers:
        """Index of each family's first set among all sets of the table."""
        return (np.cumsum(self.counts) - self.counts).astype(np.int64)

    @property
    def total(self) -> int:
        """How many sets the table has."""
        return int(self.counts.sum())

    @cached_property
    def one_cell_each(self) -> bool:
        """Whether every person stands in one inner cell."""
        return bool(np.all(self.persons[1:] != self.persons[:-1]))

    @cached_property
    def set_rows(self) -> tuple[Numbers, Ids, Digests]:
        """(set, person, digest), once each, sorted by set, then person."""
        parts = [self._rows_of(family, int(offset)) for family, offset in zip(self.families, self.offsets, strict=True)]
        sets, persons, digests = zip(*parts, strict=True)
        return np.concatenate(sets), np.concatenate(persons), np.concatenate(digests)

    def _rows_of(self, family: Numbers, offset: int) -> tuple[Numbers, Ids, Digests]:
        small: NDArray[Any] = family.astype(np.int16 if family.max(initial=0) < 2**15 else np.int64)[self.cells]
        order = np.argsort(small, kind="stable")  # a radix sort for 16 bits; -1, outside, comes first
        order = order[np.count_nonzero(small < 0) :]
        groups, persons = small[order].astype(np.int64), self.persons[order]
        digests = np.zeros(len(order), np.uint64) if self.digests is None else self.digests[order]
        if self.one_cell_each or not len(order):
            return groups + offset, persons, digests
        first = np.concatenate(([True], (groups[1:] != groups[:-1]) | (persons[1:] != persons[:-1])))
        return groups[first] + offset, persons[first], np.add.reduceat(digests, np.flatnonzero(first))

    @property
    def members(self) -> Ids:
        """Persons of all sets, one set after the other."""
        return self.set_rows[1]

    @property
    def member_digests(self) -> Digests:
        """The digest of each of `members` in its set."""
        return self.set_rows[2]

    @cached_property
    def sizes(self) -> Numbers:
        """Distinct persons in each set."""
        if self.one_cell_each:
            inner = np.bincount(self.cells, minlength=self.families.shape[1])
            groups = [np.bincount(family[family >= 0], weights=inner[family >= 0], minlength=int(count))
                      for family, count in zip(self.families, self.counts, strict=True)]  # fmt: skip
            return np.concatenate(groups).astype(np.int64)
        return np.bincount(self.set_rows[0], minlength=self.total).astype(np.int64)

    @cached_property
    def starts(self) -> Numbers:
        """Where each set begins in `members`."""
        return (np.cumsum(self.sizes) - self.sizes).astype(np.int64)

    def fingerprints(self, keys: NDArray[np.uint64]) -> list[bytes]:
        """128 bits a set: the sum of its persons' secret keys, each turned by the digest of the person's value."""
        sums = np.zeros((self.total, 2), np.uint64)
        if self.one_cell_each and self.digests is None:
            self._add_inner_cells(sums, keys)
            return [row.tobytes() for row in sums]
        sets, persons, digests = self.set_rows
        for word in range(2):
            turned = keys[persons, word]
            if self.digests is not None:
                turned = (turned ^ digests) * np.uint64(0x9E3779B97F4A7C15) ^ (keys[persons, 1 - word] >> np.uint64(7))
            np.add.at(sums[:, word], sets, turned)
        return [row.tobytes() for row in sums]

    def _add_inner_cells(self, sums: NDArray[np.uint64], keys: NDArray[np.uint64]) -> None:
        """Add up the persons of each inner cell once, then the cells of each set."""
        inner = np.zeros((self.families.shape[1], 2), np.uint64)
        for word in range(2):
            np.add.at(inner[:, word], self.cells, keys[self.persons, word])
        for family, offset in zip(self.families, self.offsets, strict=True):
            inside = family >= 0
            np.add.at(sums, family[inside] + offset, inner[inside])

    @cached_property
    def lookup(self) -> Lookup:
        """The same sets as later tables will look them up."""
        if self.one_cell_each:
            return LabelVector.of(self.persons, self.cells, self.digests, self.families, self.counts, self.sizes)
        return PairList(*self.set_rows, self.sizes)


def sets_of_grid(grid: Grid) -> TableSets:
    """The sets of a grid: one row per person and inner cell, digests of a person's rows added up."""
    inside = grid.cells >= 0
    persons, cells = grid.persons[inside], grid.cells[inside]
    digests = None if grid.digests is None else grid.digests[inside]
    order = np.argsort(persons, kind="stable") if np.any(persons[1:] <= persons[:-1]) else slice(None)
    persons, cells, digests = persons[order], cells[order], None if digests is None else digests[order]
    if np.any(persons[1:] == persons[:-1]):
        persons, cells, digests = _once(persons, cells, digests)
    families = np.array(grid.families, np.int64)
    return TableSets(persons, cells, digests, families, np.array(grid.group_counts, np.int64))


def _once(persons: Ids, cells: Numbers, digests: Digests | None) -> tuple[Ids, Numbers, Digests | None]:
    order = np.lexsort((cells, persons))
    persons, cells = persons[order], cells[order]
    first = np.concatenate(([True], (persons[1:] != persons[:-1]) | (cells[1:] != cells[:-1])))
    if digests is not None:
        digests = np.add.reduceat(digests[order], np.flatnonzero(first))
    return persons[first], cells[first], digests
