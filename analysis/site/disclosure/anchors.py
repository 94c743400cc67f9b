"""The same model in other words: models are compared however their columns, outcomes and times are written.

A model stays the same when a variable has another name, unit or zero, when another level is the reference, and when
columns are replaced by sums of columns. So it is measured by some of its own rows, the anchors: the first, in a fixed
order of persons, that the columns tell apart, as many as there are coefficients. What the model predicts at its anchors
is the same in every writing; so is the one sum of columns that has given values there, by which rows are compared.

Whoever leaves out or alters an anchor gets other anchors. Therefore a model has several sets of them, by several orders,
and two models are one where any of the sets sees them so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.site.evidence import Digests, Unprintable, digest_of
from analysis.site.methods.follow_up import EVENT, START, STOP
from analysis.site.methods.model_evidence import ModelEvidence
from analysis.site.methods.models import EXPOSURE, OUTCOME, WEIGHT

from .desk import Withhold

ORDERS = 5
"""Sets of anchors: a person is rarely in all of them, unless a level has few others."""
APART = 0.1
"""A row is told from the earlier anchors by more than this; on average rows are 1 apart in each direction."""
CHUNK = 1000
GRID = 1e-4
"""Values that differ by less, in the anchors' own unit, are mostly one value."""
OFFSET = 0.1234567
"""Keeps fractions that are often met, such as halves, away from the grid's borders."""
NOTHING = 1e-10
"""The share of a number that only the way of computing it makes."""
_MIX = np.uint64(0x9E3779B97F4A7C15)
_ORDER = 2**40

Values = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, repr=False, eq=False)
class Figures(Unprintable):
    """The published figures of a model, the intercept first; what is not `shown` and an error of None are hidden."""

    estimates: Values
    shown: tuple[bool, ...]
    errors: tuple[float | None, ...]


@dataclass(frozen=True, repr=False, eq=False)
class Writing(Unprintable):
    """A model seen from one set of anchors. `digests` has an entry a row.

    `at` are the design's rows at the anchors, ones first. There a prediction, plus `shift` and times `scale`, is the same
    in every unit of the outcome; `spread` does it for errors that grow with the unit of weights or counts.

    What goes to the ledger is what was published, in digits: another writing gets no digit more. An error is known for
    the coefficients of the first writing and their multiples; where one of those is hidden, no sum of them is shown.
    """

    digests: Digests
    at: Values
    shift: Values
    scale: float = 1.0
    spread: float = 1.0

    @property
    def coefficients(self) -> Values:
        """Each coefficient as a sum of predictions at the anchors."""
        return np.asarray(np.linalg.inv(self.at), np.float64)

    def estimates_form(self, own: Figures) -> str:
        """Published estimates as the ledger keeps them."""
        predicted = (self.at @ own.estimates + self.shift) * self.scale
        return json.dumps([predicted.tolist(), self.coefficients.tolist(), own.shown], allow_nan=False)

    def errors_form(self, own: Figures) -> str:
        """Published errors as the ledger keeps them."""
        unit = abs(self.scale) * self.spread**0.5
        errors = [None if error is None else error * unit for error in own.errors]
        return json.dumps([self.coefficients.tolist(), errors], allow_nan=False)

    def read(self, estimates: str, errors: str) -> Figures:
        """What the ledger answered, as this model is written. Raises Withhold for a model of other columns."""
        predicted, known, was_shown = json.loads(estimates)
        first, first_errors = json.loads(errors)
        if not len(predicted) == len(first) == len(self.at):
            raise Withhold("other columns")
        parts = self.coefficients * (np.array(predicted) / self.scale - self.shift)
        found = parts.sum(axis=1)
        found[np.abs(found) < NOTHING * np.abs(parts).sum(axis=1)] = 0.0
        shown = [all(was_shown) if same is None else was_shown[same[0]] for same in self._matches(np.array(known))]
        unit = abs(self.scale) * self.spread**0.5
        wide = [
            None if same is None or first_errors[same[0]] is None else first_errors[same[0]] * same[1] / unit
            for same in self._matches(np.array(first))
        ]
        return Figures(found, tuple(shown), tuple(wide))

    def _matches(self, first: Values) -> list[tuple[int, float] | None]:
        """For each coefficient the one of the first writing that it is a multiple of, and how many times its size."""
        sizes, first_sizes = (np.linalg.norm(one, axis=1) for one in (self.coefficients, first))
        alike = np.abs(self.coefficients @ first.T) / np.outer(sizes, first_sizes) > 1 - NOTHING
        return [
            (int(row.argmax()), float(size / first_sizes[row.argmax()])) if row.any() else None
            for row, size in zip(alike, sizes, strict=True)
        ]


def keys_of(persons: Whole, order: int) -> Digests:
    """What sorts persons in one of the fixed orders."""
    return digest_of((persons + _ORDER * order).astype(np.float64))


