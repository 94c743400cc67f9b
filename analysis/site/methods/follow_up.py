"""A person's time: from the start of follow-up to its end, and cut into pieces by age, calendar, time since index and
whatever turns on the way. Every method that follows persons takes its time from here.

    spells   one row a unit with time of positive length (a ready time of 0 stays)
    pieces   the spells cut: (start, stop], each piece in one band of every axis; the event lies in the last piece

Columns: `_person`, `_start` and `_stop` from the origin in the unit of the analysis, `_event` (yes/no), the variables
asked for, and in pieces a column per axis with its band. An event on a cut belongs before it. Spells of dates also have
`_from_day` and `_to_day`, days since 1970-01-01 (in data that count days: days from the person's own origin).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlglot import exp

from analysis.plans.kinds import band_labels
from analysis.plans.names import Number
from analysis.plans.options import TimeUnit
from analysis.plans.own_values import BIRTH, own_name
from analysis.plans.times import AtRisk, FollowUp, ReadyTime, Split
from analysis.site import trees
from analysis.site.engines import Engine
from analysis.site.frame import Frame
from analysis.site.trees import Tree

from .kept import Kept, keep

DAYS_IN: Mapping[TimeUnit, float] = MappingProxyType(
    {TimeUnit.YEARS: 365.25, TimeUnit.MONTHS: 365.25 / 12, TimeUnit.WEEKS: 7.0, TimeUnit.DAYS: 1.0}
)
EPOCH = "1970-01-01"
EVER = 1e9
"""Days beyond any date."""

START, STOP, EVENT = "_start", "_stop", "_event"
FROM_DAY, TO_DAY = "_from_day", "_to_day"
_ORIGIN_DAY, _END_DAY = "_origin_day", "_end_day"
_BAND, _LOW, _HIGH = "_band", "_low", "_high"


@dataclass(frozen=True)
class Bands:
    """An axis: `edges` in days from the day in the column `zero` (None: from 1970-01-01), None for an open end."""

    name: str
    zero: str | None
    edges: tuple[float | None, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Followed:
    """The time of every unit: `spells` with their counts, and the `pieces` (the spells where nothing cuts).

    The pieces are a select that the engine carries out when they are read: adding them up at once costs a third of
    keeping them first. `unit` is that of `_start` and `_stop`. `is_ready` where a length of time was given: everybody
    is at risk at 0; `is_of_dates` where it runs from a date to a date.
    """

    spells: Kept
    pieces: exp.Select
    unit: TimeUnit
    is_ready: bool
    is_of_dates: bool

    @property
    def years(self) -> float:
        """Years in one unit of `_start` and `_stop`."""
        return DAYS_IN[self.unit] / DAYS_IN[TimeUnit.YEARS]

    def rows(self) -> exp.Select:
        """A select over the pieces; add the columns."""
        return exp.select().from_(self.pieces.subquery("p"))

    def person_years(self) -> Tree:
        """The sum of the pieces' time in years; between dates whole days are added up first, which is exact."""
        if self.is_of_dates:
            days = exp.Sum(this=trees.subtract(trees.column(TO_DAY), trees.column(FROM_DAY)))
            return trees.divide(days, trees.number(DAYS_IN[TimeUnit.YEARS]))
        length = exp.Sum(this=trees.subtract(trees.column(STOP), trees.column(START)))
        return trees.multiply(length, trees.number(self.years))


def axes_of(split: Split | None) -> tuple[Bands, ...]:
    """The axes of a split: attained age and time since index in days/365.25, period cut on 1 January."""
    if split is None:
        return ()
    year = DAYS_IN[TimeUnit.YEARS]
    found = []
    if split.age is not None:
        found.append(Bands("age", BIRTH, _times(split.age, year), band_labels(split.age)))
    if split.period is not None:
        edges = tuple(None if edge is None else day_of_year(edge) for edge in split.period)
        found.append(Bands("period", None, edges, band_labels(split.period)))
    if split.since_index is not None:
        found.append(Bands("since_index", "index", _times(split.since_index, year), band_labels(split.since_index)))
    return tuple(found)


