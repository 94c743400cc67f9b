"""Regressions against statsmodels and hand calculation; what the data cannot tell; cells and rows alike."""

import math
from collections.abc import Callable

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.site.errors import DataFailure, FailureCode
from analysis.site.estimation import designs
from analysis.site.estimation.designs import design_of
from analysis.site.estimation.outcomes import (
    CountCells,
    counts_of,
    measured,
    measured_cells,
    yes_no,
    yes_no_cells,
)
from analysis.site.estimation.regression import Regression, fit_counted, fit_linear

ROWS = 400


@pytest.fixture
def data() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(7)
    x = np.column_stack([rng.normal(50, 12, ROWS), rng.integers(0, 2, ROWS), rng.integers(0, 4, ROWS) == 2])
    predictor = (x - [50, 0, 0]) @ [0.03, 0.5, -0.4]
    years = rng.uniform(0.1, 5, ROWS)
    return {
        "x": x,
        "number": predictor + rng.normal(size=ROWS),
        "yes": (rng.random(ROWS) < 1 / (1 + np.exp(-predictor))).astype(float),
        "count": rng.poisson(years * np.exp(predictor - 1)).astype(float),
        "years": years,
        "weights": rng.uniform(0.2, 3, ROWS),
        "whole": rng.integers(1, 5, ROWS).astype(float),
        "cluster": rng.integers(0, 40, ROWS),
    }


def close(value) -> object:
    return pytest.approx(value, rel=1e-8, abs=1e-10)


def refusal(act: Callable[[], object]) -> FailureCode:
    with pytest.raises(DataFailure) as refused:
        act()
    return refused.value.code


def test_linear_as_statsmodels(data) -> None:
    found = fit_linear(design_of(data["x"]), measured(data["number"]))
    oracle = sm.OLS(data["number"], sm.add_constant(data["x"])).fit()
    assert found.coefficients == close(oracle.params)
    assert found.errors == close(oracle.bse)
    assert (found.units, found.df) == (ROWS, oracle.df_resid)
    assert (found.log_likelihood, found.deviance) == (close(oracle.llf), close(oracle.ssr))
    assert (found.r_squared, found.adjusted_r_squared) == (close(oracle.rsquared), close(oracle.rsquared_adj))
    assert (found.sigma, found.dispersion) == (close(math.sqrt(oracle.mse_resid)), close(oracle.mse_resid))
    assert found.log_likelihood_null == close(sm.OLS(data["number"], np.ones(ROWS)).fit().llf)
    assert found.leverages() == close(oracle.get_influence().hat_matrix_diag)


def test_linear_with_prior_weights_as_statsmodels(data) -> None:
    found = fit_linear(design_of(data["x"]), measured(data["number"], data["weights"]))
    oracle = sm.WLS(data["number"], sm.add_constant(data["x"]), weights=data["weights"]).fit()
    assert found.coefficients == close(oracle.params)
    assert found.errors == close(oracle.bse)
    assert (found.log_likelihood, found.r_squared) == (close(oracle.llf), close(oracle.rsquared))
    robust = fit_linear(design_of(data["x"]), measured(data["number"], data["weights"]), robust=True)
    assert robust.errors == close(oracle.get_robustcov_results("HC0").bse)


def test_linear_robust_errors_as_statsmodels(data) -> None:
    design, outcome = design_of(data["x"]), measured(data["number"])
    oracle = sm.OLS(data["number"], sm.add_constant(data["x"])).fit()
    assert fit_linear(design, outcome, robust=True).errors == close(oracle.HC0_se)
    clustered = oracle.get_robustcov_results("cluster", groups=data["cluster"])
    assert fit_linear(design, outcome, clusters=data["cluster"]).errors == close(clustered.bse)


