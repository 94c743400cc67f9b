"""The primary rules of models: a model is released when all of them hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from analysis.site.methods.levels import Factor
from analysis.site.methods.model_evidence import Cell, ModelEvidence
from analysis.site.methods.models import EXPOSURE, OUTCOME, WEIGHT

from .desk import Withhold
from .profiles import Profile

MOST_PARAMETERS = 0.33
"""Of the persons."""
MOST_LEVERAGE = 0.5
FARTHEST = 15
"""A coefficient on the scale of a logarithm, or its error, times its column's deviation: beyond is separation."""
MOST_EXPLAINED = 0.99**2
"""As a correlation of 0.99: the outcome is the terms in other words."""
OTHER = "other"
ALIKE_DIGITS = 6
"""Rows of the design that agree so far are one row."""


def refuse(
    method: str, found: ModelEvidence, factors: Mapping[str, Factor], profile: Profile, *, is_sensitive: bool
) -> None:
    """Raises Withhold with the first rule that is broken; `is_sensitive` says so of the outcome or event."""
    for is_broken, reason in _rules(method, found, factors, profile, is_sensitive):
        if is_broken:
            raise Withhold(reason)


def _rules(
    method: str, found: ModelEvidence, factors: Mapping[str, Factor], profile: Profile, is_sensitive: bool
) -> Iterator[tuple[bool, str]]:
    persons = len(found.influences)
    parameters = found.coefficients + found.has_intercept
    yield found.df < profile.dof, "degrees of freedom"
    yield parameters > MOST_PARAMETERS * persons, "parameters"
    yield any(_lacks_levels(one) for one in factors.values()), "empty level"
    cells = [_everybody(found), *found.cells]
    yield any(_is_small(cell, method, found, profile) for cell in cells), "level"
    yield is_sensitive and any(_is_of_one_class(cell, profile) for cell in cells), "class"
    yield _is_saturated(found), "saturated"
    yield found.leverage > MOST_LEVERAGE, "leverage"
    yield hangs_on_few(found.influences, profile), "influence"
    yield _effective_persons(found) < profile.min_model, "weights"
    yield method != "linear" and bool(np.any(np.abs(found.scaled) > FARTHEST)), "separation"
    yield method != "linear" and bool(np.any(found.scaled_errors > FARTHEST)), "separation"
    yield method == "linear" and (found.r_squared is None or found.r_squared >= MOST_EXPLAINED), "explained"


def _lacks_levels(factor: Factor) -> bool:
    """Whether nobody has a declared level: it counts as few persons, else its absence would say that nobody has it."""
    return factor.empty and OTHER not in factor.labels


def _everybody(found: ModelEvidence) -> Cell:
    persons = len(found.influences)
    if found.events is None:
        return Cell((), (), persons, None, None)
    with_event = len(np.unique(found.persons[found.events]))
    return Cell((), (), persons, with_event, persons - with_event)


def _is_small(cell: Cell, method: str, found: ModelEvidence, profile: Profile) -> bool:
    """Fewer than k persons, with an event, or (unless it is a count that all may have) without."""
    counts = [cell.persons, cell.with_event]
    if not (method == "poisson" and found.values[OUTCOME].max() > 1):
        counts.append(cell.without_event)
    return any(count is not None and count < profile.k for count in counts)


def _is_of_one_class(cell: Cell, profile: Profile) -> bool:
    """Whether nearly all persons had the event, or nearly none."""
    counts = [count for count in (cell.with_event, cell.without_event) if count is not None]
    return bool(counts) and max(counts) >= profile.class_share / 100 * cell.persons


def _is_saturated(found: ModelEvidence) -> bool:
    """Whether variables that stand together have a coefficient for each of their cells, so that the fit is the table.

    A model of one factor has as many, but its cells are those of an ordinary table of two variables, and pass its rules.
    """
    if all(len(cell.variables) < 2 for cell in found.cells):
        return False
    alike = np.sqrt(np.arange(2.0, found.columns.shape[1] + 2))  # no sum of columns is another by chance
    patterns = len(np.unique(np.round(found.columns @ alike, ALIKE_DIGITS)))
    return bool(found.columns.shape[1] >= patterns)


def hangs_on_few(influences: NDArray[np.float64], profile: Profile) -> bool:
    """Whether fewer than k persons (rows) make nearly all of what moves a coefficient (column): it would be theirs."""
    squares = np.sort(influences**2, axis=0)
    few, all_ = squares[1 - profile.k :].sum(axis=0), squares.sum(axis=0)
    return bool(np.any(few > profile.nk_share / 100 * all_))


def _effective_persons(found: ModelEvidence) -> float:
    """How many persons of equal weight and time are as many as these."""
    amounts = np.ones(len(found.persons))
    for name in (WEIGHT, EXPOSURE):
        amounts = amounts * found.values.get(name, 1.0)
    each = np.bincount(np.unique(found.persons, return_inverse=True)[1], amounts)
    return float(each.sum() ** 2 / (each**2).sum())
