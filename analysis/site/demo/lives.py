"""Lets the persons live through the years: disease, treatment, moves and death, one hazard each.

A year at a time; inside the year every event has its own day. Where a hazard changes during the year (diabetes,
statins), the day is drawn at the highest rate it can have and kept with the probability that the rate of that
day is of the highest (thinning), so that planted ratios hold from the very day of the change.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from analysis.site.demo import rates
from analysis.site.demo.clock import END, NEVER, START, YEAR_DAYS, YEAR_STARTS, YEARS, Flags, Floats, Ints
from analysis.site.demo.people import MOVED_HERE, People, never


class Cause(IntEnum):
    """What a person died of, as far as the simulation knows."""

    OTHER = 0
    INFARCTION = 1
    BREAST_CANCER = 2
    OTHER_CANCER = 3


@dataclass(frozen=True)
class Lives:
    """The days of a person's events since 1970 (infinite: not before the end of 2022)."""

    diabetes: Floats
    type_1: Flags
    statin: Floats
    infarction: Floats
    breast_cancer: Floats
    other_cancer: Floats
    death: Floats
    cause: Ints
    emigration: Floats
    return_: Floats

    def resident(self, person: Ints, day: Floats | Ints, entry: Floats) -> Flags:
        """Whether each person lived in Denmark on that day; the day of death counts."""
        away = (day >= self.emigration[person]) & (day < self.return_[person])
        there: Flags = (day >= entry[person]) & (day <= self.death[person]) & (day < END) & ~away
        return there

    @property
    def dies_here(self) -> Flags:
        """Whether the death is one that Danish registers hear of."""
        away = (self.death >= self.emigration) & (self.death < self.return_)
        here: Flags = (self.death < END) & ~away
        return here


def live(random: np.random.Generator, people: People) -> Lives:
    """Draw everybody's events from 2005, or from the day they come, to the end of 2022."""
    lives = _past(random, people)
    doom, doom_cause = never(len(people)), np.zeros(len(people), dtype=np.int64)
    for year, begins, ends in zip(YEARS, YEAR_STARTS[:-1], YEAR_STARTS[1:], strict=True):
        present = np.flatnonzero((people.entry < ends) & (lives.death >= begins))
        _Year(random, people, lives, doom, doom_cause, present, year, float(begins), float(ends)).pass_by()
    return lives


def _past(random: np.random.Generator, people: People) -> Lives:
    """What people bring along: diabetes, statins and cancers from before they are observed."""
    count = len(people)
    age = np.clip(people.age_at(people.entry), 0, 110)
    sex, whole = people.woman, age.astype(np.int64)
    ill = random.random(count) < rates.DIABETES_PREVALENCE_2005[sex, whole]
    duration = np.minimum(random.exponential(8.0, count), age)
    diabetes = np.where(ill, people.entry - duration * YEAR_DAYS, NEVER)
    chance = rates.STATIN_PREVALENCE_2005[sex, whole] * np.where(ill, rates.STATIN_START_DIABETES_RATIO, 1.0)
    statin = np.where(random.random(count) < chance, people.entry - random.random(count) * 4 * YEAR_DAYS, NEVER)
    onset_age = age - np.where(ill, duration, 0)
    return Lives(
        diabetes=diabetes,
        type_1=random.random(count) < np.where(onset_age < 30, 0.85, 0.04),
        statin=statin,
        infarction=never(count),
        breast_cancer=_earlier_cancer(random, people, rates.BREAST_CANCER_2013[sex, whole] * 8),
        other_cancer=_earlier_cancer(random, people, rates.OTHER_CANCER[sex, whole] * 4),
        death=never(count),
        cause=np.zeros(count, dtype=np.int64),
        emigration=never(count),
        return_=never(count),
    )


def _earlier_cancer(random: np.random.Generator, people: People, chance: Floats) -> Floats:
    had = (random.random(len(people)) < chance) & (people.route != MOVED_HERE)
    days: Floats = np.where(had, np.floor(START - 1 - random.random(len(people)) * 10 * YEAR_DAYS), NEVER)
    return days


