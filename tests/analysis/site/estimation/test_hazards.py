"""Cox models against R's printed answers, lifelines, statsmodels and the definitions written out."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import CoxPHFitter
from lifelines.datasets import load_rossi
from statsmodels.duration.hazard_regression import PHReg

from analysis.site.errors import DataFailure, FailureCode
from analysis.site.estimation import designs
from analysis.site.estimation.designs import design_of
from analysis.site.estimation.hazards import Hazards, fit_cox

OVARIAN = np.array(
    [
        (59, 1, 72.3315, 1), (115, 1, 74.4932, 1), (156, 1, 66.4658, 2), (421, 0, 53.3644, 1), (431, 1, 50.3397, 1),
        (448, 0, 56.4301, 2), (464, 1, 56.9370, 2), (475, 1, 59.8548, 2), (477, 0, 64.1753, 1), (563, 1, 55.1781, 2),
        (638, 1, 56.7562, 2), (744, 0, 50.1096, 1), (769, 0, 59.6301, 2), (770, 0, 57.0521, 1), (803, 0, 39.2712, 1),
        (855, 0, 43.1233, 2), (1040, 0, 38.8932, 2), (1106, 0, 44.6, 1), (1129, 0, 53.9068, 1), (1206, 0, 44.2055, 1),
        (1227, 0, 59.589, 2), (268, 1, 74.5041, 2), (329, 1, 43.137, 1), (353, 1, 63.2192, 2), (365, 1, 64.4247, 1),
        (377, 0, 58.3096, 1),
    ]
)  # fmt: skip
"""Days, death, age, ECOG performance of 26 women with ovarian cancer (Edmunson et al. 1979), R's data `ovarian`."""


@pytest.fixture
def followed() -> dict[str, np.ndarray]:
    """Heavily tied times with late entry, strata and clusters."""
    rng = np.random.default_rng(5)
    size = 300
    x = np.column_stack([rng.normal(size=size), rng.integers(0, 2, size), rng.integers(0, 3, size) == 1])
    time = np.ceil(rng.exponential(12, size) * np.exp(-x @ [0.4, -0.3, 0.5]))
    censored = rng.integers(1, 25, size)
    stop = np.minimum(time, censored).astype(float)
    start = np.minimum(rng.integers(0, 8, size), stop - 1).astype(float)
    clusters, strata = rng.integers(0, 60, size), rng.integers(0, 3, size)
    return {
        "x": x, "stop": stop, "event": time <= censored, "start": start, "strata": strata, "clusters": clusters
    }  # fmt: skip


def fit(data: dict[str, np.ndarray], *names: str, **options: object) -> Hazards:
    some = {name: data[name] for name in ("stop", "event", *names)}
    return fit_cox(design_of(data["x"]), **some, **options)


def close(value) -> object:
    return pytest.approx(value, rel=1e-6, abs=1e-9)


def refusal(act: Callable[[], object]) -> FailureCode:
    with pytest.raises(DataFailure) as refused:
        act()
    return refused.value.code


def test_ovarian_cancer_as_r_prints_it() -> None:
    days, death, age, ecog = OVARIAN.T
    by_age = fit_cox(design_of(age[:, None]), stop=days, event=death == 1)
    assert (by_age.coefficients[0], by_age.errors[0]) == pytest.approx((0.16162, 0.04974), abs=5e-6)
    assert (by_age.units, by_age.events) == (26, 12)
    both = fit_cox(design_of(np.column_stack([age, ecog])), stop=days, event=death == 1)
    terms, all_ = both.ph_tests([[0], [1]])
    assert [test.statistic for test in (*terms, all_)] == pytest.approx([0.698, 2.371, 3.633], abs=5e-4)
    assert [test.p_value for test in (*terms, all_)] == pytest.approx([0.40, 0.12, 0.16], abs=5e-3)
    assert [test.df for test in (*terms, all_)] == [1, 1, 2]


