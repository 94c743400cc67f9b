"""Incidence against lifelines, and its error against influences found by writing each person's weight a little higher."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter

from analysis.site.estimation.curves import Scale, kaplan_meier, risk_of
from analysis.site.estimation.incidence import Spells, cumulative_incidence

persons = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 12), st.integers(-1, 1)), min_size=2, max_size=30)
"""Entry, length, cause."""


def spells(rows, *, counts=None, persons=None) -> Spells:
    entry, length, cause = (np.array(part) for part in zip(*rows, strict=True))
    counts = np.ones(len(rows)) if counts is None else counts
    return Spells(entry.astype(float), (entry + length).astype(float), cause, counts, persons)


def jackknife(rows, cause, *, persons=None):
    """The root of the sum of squared influences, each found by moving a person's weight by a little."""
    persons = np.arange(len(rows)) if persons is None else persons
    step, influences = 1e-6, []
    for person in np.unique(persons):
        more, less = (
            cumulative_incidence(spells(rows, counts=1 + sign * step * (persons == person)), 2)[cause].incidence
            for sign in (1, -1)
        )
        influences.append((more - less) / (2 * step))
    return np.sqrt(np.sum(np.square(influences), axis=0))


def test_incidence_is_that_of_lifelines() -> None:
    drawn = np.random.default_rng(7)
    times = np.cumsum(drawn.uniform(0.5, 1.5, 80))  # no ties: lifelines would move them
    causes = drawn.permutation(np.arange(80) % 3) - 1
    found = cumulative_incidence(Spells(np.zeros(80), times, causes, np.ones(80)), 2)
    for cause in (0, 1):
        fitted = AalenJohansenFitter(calculate_variance=False).fit(times, causes + 1, event_of_interest=cause + 1)
        theirs = fitted.cumulative_density_.iloc[:, 0]
        assert found[cause].incidence == pytest.approx(theirs.loc[found[cause].times].to_numpy())


def test_incidence_by_hand() -> None:
    # 5 at risk: cause 0 at 1; 4: cause 1 at 2; 3: censored at 3; 2: causes 0 and 1 at 4.
    rows = [(0, 1, 0), (0, 2, 1), (0, 3, -1), (0, 4, 0), (0, 4, 1)]
    first, second = cumulative_incidence(spells(rows), 2)
    assert first.times.tolist() == [1, 2, 4]
    assert first.at_risk.tolist() == [5, 4, 2]
    assert first.incidence == pytest.approx([0.2, 0.2, 0.2 + 0.6 / 2])
    assert second.incidence == pytest.approx([0, 0.2, 0.5])
    assert (first.events.tolist(), second.events.tolist()) == ([1, 0, 1], [0, 1, 1])
    assert first.error[0] == pytest.approx(np.sqrt(0.2 * 0.8 / 5))
    half = 1.959963984540054 * first.error[0] / 0.2
    assert (first.lower[0], first.upper[0]) == (pytest.approx(0.2 * np.exp(-half)), min(1, 0.2 * np.exp(half)))
    assert np.isnan([second.lower[0], second.upper[0]]).all()  # no event yet, no interval


def test_plain_limits_are_symmetric() -> None:
    found = cumulative_incidence(spells([(0, n + 1, n % 2) for n in range(40)]), 2, Scale.PLAIN)[0]
    inside = (found.lower > 0) & (found.upper < 1)
    assert inside.sum() > 20
    assert ((found.lower + found.upper) / 2)[inside] == pytest.approx(found.incidence[inside])


@settings(deadline=None, max_examples=50)
@given(persons)
def test_one_cause_is_one_minus_kaplan_meier_with_greenwoods_error(rows) -> None:
    rows = [(0, length, min(cause, 0)) for _, length, cause in rows]
    found = cumulative_incidence(spells(rows), 1)[0]
    times, event = np.array([row[1] for row in rows], float), np.array([row[2] for row in rows]) == 0
    curve = kaplan_meier(risk_of(times, events=event * 1.0, censored=~event * 1.0))
    at = curve.risk.events > 0
    assert found.incidence == pytest.approx(1 - curve.survival[at])
    lives = curve.survival[at] > 0
    assert found.error[lives] == pytest.approx(
        (curve.survival * np.where(np.isinf(curve.error), 0, curve.error))[at][lives]
    )


@settings(deadline=None, max_examples=50)
@given(persons)
def test_error_with_delayed_entry_is_the_jackknife(rows) -> None:
    for cause, found in enumerate(cumulative_incidence(spells(rows), 2)):
        assert found.error == pytest.approx(jackknife(rows, cause), rel=1e-4, abs=1e-5)


@settings(deadline=None, max_examples=50)
@given(persons, st.integers(1, 10), st.integers(0, 2))
def test_error_of_persons_with_several_spells_is_the_jackknife_of_persons(rows, cut, gap) -> None:
    parts, whose = [], []
    for person, (entry, length, cause) in enumerate(rows):
        if entry < cut and cut + gap < entry + length:
            parts += [(entry, cut - entry, -1), (cut + gap, entry + length - cut - gap, cause)]
            whose += [person, person]
        else:
            parts.append((entry, length, cause))
            whose.append(person)
    whose = np.array(whose)
    for cause, found in enumerate(cumulative_incidence(spells(parts, persons=whose), 2)):
        assert found.error == pytest.approx(jackknife(parts, cause, persons=whose), rel=1e-4, abs=1e-5)


@settings(deadline=None, max_examples=50)
@given(persons, st.randoms())
def test_order_of_rows_and_counting_them_together_mean_nothing(rows, random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    cells = sorted(set(rows))
    together = spells(cells, counts=np.array([float(rows.count(cell)) for cell in cells]))
    for one, other, third in zip(
        cumulative_incidence(spells(rows), 2),
        cumulative_incidence(spells(shuffled), 2),
        cumulative_incidence(together, 2),
        strict=True,
    ):
        assert one.incidence == pytest.approx(other.incidence)
        assert one.error == pytest.approx(other.error, abs=1e-7)
        assert one.error == pytest.approx(third.error, abs=1e-7)


@settings(deadline=None, max_examples=50)
@given(persons)
def test_incidences_and_the_share_without_event_add_up(rows) -> None:
    first, second = cumulative_incidence(spells(rows), 2)
    hazard = (first.events + second.events) / first.at_risk
    assert first.incidence + second.incidence + np.cumprod(1 - hazard) == pytest.approx(np.ones(len(hazard)))


def test_no_event_gives_no_time() -> None:
    found = cumulative_incidence(spells([(0, 3, -1), (1, 3, -1)]), 2)
    assert [len(one.times) for one in found] == [0, 0]
    assert [len(one.lower) for one in found] == [0, 0]
