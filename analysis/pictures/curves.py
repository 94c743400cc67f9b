"""Survival and incidence as steps with intervals, named at the end of the line, with the persons at risk below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair
from django.utils.translation import gettext as _

from analysis.labels import JobLabels, TableLabels
from analysis.layout import MARGIN_KEY, SEPARATOR, Long
from analysis.layout_curves import curves_of, last_time, round_times
from analysis.pictures.drawing import (
    INK,
    MOST_SERIES,
    WIDTH,
    Drawing,
    colours,
    dashes,
    data,
    is_figure,
    table_named,
)
from analysis.plans import grammar as g
from analysis.plans.method_words import TIME_UNITS
from portal.ui.format import number, percent

HEIGHT = 300
MOST_POINTS = 400
"""Points of a drawn curve: more than the pixels it has to fall in."""
LEAST_GAP = 6
"""Least distance of two names at the line ends, in per cent of the axis."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Curve:
    """One curve: its name and its steps as (time, share, lower, upper, at risk), the shares in per cent."""

    name: str
    rows: tuple[Row, ...]
    starts_at: int


def curves(entry: Mapping[str, Any], labels: JobLabels) -> Drawing | None:
    """The curve of each group; of competing causes, the incidence of each cause."""
    for table, share, start in (("curve", "survival", 100), ("incidence", "incidence", 0)):
        found = table_named(entry, table)
        if found is not None:
            named = labels.of(entry, table)
            drawn = _curves(Long(found), named, share, start)
            if drawn and len(drawn) <= MOST_SERIES:
                return Drawing(_chart(drawn, named, share), _finding(drawn, named, share), named.title)
    return None


def _curves(long: Long, named: TableLabels, share: str, start: int) -> list[Curve]:
    """The curves that can be drawn; the one over all groups only where there are no groups."""
    found = curves_of(long)
    by = [at for at, name in enumerate(long.labels) if name != "cause"]
    grouped = {key: rows for key, rows in found.items() if not by or any(key[at] != MARGIN_KEY for at in by)}
    drawn = []
    for rows in (grouped or found).values():
        kept = tuple(row for row in rows if is_figure(row[share]) and is_figure(row["time"]))
        if kept:
            name = SEPARATOR.join(named.level(one, kept[0][one]) for one in long.labels)
            drawn.append(Curve(name, kept, start))
    return drawn


def _finding(drawn: Sequence[Curve], named: TableLabels, share: str) -> str:
    """`Survival after 5 years: Yes 91.0%, No 85.2%.`"""
    until = min(curve.rows[-1]["time"] for curve in drawn)
    shares = [_share_at(curve, until, share) for curve in drawn]
    told = ", ".join(f"{curve.name} {percent(100 * value)}".strip() for curve, value in zip(drawn, shares, strict=True))
    comma = named.speech.say(",", ".")
    words = {
        "measure": named.column(share).removesuffix(", %"),
        "time": number(float(f"{until:.3g}")).removesuffix(f"{comma}0"),
        "unit": named.speech.say(*TIME_UNITS[_time_of(named).unit]),
        "shares": told,
    }
    return _("%(measure)s after %(time)s %(unit)s: %(shares)s.") % words


def _share_at(curve: Curve, time: float, share: str) -> float:
    """The share in force at a time."""
    held = [float(row[share]) for row in curve.rows if row["time"] <= time]
    return held[-1] if held else curve.starts_at / 100


