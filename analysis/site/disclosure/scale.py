"""The mean of 2x or of x - 55 is the mean of x again, with more digits: figures are compared whatever the scale.

Each group is measured by two of its own persons, chosen by a fixed order of ids: one is 0, the other 1. Two variables
that are each other times and plus a number then have the same values, and the later figure is the earlier one turned
back into its own unit. Without this a shift would give the digits that rounding has taken, for all and for all but one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.site.evidence import Unprintable, digest_of
from analysis.site.ledger.asking import Form

from .rules import significant

COMMON_DECIMALS = 9
SCALED = ("mean", "sd")
"""Figures that follow the scale of their values: a mean with its zero, a deviation with its step only."""

Values = NDArray[np.float64]


@dataclass(frozen=True, repr=False, eq=False)
class Scale(Unprintable):
    """A group's own unit: `zero` and `step` in the unit of the variable."""

    zero: float = 0.0
    step: float = 1.0

    def common(self, figure: str, form: Form) -> Form:
        """A form in the group's own unit."""
        if isinstance(form, str):
            return form
        return (form - self.zero) / self.step if figure == "mean" else form / abs(self.step)

    def back(self, figure: str, form: Form) -> Form:
        """A form in the unit of the variable, to three significant digits."""
        if isinstance(form, str):
            return form
        return significant(form * self.step + self.zero if figure == "mean" else form * abs(self.step))


def scale_of(values: Values, persons: NDArray[np.int64]) -> Scale:
    """The unit of a group; the plain one where all values are equal."""
    if not len(values):
        return Scale()
    order = digest_of(persons.astype(np.float64))
    zero = values[np.argmin(order)]
    is_other = values != zero
    if not is_other.any():
        return Scale()
    return Scale(float(zero), float(values[is_other][np.argmin(order[is_other])] - zero))


def common_values(values: Values, scales: list[Scale], cells: NDArray[np.int64]) -> Values:
    """Each value in the unit of its group."""
    zeros, steps = (np.array([getattr(scale, name) for scale in scales]) for name in ("zero", "step"))
    return np.asarray(np.round((values - zeros[cells]) / steps[cells], COMMON_DECIMALS), np.float64)
