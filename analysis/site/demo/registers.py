"""Persons, deaths, moves and tumours: BEF, DODSAARS, VNDS and the cancer register."""

from __future__ import annotations

import numpy as np

from analysis.site.demo.clock import END, YEARS, Flags, Floats, Ints, first_day
from analysis.site.demo.contacts import BREAST_CODES, breast_places, other_cancer_codes
from analysis.site.demo.happenings import Piece
from analysis.site.demo.lives import Cause
from analysis.site.demo.parquet import Coded, Date, Pnr, Table, Whole
from analysis.site.demo.people import MARITAL_STATUSES, MOVED_HERE, municipalities

_REGIONS = tuple(sorted({place.region for place in municipalities()}))
_YEAR_STARTS = np.array([first_day(year) for year in YEARS])

_CAUSES = (
    "DI219",
    "DC509",
    "DC349",
    "DC189",
    "DC619",
    "DC259",
    "DC679",
    "DC439",
    "DI251",
    "DI509",
    "DI649",
    "DJ449",
    "DJ189",
    "DF039",
    "DE149",
    "DK709",
    "DX599",
    "DX849",
    "DR999",
)
_MORPHOLOGY = ("85003", "85203", "81403", "80703", "80103")

OBJECTORS, TAKEN_BACK = 0.003, 1 / 6
"""Share of the persons who have objected to secondary use, and of those who took it back."""
OBJECTED_FROM = 2019


def bef(piece: Piece) -> Table:
    """One row for each person who ever lived in Denmark in the period, as last seen; the dead still stand in it."""
    people, lives = piece.people, piece.lives
    last = np.minimum(np.minimum(lives.death, np.where(lives.return_ < END, np.inf, lives.emigration)), END - 1)
    regions = np.array([_REGIONS.index(place.region) for place in municipalities()])
    origin = np.where(people.route == MOVED_HERE, 1, np.where(piece.random.random(len(people)) < 0.03, 2, 0))
    return {
        "pnr": Pnr(people.pnr),
        "koen": Whole(people.woman + 1),
        "foed_dag": Date(people.birth),
        "aar": Whole(np.searchsorted(_YEAR_STARTS, last, side="right") + YEARS[0] - 1),
        "reg": Coded(regions[people.municipality], _REGIONS),
        "kom": Coded(people.municipality, tuple(place.code for place in municipalities())),
        "civst": Coded(people.marital, MARITAL_STATUSES),
        "ie_type": Whole(origin + 1),
    }


def dodsaars(piece: Piece) -> Table:
    """One row for each death in Denmark."""
    who = np.flatnonzero(piece.lives.dies_here)
    return {
        "pnr": Pnr(piece.people.pnr[who]),
        "d_dodsdto": Date(piece.lives.death[who]),
        "c_dod1": Coded(_causes(piece, who), _CAUSES),
    }


def _causes(piece: Piece, who: Ints) -> Ints:
    """What is simulated gives its own cause; the rest is drawn by age."""
    lives = piece.lives
    age = (lives.death[who] - piece.people.birth[who]) / 365.25
    heart_and_lung = piece.random.choice(np.arange(8, 15), p=[0.22, 0.16, 0.15, 0.16, 0.11, 0.15, 0.05], size=len(who))
    young = piece.random.choice([15, 16, 17, 18], p=[0.25, 0.35, 0.2, 0.2], size=len(who))
    drawn = np.where(piece.random.random(len(who)) < np.interp(age, [30, 75], [0.1, 0.93]), heart_and_lung, young)
    cancer = piece.random.choice(np.arange(2, 8), p=[0.32, 0.22, 0.14, 0.14, 0.1, 0.08], size=len(who))
    cancer = np.where((cancer == 4) & (piece.people.woman[who] == 1), 3, cancer)
    cause = lives.cause[who]
    conditions = [cause == Cause.INFARCTION, cause == Cause.BREAST_CANCER, cause == Cause.OTHER_CANCER]
    return np.select(conditions, [np.zeros_like(drawn), np.ones_like(drawn), cancer], drawn).astype(np.int64)


def vnds(piece: Piece) -> Table:
    """Moves out of (U) and into (I) Denmark, also of those who come back."""
    people, lives = piece.people, piece.lives
    arrived = np.flatnonzero((people.route == MOVED_HERE) & (people.entry < END))
    left = np.flatnonzero((lives.emigration < END) & (lives.emigration <= lives.death))
    back = np.flatnonzero((lives.return_ < END) & (lives.return_ <= lives.death))
    person = np.concatenate([arrived, left, back])
    day = np.concatenate([people.entry[arrived], lives.emigration[left], lives.return_[back]])
    out = np.repeat([0, 1, 0], [len(arrived), len(left), len(back)])
    order = np.lexsort((day, person))
    return {
        "pnr": Pnr(people.pnr[person[order]]),
        "indud_kode": Coded(out[order], ("I", "U")),
        "haend_dato": Date(day[order]),
    }


def opt_outs(piece: Piece) -> Table:
    """One row for each objection to secondary use; some were taken back a year later."""
    people = piece.people
    person = np.flatnonzero(piece.random.random(len(people)) < OBJECTORS)
    since = piece.random.integers(first_day(OBJECTED_FROM), END, len(person)).astype(np.float64)
    until = np.where(piece.random.random(len(person)) < TAKEN_BACK, since + 365, np.inf)
    return {"pnr": Pnr(people.pnr[person]), "dato": Date(since), "ophoert": Date(until)}


def cancer(piece: Piece) -> Table:
    """One row for each tumour, a few days after the hospital first wrote it down; older tumours back to 1995."""
    people, lives, random = piece.people, piece.lives, piece.random
    breast = np.flatnonzero(_registered(piece, lives.breast_cancer))
    other = np.flatnonzero(_registered(piece, lives.other_cancer))
    person = np.concatenate([breast, other])
    first = np.concatenate([lives.breast_cancer[breast], lives.other_cancer[other]])
    day = np.minimum(first + random.integers(0, 21, len(person)), np.minimum(lives.death[person], END - 1))
    codes = (*BREAST_CODES, *other_cancer_codes().codes)
    places = np.concatenate([breast_places(breast), len(BREAST_CODES) + other_cancer_codes().of(people, other)])
    order = np.lexsort((day, person))
    breast_form = random.choice([0, 1], p=[0.8, 0.2], size=len(person))
    other_form = random.choice([2, 3, 4], p=[0.6, 0.25, 0.15], size=len(person))
    form = np.where(np.arange(len(person)) < len(breast), breast_form, other_form)
    return {
        "pnr": Pnr(people.pnr[person[order]]),
        "d_diagnosedato": Date(day[order]),
        "c_icd10": Coded(places[order], codes),
        "c_topo3": Coded(places[order], tuple(code[1:] for code in codes)),
        "c_morfo3": Coded(form[order], _MORPHOLOGY),
    }


def _registered(piece: Piece, day: Floats) -> Flags:
    """Tumours found while living here, and those from before the registers begin."""
    everybody = np.arange(len(piece.people))
    here: Flags = np.isfinite(day) & (
        (day < piece.people.entry) | piece.lives.resident(everybody, day, piece.people.entry)
    )
    return here
