"""The demo's calendar. Times are days since 1 January 1970, as floats while lives are drawn."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

YEAR_DAYS = 365.25
YEARS: tuple[int, ...] = tuple(range(2005, 2023))
"""The years the registers cover."""

NEVER = np.inf


def first_day(year: int) -> int:
    """The day number of 1 January."""
    return int(np.datetime64(f"{year:04d}-01-01", "D").astype(np.int64))


START = first_day(YEARS[0])
END = first_day(YEARS[-1] + 1)
YEAR_STARTS: Ints = np.array([first_day(year) for year in (*YEARS, YEARS[-1] + 1)], dtype=np.int64)


def random_numbers(seed: int, piece: int, topic: str) -> np.random.Generator:
    """One stream for each topic of each piece, so that a change in one register leaves the others as they are."""
    return np.random.default_rng([seed, piece, *topic.encode("ascii")])
