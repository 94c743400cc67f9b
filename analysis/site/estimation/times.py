"""Times of follow-up as floats: which of them are one time written twice.

Numbers in, numbers out. The rule is that of R's `survival` (`aeqSurv`, the option `timefix`).
"""

from __future__ import annotations

import numpy as np

from .designs import Mask, Values

TIED = float(np.sqrt(np.finfo(np.float64).eps))
"""Times closer than this, absolutely or as a share of their mean, are one time."""


def begins_anew(distinct: Values) -> Mask:
    """Which of distinct, rising times are another time than the one before."""
    mean = float(np.abs(distinct).mean()) if len(distinct) else 1.0
    gaps = np.diff(distinct, prepend=-np.inf)
    found: Mask = (gaps > TIED) & (gaps > TIED * mean)
    return found


def one_time(times: Values) -> Values:
    """The same times, where those that differ by rounding only are the lowest of them."""
    distinct = np.unique(times)
    starts = distinct[begins_anew(distinct)]
    return np.asarray(starts[np.searchsorted(starts, times, side="right") - 1], np.float64) if len(times) else times
