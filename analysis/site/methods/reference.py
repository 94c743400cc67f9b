"""A table of reference rates: which rate belongs to a cell of person-time.

A column of numbers that is matched to an axis, or to a number of the plan, holds from its value up to the next one in
that column, and beyond its ends; any other column is matched as a label. Time that finds no row has no rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from sqlglot import exp

from analysis.plans import VariableType
from analysis.plans.analyses import Rates
from analysis.plans.options import TimeUnit
from analysis.plans.own_values import BIRTH
from analysis.site import trees
from analysis.site.engines import Engine
from analysis.site.errors import DataFailure, FailureCode
from analysis.site.evidence import Cells
from analysis.site.frame import Frame

from .axes import OUTSIDE, text_of
from .follow_up import DAYS_IN, Bands, day_of_year
from .groups import Arrays
from .sample import Values

AXES = ("age", "period")
NUMBERS = (VariableType.INTEGER, VariableType.NUMBER)


@dataclass(frozen=True)
class Match:
    """One matched column. `values` are its different values: numbers that rise, or labels."""

    key: str  # the column of the cells that it is matched to
    values: tuple[Any, ...]
    is_axis: bool
    rises: bool

    def places(self, cells: np.ma.MaskedArray[Any, Any]) -> Cells:
        """Which value each cell goes with, -1 for none."""
        if self.is_axis:  # the cells are cut at the values, and labelled with their places
            return np.array([int(place) for place in cells], np.int64)
        missing = np.ma.getmaskarray(cells)
        if not self.rises:
            at = {value: place for place, value in enumerate(self.values)}
            texts = [
                OUTSIDE if gone else at.get(text_of(cell), OUTSIDE)
                for cell, gone in zip(cells.data, missing, strict=True)
            ]
            return np.array(texts, np.int64)
        found = np.searchsorted(np.array(self.values), np.ma.filled(cells.astype(np.float64), 0.0), side="right") - 1
        return np.where(missing, OUTSIDE, np.maximum(found, 0)).astype(np.int64)


@dataclass(frozen=True)
class RateTable:
    """The rates per person-year over the full cross of the matched columns' values; NaN where there is no row."""

    matches: tuple[Match, ...]
    rates: Values
    cuts: tuple[Bands, ...]

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of the plan that are matched."""
        return tuple(dict.fromkeys(match.key for match in self.matches if not match.is_axis))

    def expected(self, cells: Arrays, years: Values) -> Values:
        """The events expected in cells of person-time; NaN where no row holds."""
        flat, known = np.zeros(len(years), np.int64), np.ones(len(years), bool)
        for match in self.matches:
            places = match.places(cells[match.key])
            known &= places != OUTSIDE
            flat = flat * len(match.values) + np.maximum(places, 0)
        return np.where(known, self.rates[flat], np.nan) * years


def read_rates(analysis: Rates, frame: Frame, engine: Engine) -> RateTable | None:
    """The reference of an analysis. Raises DataFailure for two rates of one cell."""
    reference = analysis.reference
    if reference is None:
        return None
    names = {_short(name): target for name, target in reference.match.items()}
    rate = _short(reference.rate)
    columns = [trees.column(name) for name in (*names, rate)]
    arrays = engine.fetch(exp.select(*columns).from_(frame.references[reference.dataset].subquery("r")))
    whole = ~np.any([np.ma.getmaskarray(arrays[name]) for name in (*names, rate)], axis=0)
    if not whole.any():
        return RateTable((), np.array([np.nan]), ())
    matches, places = [], []
    for name, target in names.items():
        match, at = _match(frame, target, arrays[name][whole])
        matches.append(match)
        places.append(at)
    rates = _spread(matches, places, np.asarray(arrays[rate][whole].data, np.float64) / float(reference.per))
    return RateTable(tuple(matches), rates, tuple(_cut(match) for match in matches if match.is_axis))


def _short(name: str) -> str:
    return name.partition(".")[2]


def _match(frame: Frame, target: str, column: np.ma.MaskedArray[Any, Any]) -> tuple[Match, Cells]:
    """The match of a column, and the place of each of its rows."""
    is_axis = target in AXES
    rises = is_axis or (frame.column(target).type in NUMBERS and column.dtype.kind == "f")
    if rises:
        values, places = np.unique(np.asarray(column.data, np.float64), return_inverse=True)
        key = f"_reference_{target}" if is_axis else target
        return Match(key, tuple(float(value) for value in values), is_axis, True), places.astype(np.int64)
    texts = [text_of(value) for value in column.data]
    labels = tuple(dict.fromkeys(texts))
    at = {label: place for place, label in enumerate(labels)}
    return Match(target, labels, False, False), np.array([at[text] for text in texts], np.int64)


def _spread(matches: Sequence[Match], places: Sequence[Cells], rates: Values) -> Values:
    """The rates over the full cross."""
    flat = np.zeros(len(rates), np.int64)
    for match, at in zip(matches, places, strict=True):
        flat = flat * len(match.values) + at
    spread = np.full(prod(len(match.values) for match in matches), np.nan)
    spread[flat] = rates
    if not np.array_equal(spread[flat], rates):
        raise DataFailure(FailureCode.FAILED)
    return spread


def _cut(match: Match) -> Bands:
    """Person-time is cut where the column goes over to its next value."""
    is_age = match.key == "_reference_age"
    inner = match.values[1:]
    edges = [value * DAYS_IN[TimeUnit.YEARS] if is_age else day_of_year(_number(value)) for value in inner]
    labels = tuple(str(place) for place in range(len(match.values)))
    return Bands(match.key, BIRTH if is_age else None, (None, *edges, None), labels)


def _number(value: float) -> Any:
    return int(value) if value.is_integer() else value
