"""Hospital contacts and their diagnoses: LPR2 and LPR3 already laid together."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from analysis.site.demo import rates
from analysis.site.demo.clock import END, START, YEAR_DAYS, Flags, Floats, Ints, first_day
from analysis.site.demo.happenings import Happenings, Piece, unpack
from analysis.site.demo.parquet import Coded, Date, Key, Pnr, Table, Whole
from analysis.site.demo.people import People

INPATIENT, OUTPATIENT, EMERGENCY = 0, 1, 2
BREAST_CODES = ("DC501", "DC502", "DC503", "DC504", "DC505", "DC508", "DC509")
_INFARCTION_CODES = ("DI210", "DI211", "DI214", "DI219")
_DIABETES_CODES = ("DE109", "DE119")
_SPECIALTIES_OF_PLANTED = {"DC": "onkologi", "DI": "kardiologi", "DE": "endokrinologi"}

_CONTACT_RATES = (
    rates.by_age(
        [0, 1, 5, 12, 18, 30, 40, 60, 70, 80, 90, 110],
        [0.25, 0.11, 0.045, 0.03, 0.045, 0.055, 0.07, 0.14, 0.22, 0.38, 0.5, 0.45],
        [0.22, 0.09, 0.04, 0.03, 0.065, 0.17, 0.1, 0.13, 0.2, 0.36, 0.47, 0.45],
    ),
    rates.by_age(
        [0, 5, 20, 40, 60, 75, 110], [0.25, 0.2, 0.22, 0.32, 0.5, 0.7, 0.6], [0.22, 0.18, 0.32, 0.4, 0.5, 0.65, 0.5]
    ),
    rates.by_age(
        [0, 5, 20, 40, 70, 90, 110], [0.2, 0.18, 0.16, 0.12, 0.12, 0.2, 0.2], [0.18, 0.15, 0.14, 0.1, 0.12, 0.22, 0.2]
    ),
)
"""Contacts per person-year by kind; with the spread between persons 114 of 1,000 are admitted in a year."""

_SAME_DAY_AGAIN = 0.03
_RETRACTED = 0.012
_SUSPECTED_BREAST_CANCER = 0.0016
"""Share of all women over the whole period with a breast cancer diagnosis that was later retracted."""
_SECOND_DIAGNOSIS = 0.30
_COPIED_DIAGNOSIS = 0.15
_COPIED_WITHIN_DAYS = 90
_LPR3_BEGINS = first_day(2019) + 59
_RETRACTED_BIT = 1 << 15
_KIND_SHIFT = 13


@dataclass(frozen=True)
class OtherCancerCodes:
    """Codes of the tumours that are not breast cancer, by sex."""

    codes: tuple[str, ...]
    bounds: tuple[tuple[float, ...], tuple[float, ...]]

    def of(self, people: People, who: Ints) -> Ints:
        """The code of each person's tumour, read from the digits of the pseudonym: the same in every register."""
        digits = (people.pnr[who] * 2654435761 % 9973) / 9973
        men, women = (np.searchsorted(np.asarray(bounds), digits) for bounds in self.bounds)
        return np.where(people.woman[who] == 1, women, men).astype(np.int64)


@cache
def other_cancer_codes() -> OtherCancerCodes:
    """Lung, bowel, prostate, melanoma, bladder, pancreas, kidney, lymphoma, womb, with rough shares."""
    return OtherCancerCodes(
        ("DC349", "DC189", "DC619", "DC439", "DC679", "DC259", "DC649", "DC839", "DC549"),
        ((0.15, 0.29, 0.55, 0.64, 0.75, 0.8, 0.86, 1.0, 1.0), (0.2, 0.4, 0.4, 0.56, 0.62, 0.7, 0.75, 0.87, 1.0)),
    )


@dataclass(frozen=True)
class _Codes:
    """All codes a contact can have: the everyday ones with their weights by group, then the planted ones."""

    codes: tuple[str, ...]
    specialty: Ints
    specialties: tuple[str, ...]
    everyday: Floats

    def draw(self, random: np.random.Generator, group: Ints) -> Ints:
        """Draw an everyday code for each group (child, man, woman, fertile woman, old man, old woman)."""
        place = np.searchsorted(self.everyday, group + random.random(len(group)) * 0.999999, side="right")
        return place % self._everyday_count

    @property
    def _everyday_count(self) -> int:
        return len(self.everyday) // 6

    def place(self, codes: tuple[str, ...]) -> int:
        """Where a run of planted codes begins."""
        return self.codes.index(codes[0])


