"""A dimension of a table: its levels in order, and the level of every row.

Levels are the declared labels (or the bands, cases, yes/no the plan fixes), then values found without a declaration:
numbers by value, then text by code point.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.site.evidence import Cells, Unprintable
from analysis.site.frame import Column

MISSING: dict[str, bool] = {"missing": True}
OTHER = "other"
OUTSIDE = -1

Label = str | dict[str, bool]


@dataclass(frozen=True, repr=False, eq=False)
class Axis(Unprintable):
    """`codes` is the level of each row, -1 where the value is missing; `known` levels come first and are declared."""

    column: Column
    labels: tuple[str, ...]
    known: int
    codes: Cells
    shows_missing: bool = False

    @property
    def found(self) -> range:
        """The levels that were found without a declaration."""
        return range(self.known, len(self.labels))

    @property
    def levels(self) -> tuple[Label, ...]:
        """All levels, with missing last where it is one."""
        return (*self.labels, MISSING) if self.shows_missing else self.labels

    @property
    def cells(self) -> Cells:
        """The level of each row with missing as a level, where it is one."""
        return np.where(self.codes == OUTSIDE, len(self.labels), self.codes) if self.shows_missing else self.codes

    def rows(self, mask: NDArray[np.bool_]) -> Axis:
        """The same dimension for some of the rows."""
        return replace(self, codes=self.codes[mask])

    def gather(self, shown: Collection[int]) -> Axis:
        """Found levels that may not be shown join `other`, which comes last."""
        if not self.found and not self.gathers:
            return self
        kept = [*range(self.known), *(level for level in self.found if level in shown and self.labels[level] != OTHER)]
        target = np.full(len(self.labels) + 1, len(kept), np.int64)
        target[kept] = np.arange(len(kept))
        target[OUTSIDE] = OUTSIDE
        labels = (*(self.labels[level] for level in kept), OTHER)
        return replace(self, labels=labels, known=len(labels), codes=target[self.codes])

    @property
    def gathers(self) -> bool:
        """Whether undeclared values may be found at all: a dimension without declared labels always has `other`."""
        return not declared_levels(self.column)

    @property
    def has_joined(self) -> bool:
        """Whether values beside the declared ones have joined `other`."""
        return not self.gathers and self.labels[-1] == OTHER and OTHER not in declared_levels(self.column)


def axis_of(column: Column, values: np.ma.MaskedArray[Any, Any], *, shows_missing: bool) -> Axis:
    """The dimension a column makes."""
    missing = np.ma.getmaskarray(values)
    places, uniques = factorised(np.asarray(np.ma.getdata(values))[~missing])
    codes = np.full(len(missing), OUTSIDE, np.int64)
    codes[~missing] = places
    return axis_of_codes(column, codes, uniques, shows_missing=shows_missing)


def axis_of_codes(column: Column, codes: Cells, found: Sequence[Any], *, shows_missing: bool) -> Axis:
    """The dimension of a column whose rows are told as places among the values `found`, -1 where missing."""
    texts = [text_of(value) for value in found]
    known = declared_levels(column)
    extra = sorted(set(texts) - set(known), key=level_order)
    labels = (*known, *extra)
    at = {label: place for place, label in enumerate(labels)}
    level_of = np.array([*(at[text] for text in texts), OUTSIDE], np.int64)  # -1 picks the last
    return Axis(column, labels, len(known), level_of[codes], shows_missing)


def factorised(values: NDArray[Any]) -> tuple[Cells, list[Any]]:
    """The place of each value among the different ones, in the order they are found.

    A dictionary takes 0.1 s a million; only importing pandas for its `factorize` takes five times that.
    """
    places: dict[Any, int] = {}
    codes = np.fromiter((places.setdefault(value, len(places)) for value in values.tolist()), np.int64, len(values))
    return codes, list(places)


def declared_levels(column: Column) -> tuple[str, ...]:
    """The levels known without looking at the data."""
    if column.levels is not None:
        return column.levels
    if column.type == "boolean":
        return ("false", "true")
    return tuple(code for code, _ in column.labels)


def text_of(value: Any) -> str:
    """A value as a label: yes/no as true/false, whole numbers without decimals."""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    return str(value)


def level_order(label: str) -> tuple[int, float, str]:
    """Numbers by value, then text by code point."""
    try:
        number = float(label)
    except ValueError:
        return (1, 0.0, label)
    return (0, number, label) if number == number else (1, 0.0, label)
