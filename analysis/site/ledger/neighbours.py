"""Near neighbours: which sets of a new table are almost a set that has a published figure.

Counts: S is near T when |S\\T| < k and |T\\S| < k. Values: when fewer than k persons have another value or stand in
one only. k persons of S are enough to find every candidate, since at most k-1 of them can be outside a near T.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .lookup import Flags, Lookup, Numbers
from .sets import TableSets

LOOK_AT = 64
"""Members of a set looked at first: unrelated sets and values differ in k of these already."""
CHUNK = 4_000_000
"""Members compared at a time; bounds the memory to about 200 MB."""


def near_pairs(new: TableSets, old: Lookup, *, wanted: Numbers, k: int, values: bool) -> list[tuple[int, int]]:
    """(set of `new`, set of `old`) for each near pair of the `wanted` sets, sorted.

    Where `old` is the new table's own lookup, only sets before the wanted one count. Sets of fewer than k persons are
    not asked for: their figure needs no neighbour.
    """
    position, candidate = _candidates(new, old, wanted, k)
    sets = wanted[position]
    for is_near in (_begin_alike, _near):
        near = is_near(new, old, sets, candidate, k=k, values=values)
        sets, candidate = sets[near], candidate[near]
    return list(zip(sets.tolist(), candidate.tolist(), strict=True))


def _candidates(new: TableSets, old: Lookup, wanted: Numbers, k: int) -> tuple[Numbers, Numbers]:
    """(position in wanted, set of old), once each and sorted, that share a person and are alike in size."""
    members, _, lengths = new.first_members(wanted, k)
    seen_by = np.repeat(np.arange(len(wanted)), lengths)
    at, candidate = old.sets_of(members)
    position = seen_by[at]
    alike = np.abs(new.sizes[wanted[position]] - old.sizes[candidate]) < k
    if old is new.lookup:
        alike &= candidate < wanted[position]
    width = len(old.sizes)
    pairs = np.unique(position[alike] * width + candidate[alike])
    return pairs // width, pairs % width


def _begin_alike(new: TableSets, old: Lookup, sets: Numbers, others: Numbers, *, k: int, values: bool) -> Flags:
    """Fewer than k of the first members differ: what all near pairs have in common, and few others."""
    members, digests, lengths = new.first_members(sets, LOOK_AT)
    inside, alike = old.meets(np.repeat(others, lengths), members, digests)
    differing = ~(alike if values else inside)
    return np.bincount(np.repeat(np.arange(len(sets)), lengths), differing, len(sets)) < k


def _near(new: TableSets, old: Lookup, sets: Numbers, others: Numbers, *, k: int, values: bool) -> Flags:
    met = np.zeros(len(sets), np.int64)  # persons in both
    same = np.zeros(len(sets), np.int64)  # with the same value
    for part in _parts(new.sizes[sets]):
        lengths = new.sizes[sets[part]]
        inside, alike = old.meets(np.repeat(others[part], lengths), *new.members_of(sets[part]))
        starts = np.cumsum(lengths) - lengths
        met[part] = np.add.reduceat(inside.astype(np.int64), starts)
        same[part] = np.add.reduceat(alike.astype(np.int64), starts)
    sizes, other_sizes = new.sizes[sets], old.sizes[others]
    if values:
        return np.asarray(sizes + other_sizes - met - same < k)
    return np.asarray((sizes - met < k) & (other_sizes - met < k))


def _parts(sizes: Numbers) -> list[slice]:
    """Runs of pairs with about CHUNK members each."""
    bounds = np.flatnonzero(np.diff(np.cumsum(sizes) // CHUNK)) + 1
    edges = [0, *bounds.tolist(), len(sizes)]
    return [slice(a, b) for a, b in pairwise(edges) if a < b]