@dataclass(frozen=True)
class _Year:
    """One calendar year of those present; writes into the arrays of `lives`."""

    random: np.random.Generator
    people: People
    lives: Lives
    doom: Floats
    doom_cause: Ints
    present: Ints
    year: int
    begins: float
    ends: float

    def pass_by(self) -> None:
        """Draw in a fixed order: moves, diabetes, statins, infarction, cancers, death."""
        who, lives = self.present, self.lives
        self._move(who)
        self._first(lives.diabetes, self._rate(rates.DIABETES_INCIDENCE))
        self._set_type(who)
        ratio = np.where(lives.diabetes[who] < self.begins, rates.STATIN_START_DIABETES_RATIO, 1.0)
        self._first(lives.statin, self._rate(rates.STATIN_START) * ratio)
        self._infarctions(who)
        trend = rates.BREAST_CANCER_YEARLY_CHANGE ** (self.year - rates.MIDDLE_YEAR)
        breast = self._first(lives.breast_cancer, self._rate(rates.BREAST_CANCER_2013) * trend)
        self._may_kill(breast, lives.breast_cancer, rates.BREAST_CANCER_DEATHS, Cause.BREAST_CANCER)
        other = self._first(lives.other_cancer, self._rate(rates.OTHER_CANCER))
        self._may_kill(other, lives.other_cancer, rates.OTHER_CANCER_DEATHS, Cause.OTHER_CANCER)
        self._deaths(who)

    @property
    def _whole_ages(self) -> Ints:
        middle = (self.begins + self.ends) / 2
        ages: Ints = np.clip((middle - self.people.birth[self.present]) // YEAR_DAYS, 0, 110).astype(np.int64)
        return ages

    def _rate(self, table: Floats) -> Floats:
        rate: Floats = table[self.people.woman[self.present], self._whole_ages]
        return rate

    def _days(self, rate: Floats) -> Floats:
        """The first day at this rate from the beginning of the year, or from the day of entry."""
        wait = self.random.standard_exponential(len(rate)) / rate * YEAR_DAYS
        days: Floats = np.maximum(self.people.entry[self.present], self.begins) + wait
        return days

    def _first(self, days: Floats, rate: Floats) -> Ints:
        """Give a day to those who have none and meet one this year; returns them."""
        drawn = self._days(rate)
        struck = (drawn < self.ends) & np.isinf(days[self.present])
        found = self.present[struck]
        days[found] = np.floor(drawn[struck])
        return found

    def _move(self, who: Ints) -> None:
        foreign = self.people.route[who] == MOVED_HERE
        rate = self._rate(rates.EMIGRATION) * np.where(foreign, rates.EMIGRATION_IMMIGRANT_RATIO, 1.0)
        gone = self._first(self.lives.emigration, rate)
        share = np.array(rates.RETURN_SHARE)[(self.people.route[gone] == MOVED_HERE).astype(np.int64)]
        back = gone[self.random.random(len(gone)) < share]
        stay = 30 + self.random.exponential(2.0 * YEAR_DAYS, len(back))
        self.lives.return_[back] = np.floor(self.lives.emigration[back] + stay)

    def _set_type(self, who: Ints) -> None:
        new = who[(self.lives.diabetes[who] >= self.begins) & np.isfinite(self.lives.diabetes[who])]
        age = (self.lives.diabetes[new] - self.people.birth[new]) / YEAR_DAYS
        self.lives.type_1[new] = self.random.random(len(new)) < np.where(age < 30, 0.85, 0.04)

    def _infarctions(self, who: Ints) -> None:
        lives = self.lives
        change = np.array(rates.INFARCTION_YEARLY_CHANGE)[self.people.woman[who]] ** (self.year - YEARS[0])
        drawn = self._days(self._rate(rates.INFARCTION_2005) * change * rates.DIABETES_INFARCTION_RATIO)
        keep = np.where(drawn >= lives.diabetes[who], 1.0, 1 / rates.DIABETES_INFARCTION_RATIO)
        keep *= np.where(drawn >= lives.statin[who], rates.STATIN_HAZARD_RATIO, 1.0)
        struck = (drawn < self.ends) & np.isinf(lives.infarction[who]) & (self.random.random(len(who)) < keep)
        found, day, age = who[struck], np.floor(drawn[struck]), self._whole_ages[struck]
        lives.infarction[found] = day
        fate, moment = self.random.random((2, len(found)))
        soon, later = rates.INFARCTION_DEATH_30_DAYS[age], rates.INFARCTION_DEATH_31_TO_365_DAYS[age]
        end = np.where(fate < soon, day + 30 * moment**2, np.where(fate < soon + later, day + 30 + 335 * moment, NEVER))
        self._doom(found, end, Cause.INFARCTION)

    def _may_kill(self, found: Ints, days: Floats, share: float, cause: Cause) -> None:
        """Some die of a cancer within five years, sooner rather than later; diabetes multiplies their share."""
        age = (days[found] - self.people.birth[found]) / YEAR_DAYS
        diabetic = self.lives.diabetes[found] <= days[found]
        chance = share * np.where(diabetic, rates.diabetes_mortality_ratio(age), 1.0)
        fate, moment = self.random.random((2, len(found)))
        end = days[found] + 1 + moment**1.5 * rates.CANCER_DEATH_DAYS
        self._doom(found, np.where(fate < chance, end, NEVER), cause)

    def _doom(self, found: Ints, day: Floats, cause: Cause) -> None:
        sooner = day < self.doom[found]
        self.doom[found[sooner]] = day[sooner]
        self.doom_cause[found[sooner]] = cause

    def _deaths(self, who: Ints) -> None:
        lives = self.lives
        ratio = rates.diabetes_mortality_ratio(self._whole_ages.astype(np.float64) + 0.5)
        trend = rates.MORTALITY_YEARLY_CHANGE ** (self.year - 2015)
        drawn = self._days(self._rate(rates.MORTALITY_2015) * trend * ratio)
        kept = (drawn >= lives.diabetes[who]) | (self.random.random(len(who)) < 1 / ratio)
        natural = np.where(kept, drawn, NEVER)
        doom = self.doom[who]
        day = np.minimum(natural, doom)
        dies = day < self.ends
        dead = who[dies]
        lives.death[dead] = np.floor(day[dies])
        lives.cause[dead] = np.where(doom[dies] <= natural[dies], self.doom_cause[dead], int(Cause.OTHER))
        self._undo_after_death(dead)

    def _undo_after_death(self, dead: Ints) -> None:
        lives = self.lives
        for days in (
            lives.diabetes,
            lives.statin,
            lives.infarction,
            lives.breast_cancer,
            lives.other_cancer,
            lives.emigration,
            lives.return_,
        ):
            after = days[dead] > lives.death[dead]
            days[dead[after]] = NEVER
