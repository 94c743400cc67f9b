"""Rates as points with intervals: of bands across, or of groups down."""

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
    data,
    is_figure,
    names_axis,
    step_of,
    table_named,
    upright,
)
from analysis.plans.method_words import AXES
from analysis.readable import decimals_for
from portal.ui.format import number

MOST_POINTS = 60
Row = Mapping[str, Any]


def intervals(entry: Mapping[str, Any], labels: JobLabels, sheet: Sheet) -> Drawing | None:
    """The rates of the first band or group, in series of the next where there are few; margins of all others."""
    table = table_named(entry, "rates")
    if table is None or not Long(table).labels:
        return None
    named, long = labels.of(entry, "rates"), Long(table)
    bands = [name for name in long.labels if name in AXES]
    groups = [name for name in long.labels if name not in AXES]
    level, *others = [*bands[:1], *groups, *bands[1:]]
    series = _series(long.rows, others[0]) if others else None
    points = _points(long.rows, named, long.labels, level, series)
    if not 1 < len(points) <= MOST_POINTS:
        return None
    return Drawing(_chart(points, named, level, sheet), _finding(points), named.title)


def _series(rows: Sequence[Row], name: str) -> str | None:
    levels = {key_of(row[name]) for row in rows if row[name] is not None}
    return name if len(levels) <= MOST_SERIES else None


def _points(
    rows: Sequence[Row], named: TableLabels, dimensions: Sequence[str], level: str, series: str | None
) -> list[dict[str, Any]]:
    wanted = {level, series} - {None}
    return [
        {
            "level": named.level(level, row[level]),
            "series": named.level(series, row[series]) if series else "",
            "rate": row["rate"],
            "lower": row["lower"] if is_figure(row["lower"]) else None,
            "upper": row["upper"] if is_figure(row["upper"]) else None,
        }
        for row in rows
        if all((row[name] is not None) == (name in wanted) for name in dimensions) and is_figure(row["rate"])
    ]


def _finding(points: Sequence[Mapping[str, Any]]) -> str:
    """Where the rate is highest and lowest."""
    decimals = decimals_for(point["rate"] for point in points)
    low, high = (pick(points, key=lambda point: point["rate"]) for pick in (min, max))
    words = {
        "high": _name(high),
        "most": number(high["rate"], decimals),
        "low": _name(low),
        "least": number(low["rate"], decimals),
    }
    return _("The rate is highest for %(high)s (%(most)s) and lowest for %(low)s (%(least)s).") % words


def _name(point: Mapping[str, Any]) -> str:
    return f"{point['level']}, {point['series']}" if point["series"] else str(point["level"])


def _chart(points: Sequence[Mapping[str, Any]], named: TableLabels, level: str, sheet: Sheet) -> Any:
    order, series = (list(dict.fromkeys(point[name] for point in points)) for name in ("level", "series"))
    several = len(series) > 1
    offset = altair.YOffset("series:N", sort=series) if several else altair.Undefined
    height = step_of(order, sheet.letters, 18 * len(series) if several else 28) * len(order)
    title = upright(named.column(level), height)
    y = altair.Y("level:N", sort=order, title=title, axis=names_axis(order, sheet.letters))
    x = altair.X("rate:Q", title=named.column("rate"), axis=altair.Axis(tickCount=sheet.width // 100))
    base = altair.Chart(data(points)).encode(y=y, yOffset=offset, color=colours(series, legend=several))
    limits = base.transform_filter("isValid(datum.lower) && isValid(datum.upper)").mark_rule(strokeWidth=2)
    shape = altair.Shape("series:N", sort=series, legend=None)
    dots = base.mark_point(size=60, filled=True, opacity=1).encode(x=x.scale(zero=True), shape=shape)
    return (limits.encode(x=altair.X("lower:Q"), x2="upper:Q") + dots).properties(height=height)