@pytest.mark.parametrize(
    ("names", "options"),
    [
        ((), {}),
        (("strata",), {"strata": ["strata"]}),
        (("start",), {"entry_col": "start"}),
        (("start", "strata"), {"entry_col": "start", "strata": ["strata"]}),
    ],
)
def test_efron_as_lifelines(followed, names, options) -> None:
    found = fit(followed, *names)
    frame = pd.DataFrame(followed["x"], columns=["a", "b", "c"]).assign(
        **{name: followed[name] for name in ("stop", "event", *names)}
    )
    oracle = CoxPHFitter().fit(frame, "stop", "event", fit_options={"precision": 1e-12}, **options)
    assert found.coefficients == close(oracle.params_.to_numpy())
    assert found.errors == close(oracle.standard_errors_.to_numpy())
    assert found.log_likelihood == close(oracle.log_likelihood_)
    ratio = 2 * (found.log_likelihood - found.log_likelihood_null)
    assert ratio == close(oracle.log_likelihood_ratio_test().test_statistic)
    if "start" not in names:  # lifelines compares late entrants with those who had left before
        assert found.pairs().concordance == close(oracle.concordance_index_)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("names", [(), ("start",), ("start", "strata")])
def test_both_ties_as_statsmodels(followed, ties, names) -> None:
    """statsmodels takes who enters at the time of an event into its risk set, so entries are told half a day later."""
    found = fit(followed, *names, efron=ties == "efron")
    options = {"entry": followed["start"] + 0.5} if "start" in names else {}
    options |= {"strata": followed["strata"]} if "strata" in names else {}
    model = PHReg(followed["stop"], followed["x"], status=followed["event"].astype(int), ties=ties, **options)
    oracle = model.fit(method="newton", tol=1e-12)
    assert found.coefficients == pytest.approx(oracle.params, rel=1e-5)
    assert found.errors == pytest.approx(oracle.bse, rel=1e-4)


def test_clusters_as_lifelines_without_ties() -> None:
    """lifelines' residuals know no ties, so the times are set apart by a hair."""
    rossi = load_rossi()[["week", "arrest", "fin", "age", "prio"]].astype(float)
    rossi["week"] += np.arange(len(rossi)) / 1000
    rossi["id"] = np.arange(len(rossi)) // 3
    oracle = CoxPHFitter().fit(rossi, "week", "arrest", cluster_col="id", fit_options={"precision": 1e-9})
    found = fit_cox(
        design_of(rossi[["fin", "age", "prio"]].to_numpy()),
        stop=rossi["week"].to_numpy(),
        event=rossi["arrest"].to_numpy() == 1,
        clusters=rossi["id"].to_numpy(),
    )
    assert found.coefficients == close(oracle.params_.to_numpy())
    assert found.errors == close(oracle.standard_errors_.to_numpy())


