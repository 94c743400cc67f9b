"""Curves against R's printed answers, lifelines, brute force, and what must hold whatever the data."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.datasets import load_rossi
from lifelines.statistics import multivariate_logrank_test

from analysis.site.estimation.curves import (
    Risk,
    Scale,
    kaplan_meier,
    log_rank,
    median,
    restricted_mean,
    risk_of,
)
from analysis.site.estimation.times import one_time

MAINTAINED = ([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0])
NOT_MAINTAINED = ([5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45], [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1])
"""Acute myelogenous leukaemia, the data `aml` of R's survival (Miller 1997)."""

spells = st.lists(st.tuples(st.integers(0, 8), st.integers(1, 12), st.booleans()), min_size=1, max_size=40)
"""Entry, length, event."""


def risk(times, status, *, weights=None, entries=None) -> Risk:
    times, status = one_time(np.array(times, float)), np.array(status, float)
    weights = np.ones(len(times)) if weights is None else weights
    if entries is None:
        return risk_of(times, events=weights * status, censored=weights * (1 - status))
    none = np.zeros(len(times))
    return risk_of(
        np.concatenate([times, np.array(entries, float)]),
        events=np.concatenate([weights * status, none]),
        censored=np.concatenate([weights * (1 - status), none]),
        entered=np.concatenate([none, weights]),
    )


def at_events(curve, values):
    return values[curve.risk.events > 0]


def test_curve_of_maintained_leukaemia_as_r_prints_it() -> None:
    curve = kaplan_meier(risk(*MAINTAINED))
    assert at_events(curve, curve.risk.times).tolist() == [9, 13, 18, 23, 31, 34, 48]
    assert at_events(curve, curve.risk.at_risk).tolist() == [11, 10, 8, 7, 5, 4, 2]
    survival, error = at_events(curve, curve.survival), at_events(curve, curve.survival * curve.error)
    assert survival == pytest.approx([0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184], abs=5e-4)
    assert error == pytest.approx([0.0867, 0.1163, 0.1397, 0.1526, 0.1642, 0.1627, 0.1535], abs=5e-5)
    lower, upper = at_events(curve, curve.lower), at_events(curve, curve.upper)
    assert lower == pytest.approx([0.7541, 0.6192, 0.4884, 0.3769, 0.2549, 0.1549, 0.0359], abs=5e-5)
    assert upper == pytest.approx([1, 1, 1, 0.999, 0.946, 0.875, 0.944], abs=5e-4)


@pytest.mark.parametrize(("group", "middle", "lower"), [(MAINTAINED, 31, 18), (NOT_MAINTAINED, 23, 8)])
def test_median_of_leukaemia_as_r_prints_it(group, middle, lower) -> None:
    curve = kaplan_meier(risk(*group))
    assert median(curve.risk.times, curve.survival) == middle
    assert median(curve.risk.times, curve.lower) == lower
    assert median(curve.risk.times, curve.upper) is None


def test_delayed_entry_as_r_tests_it() -> None:
    start, stop = [1, 2, 5, 2, 1, 7, 3, 4, 8, 8], [2, 3, 6, 7, 8, 9, 9, 9, 14, 17]
    table = risk(stop, [1, 1, 1, 1, 1, 1, 1, 0, 0, 0], entries=start)
    left = table.events + table.censored > 0
    assert table.times[left].tolist() == [2, 3, 6, 7, 8, 9, 14, 17]
    assert table.at_risk[left].tolist() == [2, 3, 5, 4, 4, 5, 2, 1]
    curve = kaplan_meier(table)
    assert at_events(curve, curve.survival) == pytest.approx([0.5, 1 / 3, 4 / 15, 1 / 5, 3 / 20, 9 / 100])
    assert table.before([0.5, 1.5, 2.5, 3, 6.5, 14.5, 16.5]).tolist() == [0, 2, 3, 3, 4, 1, 1]


def test_at_risk_and_survival_between_times_as_r_tests_it() -> None:
    curve = kaplan_meier(risk([9, 1, 1, 6, 6, 8], [1, 1, 0, 1, 1, 0]))
    times = [0.5, 1, 1.5, 6, 7.5, 8, 8.9, 9, 10]
    assert curve.risk.before(times).tolist() == [6, 6, 4, 4, 2, 2, 1, 1, 0]
    assert curve.risk.places(times).tolist() == [-1, 0, 0, 1, 1, 2, 2, 3, 4]
    assert curve.survival.tolist() == pytest.approx([5 / 6, 5 / 12, 5 / 12, 0])


