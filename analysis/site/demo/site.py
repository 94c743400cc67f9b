"""Lays out the demo site: manifest, notice and one folder of Parquet files for each register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np

from analysis.site.demo.clock import random_numbers
from analysis.site.demo.contacts import contacts_and_diagnoses
from analysis.site.demo.happenings import Piece
from analysis.site.demo.laboratory import lab
from analysis.site.demo.lives import live
from analysis.site.demo.medicines import lmdb
from analysis.site.demo.parquet import Table, write_table
from analysis.site.demo.people import draw_people, municipalities
from analysis.site.demo.registers import bef, cancer, dodsaars, opt_outs, vnds

DEFAULT_PERSONS = 50_000
DEFAULT_SEED = 20_260_101
MOST_PERSONS = 50_000_000

REGISTERS = ("bef", "dodsaars", "vnds", "cancer", "lpr_kontakter", "lpr_diagnoser", "lmdb", "lab", "opt_outs")

_PIECE = 200_000
"""Persons drawn and written at a time: about 3 GB of memory, whatever the whole."""
_KEYS_OF_A_PIECE = 10**9

_NOTICE = """SYNTETISKE DATA / SYNTHETIC DATA

Ingen af personerne i disse registre findes. Data er trukket af en simulering med tilfældige tal.
Nobody in these registers exists. The data were drawn by a simulation with random numbers.

Personer / persons: {persons}
Frø / seed: {seed}

Tre sammenhænge er lagt ind med vilje / three truths are planted:
- statin: 0.80 gange så mange førstegangs-hjerteinfarkter fra første pakke / 0.80 times the rate of a first
  myocardial infarction from the first package
- diabetes: dobbelt dødelighed ved 60 år / twice the mortality at 60
- brystkræft: 1 % flere om året / breast cancer: a rate rising 1 % a year
"""


@dataclass(frozen=True)
class WrittenDemo:
    """What was written: the site's directory and the rows of each register."""

    directory: Path
    rows: Mapping[str, int]


class PersonsOutOfRange(ValueError):
    """Raised for a number of persons that cannot be written."""


def write_demo(directory: Path, *, persons: int = DEFAULT_PERSONS, seed: int = DEFAULT_SEED) -> WrittenDemo:
    """Write the synthetic registers of `persons` persons (1 to 50 million) as a site in `directory`.

    The same persons and seed (0 or more) give the same bytes in every data file. Registers that stand there are
    replaced; a ledger beside them is left alone. Raises PersonsOutOfRange.
    """
    if not 1 <= persons <= MOST_PERSONS or seed < 0:
        raise PersonsOutOfRange(persons)
    directory.mkdir(parents=True, exist_ok=True)
    for register in REGISTERS:
        for old in (directory / register).glob("part-*.parquet"):
            old.unlink()
    rows: Counter[str] = Counter()
    for number, first in enumerate(range(0, persons, _PIECE)):
        for register, table in _registers(seed, number, first=first, persons=persons):
            rows[register] += write_table(directory / register / f"part-{number:03d}.parquet", table)
    (directory / "site.toml").write_text(_manifest(), "utf-8")
    (directory / "README.txt").write_text(_NOTICE.format(persons=persons, seed=seed), "utf-8")
    return WrittenDemo(directory, dict(rows))


def _registers(seed: int, number: int, *, first: int, persons: int) -> Iterator[tuple[str, Table]]:
    """The tables of one piece, each drawn when asked for, so that only one is in memory."""

    def stream(topic: str) -> np.random.Generator:
        return random_numbers(seed, number, topic)

    people = draw_people(stream("people"), first=first, count=min(_PIECE, persons - first), persons=persons)
    lives = live(stream("lives"), people)

    def piece(topic: str) -> Piece:
        return Piece(people, lives, stream(topic))

    for register, draw in (("bef", bef), ("dodsaars", dodsaars), ("vnds", vnds), ("cancer", cancer)):
        yield register, draw(piece(register))
    contacts, diagnoses = contacts_and_diagnoses(piece("lpr"), first_key=number * _KEYS_OF_A_PIECE)
    yield "lpr_kontakter", contacts
    yield "lpr_diagnoser", diagnoses
    del contacts, diagnoses
    yield "lmdb", lmdb(piece("lmdb"))
    yield "lab", lab(piece("lab"))
    yield "opt_outs", opt_outs(piece("opt_outs"))


def _manifest() -> str:
    """The manifest beside this module with the labels of the municipalities put in."""
    template = resources.files(__package__).joinpath("site.toml").read_text("utf-8")
    labels = ", ".join(f'"{place.code}" = "{place.name}"' for place in municipalities())
    return template.replace("labels = {}", f"labels = {{{labels}}}")
