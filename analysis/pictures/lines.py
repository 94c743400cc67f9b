"""A trend as one line for each group, with a point for every period."""

from collections.abc import Mapping, Sequence
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
    dashes,
    data,
    is_figure,
    table_named,
    upright,
)
from analysis.readable import decimals_for
from portal.ui.format import number

HEIGHT = 260
MOST_POINTS = 1500


def lines(entry: Mapping[str, Any], labels: JobLabels, _sheet: Sheet) -> Drawing | None:
    """The rate where there is one, else events or persons; the groups where they are few, else all together."""
    table = table_named(entry, "periods")
    if table is None:
        return None
    named, long = labels.of(entry, "periods"), Long(table)
    figure = next((name for name in ("rate", "events", "persons") if name in long.figures), None)
    by = [name for name in long.labels if name != "period"]
    few = len(by) == 1 and len({key_of(row[by[0]]) for row in long.rows if row[by[0]] is not None}) <= MOST_SERIES
    series = by[0] if few else None
    rows = [row for row in long.rows if all((row[name] is not None) == (name == series) for name in by)]
    points = _points(rows, named, figure, series) if figure else []
    if figure is None or not 1 < len(points) <= MOST_POINTS:
        return None
    return Drawing(_chart(points, named, figure), _finding(points, named.column(figure)), named.title)


def _points(
    rows: Sequence[Mapping[str, Any]], named: TableLabels, figure: str, series: str | None
) -> list[dict[str, Any]]:
    return [
        {
            "period": row["period"],
            "name": named.level("period", row["period"]),
            "series": named.level(series, row[series]) if series else "",
            "value": row[figure],
        }
        for row in rows
        if is_figure(row[figure])
    ]


def _finding(points: Sequence[Mapping[str, Any]], figure: str) -> str:
    """From the first to the last period, of the first series."""
    first_series = [point for point in points if point["series"] == points[0]["series"]]
    first, last = first_series[0], first_series[-1]
    decimals = decimals_for(point["value"] for point in points)
    words = {
        "figure": f"{figure}, {first['series']}" if first["series"] else figure,
        "first": first["name"], "from": number(first["value"], decimals),
        "last": last["name"], "to": number(last["value"], decimals),
    }  # fmt: skip
    return _("%(figure)s: from %(from)s (%(first)s) to %(to)s (%(last)s).") % words


def _chart(points: Sequence[Mapping[str, Any]], named: TableLabels, figure: str) -> Any:
    series = list(dict.fromkeys(point["series"] for point in points))
    order = sorted(dict.fromkeys(point["period"] for point in points))
    several = len(series) > 1
    x = altair.X(
        "period:O", sort=order, title=named.column("period"), axis=altair.Axis(labelOverlap=True, labelAngle=0)
    )
    y = altair.Y("value:Q", title=upright(named.column(figure), HEIGHT), axis=altair.Axis(tickCount=5))
    base = altair.Chart(data(points)).encode(x=x, y=y.scale(zero=True), color=colours(series, legend=several))
    line = base.mark_line(strokeWidth=2.5).encode(strokeDash=dashes(series))
    return (line + base.mark_point(size=30, filled=True, opacity=1)).properties(height=HEIGHT)