def _times(edges: Sequence[Number | None], days: float) -> tuple[float | None, ...]:
    return tuple(None if edge is None else float(edge) * days for edge in edges)


def day_of_year(year: Number) -> float:
    """Days from 1970-01-01 to 1 January of a calendar year; a part of a year counts 365.25 days."""
    whole = int(year)
    return (dt.date(whole, 1, 1) - dt.date(1970, 1, 1)).days + (float(year) - whole) * DAYS_IN[TimeUnit.YEARS]


def day_of(frame: Frame, name: str) -> Tree:
    """A date of the frame as days since 1970-01-01; in data that count days, the day itself.

    A plan over such data that names no index has day 0.
    """
    if name == "index" and name not in frame.columns:
        return trees.number(0)
    column = frame.stored(name)
    return column if frame.column(name).counts_days else trees.days_between(trees.date(EPOCH), column)


def follow(
    frame: Frame,
    engine: Engine,
    analysis: Any,
    *,
    names: Sequence[str] = (),
    may_miss: Collection[str] = (),
    event: Tree | None = None,
    cuts: Sequence[Bands] = (),
    keeps_missing: bool = False,
) -> Followed:
    """The time of an analysis with the variables `names`, cut by `cuts` and by those of `names` that turn.

    `event` is a yes/no over the frame's columns; without it the analysis' own. Units without time, with time of no
    length, without a known event, or (unless `keeps_missing`) with one of `names` missing that is not in `may_miss` are
    left out and counted in `dropped`. A yes/no that turns is never missing.
    """
    names = tuple(dict.fromkeys(names))
    turning = [name for name in names if frame.column(name).turns]
    happened = event if event is not None else frame.stored(analysis.event)
    rows = frame.select(*(name for name in names if name not in turning))
    rows = rows.select(*(trees.named(day_of(frame, name), name) for name in turning))
    rows = rows.select(trees.named(happened, EVENT)).where(trees.not_(trees.is_null(happened.copy())))
    whole = [] if keeps_missing else [name for name in names if name not in turning and name not in may_miss]
    needed = [frame.stored(name) for name in whole]
    zeros = {cut.zero for cut in cuts if cut.zero is not None}
    needed += [frame.stored(zero) for zero in sorted(zeros) if zero in frame.columns]
    rows = rows.select(*(trees.named(day_of(frame, zero), _zero(zero)) for zero in sorted(zeros)))
    for column in needed:
        rows = rows.where(trees.not_(trees.is_null(column)))
    rows = _timed(rows, frame, analysis)
    spells = keep(frame, engine, own_name(analysis, "spells"), rows)
    whole_rows = spells.rows().select(*map(trees.column, rows.named_selects))
    pieces = _cut(whole_rows, cuts, turning, analysis.time.unit) if cuts or turning else whole_rows
    time = analysis.time
    return Followed(
        spells, pieces, time.unit, is_ready=isinstance(time, ReadyTime), is_of_dates=isinstance(time, FollowUp)
    )


def _zero(name: str) -> str:
    return f"_zero_{name}"


def _timed(rows: exp.Select, frame: Frame, analysis: Any) -> exp.Select:
    """Start and stop; no or negative length is left out."""
    match analysis.time:
        case FollowUp(origin=origin, unit=unit):
            begin, end = day_of(frame, own_name(analysis, "from")), day_of(frame, own_name(analysis, "to"))
            zero = begin if origin is None else day_of(frame, own_name(analysis, "origin"))
            columns = {FROM_DAY: begin, TO_DAY: end, _ORIGIN_DAY: zero, _END_DAY: end}
            rows = rows.select(*(trees.named(tree.copy(), name) for name, tree in columns.items()))
            start, stop = (_in_units(trees.subtract(day.copy(), zero.copy()), unit) for day in (begin, end))
            inside: Tree = exp.LT(this=begin.copy(), expression=end.copy())
        case AtRisk():
            start, stop = (_length(frame, analysis, part) for part in ("start", "stop"))
            inside = exp.LT(this=start.copy(), expression=stop.copy())
        case _:
            start, stop = trees.number(0), _length(frame, analysis, "value")
            inside = exp.GTE(this=stop.copy(), expression=trees.number(0))
    return rows.select(trees.named(start, START), trees.named(stop, STOP)).where(inside)


