"""The three planted truths, recovered from the files as an epidemiologist would recover them."""

import numpy as np
import pytest

YEARS = range(2006, 2023)
FIVE_YEAR_BANDS = 5


def mantel_haenszel(exposed, unexposed):
    """Rate ratio over strata with its 99 % interval (Greenland and Robins 1985)."""
    (a, t1), (b, t0) = exposed, unexposed
    a, b, t1, t0 = (array.ravel() for array in (a, b, t1, t0))
    seen = (t1 > 0) & (t0 > 0)
    a, b, t1, t0 = a[seen], b[seen], t1[seen], t0[seen]
    total = t1 + t0
    up, down = (a * t0 / total).sum(), (b * t1 / total).sum()
    error = np.sqrt(((a + b) * t1 * t0 / total**2).sum() / (up * down))
    ratio = up / down
    return ratio, ratio * np.exp(-2.576 * error), ratio * np.exp(2.576 * error)


def in_bands(counts, first):
    """Whole ages summed into five-year bands."""
    edges = np.arange(0, counts.shape[1], FIVE_YEAR_BANDS)
    assert first % FIVE_YEAR_BANDS == 0
    return np.add.reduceat(counts, edges, axis=1)


def statin_ratio(registers):
    """First infarctions with against without statins, within sex, age, year and diabetes."""
    infarction, statin, diabetes = (registers.first[name] for name in ("infarction", "statin", "diabetes"))
    far = np.full_like(statin, 10**6)
    parts = {True: [], False: []}
    for exposed in (True, False):
        for ill in (True, False):
            begins = np.maximum(statin if exposed else 0, diabetes if ill else 0)
            stops = np.minimum(far if exposed else statin, far if ill else diabetes)
            stops = np.minimum(stops, infarction + 1)
            pair = registers.strata(infarction, years=YEARS, ages=range(40, 90), begins=begins, stops=stops)
            parts[exposed].append([in_bands(one, 40) for one in pair])
    exposed, unexposed = (np.concatenate(parts[key], axis=2) for key in (True, False))
    return mantel_haenszel(exposed, unexposed)


def diabetes_ratio_at_60(registers):
    """Mortality with against without diabetes at the ages around 60, within sex, age and year."""
    death, diabetes = registers.first["death"], registers.first["diabetes"]
    ages = range(58, 62)
    with_ = registers.strata(death, years=YEARS, ages=ages, begins=diabetes)
    without = registers.strata(death, years=YEARS, ages=ages, stops=diabetes)
    return mantel_haenszel(with_, without)


def yearly_change_of_breast_cancer(registers):
    """The factor a year on women's rates, within age bands; 99 % interval (conditional likelihood)."""
    cancer = registers.first["breast_cancer"]
    events, time = registers.strata(cancer, years=YEARS, ages=range(30, 95), stops=cancer + 1)
    events, time = (in_bands(one, 30)[:, :, 1] for one in (events, time))
    year = np.arange(len(YEARS))[:, None]
    slope = 0.0
    for _ in range(20):
        expected = time * np.exp(slope * year)
        expected = expected / expected.sum(axis=0) * events.sum(axis=0)
        mean = (expected * year).sum(axis=0) / events.sum(axis=0)
        information = (expected * (year - mean) ** 2).sum()
        slope += ((events - expected) * year).sum() / information
    error = 2.576 / np.sqrt(information)
    return np.exp(slope), np.exp(slope - error), np.exp(slope + error)


TRUTHS = [(statin_ratio, 0.80), (diabetes_ratio_at_60, 2.0), (yearly_change_of_breast_cancer, 1.01)]


@pytest.mark.parametrize(("recovered", "truth"), TRUTHS)
def test_the_planted_truth_lies_within_the_interval(registers, recovered, truth):
    _, lower, upper = recovered(registers)
    assert lower <= truth <= upper


def test_diabetes_shows_at_fifty_thousand_persons(registers):
    _, lower, _ = diabetes_ratio_at_60(registers)
    assert lower > 1


@pytest.mark.slow
@pytest.mark.parametrize(("recovered", "truth"), TRUTHS)
def test_with_many_persons_the_truth_is_told_from_nothing(many, recovered, truth):
    _, lower, upper = recovered(many)
    assert lower <= truth <= upper
    assert not lower <= 1 <= upper
