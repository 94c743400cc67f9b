"""Columns block by block, and the basis they are turned into."""

import numpy as np
import pytest

from analysis.site.errors import DataFailure, FailureCode
from analysis.site.estimation import designs
from analysis.site.estimation.basis import basis_of
from analysis.site.estimation.designs import Design, Lookup, Numbers, Product, design_of, indicators


def whole(design: Design) -> np.ndarray:
    return np.vstack([design.block(rows) for rows in design.blocks()])


def test_parts_stand_side_by_side() -> None:
    age, region = np.array([30.0, 40, 50]), np.array([0, 2, 1])
    design = Design(3, (Numbers(age), Numbers(age, np.square), indicators(region, 3), Lookup(region, np.eye(3))))
    assert design.width == 7
    assert whole(design).tolist() == [
        [30, 900, 0, 0, 1, 0, 0],
        [40, 1600, 0, 1, 0, 0, 1],
        [50, 2500, 1, 0, 0, 1, 0],
    ]


def test_the_reference_has_no_column() -> None:
    assert indicators(np.array([0, 1, 2]), 3, reference=1).columns(slice(0, 3)).tolist() == [[1, 0], [0, 0], [0, 1]]


def test_the_last_part_of_a_product_varies_fastest() -> None:
    left, right = Numbers(np.array([2.0])), Lookup(np.array([0]), np.array([[1.0, 10.0]]))
    three = Product((right, Lookup(np.array([0]), np.array([[1.0, 3.0]])), left))
    assert three.width == 4
    assert three.columns(slice(0, 1)).tolist() == [[2, 6, 20, 60]]


def test_blocks_cover_every_row_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(designs, "BLOCK", 4)
    design = design_of(np.arange(20.0).reshape(10, 2))
    assert [(rows.start, rows.stop) for rows in design.blocks()] == [(0, 4), (4, 8), (8, 10)]
    assert whole(design).tolist() == np.arange(20.0).reshape(10, 2).tolist()


def test_turned_columns_are_uncorrelated_and_turn_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(designs, "BLOCK", 7)
    rng = np.random.default_rng(1)
    year = 2015 + rng.integers(0, 6, 50).astype(float)
    matrix, weights = np.column_stack([year, year**2, rng.normal(size=50)]), rng.integers(1, 4, 50).astype(float)
    basis = basis_of(design_of(matrix), weights)
    turned = np.vstack([block for _, block in basis.blocks()])
    assert (turned * weights[:, None]).T @ turned / weights.sum() == pytest.approx(np.eye(3), abs=1e-8)
    assert turned @ basis.turned_back + basis.centre == pytest.approx(matrix)


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param(lambda x: (x, 2 * x + 1), id="a column and a line of it"),
        pytest.param(lambda x: (x, np.ones(len(x))), id="a constant"),
        pytest.param(lambda x: (x, np.full(len(x), 2019.1)), id="a constant that floats round"),
        pytest.param(lambda x: (x, x**2, x + x**2), id="a sum of two"),
        pytest.param(lambda x: (x, np.where(x > 0, x, np.inf)), id="an infinite value"),
    ],
)
def test_collinear_columns_are_refused(columns) -> None:
    matrix = np.column_stack(columns(np.random.default_rng(2).normal(size=200)))
    with np.errstate(invalid="ignore"), pytest.raises(DataFailure) as refused:
        basis_of(design_of(matrix), np.ones(200))
    assert refused.value.code is FailureCode.COLLINEAR


def test_no_columns_are_no_trouble() -> None:
    basis = basis_of(Design(3, ()), np.ones(3))
    assert [block.shape for _, block in basis.blocks()] == [(3, 0)]
