"""Marginal figures of the demo against published Danish ones (sources: analysis/site/demo/rates.py).

Every line states its tolerance. At 50,000 persons part of it is chance; the slow tests have ten times as many.
"""

import numpy as np
import pytest

from analysis.site.demo import rates

MEN, WOMEN = 0, 1
AROUND_2012 = range(2009, 2016)
AROUND_2015 = range(2012, 2019)

MORTALITY_2012 = [  # ages, deaths per 1,000 men and women, tolerance as a share
    (range(20, 40), (0.63, 0.30), 0.5),
    (range(40, 50), (2.1, 1.3), 0.35),
    (range(50, 60), (6.2, 4.0), 0.25),
    (range(60, 70), (14.5, 9.4), 0.2),
    (range(70, 80), (36, 25), 0.15),
    (range(80, 90), (103, 77), 0.12),
    (range(90, 111), (259, 210), 0.15),
]
MORTALITY_2015_WITH_AND_WITHOUT_DIABETES = [  # the planted ratio wins where it differs: see the tolerance of "with"
    (range(50, 60), MEN, (12.5, 4.8), (0.45, 0.25)),
    (range(60, 70), MEN, (24.3, 12.1), (0.25, 0.2)),
    (range(70, 80), MEN, (50.2, 28.2), (0.2, 0.15)),
    (range(80, 90), MEN, (122, 92), (0.2, 0.12)),
    (range(50, 60), WOMEN, (10.0, 3.0), (0.6, 0.45)),
    (range(60, 70), WOMEN, (18.2, 7.9), (0.4, 0.2)),
    (range(70, 80), WOMEN, (36.9, 19.4), (0.25, 0.2)),
    (range(80, 90), WOMEN, (96, 69), (0.2, 0.12)),
]
DIABETES_2015 = [  # ages, per cent of men and women, tolerance in percentage points
    ((40, 50), (3.3, 2.9), 0.8),
    ((50, 60), (7.3, 5.4), 1.2),
    ((60, 70), (13.1, 8.8), 1.8),
    ((70, 80), (17.3, 12.5), 2.2),
    ((80, 90), (17.5, 14.5), 3.5),
]
INFARCTION_PER_100_000 = [(range(2005, 2008), (230, 135)), (range(2019, 2023), (178, 84))]
BREAST_CANCER_PER_100_000 = [(range(40, 50), 150), (range(50, 60), 300), (range(60, 70), 400), (range(70, 100), 370)]


def near(found, target, share):
    return abs(found / target - 1) <= share


def test_population_of_2013_has_the_mean_age_and_the_share_of_women(registers, day):
    there = registers.present(day(2013))
    assert registers.age(day(2013))[there].mean() == pytest.approx(40.7, abs=0.8)
    assert registers.woman[there].mean() == pytest.approx(0.504, abs=0.01)


@pytest.mark.parametrize(("ages", "target", "share"), MORTALITY_2012)
def test_mortality_by_age_and_sex(registers, ages, target, share):
    for sex in (MEN, WOMEN):
        found = registers.rate(registers.first["death"], years=AROUND_2012, ages=ages, sex=sex)
        chance = 3 / np.sqrt(events_of(registers, ages, sex))
        assert near(found, target[sex], max(share, chance)), sex


def events_of(registers, ages, sex):
    events, _ = registers.strata(registers.first["death"], years=AROUND_2012, ages=ages)
    return max(events[:, :, sex].sum(), 1)


def test_about_nine_of_a_thousand_die_in_a_year(registers):
    assert near(registers.rate(registers.first["death"], years=AROUND_2012, ages=range(111)), 9.4, 0.08)


@pytest.mark.slow
@pytest.mark.parametrize(("ages", "sex", "target", "share"), MORTALITY_2015_WITH_AND_WITHOUT_DIABETES)
def test_mortality_with_and_without_diabetes(many, ages, sex, target, share):
    death, diabetes = many.first["death"], many.first["diabetes"]
    with_ = many.rate(death, years=AROUND_2015, ages=ages, sex=sex, begins=diabetes)
    without = many.rate(death, years=AROUND_2015, ages=ages, sex=sex, stops=diabetes)
    assert near(with_, target[0], share[0]) and near(without, target[1], share[1]), (with_, without)


@pytest.mark.parametrize(("ages", "target", "points"), DIABETES_2015)
def test_diabetes_prevalence_2015(registers, day, ages, target, points):
    age, there = registers.age(day(2015)), registers.present(day(2015))
    for sex in (MEN, WOMEN):
        chosen = there & (age >= ages[0]) & (age < ages[1]) & (registers.woman == sex)
        found = 100 * (registers.first["diabetes"][chosen] < day(2015)).mean()
        chance = 300 * np.sqrt(target[sex] / 100 / chosen.sum())
        assert found == pytest.approx(target[sex], abs=max(points, chance)), sex


