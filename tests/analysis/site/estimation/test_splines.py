"""Natural splines with R's columns."""

import numpy as np
import pytest

from analysis.site.errors import DataFailure, FailureCode
from analysis.site.estimation.designs import design_of
from analysis.site.estimation.outcomes import measured
from analysis.site.estimation.regression import fit_linear
from analysis.site.estimation.splines import natural_spline

HEIGHT = np.arange(58, 73.0)
WEIGHT = np.array([115, 117, 120, 123, 126, 129, 132, 135, 139, 142, 146, 150, 154, 159, 164.0])
"""R's data `women` (World Almanac 1975)."""


def test_the_coefficients_are_those_of_r() -> None:
    """`summary(lm(weight ~ ns(height, df = 5), data = women))`, as R's own examples print it."""
    found = fit_linear(design_of(natural_spline(HEIGHT, 5)(HEIGHT)), measured(WEIGHT))
    expected = [114.7447, 15.9474, 25.1695, 33.2582, 50.7894, 45.0363]
    assert found.coefficients == pytest.approx(np.array(expected), abs=5e-5)
    assert found.errors == pytest.approx(np.array([0.2338, 0.3699, 0.4323, 0.3541, 0.6062, 0.2784]), abs=5e-5)


def test_one_column_is_a_line() -> None:
    column = natural_spline(HEIGHT, 1)(HEIGHT)[:, 0]
    assert np.diff(column) == pytest.approx(np.full(14, np.diff(column)[0]))


@pytest.mark.parametrize("df", [2, 3, 6])
def test_it_is_straight_at_both_ends(df) -> None:
    columns, step = natural_spline(HEIGHT, df), 1e-3
    for end in (HEIGHT[0], HEIGHT[-1]):
        inside = end + step * np.array([0, 1, 2]) * (1 if end == HEIGHT[0] else -1)
        assert np.diff(columns(inside), 2, axis=0) / step**2 == pytest.approx(0, abs=0.02)


def test_too_few_values_for_the_knots_are_refused() -> None:
    with pytest.raises(DataFailure) as refused:
        natural_spline(np.array([1.0, 1, 1, 1, 2]), 4)
    assert refused.value.code is FailureCode.COLLINEAR