@cache
def _codes() -> _Codes:
    text = resources.files(__package__).joinpath("diagnoses.csv").read_text("utf-8")
    rows = list(csv.reader(text.splitlines()))[1:]
    planted = (*_INFARCTION_CODES, *_DIABETES_CODES, *BREAST_CODES, *other_cancer_codes().codes)
    weights = np.array([[float(weight) for weight in row[2:]] for row in rows]).T
    cumulative = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True) + np.arange(6)[:, None]
    named = [row[1] for row in rows] + [_SPECIALTIES_OF_PLANTED[code[:2]] for code in planted]
    specialties = tuple(sorted(set(named)))
    return _Codes(
        codes=(*(row[0] for row in rows), *planted),
        specialty=np.array([specialties.index(name) for name in named]),
        specialties=specialties,
        everyday=cumulative.ravel(),
    )


def _what(kind: int, code: Ints | int) -> Ints:
    return np.asarray((kind << _KIND_SHIFT) | np.asarray(code, dtype=np.int64))


def _groups(woman: Ints, age: Ints) -> Ints:
    conditions = [age < 15, (age >= 65) & (woman == 1), age >= 65, (woman == 1) & (age < 45), woman == 1]
    return np.select(conditions, [0, 5, 4, 3, 2], 1).astype(np.int64)


def contacts_and_diagnoses(piece: Piece, *, first_key: int) -> tuple[Table, Table]:
    """The tables `lpr_kontakter` and `lpr_diagnoser`; contact keys count on from `first_key`."""
    packed = [
        *_everyday(piece),
        *_infarctions(piece),
        *_breast_cancers(piece),
        *_other_cancers(piece),
        *_diabetes(piece),
    ]
    happenings = unpack(packed)
    return _contacts(piece, happenings, first_key), _diagnoses(piece, happenings, first_key)


def _everyday(piece: Piece) -> list[Ints]:
    people, random, packed = piece.people, piece.random, []
    ages = piece.ages_by_year()
    for kind, table in enumerate(_CONTACT_RATES):
        person, day, year = piece.by_rates(table[people.woman[:, None], ages] * people.frailty[:, None])
        again = random.random(len(person)) < _SAME_DAY_AGAIN
        person, day = np.concatenate([person, person[again]]), np.concatenate([day, day[again]])
        age = ages[person, np.concatenate([year, year[again]])]
        code = _codes().draw(random, _groups(people.woman[person], age))
        retracted = np.where(random.random(len(person)) < _RETRACTED, _RETRACTED_BIT, 0)
        packed.append(piece.pack(person, day, _what(kind, code) | retracted))
    return packed


def _infarctions(piece: Piece) -> list[Ints]:
    who = np.flatnonzero(np.isfinite(piece.lives.infarction))
    day = piece.lives.infarction[who]
    code = _codes().place(_INFARCTION_CODES) + piece.random.integers(0, len(_INFARCTION_CODES), len(who))
    return [
        piece.pack(who, day, _what(INPATIENT, code)),
        piece.pack(who, day + 30 + piece.random.integers(0, 30, len(who)), _what(OUTPATIENT, code)),
    ]


def _breast_cancers(piece: Piece) -> list[Ints]:
    who = np.flatnonzero(np.isfinite(piece.lives.breast_cancer))
    day, random = piece.lives.breast_cancer[who], piece.random
    base = _codes().place(BREAST_CODES)
    code = base + breast_places(who)
    packed = [piece.pack(who, day, _what(OUTPATIENT, code))]
    packed.append(piece.pack(who, day + random.integers(10, 31, len(who)), _what(INPATIENT, code)))
    for years in (0.4, 1, 2, 3, 4, 5):
        packed.append(piece.pack(who, np.floor(day + years * YEAR_DAYS), _what(OUTPATIENT, code)))
    wrong = piece.chosen(_SUSPECTED_BREAST_CANCER, (piece.people.woman == 1) & _grown_up(piece))
    when = np.floor(START + random.random(len(wrong)) * (END - START))
    packed.append(piece.pack(wrong, when, _what(OUTPATIENT, base + len(BREAST_CODES) - 1) | _RETRACTED_BIT))
    return packed


