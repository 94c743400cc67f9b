"""Dispensed prescriptions: LMDB. Disease drives the long treatments, age and luck the rest.

A package lasts to the next dispensing, so the last one of the dead reaches past their death. Hospitals' own
dispensings are absent, the dose is nowhere, and the indication is missing in about one of seven rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib import resources

import numpy as np

from analysis.site.demo import rates
from analysis.site.demo.clock import END, YEAR_DAYS, Flags, Floats, Ints, first_day
from analysis.site.demo.happenings import Piece, unpack
from analysis.site.demo.parquet import Coded, Date, Number, Pnr, Table, Whole

PERSISTENT = 0.84
"""Share of statin users who are still on it after a year."""
_REFILL_DAYS = 100.0
_INDICATION_MISSING = 0.15
_OZEMPIC_SOLD_FROM = first_day(2018) + 212
_WEGOVY_SOLD_FROM = first_day(2022) + 337

_ODD_RATES = rates.by_age(
    [0, 5, 15, 30, 50, 70, 90, 110],
    [1.6, 0.85, 0.85, 1.15, 1.6, 2.1, 2.6, 2.3],
    [1.6, 0.85, 1.1, 1.55, 2.0, 2.4, 2.8, 2.6],
)
"""Single prescriptions per person-year: with the long treatments 723 of 1,000 redeem one in a year."""
_ODD_DRUGS = {
    "phenoxymethylpenicillin": (0.24, 0.15),
    "penicillin": (0.16, 0.11),
    "hydrocortisone": (0.14, 0.08),
    "salbutamol": (0.18, 0.06),
    "eye_drops": (0.18, 0.06),
    "paracetamol": (0.05, 0.2),
    "ibuprofen": (0.04, 0.16),
    "diclofenac": (0.005, 0.06),
    "tramadol": (0.002, 0.07),
    "zopiclone": (0.003, 0.05),
}
"""Shares among children and grown-ups; the rows need not sum to one."""


@cache
def _packages() -> tuple[dict[str, str], ...]:
    text = resources.files(__package__).joinpath("packages.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _drug(name: str) -> int:
    return next(place for place, row in enumerate(_packages()) if row["name"] == name)


def lmdb(piece: Piece) -> Table:
    """The table `lmdb`, by person and day."""
    families = (_statins, _after_infarction, _for_diabetes, _weight, _ovaries, _long_treatments, _contraceptives, _odd)
    happenings = unpack([packed for family in families for packed in family(piece)])
    drug, random = happenings.what, piece.random
    missing = random.random(len(happenings)) < _INDICATION_MISSING
    return {
        "pnr": Pnr(piece.people.pnr[happenings.person]),
        "eksd": Date(happenings.day),
        "atc": _coded(drug, "atc"),
        "vnr": _coded(drug, "vnr"),
        "apk": Whole((random.random(len(happenings)) < 0.05).astype(np.int64) + 1),
        "packsize": Number(_numbers("packsize")[drug]),
        "strnum": Number(_numbers("strength")[drug]),
        "volume": Number(_numbers("volume")[drug]),
        "indo": _coded(np.where(missing, -1, drug), "indication"),
    }


def _coded(place: Ints, field: str) -> Coded:
    return Coded(place, tuple(row[field] for row in _packages()))


def _numbers(field: str) -> Floats:
    return np.array([float(row[field]) for row in _packages()])


def _course(piece: Piece, who: Ints, begins: Floats, stops: Floats, drug: Ints | str, every: float) -> Ints:
    """A long treatment: the first package on the day it begins, the next ones as it is used up."""
    person, day = piece.repeated(who, begins, stops, every)
    if isinstance(drug, str):
        return piece.pack(person, day, _drug(drug))
    by_person = np.zeros(len(piece.people), dtype=np.int64)
    by_person[who] = drug
    return piece.pack(person, day, by_person[person])


def _until_tired(piece: Piece, begins: Floats, *, years: float) -> Floats:
    stops: Floats = begins + 1 + piece.random.exponential(years * YEAR_DAYS, len(begins))
    return stops


def _statins(piece: Piece) -> Iterator[Ints]:
    who = np.flatnonzero(np.isfinite(piece.lives.statin))
    begins = piece.lives.statin[who]
    soon = begins + 1 + piece.random.random(len(who)) * YEAR_DAYS
    stops = np.where(piece.random.random(len(who)) < PERSISTENT, END, soon)
    simvastatin = piece.random.random(len(who)) < np.where(begins < first_day(2012), 0.98, 0.35)
    drug = np.where(simvastatin, _drug("simvastatin"), _drug("atorvastatin"))
    yield _course(piece, who, begins, stops, drug, _REFILL_DAYS)


def _after_infarction(piece: Piece) -> Iterator[Ints]:
    who = np.flatnonzero(np.isfinite(piece.lives.infarction))
    begins = piece.lives.infarction[who] + 3 + piece.random.integers(0, 20, len(who))
    forever = np.full(len(who), float(END))
    yield _course(piece, who, begins, forever, "aspirin", _REFILL_DAYS)
    new = np.isinf(piece.lives.statin[who]) & (piece.random.random(len(who)) < 0.85)
    drug = np.where(begins < first_day(2012), _drug("simvastatin"), _drug("atorvastatin"))
    yield _course(piece, who[new], begins[new], forever[new], drug[new], _REFILL_DAYS)


def _for_diabetes(piece: Piece) -> Iterator[Ints]:
    ill, type_1 = np.isfinite(piece.lives.diabetes), piece.lives.type_1
    tablets: tuple[tuple[str, float, float], ...] = (
        ("metformin", 0.78, 0.1),
        ("glimepiride", 0.28, 4.0),
        ("sitagliptin", 0.27, 4.5),
        ("insulin_slow", 0.22, 7.0),
    )
    for drug, share, years in tablets:
        who = piece.chosen(share, ill & ~type_1)
        begins = piece.lives.diabetes[who] + piece.random.exponential(years * YEAR_DAYS, len(who))
        yield _course(piece, who, begins, _until_tired(piece, begins, years=9), drug, _REFILL_DAYS)
    insulin = np.flatnonzero(ill & type_1)
    begins, forever = piece.lives.diabetes[insulin], np.full(len(insulin), float(END))
    yield _course(piece, insulin, begins, forever, "insulin_fast", _REFILL_DAYS)
    yield _course(piece, insulin, begins, forever, "insulin_slow", _REFILL_DAYS)
    weekly = piece.chosen(0.2, ill & ~type_1)
    sold = _OZEMPIC_SOLD_FROM + piece.random.random(len(weekly)) * (END - _OZEMPIC_SOLD_FROM)
    begins = np.maximum(sold, piece.lives.diabetes[weekly] + 60)
    yield _course(piece, weekly, begins, _until_tired(piece, begins, years=3), "ozempic", 84.0)


def _weight(piece: Piece) -> Iterator[Ints]:
    """Semaglutide without diabetes: Ozempic off label, and Wegovy in its first weeks; one ATC code for both."""
    adult = (piece.people.birth < first_day(2004)) & (piece.people.birth > first_day(1948))
    well = adult & np.isinf(piece.lives.diabetes)
    for drug, share, sold_from in (("ozempic", 0.008, first_day(2021)), ("wegovy", 0.007, _WEGOVY_SOLD_FROM)):
        who = piece.chosen(share, well)
        begins = sold_from + piece.random.random(len(who)) * (END - sold_from)
        yield _course(piece, who, begins, _until_tired(piece, begins, years=1), drug, 28.0)


def _ovaries(piece: Piece) -> Iterator[Ints]:
    """Metformin in young women without diabetes."""
    who = piece.chosen(0.02, (piece.people.woman == 1) & np.isinf(piece.lives.diabetes))
    begins = piece.people.birth[who] + (18 + piece.random.random(len(who)) * 17) * YEAR_DAYS
    yield _course(piece, who, begins, _until_tired(piece, begins, years=1.5), "metformin", _REFILL_DAYS)


def _long_treatments(piece: Piece) -> Iterator[Ints]:
    """Treatments that begin at some age and last some years: drug, share of men and women, age, spread, years."""
    for drug, men, women, age, spread, years in (
        ("enalapril", 0.26, 0.22, 60, 12, 25.0),
        ("amlodipine", 0.2, 0.18, 63, 12, 20.0),
        ("bendroflumethiazide", 0.12, 0.2, 64, 12, 20.0),
        ("pantoprazole", 0.2, 0.22, 56, 16, 3.0),
        ("sertraline", 0.11, 0.2, 41, 17, 2.5),
        ("levothyroxine", 0.01, 0.06, 50, 16, 40.0),
        ("inhaler", 0.08, 0.09, 45, 22, 5.0),
    ):
        who = piece.chosen(np.where(piece.people.woman == 1, women, men))
        begins = piece.people.birth[who] + piece.random.normal(age, spread, len(who)) * YEAR_DAYS
        yield _course(piece, who, begins, _until_tired(piece, begins, years=years), drug, _REFILL_DAYS)


def _contraceptives(piece: Piece) -> Iterator[Ints]:
    who = piece.chosen(0.55, piece.people.woman == 1)
    begins = piece.people.birth[who] + piece.random.uniform(15.5, 22, len(who)) * YEAR_DAYS
    yield _course(piece, who, begins, _until_tired(piece, begins, years=7), "contraceptive", 95.0)


def _odd(piece: Piece) -> Iterator[Ints]:
    """Single prescriptions, unevenly spread over persons."""
    people, ages = piece.people, piece.ages_by_year()
    person, day, year = piece.by_rates(_ODD_RATES[people.woman[:, None], ages] * people.frailty[:, None] ** 0.7)
    drugs = np.array([_drug(name) for name in _ODD_DRUGS])
    shares = np.array(list(_ODD_DRUGS.values())).T
    bounds = np.cumsum(shares, axis=1) / shares.sum(axis=1, keepdims=True)
    grown: Flags = ages[person, year] >= 15
    luck = piece.random.random(len(person)) * 0.999999
    place = np.where(grown, np.searchsorted(bounds[1], luck, "right"), np.searchsorted(bounds[0], luck, "right"))
    yield piece.pack(person, day, drugs[place])