def writing_of(found: ModelEvidence, order: int, *, method: str, own_errors: bool) -> Writing:
    """A model seen from the anchors of an order. `own_errors` says that its errors are the model's own, not robust."""
    norms = np.round(np.einsum("ij,ij->i", found.columns, found.columns), 6)  # rows of a person come in any order
    rows = np.lexsort((norms, keys_of(found.persons, order)))
    anchors = _anchors(found.columns, rows)
    inside: Values = np.asarray(np.linalg.inv(found.columns[anchors]), np.float64)
    plain = Writing(np.zeros(0, np.uint64), found.columns[anchors] @ np.linalg.inv(found.back), np.zeros(len(anchors)))
    writing, seen = _OUTCOMES[method](plain, found, rows, anchors, inside)
    seen = [found.columns @ (inside @ _marks(found.persons[anchors])), *seen]
    if WEIGHT in found.values:
        weights = found.values[WEIGHT]
        unit = float(weights[rows[0]])
        seen.append(weights / unit)
        writing = replace(writing, spread=writing.spread * (1.0 if method == "linear" else unit))
    return replace(writing, digests=_digests(seen), spread=writing.spread if own_errors else 1.0)


def _anchors(columns: Values, rows: Whole) -> Whole:
    """The first rows, in the order given, that the columns tell apart. Raises Withhold where there are too few."""
    found: list[int] = []
    known = np.zeros((0, columns.shape[1]))
    at = 0
    while len(found) < columns.shape[1]:
        part = columns[rows[at : at + CHUNK]]
        if not len(part):
            raise Withhold("no anchors")
        rest = part - part @ known.T @ known
        away = np.linalg.norm(rest, axis=1)
        if not np.any(away > APART):
            at += CHUNK
            continue
        first = int(np.argmax(away > APART))
        found.append(int(rows[at + first]))
        known = np.vstack([known, rest[first] / away[first]])
        at += first + 1
    return np.array(found, np.int64)


def _marks(persons: Whole) -> Values:
    """Given values at the anchors: by person, so that an anchor more does not move the others'."""
    before = np.array([np.count_nonzero(persons[:at] == person) for at, person in enumerate(persons)])
    return np.asarray(digest_of(persons + before / 1024) / 2.0**64, np.float64)


def _digests(columns: list[Values]) -> Digests:
    found = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        found = found * _MIX + digest_of(np.floor(column / GRID + OFFSET))
    return found


Seen = tuple[Writing, list[Values]]
"""The outcome's shift and scale, and its columns as the anchors see them."""


def _measured(plain: Writing, found: ModelEvidence, rows: Whole, anchors: Whole, inside: Values) -> Seen:
    """A number: what it is beyond the sum of columns that meets it at the anchors, by the first such."""
    values = found.values[OUTCOME]
    beyond = values - found.columns @ (inside @ values[anchors])
    clear = np.abs(beyond[rows]) > APART * np.std(beyond)
    unit = float(beyond[rows[np.argmax(clear)]])
    return replace(plain, shift=-values[anchors], scale=1 / unit), [beyond / unit]


def _yes_no(plain: Writing, found: ModelEvidence, rows: Whole, *_: NDArray[Any]) -> Seen:
    """A yes/no: whether it is as the first person's."""
    values = found.values[OUTCOME]
    first = values[rows[0]]
    return replace(plain, scale=1.0 if first else -1.0), [np.asarray(values == first, np.float64)]


def _counted(plain: Writing, found: ModelEvidence, rows: Whole, *_: NDArray[Any]) -> Seen:
    """A count over an exposure: by the first that is not 0."""
    counts, seen, shift = found.values[OUTCOME], [], 0.0
    unit = float(counts[rows[np.argmax(counts[rows] > 0)]])
    if EXPOSURE in found.values:
        exposure = found.values[EXPOSURE]
        shift = float(np.log(exposure[rows[0]]))
        seen.append(exposure / exposure[rows[0]])
    return replace(plain, shift=plain.shift + shift - np.log(unit), spread=unit), [counts / unit, *seen]


def _timed(plain: Writing, found: ModelEvidence, rows: Whole, *_: NDArray[Any]) -> Seen:
    """Times between the first person's and the next one's that is another; strata by their first person."""
    stop = found.values[STOP]
    zero = stop[rows[0]]
    unit = stop[rows[np.argmax(stop[rows] != zero)]] - zero
    seen = [(found.values[name] - zero) / unit for name in (START, STOP)] + [found.values[EVENT]]
    if found.strata is not None:
        firsts = np.unique(found.strata[rows], return_index=True)[1]
        places = np.unique(found.strata, return_inverse=True)[1]
        seen.append(np.asarray(found.persons[rows[firsts]][places], np.float64))
    return plain, seen


_OUTCOMES: Mapping[str, Callable[[Writing, ModelEvidence, Whole, Whole, Values], Seen]] = MappingProxyType(
    {"linear": _measured, "logistic": _yes_no, "poisson": _counted, "cox": _timed}
)