class Definition:
    """The sums over risk sets and turns, as they are written in the literature: slow, and nothing shared with ours."""

    def __init__(self, data, beta, *, start, strata, efron) -> None:
        self.x, self.stop, self.event = data["x"], data["stop"], data["event"]
        self.start = data["start"] if start else np.full(len(self.stop), -1.0)
        self.strata = data["strata"] if strata else np.zeros(len(self.stop), int)
        self.hazard, self.efron = np.exp(self.x @ beta), efron

    def turns(self):
        """Every event's turn: its stratum's risk set with weights, and which of the tied the turn is shared by."""
        for stratum in np.unique(self.strata):
            mine = self.strata == stratum
            for time in np.unique(self.stop[mine & self.event]):
                dying = mine & self.event & (self.stop == time)
                at_risk = mine & (self.start < time) & (self.stop >= time)
                for turn in range(dying.sum()):
                    left = at_risk - (dying * turn / dying.sum() if self.efron else 0)
                    yield time, self.hazard * left, dying / dying.sum()

    def test(self, columns: list[int]) -> float:
        """The score test of columns times 1 - Kaplan-Meier, all other columns in the model."""
        size = self.x.shape[1]
        kept = [*range(size), *(size + column for column in columns)]
        turns = list(self.turns())
        clock = np.array([self._passed(time) for time, _, _ in turns])
        score, information = np.zeros(2 * size), np.zeros((2 * size, 2 * size))
        for passed, (_, weights, dying) in zip(clock - clock.mean(), turns, strict=True):
            mean = weights @ self.x / weights.sum()
            second = (self.x - mean).T @ ((self.x - mean) * weights[:, None]) / weights.sum()
            score += np.concatenate([np.zeros(size), passed * (dying @ self.x - mean)])
            information += np.kron([[1, passed], [passed, passed**2]], second)
        score, information = score[kept], information[np.ix_(kept, kept)]
        return float(score @ np.linalg.solve(information, score))

    def _passed(self, time: float) -> float:
        survived = 1.0
        for earlier in np.unique(self.stop[self.event & (self.stop < time)]):
            at_risk = ((self.start < earlier) & (self.stop >= earlier)).sum()
            survived *= 1 - (self.event & (self.stop == earlier)).sum() / at_risk
        return 1 - survived

    def covariance(self, clusters) -> np.ndarray:
        """Score residuals added up in clusters, squared, between the inverse information."""
        size = self.x.shape[1]
        residuals, information = np.zeros_like(self.x), np.zeros((size, size))
        for _, weights, dying in self.turns():
            away = self.x - weights @ self.x / weights.sum()
            residuals += away * (dying - weights / weights.sum())[:, None]
            information += away.T @ (away * weights[:, None]) / weights.sum()
        sums = np.array([residuals[clusters == one].sum(axis=0) for one in np.unique(clusters)])
        bread = np.linalg.inv(information)
        return bread @ sums.T @ sums @ bread

    def leverages(self) -> np.ndarray:
        size = self.x.shape[1]
        turns, information = list(self.turns()), np.zeros((size, size))
        for _, weights, _ in turns:
            away = self.x - weights @ self.x / weights.sum()
            information += away.T @ (away * weights[:, None]) / weights.sum()
        found, bread = np.zeros(len(self.x)), np.linalg.inv(information)
        for _, weights, _ in turns:
            away = self.x - weights @ self.x / weights.sum()
            found += weights / weights.sum() * np.einsum("ij,jk,ik->i", away, bread, away)
        return found


@pytest.mark.parametrize("efron", [True, False])
@pytest.mark.parametrize("names", [(), ("start",), ("start", "strata")])
def test_tests_errors_and_leverages_by_definition(followed, efron, names) -> None:
    found = fit(followed, *names, "clusters", efron=efron)
    options = {"start": "start" in names, "strata": "strata" in names, "efron": efron}
    slow = Definition(followed, found.coefficients, **options)
    assert found.covariance == close(slow.covariance(followed["clusters"]))
    assert found.leverages() == close(slow.leverages())
    assert found.leverages().sum() == close(3)
    terms, all_ = found.ph_tests([[0], [1, 2]])
    assert [test.statistic for test in (*terms, all_)] == close(
        [slow.test([0]), slow.test([1, 2]), slow.test([0, 1, 2])]
    )
    assert [test.df for test in (*terms, all_)] == [1, 2, 3]


@pytest.mark.parametrize("names", [(), ("start",), ("start", "strata")])
def test_pairs_one_by_one(followed, names) -> None:
    found = fit(followed, *names)
    hazard, stop, event = followed["x"] @ found.coefficients, followed["stop"], followed["event"]
    start = followed["start"] if "start" in names else np.zeros(len(stop))
    strata = followed["strata"] if "strata" in names else np.zeros(len(stop))
    concordant = discordant = tied = 0
    for one in np.flatnonzero(event):
        others = (strata == strata[one]) & (start < stop[one]) & ((stop > stop[one]) | ((stop == stop[one]) & ~event))
        difference = np.round(hazard[one] - hazard[others], 12)
        concordant += (difference > 0).sum()
        discordant += (difference < 0).sum()
        tied += (difference == 0).sum()
    pairs = found.pairs()
    assert (pairs.concordant, pairs.discordant, pairs.tied) == (concordant, discordant, tied)
    assert pairs.concordance == close((concordant + tied / 2) / (concordant + discordant + tied))


