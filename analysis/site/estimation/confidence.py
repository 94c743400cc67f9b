"""The level of every interval, and how far the normal one reaches."""

from __future__ import annotations

import scipy  # its parts load when first used

LEVEL = 0.95


def normal_quantile() -> float:
    """How many standard errors a two-sided interval reaches."""
    return float(scipy.special.ndtri((1 + LEVEL) / 2))
