"""Happenings of a piece of people: packed into one whole number each, so that sorting them is sorting numbers.

From the top: the person's place in the piece, the day since 2005, and what it was (a position in a register's
own list). Millions of rows sort in a blink, and the order (person, day) is that of the files.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.site.demo.clock import END, START, YEAR_STARTS, YEARS, Flags, Floats, Ints
from analysis.site.demo.lives import Lives
from analysis.site.demo.people import People

_WHAT_BITS, _DAY_BITS = 16, 13


@dataclass(frozen=True)
class Happenings:
    """Persons (places in the piece), days since 1970 and what happened, sorted by person and day."""

    person: Ints
    day: Ints
    what: Ints

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True)
class Piece:
    """A piece of the population with its lives and the stream of random numbers of one register."""

    people: People
    lives: Lives
    random: np.random.Generator

    def pack(self, person: Ints, day: Floats | Ints, what: Ints | int) -> Ints:
        """Pack those happenings that fall where the person lived in Denmark between 2005 and 2022."""
        here = (day >= START) & self.lives.resident(person, day, self.people.entry)
        chosen = np.broadcast_to(np.asarray(what, dtype=np.int64), person.shape)[here]
        days = day[here].astype(np.int64) - START
        packed: Ints = (person[here] << (_DAY_BITS + _WHAT_BITS)) | (days << _WHAT_BITS) | chosen
        return packed

    def by_rates(self, yearly: Floats) -> tuple[Ints, Floats, Ints]:
        """Person, day and year of random happenings at rates [person, year], on any day of the year."""
        counts = self.random.poisson(yearly).ravel()
        cell = np.repeat(np.arange(counts.size), counts)
        person, year = np.divmod(cell, len(YEARS))
        begins = YEAR_STARTS[year]
        day = np.floor(begins + self.random.random(len(cell)) * (YEAR_STARTS[year + 1] - begins))
        return person, day, year

    def ages_by_year(self) -> Ints:
        """Whole age [person, year] in the middle of each year, within 0 to 110; what lies before birth counts as 0."""
        middles = (YEAR_STARTS[:-1] + YEAR_STARTS[1:]) / 2
        ages = (middles[None, :] - self.people.birth[:, None]) / 365.25
        return np.clip(ages, 0, 110).astype(np.int64)

    def repeated(self, who: Ints, begins: Floats, stops: Floats, every: float) -> tuple[Ints, Floats]:
        """Happenings every so many days from a day on, the first on that very day, the others a little irregular."""
        late = np.maximum(np.ceil((START - begins) / every), 0.0)
        first = begins + late * every
        until = np.minimum(np.minimum(stops, self.lives.death[who]), END)
        counts = np.maximum(np.ceil((until - first) / every), 0.0).astype(np.int64)
        person = np.repeat(who, counts)
        nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        wobble = np.where(nth > 0, self.random.random(len(person)) * every * 0.2, 0.0)
        return person, np.floor(np.repeat(first, counts) + nth * every + wobble)

    def chosen(self, chance: Floats | float, among: Flags | None = None) -> Ints:
        """Persons drawn with their chance, among those marked."""
        drawn = self.random.random(len(self.people)) < chance
        return np.flatnonzero(drawn if among is None else drawn & among)


def unpack(packed: list[Ints]) -> Happenings:
    """Put happenings together in the order of person, day, what."""
    sorted_ = np.sort(np.concatenate(packed))
    what = sorted_ & ((1 << _WHAT_BITS) - 1)
    day = ((sorted_ >> _WHAT_BITS) & ((1 << _DAY_BITS) - 1)) + START
    return Happenings(sorted_ >> (_DAY_BITS + _WHAT_BITS), day, what)