def test_a_time_of_entry_is_not_yet_at_risk() -> None:
    """Who enters at the time of an event is not in its risk set: the fit is that without the row."""
    x, stop, event = np.array([0.0, 1, 0, 1, 1, 0]), np.array([1.0, 2, 2, 3, 3, 4]), np.array([1, 1, 0, 1, 0, 0]) == 1
    start = np.zeros(6)
    with_late = fit_cox(
        design_of(np.append(x, 5.0)[:, None]),
        start=np.append(start, 3),
        stop=np.append(stop, 9),
        event=np.append(event, False),
    )
    without = fit_cox(design_of(x[:, None]), start=start, stop=stop, event=event)
    assert with_late.coefficients == close(without.coefficients)
    assert with_late.log_likelihood == close(without.log_likelihood)


def test_an_event_at_time_zero_counts() -> None:
    x, stop = np.array([1.0, 0, 1, 0, 1]), np.array([0.0, 1, 2, 3, 4])
    found = fit_cox(design_of(x[:, None]), stop=stop, event=np.array([1, 1, 1, 1, 0]) == 1)
    moved = fit_cox(design_of(x[:, None]), stop=stop + 1, event=np.array([1, 1, 1, 1, 0]) == 1)
    assert (found.events, found.coefficients) == (4, close(moved.coefficients))


def test_times_that_differ_by_rounding_alone_are_tied() -> None:
    stop = np.array([1.0, 0.3, 2, 3, 0.1 + 0.2, 2.5])
    x, event = np.array([1.0, 0, 1, 0, 1, 1])[:, None], np.array([1, 1, 0, 1, 1, 1]) == 1
    assert stop[1] != stop[4]
    tied = fit_cox(design_of(x), stop=np.round(stop, 6), event=event)
    assert fit_cox(design_of(x), stop=stop, event=event).log_likelihood == close(tied.log_likelihood)


def test_rows_of_no_length_take_no_part(followed) -> None:
    longer = {name: np.concatenate([values, values[:5]]) for name, values in followed.items()}
    longer["start"][-5:] = longer["stop"][-5:]
    longer["event"][-5:] = True
    found, expected = fit(longer, "start"), fit(followed, "start")
    assert (found.events, found.log_likelihood) == (expected.events, close(expected.log_likelihood))


def test_a_stratum_without_events_tells_nothing(followed) -> None:
    quiet = dict(followed, event=followed["event"] & (followed["strata"] != 1))
    kept = followed["strata"] != 1
    without = fit({name: values[kept] for name, values in quiet.items()}, "start", "strata")
    found = fit(quiet, "start", "strata")
    assert found.coefficients == close(without.coefficients)
    assert found.log_likelihood == close(without.log_likelihood)
    assert found.pairs() == without.pairs()


def test_blocks_change_nothing(followed, monkeypatch: pytest.MonkeyPatch) -> None:
    once = fit(followed, "start", "clusters")
    monkeypatch.setattr(designs, "BLOCK", 37)
    again = fit(followed, "start", "clusters")
    assert again.coefficients == close(once.coefficients)
    assert again.errors == close(once.errors)
    assert again.leverages() == close(once.leverages())


def test_no_events(followed) -> None:
    assert refusal(lambda: fit(dict(followed, event=np.zeros(300, bool)))) is FailureCode.NO_EVENTS


def test_a_level_without_events_is_separation(followed) -> None:
    quiet = dict(followed, event=followed["event"] & (followed["x"][:, 1] == 0))
    assert refusal(lambda: fit(quiet, "start")) is FailureCode.SEPARATION


