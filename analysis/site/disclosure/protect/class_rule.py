"""The class rule: a line of a sensitive variable with nearly all its persons in one category is not shown.

Hiding that line alone would hide nothing: its cells are the margin less the other lines. So lines that share its sums
are hidden with it, as the corners of a cuboid, until other people's tables are left possible: some persons of the line
move to another category, and the lines at the corners move the other way or along, so that every sum and every shown
cell stays. The moved table is the proof. Where no cuboid will do, the sensitive variable is hidden altogether.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.site.methods.axes import Axis
from analysis.site.methods.cube import Cube, Place

from ..profiles import Profile

MOST_TRIES = 20_000_000
"""Corners looked at for one table; beyond it the variable is hidden altogether. A count, no clock."""

Counts = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


def sensitive_of(axes: Iterable[Axis]) -> list[int]:
    """The dimensions whose variable is sensitive."""
    return [dimension for dimension, axis in enumerate(axes) if axis.column.sensitive]


def hidden_by_class(sensitive: Sequence[int], cube: Cube, roots: Counts, profile: Profile) -> frozenset[Place]:
    """The places whose persons may not be shown; `roots` are the sizes of the cube's sets, with all its margins."""
    hidden: set[Place] = set()
    sizes = _with_margins(cube, roots) if sensitive else np.zeros(0, np.int64)
    for dimension in sensitive:
        lines = _Lines(np.moveaxis(sizes, dimension, -1), profile)
        for line in np.argwhere(lines.hidden()):
            hidden |= set(_cells(line.tolist(), dimension, sizes.shape))
    return frozenset(hidden)


def _with_margins(cube: Cube, roots: Counts) -> Counts:
    """The sizes as an array; the last of each dimension is the margin over it."""
    places = product(*([*range(size), None] for size in cube.shape))
    return np.array([roots[cube.at(place)] for place in places], np.int64).reshape([size + 1 for size in cube.shape])


def _cells(line: list[int], dimension: int, shape: tuple[int, ...]) -> Iterator[Place]:
    """The cells of a line but its margin."""
    others = [size for d, size in enumerate(shape) if d != dimension]
    place = [None if at == size - 1 else at for at, size in zip(line, others, strict=True)]
    for level in range(shape[dimension] - 1):
        yield (*place[:dimension], level, *place[dimension:])


@dataclass(frozen=True)
class _Lines:
    """All lines along one dimension: `sizes[…, category]`, the last category their margin."""

    sizes: Counts
    profile: Profile

    def hidden(self) -> Flags:
        """Which lines may not be shown. Lines of fewer than k persons show their symbols, as lines of nobody do."""
        most, whole = self.sizes[..., :-1].max(axis=-1), self.sizes[..., -1]
        primary: Flags = (whole >= self.profile.k) & (most >= self.profile.class_share / 100 * whole)
        found = np.array(primary)
        if primary.ndim == 0:
            return found
        if int(primary.sum()) * primary.size * 2**primary.ndim > MOST_TRIES:
            return np.ones_like(found)
        for line in np.argwhere(primary):
            cuboids = _Cuboids(self.sizes, tuple(line.tolist()))
            if not cuboids.hide_cheapest(found, self._wanted(cuboids)):
                return np.ones_like(found)
        return found

    def _wanted(self, cuboids: _Cuboids) -> int:
        """How many persons must be able to move: until the line is of no one class, and k if it has them."""
        count, whole = int(cuboids.own[cuboids.category]), int(cuboids.own[-1])
        return max(floor(count - self.profile.class_share / 100 * whole) + 1, min(self.profile.k, count))


@dataclass(frozen=True)
class _Cuboids:
    """The cuboids of lines that have `line` at one corner, told by their opposite corners."""

    sizes: Counts
    line: tuple[int, ...]

    @property
    def own(self) -> Counts:
        """The sizes of the line itself."""
        found: Counts = self.sizes[self.line]
        return found

    @property
    def category(self) -> int:
        """The category that nearly all persons of the line have."""
        return int(self.own[:-1].argmax())

    def hide_cheapest(self, hidden: Flags, wanted: int) -> bool:
        """Hide the corners of the cuboid with the fewest persons in which `wanted` can move; False without one."""
        cost = np.where(self._movable() >= wanted, self._cost(hidden), np.inf)
        if np.isinf(cost).all():
            return False
        opposite = np.unravel_index(int(cost.argmin()), cost.shape)
        for corner in product(*zip(self.line, (int(at) for at in opposite), strict=True)):
            hidden[corner] = True
        return True

    def _movable(self) -> Numbers:
        """How many persons of the line's category can move to other categories with every sum kept; -1 for no cuboid.

        They move along with the line at corners that are a sum of it, or of which it is one; against it at corners
        beside it, which must have as many persons to give back, category by category.
        """
        others = [at for at in range(self.sizes.shape[-1] - 1) if at != self.category]
        along: Numbers = np.full((1,) * len(self.line), np.inf)
        against: Numbers = np.full((*along.shape, len(others)), np.inf)
        for flips in product((False, True), repeat=len(self.line)):
            corner, is_along = self._corner(self.sizes, flips), self._is_along(flips)
            along = np.where(is_along, np.minimum(along, corner[..., self.category]), along)
            against = np.where(is_along[..., None], against, np.minimum(against, corner[..., others]))
        movable: Numbers = np.minimum(along, against.sum(axis=-1))
        for d, at in enumerate(self.line):
            movable[(slice(None),) * d + (at,)] = -1
        return movable

    def _cost(self, hidden: Flags) -> Numbers:
        """The persons of the lines that a cuboid would hide and that are not hidden yet."""
        each: Numbers = np.where(hidden, 0.0, self.sizes[..., -1] + 1.0)
        corners = [self._corner(each, flips) for flips in product((False, True), repeat=len(self.line))]
        total: Numbers = np.asarray(sum(corners))
        return total

    def _corner(self, each: NDArray[Any], flips: tuple[bool, ...]) -> NDArray[Any]:
        """A value of the lines at one corner of every cuboid: flipped dimensions run, the others stay at the line."""
        for d, (at, is_flipped) in enumerate(zip(self.line, flips, strict=True)):
            each = each if is_flipped else np.take(each, [at], axis=d)
        return each

    def _is_along(self, flips: tuple[bool, ...]) -> Flags:
        """Whether the persons of that corner move as those of the line: a step aside turns the move, one to a sum not."""
        sign = np.ones((1,) * len(self.line), np.int64)
        for d, (at, is_flipped) in enumerate(zip(self.line, flips, strict=True)):
            if is_flipped:
                margin = self.sizes.shape[d] - 1
                turns = np.where((np.arange(margin + 1) == margin) | (at == margin), 1, -1)
                sign = sign * turns.reshape([-1 if axis == d else 1 for axis in range(len(self.line))])
        return np.asarray(sign > 0)
