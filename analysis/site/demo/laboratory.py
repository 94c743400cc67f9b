"""Laboratory results: HbA1c in both its units, LDL cholesterol, creatinine and CRP."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analysis.site.demo import rates
from analysis.site.demo.clock import END, YEAR_DAYS, Floats, Ints, first_day
from analysis.site.demo.happenings import Happenings, Piece, unpack
from analysis.site.demo.parquet import Coded, Date, Number, Pnr, Table

_TESTS = ("NPU27300", "NPU03835", "NPU01568", "NPU18016", "NPU19748")
_UNITS = ("mmol/mol", "%", "mmol/l", "µmol/l", "mg/l")
_SUGAR, _SUGAR_PERCENT, _LDL, _CREATININE, _CRP = range(5)
_TEXTS = ("<3", "hæmolyseret")
_SPOILT = 0.006
_CRP_LIMIT = 3.0

# Danish laboratories went from % to mmol/mol around the turn of 2011; for two years many gave both.
_BOTH_FROM, _NEW_FROM = first_day(2011), first_day(2013)

_GENERAL_RATES = {
    _SUGAR: rates.by_age([0, 20, 40, 60, 80, 110], *[[0.003, 0.01, 0.05, 0.12, 0.15, 0.1]] * 2),
    _LDL: rates.by_age([0, 20, 40, 60, 80, 110], *[[0.002, 0.02, 0.11, 0.22, 0.18, 0.1]] * 2),
    _CREATININE: rates.by_age([0, 20, 40, 60, 80, 110], *[[0.03, 0.1, 0.16, 0.35, 0.7, 0.7]] * 2),
    _CRP: rates.by_age([0, 20, 40, 60, 80, 110], *[[0.08, 0.06, 0.08, 0.13, 0.25, 0.3]] * 2),
}
"""Tests per person-year without a special reason."""


def lab(piece: Piece) -> Table:
    """The table `lab`, by person and day; a result that is no number stands in the text column instead."""
    happenings = unpack([*_general(piece), *_diabetes_controls(piece), *_statin_controls(piece)])
    value = np.round(_values(piece, happenings), 1)
    spoilt = piece.random.random(len(happenings)) < _SPOILT
    low = (happenings.what == _CRP) & (value < _CRP_LIMIT)
    return {
        "pnr": Pnr(piece.people.pnr[happenings.person]),
        "samplingdate": Date(happenings.day),
        "analysiscode": Coded(happenings.what, _TESTS),
        "value": Number(np.where(spoilt | low, np.nan, value)),
        "unit": Coded(happenings.what, _UNITS),
        "resulttext": Coded(np.where(spoilt, 1, np.where(low, 0, -1)), _TEXTS),
    }


def _general(piece: Piece) -> Iterator[Ints]:
    ages = piece.ages_by_year()
    for test, table in _GENERAL_RATES.items():
        yearly = table[piece.people.woman[:, None], ages] * piece.people.frailty[:, None] ** 0.5
        person, day, _ = piece.by_rates(yearly)
        yield from _sugar(piece, person, day) if test == _SUGAR else (piece.pack(person, day, test),)


def _sugar(piece: Piece, person: Ints, day: Floats) -> Iterator[Ints]:
    """One HbA1c in the unit of its time, for two years often in both."""
    luck = piece.random.random(len(person))
    between = (day >= _BOTH_FROM) & (day < _NEW_FROM)
    old = (day < _BOTH_FROM) | (between & (luck < 0.8)) | (~between & (luck < 0.02))
    new = ((day >= _NEW_FROM) & ~old) | (between & (luck > 0.2))
    yield piece.pack(person[old], day[old], _SUGAR_PERCENT)
    yield piece.pack(person[new], day[new], _SUGAR)


def _diabetes_controls(piece: Piece) -> Iterator[Ints]:
    who = np.flatnonzero(np.isfinite(piece.lives.diabetes))
    begins = piece.lives.diabetes[who]
    person, day = piece.repeated(who, begins, np.full(len(who), float(END)), 170.0)
    yield from _sugar(piece, person, day)


def _statin_controls(piece: Piece) -> Iterator[Ints]:
    """LDL some weeks before the first package, after three months, then every year."""
    who = np.flatnonzero(np.isfinite(piece.lives.statin))
    begins = piece.lives.statin[who]
    yield piece.pack(who, begins - piece.random.integers(3, 40, len(who)), _LDL)
    person, day = piece.repeated(who, begins + 90, np.full(len(who), float(END)), YEAR_DAYS)
    yield piece.pack(person, day, _LDL)


def _values(piece: Piece, happenings: Happenings) -> Floats:
    """A person's own level, what disease and treatment do to it, and the day's wobble."""
    random, person, day = piece.random, happenings.person, happenings.day
    wobble = random.standard_normal(len(happenings))
    sugar = _sugar_level(piece)[person]
    before = day < piece.lives.diabetes[person]
    healthy = _own_level(piece, 37.0, 2.6)[person]
    sugar = np.where(before, healthy, sugar) * (1 + 0.06 * wobble)
    ldl = _ldl_level(piece)[person] * np.where(day > piece.lives.statin[person], 0.575, 1.0) * (1 + 0.07 * wobble)
    men = piece.people.woman[person] == 0
    age = (day - piece.people.birth[person]) / YEAR_DAYS
    creatinine = np.where(men, 82.0, 67.0) * np.exp(0.14 * wobble) * (1 + np.clip(age - 60, 0, None) * 0.006)
    crp = np.exp(1.5 + 1.25 * wobble)
    values: Floats = np.choose(happenings.what, [sugar, sugar / 10.929 + 2.15, ldl, creatinine, crp])
    return np.clip(values, 0.3, None)


def _own_level(piece: Piece, mean: float, spread: float) -> Floats:
    level: Floats = piece.random.normal(mean, spread, len(piece.people))
    return level


def _sugar_level(piece: Piece) -> Floats:
    level: Floats = np.where(piece.lives.type_1, _own_level(piece, 66, 11), _own_level(piece, 54, 9.5))
    return np.clip(level, 38, 140)


def _ldl_level(piece: Piece) -> Floats:
    """Those who will get statins have the higher cholesterol."""
    treated = np.isfinite(piece.lives.statin)
    level: Floats = np.where(treated, _own_level(piece, 4.0, 0.6), _own_level(piece, 3.1, 0.75))
    return np.clip(level, 1.0, 8.0)