@pytest.mark.parametrize(
    ("family", "outcome", "exposed"),
    [
        (sm.families.Binomial(), "yes", False),
        (sm.families.Poisson(), "count", True),
        (sm.families.Poisson(), "yes", False),
    ],
)
def test_counted_as_statsmodels(data, family, outcome, exposed) -> None:
    y, years = data[outcome], data["years"] if exposed else None
    ours = yes_no(y) if isinstance(family, sm.families.Binomial) else counts_of(y, years)
    design = design_of(data["x"])
    offset = np.log(years) if exposed else None
    model = sm.GLM(y, sm.add_constant(data["x"]), family=family, offset=offset)
    oracle = model.fit(tol=1e-14)
    found = fit_counted(design, ours)
    assert found.coefficients == close(oracle.params)
    assert found.errors == close(oracle.bse)
    assert (found.log_likelihood, found.log_likelihood_null) == (close(oracle.llf), close(oracle.llnull))
    assert (found.deviance, found.dispersion) == (close(oracle.deviance), close(oracle.pearson_chi2 / oracle.df_resid))
    assert (found.df, found.events) == (oracle.df_resid, y.sum())
    assert found.leverages() == close(oracle.get_hat_matrix_diag())
    robust = model.fit(tol=1e-14, cov_type="HC0")
    assert fit_counted(design, ours, robust=True).errors == close(robust.bse)
    clustered = model.fit(tol=1e-14, cov_type="cluster", cov_kwds={"groups": data["cluster"], "use_correction": False})
    clusters = len(np.unique(data["cluster"]))
    expected = clustered.bse * np.sqrt(clusters / (clusters - 1))
    assert fit_counted(design, ours, clusters=data["cluster"]).errors == close(expected)


@pytest.mark.parametrize("kind", ["yes", "count"])
def test_prior_weights_that_are_whole_count_units_as_often(data, kind) -> None:
    """Estimates and log-likelihood are those of each unit written so many times; units and df are not."""
    often = np.repeat(np.arange(ROWS), data["whole"].astype(int))
    make = yes_no if kind == "yes" else (lambda y, w=None: counts_of(y, data["years"], w))
    make_often = yes_no if kind == "yes" else (lambda y: counts_of(y, data["years"][often]))
    weighted = fit_counted(design_of(data["x"]), make(data[kind], data["whole"]))
    written = fit_counted(design_of(data["x"][often]), make_often(data[kind][often]))
    assert weighted.coefficients == close(written.coefficients)
    assert weighted.errors == close(written.errors)
    assert (weighted.log_likelihood, weighted.deviance) == (close(written.log_likelihood), close(written.deviance))
    assert weighted.dispersion * weighted.df == close(written.dispersion * written.df)
    assert (weighted.units, written.units) == (ROWS, len(often))


@pytest.mark.parametrize("kind", ["yes", "count"])
def test_robust_errors_with_prior_weights_by_hand(data, kind) -> None:
    weights, y = data["weights"], data[kind]
    found = fit_counted(design_of(data["x"]), (yes_no if kind == "yes" else counts_of)(y, weights=weights), robust=True)
    x = sm.add_constant(data["x"])
    predictor = x @ found.coefficients
    mean = 1 / (1 + np.exp(-predictor)) if kind == "yes" else np.exp(predictor)
    variance = mean * (1 - mean) if kind == "yes" else mean
    scores = x * (weights * (y - mean))[:, None]
    bread = np.linalg.inv((x * (weights * variance)[:, None]).T @ x)
    assert found.covariance == close(bread @ scores.T @ scores @ bread)


def test_every_row_its_own_cluster_is_robust_but_for_the_correction(data) -> None:
    design, outcome = design_of(data["x"]), yes_no(data["yes"])
    robust = fit_counted(design, outcome, robust=True).covariance
    assert fit_counted(design, outcome, clusters=np.arange(ROWS)).covariance == close(robust * ROWS / (ROWS - 1))


def test_one_cluster_is_too_few(data) -> None:
    one = np.zeros(ROWS, int)
    assert refusal(lambda: fit_counted(design_of(data["x"]), yes_no(data["yes"]), clusters=one)) is FailureCode.TOO_FEW


