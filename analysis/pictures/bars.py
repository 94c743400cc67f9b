"""Bars of counts: the groups of a crosstab, the intervals of a histogram."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair
from django.utils.translation import gettext as _

from analysis.labels import JobLabels, TableLabels
from analysis.layout import Long, key_of
from analysis.pictures.drawing import (
    MOST_SERIES,
    Drawing,
    Sheet,
    colours,
    data,
    is_figure,
    names_axis,
    step_of,
    table_named,
    upright,
)

MOST_BARS = 40
MOST_NAMED = 3
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Bar:
    """One bar: persons of a level, in a series."""

    level: str
    series: str
    persons: int


def bars(entry: Mapping[str, Any], labels: JobLabels, sheet: Sheet) -> Drawing | None:
    """Bars of the first dimension, in series of the second where there are few; margins of all others."""
    table = table_named(entry, "counts")
    if table is None or not (dimensions := Long(table).labels):
        return None
    named = labels.of(entry, "counts")
    rows = Long(table).rows
    found = _bars(rows, named, dimensions, dimensions[0], _series_name(rows, dimensions[1:]))
    if not found:
        return None
    return Drawing(_chart(found, named, dimensions[0], sheet), _largest(found), named.title)


def _largest(found: Sequence[Bar]) -> str:
    """The largest group; all of them where several are equally large."""
    most = max(bar.persons for bar in found)
    names = [f"{bar.level}, {bar.series}" if bar.series else bar.level for bar in found if bar.persons == most]
    if len(names) == 1:
        return _("The largest group is %(name)s.") % {"name": names[0]}
    if len(names) > MOST_NAMED:
        return _("%(number)s groups are equally large, and no group is larger.") % {"number": len(names)}
    return _("The largest groups are equally large: %(names)s.") % {"names": "; ".join(names)}


def histogram(entry: Mapping[str, Any], labels: JobLabels, sheet: Sheet) -> Drawing | None:
    """Bars of the intervals of the first variable, in series of the first group where there are few."""
    table = table_named(entry, "bins")
    if table is None or not (rows := Long(table).rows):
        return None
    named = labels.of(entry, "bins")
    by = [name for name in Long(table).labels if name not in ("variable", "bin")]
    rows = [row for row in rows if row["variable"] == rows[0]["variable"]]
    found = _bars(rows, named, ["bin", *by], "bin", _series_name(rows, by))
    if not found:
        return None
    most = max(bar.persons for bar in found)
    levels = dict.fromkeys(bar.level for bar in found if bar.persons == most)
    names = [level[:1].lower() + level[1:] for level in levels]
    finding = _("%(variable)s: most persons are in the interval %(interval)s.")
    if len(names) > 1:
        finding = _("%(variable)s: equally many persons, and nowhere more, are in the intervals %(interval)s.")
    words = {"variable": named.level("variable", rows[0]["variable"]), "interval": "; ".join(names)}
    return Drawing(_chart(found, named, "bin", sheet), finding % words, named.title)


def _bars(
    rows: Sequence[Row], named: TableLabels, dimensions: Sequence[str], level: str, series: str | None
) -> list[Bar]:
    """The cells of the level and the series that can be drawn; every other dimension stands at its margin."""
    wanted = {level, series} - {None}
    cells = [row for row in rows if all((row[name] is not None) == (name in wanted) for name in dimensions)]
    found = [
        Bar(named.level(level, row[level]), named.level(series, row[series]) if series else "", row["persons"])
        for row in cells
        if is_figure(row["persons"])
    ]
    return found if len(found) <= MOST_BARS else []


def _series_name(rows: Sequence[Row], dimensions: Sequence[str]) -> str | None:
    """The dimension whose levels are few enough to have a colour each."""
    if not dimensions:
        return None
    levels = {key_of(row[dimensions[0]]) for row in rows if row[dimensions[0]] is not None}
    return dimensions[0] if len(levels) <= MOST_SERIES else None


def _chart(found: Sequence[Bar], named: TableLabels, level: str, sheet: Sheet) -> Any:
    order, series = list(dict.fromkeys(bar.level for bar in found)), list(dict.fromkeys(bar.series for bar in found))
    several = len(series) > 1
    axis, step = names_axis(order, sheet.letters), step_of(order, sheet.letters, 22 * len(series) if several else 30)
    height = step * len(order)
    persons = altair.X("persons:Q", title=named.column("persons"), axis=altair.Axis(tickCount=5))
    return (
        altair.Chart(data([vars(bar) for bar in found]))
        .mark_bar()
        .encode(
            x=persons.scale(zero=True),
            y=altair.Y("level:N", sort=order, title=upright(named.column(level), height), axis=axis),
            yOffset=altair.YOffset("series:N", sort=series) if several else altair.Undefined,
            color=colours(series, legend=several),
        )
        .properties(height=height)
    )
