"""The primary rules: pure functions of evidence and profile. See docs/explanation/disclosure.md."""

from __future__ import annotations

import re
from itertools import pairwise
from math import floor, log10

import numpy as np
from numpy.typing import NDArray

from .profiles import Profile

HIDDEN = "hidden"
SIGNIFICANT = 3
RECORD_DIGITS = 2
CODE = re.compile(r"[\w.\-]{1,20}")
CPR_DIGITS = 10
FAR = 50
"""A value so many times the middle half's width from the middle is far from the rest."""

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


def looks_like_code(label: str) -> bool:
    """Whether an undeclared value may be a label: letters, digits, `.`, `_`, `-`, at most 20, and not ten digits."""
    if CODE.fullmatch(label) is None:
        return False
    bare = re.sub(r"[._\-]", "", label)
    return not (bare.isdigit() and len(bare) == CPR_DIGITS)


def significant(value: float, digits: int = SIGNIFICANT) -> float:
    """A number to so many significant digits."""
    if value == 0:
        return 0.0
    return float(round(value, digits - 1 - floor(log10(abs(value)))))


def is_once_each(persons: Whole) -> bool:
    """Whether the persons are told in order, nobody twice."""
    return bool(np.all(persons[1:] > persons[:-1]))


def distinct_count(persons: Whole) -> int:
    """How many persons there are."""
    return len(persons) if is_once_each(persons) else len(np.unique(persons))


def records_form(count: int) -> int:
    """Records to two significant digits."""
    return int(significant(count, RECORD_DIGITS))


def records_forms(persons: Whole, cells: Whole, size: int, profile: Profile) -> list[int | str]:
    """Records of each cell to two significant digits; `hidden` where few persons have nearly all of them."""
    width = int(persons.max(initial=0)) + 1
    pairs, records = np.unique(cells * width + persons, return_counts=True)
    bounds = np.searchsorted(pairs // width, np.arange(size + 1))
    counts: Numbers = np.asarray(records, np.float64)
    parts = [counts[low:high] for low, high in pairwise(bounds)]
    return [HIDDEN if is_dominated(part, profile) else records_form(int(part.sum())) for part in parts]


def is_dominated(totals: Numbers, profile: Profile) -> bool:
    """p% and (n, k) on the persons' absolute totals: can the second largest estimate the largest; do few hold most."""
    most = max(profile.nk_n, 2)
    size = np.abs(totals)
    whole = float(size.sum())
    size = np.sort(np.partition(size, len(size) - most)[-most:] if len(size) > most else size)[::-1]
    if whole == 0:
        return False
    rest = whole - float(size[:2].sum())
    top = float(size[: profile.nk_n].sum())
    return rest < profile.p_percent / 100 * float(size[0]) or top > profile.nk_share / 100 * whole


def is_one_value(values: Numbers) -> bool:
    """All equal: the figure would be everybody's value."""
    return bool(len(values) == 0 or values.min() == values.max())


def quantile_form(values: Numbers, persons: Whole, p: float, *, profile: Profile, grid: float | None) -> float | str:
    """A quantile that may be shown, or `hidden`.

    The value itself where k persons share it, else the mean of the order statistics nearest to the quantile's place
    that belong to k persons, on the catalogue's grid.
    """
    n = distinct_count(persons)
    if n < profile.min_model or n * min(p, 1 - p) < profile.k or is_one_value(values):
        return HIDDEN
    order = np.argsort(values, kind="stable")
    ordered, owners = values[order], persons[order]
    at = (len(ordered) - 1) * p
    low, high = ordered[floor(at)], ordered[min(floor(at) + 1, len(ordered) - 1)]
    if low == high and len(np.unique(owners[ordered == low])) >= profile.k:
        return float(low)
    return on_grid(float(np.mean(ordered[_nearest(owners, at, profile.k)])), grid)


def _nearest(owners: Whole, at: float, k: int) -> slice:
    """The narrowest run of order statistics around the place `at` that belongs to k persons."""
    low, high = floor(at), floor(at) + 1
    while len(np.unique(owners[low:high])) < k:
        take_low = low > 0 and (high >= len(owners) or at - (low - 1) <= high - at)
        low, high = (low - 1, high) if take_low else (low, high + 1)
    return slice(low, high)


def on_grid(value: float, grid: float | None) -> float:
    """A value on the catalogue's grid; without one, to three significant digits."""
    return significant(value) if grid is None else significant(round(value / grid) * grid, 12)


def mean_form(values: Numbers, persons: Whole, profile: Profile) -> float | str:
    """The mean to three significant digits, or `hidden`."""
    if _is_unsafe(values, persons, profile):
        return HIDDEN
    step = influence(values, persons, profile)
    return significant(_on_step(float(np.mean(values)), step))


def sd_form(values: Numbers, persons: Whole, profile: Profile) -> float | str:
    """The standard deviation to three significant digits, or `hidden`."""
    if distinct_count(persons) - 1 < profile.dof or _is_unsafe(values, persons, profile):
        return HIDDEN
    step = influence(values, persons, profile, power=2)
    return significant(_on_step(float(np.var(values, ddof=1)), step) ** 0.5)


def influence(values: Numbers, persons: Whole, profile: Profile, *, power: int = 1) -> float:
    """How much b persons far from the rest can move a mean (power 1) or a variance (power 2); 0 where none are far.

    Where nearly everybody has one value, with a third value or a trifle added so that it is no variable of two, the
    mean is a frequency in disguise: three digits of it would tell the exact number of those who differ.
    """
    low, middle, high = np.quantile(values, (0.25, 0.5, 0.75))
    farthest = float(np.abs(values - middle).max())
    if high - low >= farthest / FAR:
        return 0.0
    most_rows = int(np.unique(persons, return_counts=True)[1].max())
    return float(profile.b * most_rows * farthest**power / len(values))


def _on_step(value: float, step: float) -> float:
    return round(value / step) * step if step else value


def _is_unsafe(values: Numbers, persons: Whole, profile: Profile) -> bool:
    if distinct_count(persons) < profile.k or is_one_value(values):
        return True
    if is_once_each(persons):
        return is_dominated(values, profile)
    _, at = np.unique(persons, return_inverse=True)
    totals: Numbers = np.bincount(at, weights=values).astype(np.float64)
    return is_dominated(totals, profile)


def share_form(ones: int, persons: int, low: float, high: float) -> tuple[float, float]:
    """Mean and standard deviation of a variable of two values, from published counts only."""
    share = min(ones / persons, 1.0)
    spread = (share * (1 - share)) ** 0.5 * (high - low)
    return significant(low + share * (high - low)), significant(spread)