def test_units_of_large_size_cost_no_digits(data) -> None:
    """A year and its square: the same fit as with the year counted from 2017."""
    rng = np.random.default_rng(3)
    year = 2015.0 + rng.integers(0, 6, ROWS)
    near = np.column_stack([year - 2017, (year - 2017) ** 2])
    outcome = yes_no(data["yes"])
    far, centred = (
        fit_counted(design_of(np.column_stack([year, year**2])), outcome),
        fit_counted(design_of(near), outcome),
    )
    assert far.coefficients[2] == pytest.approx(centred.coefficients[2], rel=1e-6)
    assert far.errors[2] == pytest.approx(centred.errors[2], rel=1e-6)
    assert far.log_likelihood == close(centred.log_likelihood)


def test_blocks_change_nothing(data, monkeypatch: pytest.MonkeyPatch) -> None:
    once = fit_counted(design_of(data["x"]), counts_of(data["count"], data["years"]), clusters=data["cluster"])
    monkeypatch.setattr(designs, "BLOCK", 33)
    again = fit_counted(design_of(data["x"]), counts_of(data["count"], data["years"]), clusters=data["cluster"])
    assert again.coefficients == close(once.coefficients)
    assert again.errors == close(once.errors)
    assert again.leverages() == close(once.leverages())


def test_a_perfect_line_has_no_log_likelihood() -> None:
    found = fit_linear(design_of(np.arange(6.0)[:, None]), measured(np.zeros(6)))
    assert (found.deviance, found.r_squared, found.log_likelihood) == (0, None, math.inf)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        pytest.param(np.arange(20.0), np.arange(20) >= 10, id="perfect"),
        pytest.param(
            np.arange(200) < 3, (np.arange(200) % 2 == 0) | (np.arange(200) < 3), id="rare level with events only"
        ),
        pytest.param(
            np.arange(200) < 50, (np.arange(200) % 3 == 0) & (np.arange(200) >= 50), id="level without events"
        ),
        pytest.param(np.arange(20.0) // 2, np.arange(20) > 10, id="quasi: one value has both"),
    ],
)
def test_separation_is_found(x, y) -> None:
    design = design_of(np.asarray(x, float)[:, None])
    assert refusal(lambda: fit_counted(design, yes_no(y))) is FailureCode.SEPARATION


def test_separation_in_a_million_rows_is_found() -> None:
    cells = np.array([[0.0], [1.0]])
    outcome = yes_no_cells(np.array([999_990.0, 10.0]), np.array([5_000.0, 0.0]))
    assert refusal(lambda: fit_counted(design_of(cells), outcome)) is FailureCode.SEPARATION


def test_a_level_without_counts_is_separation() -> None:
    x = (np.arange(60) < 8).astype(float)[:, None]
    outcome = counts_of(np.where(x[:, 0] == 1, 0, np.arange(60) % 3), np.linspace(0.1, 9, 60))
    assert refusal(lambda: fit_counted(design_of(x), outcome)) is FailureCode.SEPARATION


def test_a_nearly_separated_level_is_estimated() -> None:
    """One event in ten thousand: the log-odds has a finite estimate, the level's own."""
    outcome = yes_no_cells(np.array([1e6, 1e4]), np.array([5e5, 1.0]))
    found = fit_counted(design_of(np.array([[0.0], [1.0]])), outcome)
    assert found.coefficients.tolist() == close([0, math.log(1 / 9999)])
    assert found.errors[1] == close(math.sqrt(4e-6 + 1 + 1 / 9999))


@pytest.mark.parametrize("y", [np.zeros(10), np.ones(10)])
def test_an_outcome_that_does_not_vary_has_no_events(y) -> None:
    assert refusal(lambda: fit_counted(design_of(np.arange(10.0)[:, None]), yes_no(y))) is FailureCode.NO_EVENTS


def test_no_counts_are_no_events() -> None:
    x = design_of(np.arange(10.0)[:, None])
    assert refusal(lambda: fit_counted(x, counts_of(np.zeros(10)))) is FailureCode.NO_EVENTS


@pytest.mark.parametrize("fit", [lambda x, y: fit_linear(x, measured(y)), lambda x, y: fit_counted(x, yes_no(y))])
def test_as_many_coefficients_as_units_are_too_few(fit) -> None:
    y = np.array([0.0, 1, 0])
    assert refusal(lambda: fit(design_of(np.array([[1.0, 2], [2, 5], [4, 3]])), y)) is FailureCode.TOO_FEW