def breast_places(who: Ints) -> Ints:
    """Where in BREAST_CODES a person's tumour stands: the same in every register."""
    return (who * 7 + who // 3) % len(BREAST_CODES)


def _grown_up(piece: Piece) -> Flags:
    """Who was thirty or more all through the period."""
    grown: Flags = piece.people.birth < START - 30 * YEAR_DAYS
    return grown


def _other_cancers(piece: Piece) -> list[Ints]:
    who = np.flatnonzero(np.isfinite(piece.lives.other_cancer))
    day = piece.lives.other_cancer[who]
    code = _codes().place(other_cancer_codes().codes) + other_cancer_codes().of(piece.people, who)
    packed = [piece.pack(who, day, _what(OUTPATIENT, code))]
    packed.append(piece.pack(who, day + piece.random.integers(10, 31, len(who)), _what(INPATIENT, code)))
    for days in (90, 180, 365):
        packed.append(piece.pack(who, day + days, _what(OUTPATIENT, code)))
    return packed


def _diabetes(piece: Piece) -> list[Ints]:
    """The day of the diagnosis for type 1 and half of type 2; yearly controls for type 1 and a fifth of type 2."""
    lives = piece.lives
    ill = np.isfinite(lives.diabetes)
    base = _codes().place(_DIABETES_CODES)
    known = piece.chosen(np.where(lives.type_1, 1.0, 0.5), ill)
    followed = piece.chosen(np.where(lives.type_1, 1.0, 0.2), ill)
    person, day = piece.repeated(followed, lives.diabetes[followed] + YEAR_DAYS, np.full(len(followed), END), YEAR_DAYS)
    at_hospital = np.where(lives.type_1, base, base + 1)
    return [
        piece.pack(known, lives.diabetes[known], _what(OUTPATIENT, at_hospital[known])),
        piece.pack(person, day, _what(OUTPATIENT, at_hospital[person])),
    ]


def _code_of(happenings: Happenings) -> Ints:
    return happenings.what & ((1 << _KIND_SHIFT) - 1)


def _contacts(piece: Piece, happenings: Happenings, first_key: int) -> Table:
    kind = (happenings.what >> _KIND_SHIFT) & 3
    stay = np.where(kind == INPATIENT, piece.random.geometric(0.24, len(happenings)), 0)
    until = np.minimum(happenings.day + stay, piece.lives.death[happenings.person])
    return {
        "pnr": Pnr(piece.people.pnr[happenings.person]),
        "dw_ek_kontakt": Key(first_key + np.arange(len(happenings))),
        "dato_start": Date(happenings.day),
        "dato_slut": Date(until),
        "pattype": Whole(kind),
        "hovedspeciale_ans": Coded(_codes().specialty[_code_of(happenings)], _codes().specialties),
    }


def _diagnoses(piece: Piece, happenings: Happenings, first_key: int) -> Table:
    """Every contact has an A; some have a B, and some a B that only repeats the A of the contact before."""
    random, count, code = piece.random, len(happenings), _code_of(happenings)
    contact = np.arange(count)
    age = (happenings.day - piece.people.birth[happenings.person]) // YEAR_DAYS
    second = contact[random.random(count) < _SECOND_DIAGNOSIS]
    group = _groups(piece.people.woman[happenings.person[second]], age[second].astype(np.int64))
    soon = np.diff(happenings.day, prepend=0) <= _COPIED_WITHIN_DAYS
    same = np.diff(happenings.person, prepend=-1) == 0
    copied = contact[soon & same & (random.random(count) < _COPIED_DIAGNOSIS)]
    retracted = happenings.what >> 15
    rows = np.concatenate(
        [
            (contact << 13) | (code << 1) | retracted,
            (second << 13) | (1 << 12) | (_codes().draw(random, group) << 1),
            (copied << 13) | (1 << 12) | (code[copied - 1] << 1),
        ]
    )
    rows.sort()
    contact, day = rows >> 13, happenings.day[rows >> 13]
    return {
        "pnr": Pnr(piece.people.pnr[happenings.person[contact]]),
        "dw_ek_kontakt": Key(first_key + contact),
        "dato_start": Date(day),
        "diag_kode": Coded((rows >> 1) & 2047, _codes().codes),
        "diag_kode_type": Coded((rows >> 12) & 1, ("A", "B")),
        "senere_afkraeftet": Coded(np.where((rows & 1) == 1, 0, np.where(day >= _LPR3_BEGINS, 1, -1)), ("Ja", "Nej")),
    }
