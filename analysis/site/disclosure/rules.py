"""The primary rules: pure functions of evidence and profile. See docs/explanation/disclosure.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor, log10

import numpy as np
from numpy.typing import NDArray

from analysis.site.ledger.asking import Lottery, Proposal

from .profiles import Profile

HIDDEN = "hidden"
SIGNIFICANT = 3
RECORD_DIGITS = 2
LEAST_STEPS = 4
"""A mean is shown where the values span so many steps, a deviation where its own size is one."""
PLACES = 12
"""Significant digits of a multiple of a step: what lies beyond them is the float's."""
CODE = re.compile(r"[\w.\-]{1,20}")
CPR_DIGITS = 10
STEPS = (1, 2, 5, 10)
"""A figure is rounded to one of these times a power of ten."""

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


def quantile_figure(p: float) -> str:
    """The ledger's name of a quantile."""
    return f"quantile:{p!r}"


def quantile_forms(
    values: Numbers, persons: Whole, probabilities: Sequence[float], *, profile: Profile, grid: float | None
) -> list[Proposal]:
    """Quantiles that may be shown, each a proposal or `hidden`.

    The value itself where k persons share it, else the mean of the order statistics nearest to the quantile's place
    that belong to k persons, on the catalogue's grid and in no more digits than b persons can move.
    """
    n = distinct_count(persons)
    if n < profile.min_model or is_one_value(values):
        return [HIDDEN for _ in probabilities]
    order = np.argsort(values, kind="stable")
    ordered, owners, most = values[order], persons[order], _most_rows(persons)
    return [
        HIDDEN if n * min(p, 1 - p) < profile.k else _quantile(ordered, owners, p, most, grid, profile)
        for p in probabilities
    ]


def _quantile(ordered: Numbers, owners: Whole, p: float, most: int, grid: float | None, profile: Profile) -> Proposal:
    """A quantile of values in order, of which nobody has more than `most`."""
    at = (len(ordered) - 1) * p
    low, high = ordered[floor(at)], ordered[min(floor(at) + 1, len(ordered) - 1)]
    if low == high and _is_shared(owners[ordered == low], profile.k, most):
        return float(low)
    run = _nearest(owners, at, profile.k)
    moved = _moved_quantile(ordered, owners, p, run, profile.k, profile.b * most / len(owners))
    return on_grid(float(np.mean(ordered[run])), grid, moved)


def _is_shared(owners: Whole, k: int, most: int) -> bool:
    """Whether rows belong to k persons; so many rows that fewer cannot have them are not looked through."""
    return len(owners) > (k - 1) * most or len(np.unique(owners)) >= k


def _moved_quantile(ordered: Numbers, owners: Whole, p: float, run: slice, k: int, share: float) -> float:
    """What b persons move a quantile by: how far apart values lie around it, over as many as lie beyond it.

    Never less than one person moves the mean of the run, where the values have a gap.
    """
    side = min(p, 1 - p) / 2
    wide = float(np.subtract(*np.quantile(ordered, (p + side, p - side))))
    beside = _nearest(owners, (len(ordered) - 1) * p, k + 2)
    gap = float(np.ptp(ordered[beside])) * _most_rows(owners[run]) / len(owners[run])
    return max(gap, share * wide / (2 * side))


def _nearest(owners: Whole, at: float, k: int) -> slice:
    """The narrowest run of order statistics around the place `at` that belongs to k persons."""
    low, high = floor(at), floor(at) + 1
    while len(np.unique(owners[low:high])) < k:
        take_low = low > 0 and (high >= len(owners) or at - (low - 1) <= high - at)
        low, high = (low - 1, high) if take_low else (low, high + 1)
    return slice(low, high)


def on_grid(value: float, grid: float | None, moved: float) -> Proposal:
    """A value on the catalogue's grid, made coarser until one step is not less than `moved`; without a grid, in digits."""
    if grid is None:
        return rounded(value, moved)
    return between(value, grid * max(1, ceil(moved / grid)))


