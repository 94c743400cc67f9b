"""Standardised mean differences by hand, and what must hold for them."""

import numpy as np
import pytest

from analysis.site.estimation.balance import of_numbers, of_shares


def test_numbers_by_hand() -> None:
    assert of_numbers(np.array([10.0, 12.0]), np.array([3.0, 4.0])) == pytest.approx(2 / np.sqrt(12.5))
    three = [of_numbers(np.array([a, b]), np.array([1.0, 1.0])) for a, b in ((0, 1), (0, 3), (1, 3))]
    assert of_numbers(np.array([0.0, 1, 3]), np.ones(3)) == pytest.approx(np.mean(three))


def test_two_levels_by_hand() -> None:
    found = of_shares(np.array([[30.0, 70.0], [50.0, 50.0]]))
    assert found == pytest.approx(0.2 / np.sqrt((0.21 + 0.25) / 2))


def test_three_levels_as_yang_and_dalton_define_them() -> None:
    counts = np.array([[20.0, 30, 50], [40.0, 40, 20]])
    one, other = counts / 100
    spread = np.array(
        [
            [one[1] * (1 - one[1]) + other[1] * (1 - other[1]), -one[1] * one[2] - other[1] * other[2]],
            [-one[1] * one[2] - other[1] * other[2], one[2] * (1 - one[2]) + other[2] * (1 - other[2])],
        ]
    )
    difference = (one - other)[1:]
    assert of_shares(counts) == pytest.approx(np.sqrt(difference @ np.linalg.inv(spread / 2) @ difference))
    assert of_shares(counts[:, ::-1]) == pytest.approx(of_shares(counts))  # whichever level is left out
    assert of_shares(np.insert(counts, 1, 0, axis=1)) == pytest.approx(of_shares(counts))  # a level nobody has


def test_what_cannot_be_compared_has_none() -> None:
    assert of_numbers(np.array([1.0]), np.array([1.0])) is None
    assert of_numbers(np.array([1.0, 2.0]), np.zeros(2)) is None
    assert of_numbers(np.array([1.0, 2.0]), np.array([np.nan, 1.0])) is None
    assert of_shares(np.array([[5.0, 0.0], [0.0, 5.0]])) is None
    assert of_shares(np.array([[5.0], [7.0]])) == 0
    assert of_shares(np.zeros((0, 2))) is None
