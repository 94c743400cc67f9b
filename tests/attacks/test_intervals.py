"""What an exact attacker can compute from one published table: whole numbers that fit everything published."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.attacks.small_site import SmallSite, cells

SHARED = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
tables = st.lists(st.lists(st.integers(0, 30), min_size=2, max_size=3), min_size=2, max_size=3).filter(
    lambda counts: len({len(row) for row in counts}) == 1 and sum(map(sum, counts)) >= 10
)


def published(tmp_path_factory, counts):
    rows = [(f"r{i}", f"c{j}") for i, row in enumerate(counts) for j, count in enumerate(row) for _ in range(count)]
    frame = pd.DataFrame(rows, columns=["row", "column"])
    frame.insert(0, "_person", np.arange(len(frame), dtype=np.int64))
    known = {
        "row": {"levels": tuple(f"r{i}" for i in range(len(counts)))},
        "column": {"levels": tuple(f"c{j}" for j in range(len(counts[0])))},
    }
    site = SmallSite(tmp_path_factory.mktemp("site"), frame, known=known)
    return cells(site.one("crosstab", rows=["row"], columns=["column"]))


def interval(form):
    """What a published form says: ROUND moves a number by at most b-1, a repeat by k-1 more."""
    return (0, 4) if form == "<5" else (max(5, form - 8), form + 8) if form else (0, 0)


def possible(found, counts, cell):
    """The least and greatest value of an inner cell that fits every published number."""
    shape = (len(counts), len(counts[0]))
    rows, lows, highs = [], [], []
    for (row, column), form in found.items():
        mask = np.ones(shape)
        if row is not None:
            mask *= (np.arange(shape[0]) == int(row[1:]))[:, None]
        if column is not None:
            mask *= (np.arange(shape[1]) == int(column[1:]))[None, :]
        low, high = interval(form)
        rows.append(mask.ravel())
        lows.append(low)
        highs.append(high)
    goal = np.zeros(shape)
    goal[cell] = 1
    limits = LinearConstraint(np.array(rows), lows, highs)
    whole, positive = np.ones(goal.size), Bounds(0, np.inf)
    least, most = (
        milp(sign * goal.ravel(), constraints=limits, integrality=whole, bounds=positive).fun for sign in (1, -1)
    )
    return round(least), round(-most)


@pytest.mark.slow
@SHARED
@given(tables)
def test_no_small_group_is_pinned_down_by_its_table(tmp_path_factory, counts):
    found = published(tmp_path_factory, counts)
    for i, row in enumerate(counts):
        for j, count in enumerate(row):
            if 0 < count < 5:
                assert found[f"r{i}", f"c{j}"] == "<5"
                least, most = possible(found, counts, (i, j))
                assert least <= count <= most and most - least >= 2


@SHARED
@given(tables)
def test_no_published_number_is_for_fewer_than_five(tmp_path_factory, counts):
    found = published(tmp_path_factory, counts)
    truth = np.array(counts)
    for (row, column), form in found.items():
        part = truth if row is None else truth[[int(row[1:])]]
        part = part if column is None else part[:, [int(column[1:])]]
        assert (form == "<5") if part.sum() < 5 else (form == "<5" or (form % 5 == 0 and abs(form - part.sum()) <= 8))


@pytest.mark.slow
@SHARED
@given(st.lists(st.integers(0, 2), min_size=12, max_size=60), st.integers(0, 2**32 - 1))
def test_one_set_of_persons_has_one_number(tmp_path_factory, groups, seed):
    """Cells, margins, totals, N, flow and dropped: whichever way a set is reached, its number is the same."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "_person": np.arange(len(groups), dtype=np.int64),
            "group": [f"g{group}" for group in groups],
            "half": rng.choice(["a", "b"], len(groups)),
        }
    )
    known = {"group": {"levels": ("g0", "g1", "g2")}, "half": {"levels": ("a", "b")}}
    site = SmallSite(tmp_path_factory.mktemp("site"), frame, known=known)
    cross = site.one("crosstab", rows=["group"], columns=["half"])
    found = cells(cross)
    flow = cells(site.one("count"), "flow")
    assert found[None, None] == cross["persons"] == flow[("from",)] == flow[("where",)]
    for group in ("g0", "g1", "g2"):
        among = frame[frame.group == group]
        alone = site.one("count", among)
        assert cells(alone, "flow")[("where",)] == alone["persons"] == found[group, None]
        for half in ("a", "b"):
            assert site.one("count", among[among.half == half], flow=False)["persons"] == found[group, half]


@pytest.mark.parametrize("missing", [0, 3, 30])
def test_dropped_and_missing_are_counts_too(tmp_path, missing):
    frame = pd.DataFrame({"_person": np.arange(200, dtype=np.int64), "kind": ["a", "b"] * 100, "x": np.arange(200.0)})
    frame.loc[: missing - 1, ["kind", "x"]] = [None, np.nan]
    site = SmallSite(tmp_path, frame, known={"kind": {"levels": ("a", "b")}})
    dropped = site.one("crosstab", rows=["kind"])
    counted = cells(site.one("crosstab", rows=["kind"], missing="category"))
    absent = cells(site.one("summary", of=["x"]), "groups", "missing")["x",]
    assert dropped["dropped"] == absent == counted["{'missing': True}",] == (30 if missing == 30 else "<5")
