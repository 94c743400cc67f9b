"""The sets of persons of one new table: members, sizes, fingerprints."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.site.evidence import Digests, Grid, Ids, Unprintable

from .lookup import LabelVector, Lookup, Numbers, PairList, spread


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

    def members_of(self, sets: Numbers) -> tuple[Ids, Digests]:
        """Persons of these sets with their digests, one set after the other; a set may stand there twice."""
        if not self.one_cell_each:
            rows = spread(self._starts[sets], self.sizes[sets])
            return self.set_rows[1][rows], self.set_rows[2][rows]
        family = np.searchsorted(self.offsets, sets, "right") - 1
        cells = np.concatenate([np.zeros(0, np.int64), *map(self._cells_of, family, sets - self.offsets[family])])
        order, starts, lengths = self._by_cell
        rows = order[spread(starts[cells], lengths[cells])]
        return self.persons[rows], np.zeros(len(rows), np.uint64) if self.digests is None else self.digests[rows]

    def _cells_of(self, family: int, group: int) -> Numbers:
        """The inner cells of one set."""
        order, starts = self._by_group[family]
        return order[starts[group] : starts[group + 1]]

    @cached_property
    def _by_group(self) -> list[tuple[Numbers, Numbers]]:
        """For each family its inner cells in the order of their groups, and where each group begins."""
        orders = [np.argsort(family, kind="stable") for family in self.families]
        return [
            (order, np.searchsorted(family[order], np.arange(count + 1)))
            for order, family, count in zip(orders, self.families, self.counts.tolist(), strict=True)
        ]

    @cached_property
    def _by_cell(self) -> tuple[Numbers, Numbers, Numbers]:
        """The rows in the order of their inner cells; where each cell begins, and its rows."""
        lengths = np.bincount(self.cells, minlength=self.families.shape[1])
        small: NDArray[Any] = self.cells.astype(np.int16 if self.families.shape[1] < 2**15 else np.int64)
        return np.argsort(small, kind="stable"), np.cumsum(lengths) - lengths, lengths

    def thinned(self, k: int) -> TableSets:
        """The same table with k rows of each inner cell at most: k persons of each set, or all of a smaller one."""
        order, starts, lengths = self._by_cell
        rows = np.sort(order[spread(starts, np.minimum(lengths, k))])
        digests = None if self.digests is None else self.digests[rows]
        return TableSets(self.persons[rows], self.cells[rows], digests, self.families, self.counts)

    def first_members(self, sets: Numbers, most: int) -> tuple[Ids, Digests, Numbers]:
        """Up to `most` persons of each of these sets, one set after the other; their digests; how many of each."""
        few = self._few(most) if self.one_cell_each else self
        lengths = np.minimum(few.sizes[sets], most)
        rows = spread(few._starts[sets], lengths)
        return few.set_rows[1][rows], few.set_rows[2][rows], lengths

    def _few(self, most: int) -> TableSets:
        """The table thinned, once for all that ask."""
        if most not in self._thinned:
            self._thinned[most] = self.thinned(most)
        return self._thinned[most]

    @cached_property
    def _thinned(self) -> dict[int, TableSets]:
        return {}

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
    def _starts(self) -> Numbers:
        """Where each set begins in `set_rows`."""
        return (np.cumsum(self.sizes) - self.sizes).astype(np.int64)

    def fingerprints(self, keys: NDArray[np.uint64]) -> list[bytes]:
        """128 bits a set: the sum of its persons' secret keys, each turned by the digest of the person's value."""
        if self.one_cell_each:
            sums = self._sums_of_cells(keys)
        else:
            sets, persons, digests = self.set_rows
            sums = _sums(sets, _turned(keys, persons, None if self.digests is None else digests), self.total)
        return [row.tobytes() for row in sums]

    def _sums_of_cells(self, keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """Add up the persons of each inner cell once, then the cells of each set."""
        inner = _sums(self.cells, _turned(keys, self.persons, self.digests), self.families.shape[1])
        sums = np.zeros((self.total, 2), np.uint64)
        for family, offset in zip(self.families, self.offsets, strict=True):
            inside = family >= 0
            np.add.at(sums, family[inside] + offset, inner[inside])
        return sums

    @cached_property
    def lookup(self) -> Lookup:
        """The same sets as later tables will look them up."""
        if self.one_cell_each:
            return LabelVector.of(self.persons, self.cells, self.digests, self.families, self.counts, self.sizes)
        return PairList(*self.set_rows, self.sizes)


def _turned(keys: NDArray[np.uint64], persons: Ids, digests: Digests | None) -> list[NDArray[np.uint64]]:
    """Both words of each person's key, turned by the digest of the person's value where there is one."""
    words = [keys[persons, word] for word in range(2)]
    if digests is None:
        return words
    golden, seven = np.uint64(0x9E3779B97F4A7C15), np.uint64(7)
    return [(words[word] ^ digests) * golden ^ (words[1 - word] >> seven) for word in range(2)]


def _sums(places: Numbers, words: list[NDArray[np.uint64]], size: int) -> NDArray[np.uint64]:
    """Each word added up at its place, modulo 2^64."""
    sums = np.zeros((size, 2), np.uint64)
    for word, values in enumerate(words):
        np.add.at(sums[:, word], places, values)
    return sums


def sets_of_grid(grid: Grid) -> TableSets:
    """The sets of a grid: one row per person and inner cell, digests of a person's rows added up."""
    inside = grid.cells >= 0
    persons, cells = (grid.persons, grid.cells) if inside.all() else (grid.persons[inside], grid.cells[inside])
    digests = None if grid.digests is None else grid.digests[inside]
    families = np.array(grid.families, np.int64)
    if np.any(persons[1:] <= persons[:-1]):
        persons, cells, digests = _once(persons, cells, digests, families.shape[1])
    return TableSets(persons, cells, digests, families, np.array(grid.group_counts, np.int64))


def _once(persons: Ids, cells: Numbers, digests: Digests | None, width: int) -> tuple[Ids, Numbers, Digests | None]:
    """Each person and inner cell once, in order of both."""
    keys = persons * width + cells
    if digests is None:
        keys = np.sort(keys)
        keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))]
        return keys // width, keys % width, None
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return keys[first] // width, keys[first] % width, np.add.reduceat(digests[order], first)