def _in_units(days: Tree, unit: TimeUnit) -> Tree:
    return days if unit is TimeUnit.DAYS else trees.divide(days, trees.number(DAYS_IN[unit]))


def _length(frame: Frame, analysis: Any, part: str) -> Tree:
    """A length of time in the unit of the analysis: it is read in its catalogue unit, a derived one in that unit."""
    name = own_name(analysis, part)
    column = frame.column(name)
    written, printed = TimeUnit(column.unit or analysis.time.unit), analysis.time.unit
    if written is printed:
        return frame.stored(name)
    return trees.multiply(frame.stored(name), trees.number(DAYS_IN[written] / DAYS_IN[printed]))


def _cut(rows: exp.Select, cuts: Sequence[Bands], turning: Sequence[str], unit: TimeUnit) -> exp.Select:
    """The pieces: each axis joins the bands that a unit's time touches, and takes the common part."""
    for cut in cuts:
        zero = trees.column(_zero(cut.zero), "s") if cut.zero is not None else trees.number(0)
        ends = [trees.add(zero.copy(), trees.column(edge, "b")) for edge in (_LOW, _HIGH)]
        rows = _joined(rows, _bands(cut), ends, cut.name)
    for name in turning:
        on = trees.column(_BAND, "b")
        day = trees.coalesce(trees.column(name, "s"), trees.number(EVER))
        begins = trees.case([(on.copy(), day.copy())], trees.number(-EVER))
        stops = trees.case([(on.copy(), trees.number(EVER))], day.copy())
        rows = _joined(rows, _yes_no(), [begins, stops], name)
    origin = trees.column(_ORIGIN_DAY)
    start, stop = (_in_units(trees.subtract(trees.column(day), origin.copy()), unit) for day in (FROM_DAY, TO_DAY))
    is_last = exp.EQ(this=trees.column(TO_DAY), expression=trees.column(_END_DAY))
    new = {START: start, STOP: stop, EVENT: trees.both([trees.column(EVENT), is_last])}
    return _replaced(rows, "p", new)


def _joined(rows: exp.Select, bands: Tree, ends: Sequence[Tree], name: str) -> exp.Select:
    """The rows times the bands they touch; `ends` are the first and last day of a band for the row."""
    low, high = ends
    touches = trees.both(
        [
            exp.LT(this=trees.column(FROM_DAY, "s"), expression=high.copy()),
            exp.LT(this=low.copy(), expression=trees.column(TO_DAY, "s")),
        ]
    )
    new = {
        FROM_DAY: exp.Greatest(this=trees.column(FROM_DAY, "s"), expressions=[low], ignore_nulls=True),
        TO_DAY: exp.Least(this=trees.column(TO_DAY, "s"), expressions=[high], ignore_nulls=True),
        name: trees.column(_BAND, "b"),
    }
    return _replaced(rows, "s", new).join(bands, on=touches, join_type="inner")


def _replaced(rows: exp.Select, alias: str, new: Mapping[str, Tree]) -> exp.Select:
    """The rows with some columns made anew; names no row has are added."""
    columns = {**{name: trees.column(name, alias) for name in rows.named_selects}, **new}
    made = (trees.named(tree, name) for name, tree in columns.items())
    return exp.select(*made).from_(rows.subquery(alias))


def _bands(cut: Bands) -> Tree:
    rows = [
        (trees.text(label), _edge(low, -EVER), _edge(high, EVER))
        for label, low, high in zip(cut.labels, cut.edges, cut.edges[1:], strict=False)
    ]
    return exp.values(rows, alias="b", columns=[_BAND, _LOW, _HIGH])


def _edge(edge: float | None, beyond: float) -> Tree:
    return trees.number(beyond if edge is None else edge)


def _yes_no() -> Tree:
    return exp.values([(trees.boolean(False),), (trees.boolean(True),)], alias="b", columns=[_BAND])