def test_diabetes_incidence_2015(registers):
    diabetes = registers.first["diabetes"]
    for sex, target in ((MEN, 3.8), (WOMEN, 2.8)):
        found = registers.rate(diabetes, years=AROUND_2015, ages=range(111), sex=sex, stops=diabetes + 1)
        assert near(found, target, 0.15), found


@pytest.mark.parametrize(("years", "target"), INFARCTION_PER_100_000)
def test_first_infarctions_of_adults(registers, years, target):
    infarction = registers.first["infarction"]
    for sex in (MEN, WOMEN):
        found = 100 * registers.rate(infarction, years=years, ages=range(20, 111), sex=sex, stops=infarction + 1)
        assert near(found, target[sex], 0.3), found


def test_one_in_seven_dies_within_thirty_days_of_an_infarction(registers, day):
    infarction, death = registers.first["infarction"], registers.first["death"]
    struck = infarction < day(2022)
    assert (death - infarction <= 30)[struck].mean() == pytest.approx(0.148, abs=0.04)
    assert (death - infarction <= 365)[struck].mean() == pytest.approx(0.242, abs=0.05)


def test_statins_in_2010(registers, day):
    statin, there = registers.first["statin"], registers.present(day(2010, 7))
    assert 1000 * (statin < day(2010, 7))[there].mean() == pytest.approx(94, abs=12)
    begun = (statin > day(2005, 6)) & (statin < day(2023))
    assert np.median(((statin - registers.birth) / 365.25)[begun]) == pytest.approx(62, abs=2)


def test_nearly_all_statins_of_2010_are_simvastatin_and_they_lower_cholesterol(registers):
    share = registers.ask("select avg((atc = 'C10AA01')::int) from lmdb where atc like 'C10AA%' and year(eksd) = 2010")
    assert share[0][0] == pytest.approx(0.98, abs=0.02)
    before, after = registers.ask(
        """with s as (select pnr, min(eksd) as d from lmdb where atc like 'C10AA%' group by 1 having d > '2006-01-01')
        select avg(value) filter (samplingdate between d - 60 and d), avg(value) filter (samplingdate > d + 60)
        from lab join s using (pnr) where analysiscode = 'NPU01568'"""
    )[0]
    assert before == pytest.approx(4.0, abs=0.2) and after == pytest.approx(2.3, abs=0.2)


@pytest.mark.parametrize(("ages", "target"), BREAST_CANCER_PER_100_000)
def test_breast_cancer_by_age(registers, ages, target):
    cancer = registers.first["breast_cancer"]
    years = range(2006, 2021)
    events, _ = registers.strata(cancer, years=years, ages=ages, stops=cancer + 1)
    found = 100 * registers.rate(cancer, years=years, ages=ages, sex=WOMEN, stops=cancer + 1)
    assert near(found, target, 0.1 + 3 / np.sqrt(events[:, :, WOMEN].sum())), found


def test_four_of_five_survive_breast_cancer_for_five_years(registers, day):
    """Relative survival: observed over that of women of the same age, from the rates the demo was drawn with."""
    cancer, death = registers.first["breast_cancer"], registers.first["death"]
    found = np.flatnonzero((cancer > day(2005)) & (cancer < day(2018)) & (registers.exit >= cancer))
    observed = (death[found] - cancer[found] > 5 * 365.25).mean()
    ages = np.floor((cancer[found] - registers.birth[found]) / 365.25).astype(int)
    expected = np.mean([np.exp(-rates.MORTALITY_2015[1, age : age + 5].sum() * 1.15) for age in ages])
    assert observed / expected == pytest.approx(0.79, abs=0.07)


@pytest.mark.parametrize("year", [2008, 2013, 2018])
def test_prescriptions_and_admissions_of_a_year(registers, day, year):
    living = registers.present(day(year, 7)).sum()
    redeemed = registers.ask(f"select count(distinct pnr), count(*) from lmdb where year(eksd) = {year}")[0]
    admitted = registers.ask(
        f"select count(distinct pnr) from lpr_kontakter where pattype = 0 and year(dato_start) = {year}"
    )[0]
    contacts = registers.ask(f"select count(*) from lpr_kontakter where year(dato_start) = {year}")[0]
    assert redeemed[0] / living == pytest.approx(0.723, abs=0.05)
    assert redeemed[1] / living == pytest.approx(2.5, abs=0.5)
    assert admitted[0] / living == pytest.approx(0.114, abs=0.015)
    assert contacts[0] / living == pytest.approx(0.72, abs=0.15)
