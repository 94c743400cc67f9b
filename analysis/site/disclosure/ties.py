"""How many persons had several values of which the smallest was taken, for the variables of an analysis."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import numpy as np

from analysis.plans.own_values import own_parts
from analysis.site.engines import Engine
from analysis.site.evidence import Grid, Ids
from analysis.site.frame import PERSON, Frame

from .desk import Desk
from .notes import note

Note = dict[str, str]


def open_tie_notes(analysis: Any, frame: Frame, engine: Engine) -> list[Note]:
    """A note for each variable with ties, with the number of persons."""
    found = ((name, len(persons)) for name, persons in _tied(analysis, frame, engine))
    return [note("ties", name=name, count=count) for name, count in found if count]


def tie_notes(analysis: Any, frame: Frame, engine: Engine, desk: Desk) -> list[Note]:
    """A note for each variable that can have ties, with a published number: to leave one out would tell of nobody."""
    return [
        note("ties", name=name, count=desk.counts(_one_set(persons)).forms[0])
        for name, persons in _tied(analysis, frame, engine)
    ]


def _one_set(persons: Ids) -> Grid:
    return Grid(persons, np.zeros(len(persons), np.int64), (np.zeros(1, np.int64),))


def _tied(analysis: Any, frame: Frame, engine: Engine) -> Iterator[tuple[str, Ids]]:
    """The variables of the analysis that can have ties, each with its persons; what shares its ties is told once."""
    used = set(_words(analysis.model_dump(exclude={"id", "method"}))) if frame.ties else set()
    own = own_parts(analysis)  # values that stand in the analysis itself, like the end of its time
    told: set[tuple[str, ...]] = set()
    for name, columns in frame.ties.items():
        if (name in used or name in own) and columns not in told:
            told.add(columns)
            persons = engine.fetch(frame.tied(name))[PERSON]
            yield own.get(name, name), np.sort(np.asarray(np.ma.getdata(persons), np.int64))


def _words(value: Any) -> Iterator[str]:
    """Every text in an analysis: the names of its variables are among them."""
    if isinstance(value, str) and not isinstance(value, StrEnum):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _words(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _words(part)