def test_a_curve_at_exactly_a_half_has_its_median_in_the_middle() -> None:
    times, status = [9, 1, 1, 6, 6, 8, 10], [1, 1, 0, 1, 1, 0, 0]
    curve = kaplan_meier(risk(times, status))
    assert curve.survival[1] == pytest.approx(6 / 7 * 3 / 5)
    assert median(curve.risk.times, curve.survival) == 9
    halves = kaplan_meier(risk([1, 2, 3, 4], [1, 1, 1, 1]))
    assert median(halves.risk.times, halves.survival) == 2.5
    stays = kaplan_meier(risk([1, 2, 3, 3], [1, 1, 0, 0]))
    assert median(stays.risk.times, stays.survival) == 2


@pytest.mark.parametrize("group", [MAINTAINED, NOT_MAINTAINED])
def test_log_log_limits_are_those_of_lifelines(group) -> None:
    curve = kaplan_meier(risk(*group), Scale.LOG_LOG)
    fitted = KaplanMeierFitter().fit(*group)
    theirs = fitted.confidence_interval_survival_function_.loc[curve.risk.times].to_numpy().T
    inside = (curve.survival > 0) & (curve.survival < 1)
    assert curve.lower[inside] == pytest.approx(theirs[0][inside])
    assert curve.upper[inside] == pytest.approx(theirs[1][inside])
    assert np.isnan(curve.lower[~inside]).all()


def test_plain_limits_stay_between_none_and_all() -> None:
    curve = kaplan_meier(risk(*MAINTAINED), Scale.PLAIN)
    half = 1.959963984540054 * curve.survival * curve.error
    assert curve.lower == pytest.approx(np.maximum(curve.survival - half, 0))
    assert curve.upper == pytest.approx(np.minimum(curve.survival + half, 1))


@pytest.mark.parametrize("scale", list(Scale))
def test_no_limits_once_nobody_is_left(scale) -> None:
    curve = kaplan_meier(risk([1, 2], [1, 1]), scale)
    assert curve.survival[-1] == 0
    assert np.isnan([curve.lower[-1], curve.upper[-1]]).all()


def test_arrests_of_the_rossi_study() -> None:
    rossi = load_rossi()
    table = risk(rossi["week"], rossi["arrest"])
    assert (table.at_risk[0], table.events.sum()) == (432, 114)
    assert (np.count_nonzero(table.events), np.count_nonzero(table.events == 1)) == (49, 14)
    fitted = KaplanMeierFitter().fit(rossi["week"], rossi["arrest"])
    assert kaplan_meier(table).survival == pytest.approx(fitted.predict(table.times).to_numpy(), rel=1e-12)


@pytest.mark.parametrize("until", [4.0, 31.0, 100.0, 200.0])
def test_restricted_mean_is_the_area_and_its_error_the_sum_of_influences(until) -> None:
    times, status = (np.array(part, float) for part in MAINTAINED)
    mean, error = restricted_mean(kaplan_meier(risk(times, status)), until)
    curve = kaplan_meier(risk(times, status))
    grid = np.linspace(0, until, 200_001)[:-1] + until / 400_000
    places = np.searchsorted(curve.risk.times, grid, side="right")
    assert mean == pytest.approx(np.concatenate([[1], curve.survival])[places].mean() * until, rel=1e-4)
    step, influences = 1e-6, []
    for row in range(len(times)):
        weights = np.ones(len(times))
        weights[row] += step
        influences.append((restricted_mean(kaplan_meier(risk(times, status, weights=weights)), until)[0] - mean) / step)
    assert error == pytest.approx(np.sqrt(np.sum(np.square(influences))), rel=1e-4, abs=1e-8)


def test_restricted_mean_by_hand() -> None:
    # S is 1 to 2, 0.75 to 4, 0.375 after: 2 + 1.5 + 0.375; areas after the drops 1.875 and 0.375.
    mean, error = restricted_mean(kaplan_meier(risk([2, 3, 4, 6], [1, 0, 1, 0])), 5)
    assert mean == pytest.approx(3.875)
    assert error == pytest.approx(np.sqrt(1.875**2 / (4 * 3) + 0.375**2 / (2 * 1)))


def log_rank_of(groups):
    return log_rank([[risk(times, status) for times, status in groups]])


def test_log_rank_of_leukaemia_as_r_prints_it() -> None:
    found = log_rank_of([MAINTAINED, NOT_MAINTAINED])
    assert found.observed.tolist() == [7, 11]
    assert found.expected == pytest.approx([10.69, 7.31], abs=5e-3)
    assert (found.statistic, found.df, found.p_value) == (pytest.approx(3.396389), 1, pytest.approx(0.0653, abs=5e-5))


def test_a_group_in_which_nothing_could_happen_takes_no_part() -> None:
    found = log_rank_of([([1, 2, 2, 3, 3, 3, 4], [0] * 7), MAINTAINED, NOT_MAINTAINED])
    assert found.expected[0] == 0
    assert (found.statistic, found.df) == (pytest.approx(3.396389), 1)


