"""Draws the persons of the demo: who they are, when they live in Denmark, and where."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from analysis.site.demo.clock import END, NEVER, START, YEAR_DAYS, Flags, Floats, Ints

ALREADY_HERE, BORN_HERE, MOVED_HERE = 0, 1, 2
_ROUTE_SHARES = (0.752, 0.153, 0.095)
"""Of everybody who lived in Denmark 2005-2022: here on 1 January 2005, born later, moved in later."""

# Statistics Denmark, 1 January 2005, rounded: thousands by five-year age, and the women's share.
_THOUSANDS_2005 = (330, 343, 348, 305, 302, 340, 383, 398, 415, 368, 358, 378, 320, 246, 196, 163, 122, 66, 27, 7)
_WOMEN_2005 = (0.487,) * 4 + (0.496,) * 6 + (0.502, 0.505, 0.512, 0.527, 0.55, 0.585, 0.64, 0.7, 0.77, 0.82)
_WOMEN_OTHERS = 0.495

_TWIN_BIRTHS = 0.015
MARITAL_STATUSES = ("U", "G", "F", "E")
_PNR_FIRST, _PNR_SPAN = 10**7, 9 * 10**7


@dataclass(frozen=True)
class Municipality:
    """One of the 98: its code, name, region and inhabitants in thousands (rounded)."""

    code: str
    name: str
    region: str
    thousands: float


@dataclass(frozen=True)
class People:
    """Persons as arrays of one length, in the order of their pseudonyms. Days since 1970."""

    pnr: Ints
    woman: Ints
    birth: Ints
    entry: Floats
    route: Ints
    municipality: Ints
    marital: Ints
    frailty: Floats

    def __len__(self) -> int:
        return len(self.pnr)

    def age_at(self, day: Floats | float) -> Floats:
        """Age in years, day by day; negative before birth."""
        return np.asarray((day - self.birth) / YEAR_DAYS, dtype=np.float64)


@cache
def municipalities() -> tuple[Municipality, ...]:
    """All municipalities, in the order of the file beside this module."""
    text = resources.files(__package__).joinpath("municipalities.csv").read_text("utf-8")
    return tuple(
        Municipality(row["code"], row["name"], row["region"], float(row["thousands"]))
        for row in csv.DictReader(text.splitlines())
    )


def draw_people(random: np.random.Generator, *, first: int, count: int, persons: int) -> People:
    """Draw `count` persons, of which the first is number `first` of all `persons`."""
    route = random.choice(3, size=count, p=_ROUTE_SHARES)
    birth, woman = _births(random, route)
    entry = _entries(random, route, birth)
    weights = np.array([place.thousands for place in municipalities()])
    municipality = random.choice(len(weights), size=count, p=weights / weights.sum())
    twin = _twins(random, route)
    for array in (birth, entry, municipality):
        array[twin] = array[twin - 1]
    age = (END - birth) / YEAR_DAYS
    return People(
        pnr=_pseudonyms(random, first=first, count=count, persons=persons),
        woman=woman,
        birth=birth,
        entry=entry,
        route=route,
        municipality=municipality,
        marital=_marital_status(random, age),
        frailty=random.gamma(1.3, 1 / 1.3, count),
    )


def _pseudonyms(random: np.random.Generator, *, first: int, count: int, persons: int) -> Ints:
    """Rising numbers of eight digits. Written with twelve they begin with 0000: no day, so never a CPR number."""
    stride = _PNR_SPAN // persons
    return _PNR_FIRST + np.arange(first, first + count) * stride + random.integers(0, stride, count)


def _births(random: np.random.Generator, route: Ints) -> tuple[Ints, Ints]:
    count = len(route)
    share = np.array(_THOUSANDS_2005, dtype=np.float64)
    band = random.choice(len(share), size=count, p=share / share.sum())
    age = (band + random.random(count)) * 5
    born = START - age * YEAR_DAYS
    born = np.where(route == BORN_HERE, START + random.random(count) * (END - START), born)
    moved_age = np.clip(random.normal(28, 10, count), 0.1, 75)
    moved = START + random.random(count) * (END - START) - moved_age * YEAR_DAYS
    born = np.where(route == MOVED_HERE, moved, born)
    women = np.where(route == ALREADY_HERE, np.array(_WOMEN_2005)[band], _WOMEN_OTHERS)
    return np.floor(born).astype(np.int64), (random.random(count) < women).astype(np.int64)


def _entries(random: np.random.Generator, route: Ints, birth: Ints) -> Floats:
    """When each comes under observation: 2005, birth, or the day of immigration."""
    earliest = np.maximum(birth + 30, START)
    arrival = np.floor(earliest + random.random(len(route)) ** 0.8 * (END - earliest) * 0.999)
    born = np.where(route == BORN_HERE, birth, float(START))
    entry: Floats = np.where(route == MOVED_HERE, arrival, born).astype(np.float64)
    return entry


def _twins(random: np.random.Generator, route: Ints) -> Ints:
    """Those who share birth, place and everything but person number with the one before them."""
    chosen: Flags = random.random(len(route)) < _TWIN_BIRTHS
    chosen[:1] = False
    chosen[1:] &= (route[1:] == route[:-1]) & ~chosen[:-1]
    return np.flatnonzero(chosen)


def _marital_status(random: np.random.Generator, age: Floats) -> Ints:
    single = np.interp(age, [18, 25, 35, 50, 70], [1.0, 0.9, 0.48, 0.24, 0.08])
    widowed = np.interp(age, [50, 65, 75, 85, 95], [0.005, 0.05, 0.17, 0.42, 0.7])
    divorced = np.interp(age, [25, 35, 50, 65, 85], [0.0, 0.06, 0.17, 0.16, 0.08])
    drawn = random.random(len(age))
    conditions = [drawn < single, drawn < single + widowed, drawn < single + widowed + divorced]
    return np.select(conditions, [0, 3, 2], 1).astype(np.int64)


def never(count: int) -> Floats:
    """An array of days that do not come."""
    return np.full(count, NEVER)
