"""The table `incidence` of competing causes: Aalen-Johansen in each group, and over all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlglot import exp

from analysis.plans.analyses import MissingValues, Survival
from analysis.plans.options import TimeUnit
from analysis.site import trees
from analysis.site.engines import Engine
from analysis.site.estimation.curves import Risk, Scale
from analysis.site.estimation.incidence import Incidence, Spells, cumulative_incidence
from analysis.site.estimation.times import one_time
from analysis.site.evidence import Cells, Ids
from analysis.site.frame import PERSON, Frame

from .axes import axis_of
from .follow_up import START, STOP, Followed
from .groups import Arrays, add_up, groups_of, numbers, or_none
from .sample import Values
from .tables import Row, Table, column, table

COUNT = "_count"
BEFORE_ALL = -1.0
"""An entry before any time: where a length of time was given, the time 0 counts too."""


def incidence_table(
    analysis: Survival, frame: Frame, engine: Engine, followed: Followed, risks: Sequence[Risk]
) -> Table:
    """The incidence of each cause at its event times, or at the times asked for; `risks` are those of the groups."""
    cause = frame.column(str(analysis.competing))
    arrays = _cells(analysis, engine, followed)
    keeps = analysis.missing is MissingValues.CATEGORY
    groups = groups_of([frame.column(name) for name in analysis.by], arrays, shows_missing=keeps)
    causes = axis_of(cause, arrays[cause.name], shows_missing=False)
    everybody = [np.ones(groups.rows, bool)] if groups.axes else []
    chosen = [*(groups.cells == group for group in range(groups.count)), *everybody]
    rows: list[Row] = []
    for head, inside, risk in zip(groups.heads(), chosen, risks, strict=True):
        spells = _spells(arrays, causes.codes, inside, followed)
        found = cumulative_incidence(spells, len(causes.labels), Scale(analysis.interval))
        for label, one in zip(causes.labels, found, strict=True):
            points = (
                _at_times(one, risk, [float(time) for time in analysis.times]) if analysis.times else _at_events(one)
            )
            rows += [[*head, label, *point] for point in points]
    columns = [*groups.columns(), column("cause", "label"), *curve_columns(followed.unit, "incidence")]
    return table("incidence", columns, rows)


def curve_columns(unit: TimeUnit, share: str) -> list[dict[str, str]]:
    """The time and figures of a curve of some share of the persons."""
    columns = [column("time", "time", unit.value), column("at_risk", "count"), column(share, "estimate")]
    return [*columns, column("lower", "interval"), column("upper", "interval")]


def _cells(analysis: Survival, engine: Engine, followed: Followed) -> Arrays:
    """Spells alike counted together; with several rows a person every spell for itself."""
    names = tuple(dict.fromkeys((*analysis.by, str(analysis.competing), START, STOP)))
    if followed.spells.records is None:
        return add_up(engine, followed.spells.rows(), names, [trees.named(exp.Count(this=exp.Star()), COUNT)])
    return engine.fetch(followed.spells.rows().select(*(trees.column(name) for name in (PERSON, *names))))


def _spells(arrays: Arrays, causes: Cells, inside: NDArray[np.bool_], followed: Followed) -> Spells:
    starts, exits = numbers(arrays[START])[inside], numbers(arrays[STOP])[inside]
    entries = np.full(len(starts), BEFORE_ALL) if followed.is_ready else starts
    times = one_time(np.concatenate([entries, exits]))
    entries, exits = times[: len(entries)], times[len(entries) :]
    if COUNT in arrays:
        return Spells(entries, exits, causes[inside], numbers(arrays[COUNT])[inside])
    persons = np.asarray(arrays[PERSON].data, np.int64)[inside]
    whose = persons if _are_apart(persons, entries, exits) else None
    return Spells(entries, exits, causes[inside], np.ones(len(exits)), whose)


def _are_apart(persons: Ids, entries: Values, exits: Values) -> bool:
    """Whether no person has two spells at once; else each spell counts as somebody."""
    order = np.lexsort([exits, persons])
    persons, entries, exits = persons[order], entries[order], exits[order]
    return not np.any((persons[1:] == persons[:-1]) & (entries[1:] < exits[:-1]))


def _at_events(found: Incidence) -> Iterator[Row]:
    for place in np.flatnonzero(found.events > 0):
        figures = (found.incidence[place], found.lower[place], found.upper[place])
        yield [float(found.times[place]), int(found.at_risk[place]), *(or_none(figure) for figure in figures)]


def _at_times(found: Incidence, risk: Risk, times: Sequence[float]) -> Iterator[Row]:
    """The value at each time; none after the last time of the group."""
    own = Risk(found.times, found.at_risk, found.events, found.events)
    for time, at_risk, beyond, place in zip(
        times, risk.before(times), risk.places(times) == len(risk.times), own.places(times), strict=True
    ):
        held = None if beyond else min(place, len(found.times) - 1)
        yield [
            time,
            int(at_risk),
            *shown_at(held, (found.incidence, found.lower, found.upper), at_first=(0.0, None, None)),
        ]


def shown_at(place: int | None, figures: Sequence[Values], *, at_first: Sequence[float | None]) -> Row:
    """Figures at a place of a curve: `at_first` before its first (-1), nothing after its end (None)."""
    if place is None:
        return [None for _ in figures]
    return list(at_first) if place < 0 else [or_none(figure[place]) for figure in figures]