@pytest.mark.parametrize("groups", [[([1, 2], [0, 0]), ([3], [0])], [MAINTAINED, ([1], [0])]])
def test_one_group_with_events_cannot_be_compared(groups) -> None:
    found = log_rank_of(groups)
    assert (found.statistic, found.df, found.p_value) == (None, 0, None)


def test_events_that_leave_nobody_at_risk_cannot_be_compared() -> None:
    found = log_rank_of([([3], [1]), ([3], [1])])
    assert (found.statistic, found.p_value) == (None, None)


def test_log_rank_of_several_groups_is_that_of_lifelines() -> None:
    rossi = load_rossi()
    groups = [(part["week"].to_numpy(), part["arrest"].to_numpy()) for _, part in rossi.groupby("prio")]
    theirs = multivariate_logrank_test(rossi["week"], rossi["prio"], rossi["arrest"])
    ours = log_rank_of(groups)
    assert (ours.df, ours.statistic) == (len(groups) - 1, pytest.approx(theirs.test_statistic, rel=1e-8))
    assert ours.p_value == pytest.approx(theirs.p_value, rel=1e-6)
    assert ours.expected.sum() == pytest.approx(114)


def test_a_stratified_log_rank_adds_up_its_strata() -> None:
    rossi = load_rossi()
    strata, difference, variance = [], 0.0, 0.0
    for _, part in rossi.groupby("race"):
        tables = [risk(one["week"], one["arrest"]) for _, one in part.groupby("fin")]
        strata.append(tables)
        for week in np.unique(part["week"][part["arrest"] == 1]):
            at, d = (
                [(part["week"] >= week) & (part["fin"] == fin) for fin in (0, 1)],
                (part["week"] == week) & part["arrest"],
            )
            n, events = np.array([one.sum() for one in at]), d.sum()
            difference += d[part["fin"] == 1].sum() - events * n[1] / n.sum()
            variance += events * n.prod() * (n.sum() - events) / (n.sum() ** 2 * (n.sum() - 1))
    found = log_rank(strata)
    assert found.statistic == pytest.approx(difference**2 / variance)
    assert (found.observed.sum(), found.expected.sum()) == (114, pytest.approx(114))


def test_times_that_differ_by_rounding_are_one() -> None:
    written = np.array([0.1 + 0.2, 0.3, 0.7, 0.7 + 1e-5])
    assert one_time(written).tolist() == [0.3, 0.3, 0.7, 0.7 + 1e-5]
    assert one_time(np.array([2.0])).tolist() == [2.0]
    curve = kaplan_meier(risk([0.1 + 0.2, 0.3, 1], [1, 0, 0]))
    assert curve.risk.at_risk.tolist() == [3, 1]
    assert curve.risk.places([0.3]).tolist() == [0]


@settings(deadline=None, max_examples=50)
@given(spells, st.randoms())
def test_order_of_rows_means_nothing(rows, random) -> None:
    def table(rows):
        entry, length, event = (np.array(part, float) for part in zip(*rows, strict=True))
        return risk(entry + length, event, entries=entry)

    shuffled = list(rows)
    random.shuffle(shuffled)
    first, second = table(rows), table(shuffled)
    assert first.times.tolist() == second.times.tolist()
    assert first.at_risk.tolist() == second.at_risk.tolist()
    assert kaplan_meier(first).survival.tolist() == kaplan_meier(second).survival.tolist()


@settings(deadline=None, max_examples=50)
@given(spells, st.integers(1, 18))
def test_cutting_time_leaves_events_and_the_curve_as_they_were(rows, cut) -> None:
    entry, length, event = (np.array(part, float) for part in zip(*rows, strict=True))
    leave = entry + length
    whole = risk(leave, event, entries=entry)
    through = (entry < cut) & (cut < leave)
    parts = risk(
        np.concatenate([np.where(through, cut, leave), leave[through]]),
        np.concatenate([np.where(through, 0, event), event[through]]),
        entries=np.concatenate([entry, np.full(through.sum(), float(cut))]),
    )
    assert parts.events.sum() == whole.events.sum()
    before, after = kaplan_meier(whole), kaplan_meier(parts)
    assert at_events(after, after.survival) == pytest.approx(at_events(before, before.survival))
    assert at_events(after, after.risk.at_risk).tolist() == at_events(before, before.risk.at_risk).tolist()


@settings(deadline=None, max_examples=50)
@given(spells)
def test_a_curve_falls_within_its_limits(rows) -> None:
    _, length, event = (np.array(part, float) for part in zip(*rows, strict=True))
    for scale in Scale:
        curve = kaplan_meier(risk(length, event), scale)
        assert (np.diff(curve.survival) <= 0).all()
        told = ~np.isnan(curve.lower)
        assert (curve.lower[told] <= curve.survival[told] + 1e-12).all()
        assert (curve.upper[told] >= curve.survival[told] - 1e-12).all()
