"""How a released table is looked up: in which sets do these persons stand, and do they stand in this one?

A table with one row a person is a label vector (person -> inner cell); a person in several cells makes it a sorted
list of (set, person).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from analysis.site.evidence import Digests, Ids, Unprintable

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Lookup(Protocol):
    """A released table."""

    @property
    def sizes(self) -> Numbers:
        """Distinct persons of each set."""

    def sets_of(self, persons: Ids) -> tuple[Numbers, Numbers]:
        """(position in `persons`, set) for every set each of these persons stands in."""

    def meets(self, sets: Numbers, persons: Ids, digests: Digests) -> tuple[Flags, Flags]:
        """Whether each person stands in the set beside it; whether with the same digest."""

    def arrays(self) -> Mapping[str, NDArray[np.generic]]:
        """The arrays to keep on disk."""


@dataclass(frozen=True, repr=False, eq=False)
class LabelVector(Unprintable):
    """`cell[person]` is the person's inner cell or -1; its last element, always -1, stands for all later persons."""

    cell: NDArray[Any]
    digest: Digests | None
    families: Numbers
    offsets: Numbers
    sizes: Numbers

    @classmethod
    def of(cls, persons: Ids, cells: Numbers, digests: Digests | None, families: Numbers, counts: Numbers,
           sizes: Numbers) -> LabelVector:  # fmt: skip
        """The label vector of a table's rows."""
        cell: NDArray[Any] = np.full(
            int(persons.max(initial=-1)) + 2, -1, np.int16 if families.shape[1] < 2**15 else np.int32
        )
        cell[persons] = cells
        digest = None
        if digests is not None:
            digest = np.zeros(len(cell), np.uint64)
            digest[persons] = digests
        return cls(cell, digest, families, (np.cumsum(counts) - counts).astype(np.int64), sizes)

    @cached_property
    def _set_of_cell(self) -> Numbers:
        """Family x inner cell -> set or -1; the last column, which -1 picks, is outside."""
        inside = np.where(self.families >= 0, self.families + self.offsets[:, None], -1)
        return np.pad(inside, ((0, 0), (0, 1)), constant_values=-1)

    def sets_of(self, persons: Ids) -> tuple[Numbers, Numbers]:
        """See Lookup."""
        found = self._set_of_cell[:, self.cell[self._at(persons)]]
        family, position = np.nonzero(found >= 0)
        return position, found[family, position]

    def meets(self, sets: Numbers, persons: Ids, digests: Digests) -> tuple[Flags, Flags]:
        """See Lookup."""
        at = self._at(persons)
        family = np.searchsorted(self.offsets, sets, "right") - 1
        inside = self._set_of_cell[family, self.cell[at]] == sets
        return inside, inside if self.digest is None else inside & (self.digest[at] == digests)

    def _at(self, persons: Ids) -> Numbers:
        return np.minimum(persons, len(self.cell) - 1)

    def arrays(self) -> Mapping[str, NDArray[np.generic]]:
        """See Lookup."""
        kept = {"cell": self.cell, "families": self.families, "offsets": self.offsets, "sizes": self.sizes}
        return kept if self.digest is None else kept | {"digest": self.digest}


@dataclass(frozen=True, repr=False, eq=False)
class PairList(Unprintable):
    """(set, person, digest) once each, sorted by set, then person."""

    sets: Numbers
    persons: Ids
    digests: Digests
    sizes: Numbers

    @cached_property
    def _stride(self) -> int:
        return int(self.persons.max()) + 2

    @cached_property
    def _keys(self) -> Numbers:
        return self.sets * self._stride + self.persons

    @cached_property
    def _by_person(self) -> Numbers:
        return np.argsort(self.persons, kind="stable")

    def sets_of(self, persons: Ids) -> tuple[Numbers, Numbers]:
        """See Lookup."""
        ordered = self.persons[self._by_person]
        left = np.searchsorted(ordered, persons, "left")
        length = np.searchsorted(ordered, persons, "right") - left
        return np.repeat(np.arange(len(persons)), length), self.sets[self._by_person[spread(left, length)]]

    def meets(self, sets: Numbers, persons: Ids, digests: Digests) -> tuple[Flags, Flags]:
        """See Lookup."""
        keys = sets * self._stride + np.minimum(persons, self._stride - 1)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        inside = self._keys[at] == keys
        return inside, inside & (self.digests[at] == digests)

    def arrays(self) -> Mapping[str, NDArray[np.generic]]:
        """See Lookup."""
        return {"sets": self.sets, "persons": self.persons, "digests": self.digests, "sizes": self.sizes}


def spread(starts: Numbers, lengths: Numbers) -> Numbers:
    """The indices start, start+1 … of several runs, one run after the other."""
    ends = np.cumsum(lengths)
    return np.arange(int(lengths.sum())) + np.repeat(starts - ends + lengths, lengths)


def to_bytes(table: Lookup) -> bytes:
    """A released table as it lies on disk."""
    buffer = BytesIO()
    np.savez(buffer, allow_pickle=False, **table.arrays())
    return buffer.getvalue()


def from_bytes(blob: bytes) -> Lookup:
    """A released table read back. Raises ValueError or KeyError for anything else."""
    with np.load(BytesIO(blob), allow_pickle=False) as stored:
        kept = {name: stored[name] for name in stored.files}
    if "cell" in kept:
        return LabelVector(kept["cell"], kept.get("digest"), kept["families"], kept["offsets"], kept["sizes"])
    return PairList(kept["sets"], kept["persons"], kept["digests"], kept["sizes"])