def test_a_covariate_that_orders_the_events_is_separation() -> None:
    stop = np.arange(1.0, 30)
    assert refusal(lambda: fit_cox(design_of(-stop[:, None]), stop=stop, event=stop > 0)) is FailureCode.SEPARATION


def test_a_covariate_constant_in_every_stratum_is_collinear(followed) -> None:
    same = dict(followed, x=np.column_stack([followed["x"], followed["strata"]]))
    assert fit(same, "start").coefficients.shape == (4,)
    assert refusal(lambda: fit(same, "start", "strata")) is FailureCode.COLLINEAR


def test_as_many_columns_as_rows_are_too_few() -> None:
    x, stop = np.array([[1.0, 2], [2, 5]]), np.array([1.0, 2])
    assert refusal(lambda: fit_cox(design_of(x), stop=stop, event=stop > 0)) is FailureCode.TOO_FEW


def test_nobody_comparable_has_no_concordance() -> None:
    stop, x = np.full(4, 2.0), np.array([0.0, 1, 1, 0])
    found = fit_cox(design_of(x[:, None]), stop=stop, event=stop > 0)
    assert found.pairs().concordance is None


spells = st.lists(
    st.tuples(
        st.integers(0, 4), st.integers(1, 6), st.booleans(), st.integers(0, 2), st.integers(0, 1), st.integers(0, 1)
    ),
    min_size=8,
    max_size=40,
)
"""Start, length, event, covariate, another, stratum."""


def _read(rows) -> dict[str, np.ndarray]:
    start, length, event, x, z, strata = (np.array(column) for column in zip(*rows, strict=True))
    x = np.column_stack([x, z]).astype(float)
    return {
        "x": x,
        "start": start.astype(float),
        "stop": (start + length).astype(float),
        "event": event,
        "strata": strata,
    }


def _outcome_of(act: Callable[[], Hazards]) -> Hazards | FailureCode:
    try:
        return act()
    except DataFailure as refused:
        return refused.code


def _same(left: Hazards | FailureCode, right: Hazards | FailureCode, *, units: bool = True) -> None:
    endless = {FailureCode.SEPARATION, FailureCode.NO_CONVERGENCE}  # rounding decides which word an endless climb gets
    if left in endless and right in endless:
        return
    if isinstance(left, FailureCode) or isinstance(right, FailureCode):
        assert left is right
        return
    for name in (
        "coefficients",
        "errors",
        "log_likelihood",
        "log_likelihood_null",
        "events",
        *(["units"] if units else []),
    ):
        assert getattr(left, name) == pytest.approx(getattr(right, name), rel=1e-6, abs=1e-8), name
    assert left.pairs() == right.pairs()


@settings(deadline=None, max_examples=25)
@given(spells, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    _same(*(_outcome_of(lambda some=some: fit(_read(some), "start", "strata")) for some in (rows, shuffled)))


@settings(deadline=None, max_examples=25)
@given(spells, st.integers(1, 6))
def test_splitting_time_changes_nothing(rows, at) -> None:
    split = []
    for start, length, event, *rest in rows:
        if start < at < start + length:
            split += [(start, at - start, False, *rest), (at, start + length - at, event, *rest)]
        else:
            split.append((start, length, event, *rest))
    found, expected = (_outcome_of(lambda some=some: fit(_read(some), "start", "strata")) for some in (split, rows))
    if FailureCode.TOO_FEW not in (found, expected):
        _same(found, expected, units=False)


@settings(deadline=None, max_examples=25)
@given(spells)
def test_cells_are_rows(rows) -> None:
    some = sorted(set(rows))
    units = np.array([rows.count(row) for row in some], float)
    by_cell = _outcome_of(lambda: fit(_read(some), "start", "strata", units=units))
    _same(by_cell, _outcome_of(lambda: fit(_read(rows), "start", "strata")))
