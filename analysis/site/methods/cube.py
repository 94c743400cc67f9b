"""The cells of a table with all its margins, as families of sets of persons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from math import prod

import numpy as np

from analysis.site.evidence import Cells

Place = tuple[int | None, ...]
"""A level per dimension; None where the dimension is summed over."""


@dataclass(frozen=True)
class Cube:
    """A full cross of `shape` and a margin for every subset of its dimensions; coarsest first, the inner cells last.

    With `only_total` there is one margin, the one over everything.
    """

    shape: tuple[int, ...]
    only_total: bool = False

    @cached_property
    def subsets(self) -> tuple[tuple[int, ...], ...]:
        """The dimensions each family keeps."""
        everything = tuple(range(len(self.shape)))
        if self.only_total:
            return ((), everything) if everything else ((),)
        return tuple(kept for size in range(len(self.shape) + 1) for kept in combinations(everything, size))

    @cached_property
    def families(self) -> tuple[Cells, ...]:
        """Inner cell -> group, for each of the subsets."""
        levels = np.indices(self.shape, dtype=np.int64).reshape(len(self.shape), prod(self.shape))
        return tuple(self._flat([levels[d] for d in kept], kept) for kept in self.subsets)

    def _flat(self, levels: list[Cells], kept: tuple[int, ...]) -> Cells:
        flat = np.zeros(prod(self.shape), np.int64)
        for level, dimension in zip(levels, kept, strict=True):
            flat = flat * self.shape[dimension] + level
        return flat

    def cells(self, codes: tuple[Cells, ...], rows: int) -> Cells:
        """The inner cell of each row from its level per dimension."""
        flat = np.zeros(rows, np.int64)
        for code, size in zip(codes, self.shape, strict=True):
            flat = flat * size + code
        return flat

    def totals(self, inner: Cells) -> Cells:
        """Each set's sum of what stands in its inner cells; a set without any, as all of a cross of no levels, has 0."""
        sets = zip(self.families, self.subsets, strict=True)
        sums = [np.bincount(family, inner, prod(self.shape[d] for d in kept)) for family, kept in sets]
        return np.concatenate(sums).astype(np.int64)

    @cached_property
    def _offsets(self) -> dict[tuple[int, ...], int]:
        offsets, offset = {}, 0
        for kept in self.subsets:
            offsets[kept] = offset
            offset += prod(self.shape[d] for d in kept)
        return offsets

    @property
    def count(self) -> int:
        """How many sets there are, margins and all."""
        return sum(prod(self.shape[d] for d in kept) for kept in self.subsets)

    def at(self, place: Place) -> int:
        """Index of a cell or margin among all sets. Raises KeyError for a margin the cube does not have."""
        kept = self._kept(place)
        flat = 0
        for d in kept:
            flat = flat * self.shape[d] + (place[d] or 0)
        return self._offsets[kept] + flat

    def group_of(self, place: Place) -> int:
        """The group of a place within its family."""
        return self.at(place) - self._offsets[self._kept(place)]

    def family_of(self, place: Place) -> Cells:
        """The family of a place."""
        return self.families[self.subsets.index(self._kept(place))]

    @staticmethod
    def _kept(place: Place) -> tuple[int, ...]:
        return tuple(d for d, level in enumerate(place) if level is not None)

    def places(self) -> Iterator[Place]:
        """All cells and margins, each dimension's levels in order and its margin last."""
        if self.only_total:
            inner = product(*(range(size) for size in self.shape)) if self.shape else iter(())
            yield from inner
            yield (None,) * len(self.shape)
            return
        yield from product(*([*range(size), None] for size in self.shape))
