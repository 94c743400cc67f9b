"""The fast search against the definition, set by set."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.site.evidence import Grid
from analysis.site.ledger import neighbours
from analysis.site.ledger.lookup import from_bytes, to_bytes
from analysis.site.ledger.sets import sets_of_grid

FAMILIES = (np.zeros(4, np.int64), np.array([0, 0, 1, -1]), np.arange(4))


@st.composite
def grids(draw):
    rows = draw(st.lists(st.tuples(st.integers(0, 13), st.integers(0, 3), st.integers(1, 2)), min_size=1, max_size=25))
    if draw(st.booleans()):
        rows = list({row[0]: row for row in rows}.values())
    persons, cells, digests = (np.array(part) for part in zip(*rows, strict=True))
    return Grid(persons, cells, FAMILIES, digests.astype(np.uint64))


def sets_of(grid):
    """Person -> value of each set, by the words of the definition."""
    found = []
    for family, count in zip(grid.families, grid.group_counts, strict=True):
        for group in range(count):
            members = {}
            for person, cell, digest in zip(grid.persons, grid.cells, grid.digests, strict=True):
                if family[cell] == group:
                    members[int(person)] = members.get(int(person), 0) + int(digest)
            found.append(members)
    return found


def is_near(one, other, k, values):
    if values:
        return sum(one.get(person) != other.get(person) for person in one.keys() | other.keys()) < k
    return len(one.keys() - other.keys()) < k and len(other.keys() - one.keys()) < k


@settings(max_examples=150, deadline=None)
@given(grids(), grids(), st.integers(3, 5), st.booleans())
def test_the_search_finds_the_first_near_set(new, old, k, values):
    sets, earlier = sets_of_grid(new), sets_of_grid(old)
    truth, others = sets_of(new), sets_of(old)
    assert sets.sizes.tolist() == [len(one) for one in truth]
    wanted = np.flatnonzero(sets.sizes >= k)
    stored = from_bytes(to_bytes(earlier.lookup))
    found = neighbours.near_pairs(sets, stored, wanted=wanted, k=k, values=values)
    assert found == [
        (one, at)
        for one in wanted.tolist()
        for at, other in enumerate(others)
        if truth[one].keys() & other.keys() and is_near(truth[one], other, k, values)
    ]


@settings(max_examples=80, deadline=None)
@given(grids(), st.integers(3, 5), st.booleans())
def test_within_a_table_only_earlier_sets_count(grid, k, values):
    sets, truth = sets_of_grid(grid), sets_of(grid)
    wanted = np.flatnonzero(sets.sizes >= k)
    found = neighbours.near_pairs(sets, sets.lookup, wanted=wanted, k=k, values=values)
    assert found == [
        (one, at) for one in wanted.tolist() for at in range(one) if is_near(truth[one], truth[at], k, values)
    ]


@pytest.mark.parametrize("chunk", [10, 1000])
def test_large_comparisons_go_in_parts(monkeypatch, chunk):
    monkeypatch.setattr(neighbours, "CHUNK", chunk)
    grid = Grid(np.arange(100), np.arange(100) % 4, FAMILIES)
    moved = Grid(np.arange(2, 102), np.arange(2, 102) % 4, FAMILIES)
    sets = sets_of_grid(moved)
    found = neighbours.near_pairs(sets, sets_of_grid(grid).lookup, wanted=np.arange(7), k=5, values=False)
    equal = [(2, 5), (5, 2)]  # the third inner cell is a group of the second family as well
    assert found == sorted([(place, place) for place in range(7)] + equal)


def test_fingerprints_are_of_sets_not_of_tables():
    keys = np.random.default_rng(1).integers(0, 2**63, (200, 2)).astype(np.uint64)
    one = sets_of_grid(Grid(np.arange(100), np.arange(100) % 4, FAMILIES)).fingerprints(keys)
    other = sets_of_grid(Grid(np.arange(100), np.zeros(100, np.int64), (np.zeros(1, np.int64),))).fingerprints(keys)
    assert one[0] == other[0]
    assert one[2] == one[5]
    assert len(set(one)) == 6
