"""The epidemiology as data: rates by sex, age and year, and the truths planted in them.

Rates are per person-year unless said otherwise; sex 0 is a man, 1 a woman. Targets and their sources: Danish
rates of 2012 and 2015 in the R package Epi (M.dk, DMepi); Henriksen 2015 (PLoS ONE e0140197); Christensen 2022
(Atherosclerosis 346:63); Schmidt 2012 (BMJ, PMC3266429); Svensson 2015 (Clin Epidemiol 7:213). The knots were
adjusted until the simulated registers met those targets.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.site.demo.clock import Floats

AGES = np.arange(111)

STATIN_HAZARD_RATIO = 0.80
"""Planted: the rate of a first myocardial infarction from the day statins are first dispensed."""
DIABETES_MORTALITY_RATIO_AT_60 = 2.0
"""Planted: mortality with against without diabetes at 60; it falls with age (see `diabetes_mortality_ratio`)."""
BREAST_CANCER_YEARLY_CHANGE = 1.01
"""Planted: the yearly factor on breast cancer rates at every age."""

DIABETES_INFARCTION_RATIO = 2.0
MIDDLE_YEAR = 2013


def by_age(ages: Sequence[float], men: Sequence[float], women: Sequence[float], *, per: float = 1.0) -> Floats:
    """A table [sex, age 0-110] through the knots, straight on the logarithmic scale."""
    rows = [np.exp(np.interp(AGES, ages, np.log(np.asarray(row, dtype=np.float64) / per))) for row in (men, women)]
    return np.stack(rows)


MORTALITY_2015 = by_age(
    [0, 1, 8, 15, 20, 30, 40, 45, 55, 65, 75, 85, 92, 100, 110],
    [3.5, 0.3, 0.08, 0.18, 0.32, 0.35, 0.7, 1.35, 3.5, 7.9, 23.0, 90.0, 225.0, 430.0, 700.0],
    [2.9, 0.25, 0.07, 0.1, 0.12, 0.12, 0.25, 0.35, 1.6, 4.7, 16.2, 69.0, 182.0, 390.0, 700.0],
    per=1000,
)
"""Deaths without diabetes and from nothing that is simulated by itself (infarction, cancer)."""
MORTALITY_YEARLY_CHANGE = 0.98

DIABETES_INCIDENCE = by_age(
    [0, 10, 20, 30, 45, 55, 65, 75, 85, 95],
    [0.15, 0.35, 0.35, 0.9, 3.7, 6.8, 9.1, 10.1, 9.0, 6.0],
    [0.15, 0.32, 0.35, 0.9, 2.7, 4.8, 6.1, 7.1, 6.5, 4.5],
    per=1000,
)
DIABETES_PREVALENCE_2005 = by_age(
    [0, 10, 20, 30, 45, 55, 65, 75, 85, 95],
    [0.03, 0.15, 0.4, 0.75, 2.5, 6.4, 11.0, 13.8, 12.5, 9.0],
    [0.03, 0.15, 0.4, 0.85, 2.2, 4.3, 7.1, 10.0, 11.2, 9.0],
    per=100,
)

INFARCTION_2005 = by_age(
    [0, 20, 30, 40, 50, 60, 70, 80, 90, 100],
    [0.1, 1, 8, 61, 194, 348, 575, 920, 1330, 1530],
    [0.1, 0.5, 2, 16, 61, 133, 287, 615, 970, 1120],
    per=100_000,
)
INFARCTION_YEARLY_CHANGE = (0.971, 0.956)
INFARCTION_DEATH_30_DAYS = np.clip(0.148 * np.exp(0.035 * (AGES - 73.5)), 0.02, 0.6)
INFARCTION_DEATH_31_TO_365_DAYS = np.clip(0.055 * np.exp(0.035 * (AGES - 73.5)), 0.005, 0.4)
"""Probabilities by age, beside the mortality everybody has."""

STATIN_START = by_age(
    [0, 20, 30, 40, 50, 60, 70, 80, 90, 100],
    [0.001, 0.04, 1.1, 6.5, 21, 34, 36, 21, 5, 0.5],
    [0.001, 0.04, 0.6, 3.8, 15, 31, 32, 19, 4, 0.4],
    per=1000,
)
STATIN_PREVALENCE_2005 = STATIN_START * 3.6
STATIN_START_DIABETES_RATIO = 4.0

BREAST_CANCER_2013 = by_age(
    [0, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 100],
    [0.0001] * 14,
    [0.0001, 0.3, 3, 22, 65, 105, 160, 255, 300, 365, 432, 412, 372, 365],
    per=100_000,
)
BREAST_CANCER_DEATHS = 0.205
"""Share who die of it within five years without diabetes: 79 % relative survival."""

OTHER_CANCER = by_age(
    [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
    [15, 12, 30, 50, 100, 280, 850, 1750, 2300, 2300, 2000],
    [12, 10, 20, 35, 105, 290, 600, 1050, 1350, 1350, 1200],
    per=100_000,
)
OTHER_CANCER_DEATHS = 0.46
CANCER_DEATH_DAYS = 5 * 365.25

EMIGRATION = by_age([0, 15, 20, 27, 35, 50, 70, 100], *[[2.0, 2.5, 8, 12, 5, 1.6, 0.6, 0.2]] * 2, per=1000)
EMIGRATION_IMMIGRANT_RATIO = 5.0
RETURN_SHARE = (0.55, 0.15)
"""Of those who leave, the share that comes back: born in Denmark, immigrated."""


def diabetes_mortality_ratio(age: Floats) -> Floats:
    """Mortality with against without diabetes: 2.0 at 60, higher before, lower after (DMepi 2015)."""
    slope = np.where(age < 60, -0.030, -0.014)
    ratio: Floats = DIABETES_MORTALITY_RATIO_AT_60 * np.exp(slope * (age - 60.0))
    return np.clip(ratio, 1.0, 4.0)
