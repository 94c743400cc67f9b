"""Rates against R's printed answers, scipy and hand calculation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.site.estimation.rates import poisson_limits, standard_weights, standardised


def test_exact_limits_as_r_prints_them() -> None:
    lower, upper = poisson_limits(np.array([4.0]))
    assert (lower[0], upper[0]) == (pytest.approx(1.089865, abs=5e-7), pytest.approx(10.241589, abs=5e-7))


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 100_000))
def test_exact_limits_leave_a_fortieth_outside_on_each_side(events) -> None:
    lower, upper = poisson_limits(np.array([events]))
    assert stats.poisson.cdf(events, upper[0]) == pytest.approx(0.025, rel=1e-6)
    if events:
        assert stats.poisson.sf(events - 1, lower[0]) == pytest.approx(0.025, rel=1e-6)
    else:
        assert lower[0] == 0


def test_downs_syndrome_in_michigan_as_r_prints_it() -> None:
    """Births of order five and later, Fleiss 1981 table 14.4, as in Fay and Feuer 1997; limits by R's dsrTest."""
    cases, births = [0, 8, 63, 112, 262, 295], [327, 30666, 123419, 149919, 104088, 34392]
    mothers = [319933, 931318, 786511, 488235, 237863, 61313]
    found = standardised(*(np.array(part, float) for part in (cases, births, mothers)))
    assert 1e5 * found.rate == pytest.approx(75.52901, abs=5e-6)
    assert (1e5 * found.lower, 1e5 * found.upper) == pytest.approx((67.70212, 188.30017), abs=5e-6)


def test_a_standardised_rate_by_hand() -> None:
    events, years, weights = np.array([10.0, 40.0]), np.array([1000.0, 2000.0]), np.array([3.0, 1.0])
    found = standardised(events, years, weights)
    each = np.array([0.75 / 1000, 0.25 / 2000])
    rate, variance = 0.0125, (each**2 * events).sum()
    assert found.rate == pytest.approx(rate)
    assert found.standard_error == pytest.approx(np.sqrt(variance))
    assert found.lower == pytest.approx(variance / (2 * rate) * stats.chi2.ppf(0.025, 2 * rate**2 / variance))
    above, spread = rate + each.max(), variance + each.max() ** 2
    assert found.upper == pytest.approx(spread / (2 * above) * stats.chi2.ppf(0.975, 2 * above**2 / spread))


def test_one_band_has_the_exact_limits() -> None:
    found = standardised(np.array([4.0]), np.array([100.0]), np.array([7.0]))
    lower, upper = poisson_limits(np.array([4.0]))
    assert (found.lower, found.upper) == (pytest.approx(lower[0] / 100), pytest.approx(upper[0] / 100))


def test_no_events_have_an_upper_limit() -> None:
    found = standardised(np.array([0.0, 0.0]), np.array([100.0, 300.0]), np.array([1.0, 1.0]))
    assert (found.rate, found.standard_error, found.lower) == (0, 0, 0)
    assert found.upper == pytest.approx(0.5 / 100 * stats.chi2.ppf(0.975, 2) / 2)


def test_bands_without_time_take_no_part() -> None:
    full = standardised(np.array([5.0, 9.0]), np.array([50.0, 70.0]), np.array([2.0, 3.0]))
    longer = standardised(np.array([5.0, 0.0, 9.0]), np.array([50.0, 0.0, 70.0]), np.array([2.0, 9.0, 3.0]))
    assert longer == full
    assert standardised(np.zeros(2), np.zeros(2), np.ones(2)).rate is None


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 1000), st.integers(1, 9)), min_size=1, max_size=8))
def test_a_standardised_rate_lies_in_its_limits_and_between_its_bands(cells) -> None:
    events, years, weights = (np.array(part, float) for part in zip(*cells, strict=True))
    found = standardised(events, years, weights)
    assert found.lower <= found.rate <= found.upper
    rates = events / years
    assert rates.min() - 1e-12 <= found.rate <= rates.max() + 1e-12
    assert standardised(events, years, 10 * weights).rate == pytest.approx(found.rate)


def test_weights_are_summed_into_bands() -> None:
    assert standard_weights("ESP2013", [30, 40, 50, 60, 70]).tolist() == [13500, 14000, 13500, 11500]
    assert standard_weights("ESP2013", [None, 80, None]).tolist() == [95000, 5000]
    assert standard_weights("ESP2013", [0, 80, 100]).tolist() == [95000, 5000]
    assert standard_weights("ESP2013", [18, 20]).tolist() == [pytest.approx(2200)]
    assert standard_weights("WHO", [85, 90, 95, None]).tolist() == pytest.approx([0.44, 0.15, 0.045])
    assert standard_weights("Nordic2000", [80, 85, None]).tolist() == [2400, 1900]


@pytest.mark.parametrize(("name", "total"), [("ESP2013", 100_000), ("WHO", 100.035), ("Nordic2000", 100_000)])
def test_every_standard_is_whole(name, total) -> None:
    assert standard_weights(name, [0, None]).sum() == pytest.approx(total)


def test_an_unknown_standard_is_an_error() -> None:
    with pytest.raises(KeyError):
        standard_weights("Mars", [0, None])