def rounded(value: float, moved: float) -> Proposal:
    """A figure in three significant digits, or fewer, so that one step is not less than `moved`."""
    return between(value, max(step_of(moved), _last_digit(value)))


def between(value: float, step: float) -> Proposal:
    """The multiples of `step` around a figure, up with probability remainder/step: right on average."""
    if not step:
        return value
    low = floor(value / step)
    return Lottery(significant(low * step, PLACES), significant((low + 1) * step, PLACES), value / step - low)


def step_of(moved: float) -> float:
    """The least of …, 0.5, 1, 2, 5, 10, 20 … that is not less; 0 for 0."""
    if moved <= 0:
        return 0.0
    power = 10.0 ** floor(log10(moved))
    return next(one * power for one in STEPS if one * power >= moved * (1 - 1e-12))


def _last_digit(value: float) -> float:
    """What the third significant digit of a value counts."""
    return 10.0 ** (floor(log10(abs(value))) + 1 - SIGNIFICANT) if value else 0.0


def may_have_mean(values: Numbers, persons: Whole, profile: Profile) -> bool:
    """Whether there are k persons with different values, none of whom has nearly all of the sum."""
    if distinct_count(persons) < profile.k or is_one_value(values):
        return False
    if is_once_each(persons):
        return not is_dominated(values, profile)
    _, at = np.unique(persons, return_inverse=True)
    totals: Numbers = np.bincount(at, weights=values).astype(np.float64)
    return not is_dominated(totals, profile)


def may_have_sd(values: Numbers, persons: Whole, profile: Profile) -> bool:
    """Whether a standard deviation has its degrees of freedom besides what a mean needs."""
    return distinct_count(persons) - 1 >= profile.dof and may_have_mean(values, persons, profile)


def mean_form(values: Numbers, persons: Whole, profile: Profile) -> Proposal:
    """The mean between two steps that b persons cannot pass, or `hidden` where those say nothing.

    A mean is rounded as a count is: at random, to a step that b persons would move it by who go from one end of the
    values to the other. So n times the mean says no more of one value than the value's own range does; and where
    nearly all values are one of two, with a trifle added so that it is no variable of two, no more than a count.
    """
    if not may_have_mean(values, persons, profile):
        return HIDDEN
    mean, share = float(np.mean(values)), _share_of(persons, profile)
    moved = share * float(values.max() - values.min())
    low, high = np.quantile(values, (0.25, 0.75))
    is_blank = abs(mean) < step_of(moved) and not low <= 0 <= high
    return HIDDEN if is_blank or share * LEAST_STEPS > 1 else rounded(mean, moved)


def sd_form(values: Numbers, persons: Whole, profile: Profile) -> Proposal:
    """The standard deviation between two steps that b persons cannot pass, or `hidden` where those say nothing."""
    if not may_have_sd(values, persons, profile):
        return HIDDEN
    sd, share = float(np.std(values, ddof=1)), _share_of(persons, profile)
    farthest = float(np.abs(values - np.mean(values)).max())
    moved = share * farthest**2 / (2 * sd)  # what they move the variance by, over its slope in the deviation
    return HIDDEN if sd < step_of(moved) or share * LEAST_STEPS > 1 else rounded(sd, moved)


def _share_of(persons: Whole, profile: Profile) -> float:
    """The share of the rows that b persons can have."""
    return profile.b * _most_rows(persons) / len(persons)


def _most_rows(persons: Whole) -> int:
    return 1 if is_once_each(persons) else int(np.unique(persons, return_counts=True)[1].max())


def share_form(ones: int, persons: int, low: float, high: float) -> tuple[float, float]:
    """Mean and standard deviation of a variable of two values, from published counts only."""
    share = min(ones / persons, 1.0)
    spread = (share * (1 - share)) ** 0.5 * (high - low)
    return significant(low + share * (high - low)), significant(spread)
