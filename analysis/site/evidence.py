"""What the protector may see and nobody else: which persons stand in which cell, with which values.

Evidence has no serialiser: it cannot be pickled, its `repr` shows no figure, and it has no JSON form. It travels from
a method to the disclosure engine, and over the ledger's own socket, as arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Cells = NDArray[np.int64]
Digests = NDArray[np.uint64]


class Unprintable:
    """Something that must not leave by accident: no pickle, no repr with figures."""

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("Evidence has no serialiser.")

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


@dataclass(frozen=True, repr=False, eq=False)
class Grid(Unprintable):
    """Persons in the cells of a table, and the sets of persons the table would publish.

    `persons[i]` stands in the inner cell `cells[i]`; a person with several rows may repeat and stand in several cells.
    A family maps every inner cell to one of its groups, or to -1; each group is one set of distinct persons. The inner
    cells, each margin and the total are families. `digests[i]` stands for the value of row i where the figure is one of
    values; the digests of a person's rows in one group add up.
    """

    persons: Ids
    cells: Cells
    families: tuple[Cells, ...]
    digests: Digests | None = None

    @property
    def group_counts(self) -> tuple[int, ...]:
        """How many groups each family has."""
        return tuple(int(family.max(initial=-1)) + 1 for family in self.families)


def digest_of(values: NDArray[np.float64]) -> Digests:
    """A 64-bit digest per value, so that two values can be told apart without being kept (splitmix64 of the bits)."""
    z = (np.asarray(values, dtype=np.float64) + 0.0).view(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
