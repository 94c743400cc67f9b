"""Survival and incidence as steps with intervals, named at the end of the line, with the persons at risk below.

More curves than there are colours stand in small pictures of their own, on the same axes.
"""

import json
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
    SERIES,
    WIDE,
    Drawing,
    Sheet,
    colours,
    dashes,
    data,
    is_figure,
    lines_of,
    names_axis,
    step_of,
    table_named,
)
from analysis.plans import grammar as g
from analysis.plans.method_words import TIME_UNITS
from portal.ui.format import number, percent

HEIGHT = 300
MOST_POINTS = 400
"""Points of a drawn curve: more than the pixels it has to fall in."""
MOST_CURVES = 16
"""Small pictures that a page holds; more are read in the table."""
SMALL_HEIGHT = 110
NARROW_LETTERS = 12
RISK = 28
"""Room for half of a number at risk, which stands around the beginning of the axis."""
AXIS, SMALL_AXIS, LETTER, GAP, BETWEEN = 56, 34, 8, 12, 20
"""Pixels for the numbers of an axis with its title and without, a letter, beside a name, between small pictures."""
LEAST_GAP = 6
"""Least distance of two names at the line ends, in per cent of the axis."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Curve:
    """One curve: its name and its steps as (time, share, lower, upper, at risk), the shares in per cent."""

    name: str
    rows: tuple[Row, ...]
    starts_at: int


def curves(entry: Mapping[str, Any], labels: JobLabels, sheet: Sheet) -> Drawing | None:
    """The curve of each group; of competing causes, the incidence of each cause."""
    for table, share, start in (("curve", "survival", 100), ("incidence", "incidence", 0)):
        found = table_named(entry, table)
        if found is not None:
            named = labels.of(entry, table)
            drawn = _curves(Long(found), named, share, start)
            if drawn and len(drawn) <= MOST_SERIES:
                return Drawing(_chart(drawn, named, share, sheet), _finding(drawn, named, share), named.title)
            if drawn and len(drawn) <= MOST_CURVES:
                return Drawing(_apart(drawn, named, share, sheet), _finding(drawn, named, share), named.title)
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
    comma = named.speech.say(",", ".")
    words = {
        "measure": named.column(share).removesuffix(", %"),
        "time": number(float(f"{until:.3g}")).removesuffix(f"{comma}0"),
        "unit": named.speech.say(*TIME_UNITS[_time_of(named).unit]),
    }
    told = [f"{curve.name} {percent(100 * value)}".strip() for curve, value in zip(drawn, shares, strict=True)]
    if len(told) > MOST_SERIES:
        most, least = (told[shares.index(end)] for end in (max(shares), min(shares)))
        words |= {"least": least, "most": most}
        return _("%(measure)s after %(time)s %(unit)s: from %(least)s to %(most)s.") % words
    words["shares"] = ", ".join(told)
    return _("%(measure)s after %(time)s %(unit)s: %(shares)s.") % words


def _share_at(curve: Curve, time: float, share: str) -> float:
    """The share in force at a time."""
    held = [float(row[share]) for row in curve.rows if row["time"] <= time]
    return held[-1] if held else curve.starts_at / 100


def _apart(drawn: Sequence[Curve], named: TableLabels, share: str, sheet: Sheet) -> Any:
    """Each curve in a small picture; all have the same axes."""
    until = last_time([row for curve in drawn for row in curve.rows])
    steps = [_steps(curve, share) for curve in drawn]
    top = max(step[end] for points in steps for step in points for end in ("share", "upper") if step[end] is not None)
    width = sheet.width // sheet.abreast - SMALL_AXIS - BETWEEN
    time = altair.X(
        "time:Q", title=None, scale=altair.Scale(domain=[0, until], nice=False), axis=altair.Axis(tickCount=4)
    )
    scale, axis = altair.Scale(domain=[0, top]), altair.Axis(tickCount=4)
    pictures = []
    for curve, points in zip(drawn, steps, strict=True):
        base = altair.Chart(data(points), title=lines_of(curve.name, width // LETTER)).encode(x=time)
        between: Any = "linear" if _times_of(named) else "step-after"
        band = base.transform_filter("isValid(datum.lower) && isValid(datum.upper)").mark_area(
            interpolate=between, opacity=0.12, color=SERIES[0]
        )
        line = base.mark_line(interpolate=between, strokeWidth=2.5, clip=True, color=SERIES[0])
        y = altair.Y("share:Q", title=None, scale=scale, axis=axis)
        layers = band.encode(y=altair.Y("lower:Q", title=None, scale=scale, axis=axis), y2="upper:Q"), line.encode(y=y)
        pictures.append(altair.layer(*layers).properties(width=width, height=SMALL_HEIGHT))
    heading = f"{named.column(share)} · {named.column('time')}"
    title = altair.Title(lines_of(heading, sheet.width // LETTER), anchor="start", fontSize=13, fontWeight=400)
    return altair.concat(*pictures, columns=sheet.abreast, title=title, spacing=BETWEEN)


def _chart(drawn: Sequence[Curve], named: TableLabels, share: str, sheet: Sheet) -> Any:
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
    letters = sheet.letters if sheet is WIDE else NARROW_LETTERS
    layers = (
        band.encode(x=time, y="lower:Q", y2="upper:Q"),
        line.encode(x=time, y=y, strokeDash=dashes(series)),
        *([ends] if sheet is WIDE else []),
    )
    width = sheet.width - _beside(series, letters, sheet)
    picture = altair.layer(*layers).properties(width=width, height=HEIGHT)
    times = at_times or [0.0, *round_times(until)]
    at_risk = _at_risk(drawn, named, times if sheet is WIDE else times[::2], width, letters)
    return altair.vconcat(picture, at_risk, spacing=4).resolve_scale(x="shared")


def _beside(series: Sequence[str], letters: int, sheet: Sheet) -> int:
    """The room that axis and names take: beside the lines at their ends on a wide sheet, else before the numbers at risk."""
    longest = LETTER * max(len(line) for name in series for line in lines_of(name, letters))
    whole = LETTER * max(len(name) for name in series)
    before = max(AXIS, longest + RISK + GAP)
    return before + (whole + GAP if sheet is WIDE else GAP)


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


def _at_risk(drawn: Sequence[Curve], named: TableLabels, times: Sequence[float], width: int, letters: int) -> Any:
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
        axis=names_axis(series, letters, domain=False, ticks=False, labelColor=_own(series), labelPadding=RISK),
    )
    x = altair.X("time:Q", title=None, axis=altair.Axis(labels=False, ticks=False, domain=False, grid=False))
    return (
        altair.Chart(
            data(cells), title=altair.Title(named.column("at_risk"), anchor="start", fontSize=13, fontWeight=600)
        )
        .mark_text(fontSize=13)
        .encode(x=x, y=y, text="text:N", color=colours(series))
        .properties(width=width, height=step_of(series, letters, 20) * len(series))
    )


def _own(series: Sequence[str]) -> Any:
    """Each name in the colour of its curve."""
    tests = [
        {"test": f"datum.value === {json.dumps(name)}", "value": colour}
        for name, colour in zip(series, SERIES, strict=False)
    ]
    return {"condition": tests, "value": INK}


def _risk_text(curve: Curve, time: float) -> str:
    """Who is at risk at the first step from a time on; nothing after the last."""
    found = next((row["at_risk"] for row in curve.rows if row["time"] >= time), None)
    return number(found) if isinstance(found, int) else str(found or "")