def test_a_count_that_grows_fast_is_climbed_by_shorter_steps() -> None:
    """Newton's first step from the crude rate overshoots; halved it arrives where statsmodels does."""
    x = np.concatenate([np.zeros(999), [1.0]])
    y = np.concatenate([np.zeros(998), [1.0], [50_000.0]])
    found = fit_counted(design_of(x[:, None]), counts_of(y))
    assert found.coefficients == close([math.log(1 / 999), math.log(50_000 * 999)])


cells = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 1), st.integers(0, 3), st.sampled_from([0.25, 1.0, 3.5])),
    min_size=15,
    max_size=60,
)
"""Level, yes/no, a small count, person-time."""


def _columns(level: np.ndarray) -> np.ndarray:
    return np.column_stack([level == 1, level == 2]).astype(float)


def _outcome_of(fit: Callable[[], Regression]) -> Regression | FailureCode:
    try:
        return fit()
    except DataFailure as refused:
        return refused.code


def _same(left: Regression | FailureCode, right: Regression | FailureCode) -> None:
    if isinstance(left, FailureCode) or isinstance(right, FailureCode):
        assert left is right
        return
    assert left.coefficients == pytest.approx(right.coefficients, rel=1e-6, abs=1e-8)
    assert left.errors == pytest.approx(right.errors, rel=1e-6, abs=1e-6)  # the root of what rounding leaves of nothing
    for name in ("units", "df", "events", "log_likelihood", "log_likelihood_null", "deviance", "dispersion", "sigma"):
        mine, other = getattr(left, name), getattr(right, name)
        assert (mine is None and other is None) or mine == pytest.approx(other, rel=1e-8, abs=1e-8), name


@settings(deadline=None, max_examples=60)
@given(cells, st.booleans())
def test_cells_are_rows(rows, robust) -> None:
    level, yes, count, years = (np.array(column, float) for column in zip(*rows, strict=True))
    level = level.astype(int)
    kinds = np.unique(level)
    by_level = [level == kind for kind in kinds]

    def sums(values):
        return np.array([values[inside].sum() for inside in by_level])

    units, at_rows, at_cells = sums(np.ones(len(level))), design_of(_columns(level)), design_of(_columns(kinds))
    _same(
        _outcome_of(lambda: fit_counted(at_rows, yes_no(yes), robust=robust)),
        _outcome_of(lambda: fit_counted(at_cells, yes_no_cells(units, sums(yes)), robust=robust)),
    )
    _same(
        _outcome_of(lambda: fit_counted(at_rows, counts_of(count, years), robust=robust)),
        _outcome_of(lambda: fit_counted(at_cells, _count_cells(sums, units, count, years), robust=robust)),
    )
    means = sums(count) / units
    spread = np.array([((count[inside] - count[inside].mean()) ** 2).sum() for inside in by_level])
    _same(
        _outcome_of(lambda: fit_linear(at_rows, measured(count), robust=robust)),
        _outcome_of(lambda: fit_linear(at_cells, measured_cells(units, means, spread), robust=robust)),
    )


def _count_cells(sums, units, count, years) -> CountCells:
    rows = counts_of(count, years)
    return CountCells(
        units=int(units.sum()),
        events=float(count.sum()),
        most=float(count.max()),
        weights=units,
        counts=sums(count),
        exposure=sums(years),
        squares_by_exposure=sums(count**2 / years),
        count_squares=sums(count**2),
        products=sums(count * years),
        exposure_squares=sums(years**2),
        constant=rows.constant,
        saturated=rows.saturated,
    )


@settings(deadline=None, max_examples=40)
@given(cells, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)

    def fit(some) -> Regression | FailureCode:
        level, yes, _, _ = (np.array(column) for column in zip(*some, strict=True))
        return _outcome_of(lambda: fit_counted(design_of(_columns(level)), yes_no(yes)))

    _same(fit(rows), fit(shuffled))