def _chart(drawn: Sequence[Curve], named: TableLabels, share: str) -> Any:
    series, at_times = [curve.name for curve in drawn], _times_of(named)
    until = last_time([row for curve in drawn for row in curve.rows])
    time = altair.X("time:Q", title=named.column("time"), scale=altair.Scale(domain=[0, until], nice=False))
    y = altair.Y("share:Q", title=named.column(share), axis=altair.Axis(tickCount=5), scale=altair.Scale(zero=True))
    base = altair.Chart(data([step for curve in drawn for step in _steps(curve, share)])).encode(color=colours(series))
    between: Any = "linear" if at_times else "step-after"
    band = base.transform_filter("isValid(datum.lower) && isValid(datum.upper)").mark_area(
        interpolate=between, opacity=0.12
    )
    line = base.mark_line(interpolate=between, strokeWidth=2.5, clip=True, point=bool(at_times))
    ends = (
        altair.Chart(data(_names(drawn, share, until)))
        .mark_text(align="left", dx=8, fontSize=13, fontWeight=600)
        .encode(x="time:Q", y="share:Q", text="series:N", color=colours(series))
    )
    layers = (
        band.encode(x=time, y="lower:Q", y2="upper:Q"),
        line.encode(x=time, y=y, strokeDash=dashes(series)),
        ends,
    )
    picture = altair.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    at_risk = _at_risk(drawn, named, at_times or [0.0, *round_times(until)])
    return altair.vconcat(picture, at_risk, spacing=4).resolve_scale(x="shared")


def _time_of(named: TableLabels) -> g.Time:
    assert isinstance(named.analysis, g.Survival)  # only survival has curves
    return named.analysis.time


def _times_of(named: TableLabels) -> list[float]:
    """The times the plan asked for; between them nothing is known of the steps."""
    assert isinstance(named.analysis, g.Survival)  # only survival has curves
    return [float(time) for time in named.analysis.times]


def _steps(curve: Curve, share: str) -> list[Mapping[str, Any]]:
    """The points of a curve, from its start at time 0; of a long curve, as many as can be seen."""
    start = {
        "series": curve.name,
        "time": 0,
        "share": curve.starts_at,
        "lower": curve.starts_at,
        "upper": curve.starts_at,
    }
    every = max(1, len(curve.rows) // MOST_POINTS)
    kept = [*curve.rows[:-1:every], curve.rows[-1]]
    return [start] + [
        {
            "series": curve.name,
            "time": row["time"],
            "share": 100 * row[share],
            "lower": 100 * row["lower"] if is_figure(row["lower"]) else None,
            "upper": 100 * row["upper"] if is_figure(row["upper"]) else None,
        }
        for row in kept
    ]


def _names(drawn: Sequence[Curve], share: str, until: float) -> list[Mapping[str, Any]]:
    """Names at the line ends, moved apart where they would cover each other."""
    if len(drawn) == 1 and not drawn[0].name:
        return []
    top = max(100.0 * float(row[share]) for curve in drawn for row in curve.rows)
    gap = LEAST_GAP * max(top, 1.0) / 100
    placed: list[Mapping[str, Any]] = []
    for curve in sorted(drawn, key=lambda one: float(one.rows[-1][share])):
        at = 100 * float(curve.rows[-1][share])
        if placed:
            at = max(at, placed[-1]["share"] + gap)
        placed.append({"series": curve.name, "time": until, "share": at})
    return placed


def _at_risk(drawn: Sequence[Curve], named: TableLabels, times: Sequence[float]) -> Any:
    """The persons at risk at the first step from each time on, in the colour of their curve."""
    series = [curve.name for curve in drawn]
    cells = [
        {"series": curve.name, "time": time, "text": text}
        for curve in drawn
        for time in times
        if (text := _risk_text(curve, time))
    ]
    y = altair.Y(
        "series:N",
        sort=series,
        title=None,
        axis=altair.Axis(domain=False, ticks=False, labelColor=INK, grid=False, labelPadding=28),
    )
    x = altair.X("time:Q", title=None, axis=altair.Axis(labels=False, ticks=False, domain=False, grid=False))
    return (
        altair.Chart(
            data(cells), title=altair.Title(named.column("at_risk"), anchor="start", fontSize=13, fontWeight=600)
        )
        .mark_text(fontSize=13)
        .encode(x=x, y=y, text="text:N", color=colours(series))
        .properties(width=WIDTH, height=altair.Step(20))
    )


def _risk_text(curve: Curve, time: float) -> str:
    """Who is at risk at the first step from a time on; nothing after the last."""
    found = next((row["at_risk"] for row in curve.rows if row["time"] >= time), None)
    return number(found) if isinstance(found, int) else str(found or "")
