"""Curves as tables: a curve of many steps is read at sensible times; the file has all of it."""

from collections.abc import Iterator, Mapping, Sequence
from math import floor, log10
from typing import Any

from analysis.labels import TableLabels
from analysis.layout import Grid, Keys, Line, Long, key_of

MOST_STEPS = 12
"""Steps of a curve that are shown as they stand; a longer one is read at times."""
TIMES = 6
Row = Mapping[str, Any]


def curve(table: Mapping[str, Any], labels: TableLabels) -> Grid:
    """The steps of each curve, or those in force at sensible times."""
    long = Long(table)
    heads = [*long.labels, "time"]
    figures = [name for name in long.figures if name != "time"]
    shown = [row for rows in curves_of(long).values() for row in read_at_times(rows, last_time(long.rows))]
    lines = [
        Line(
            (*(labels.level(name, row[name]) for name in long.labels), labels.speech.number(_short(row["time"]))),
            tuple(long.figure(row, name) for name in figures),
        )
        for row in shown
    ]
    return Grid(
        table["name"],
        tuple(labels.column(name) for name in heads),
        tuple(labels.column(name) for name in figures),
        tuple(lines),
        left_out=len(long.rows) - len(shown),
    )


def curves_of(long: Long) -> dict[Keys, list[Row]]:
    """The rows of each curve: of each group, and of each cause."""
    found: dict[Keys, list[Row]] = {}
    for row in long.rows:
        found.setdefault(tuple(key_of(row[name]) for name in long.labels), []).append(row)
    return found


def last_time(rows: Sequence[Row]) -> float:
    """The last time in the table."""
    return max((row["time"] for row in rows), default=0.0)


def read_at_times(rows: Sequence[Row], until: float) -> Iterator[Row]:
    """The steps in force at round times, each as it stands; all of them where they are few."""
    if len(rows) <= MOST_STEPS:
        yield from rows
        return
    given: set[int] = set()
    for time in round_times(until):
        at = max((place for place, row in enumerate(rows) if row["time"] <= time), default=None)
        if at is not None and at not in given:
            given.add(at)
            yield rows[at]
    if len(rows) - 1 not in given:
        yield rows[-1]


def round_times(until: float) -> list[float]:
    """About six round times from the first step of the scale to the end: 1, 2, 3 … or 20, 40 …"""
    if until <= 0:
        return []
    rough = until / TIMES
    size = 10.0 ** floor(log10(rough))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough)
    return [step * at for at in range(1, floor(until / step + 1e-9) + 1)]


def _short(time: float) -> float | int:
    """A time with three significant digits: a day of years is 0.0027."""
    rounded = float(f"{time:.3g}")
    return int(rounded) if rounded.is_integer() else rounded
