"""Geometry of small inline graphics: numbers in, SVG attributes out as text (no decimal comma must reach them)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MINI_WIDTH, MINI_HEIGHT = 110, 26
SPARK_WIDTH, SPARK_HEIGHT = 96, 24
BAR_WIDTH = 1000
"""Bars stretch to their place: the viewBox is 1000 wide and does not keep its proportions."""


@dataclass(frozen=True)
class Bar:
    """A rectangle of an SVG, all sizes as text."""

    x: str
    y: str
    width: str
    height: str
    kind: str = ""
    label: str = ""
    share: str = ""


@dataclass(frozen=True)
class Leg:
    """A leg of the time: median bar, whisker to the 9th of 10, limit; in parts of BAR_WIDTH."""

    median: str
    ninth: str
    limit: str


def mini_bars(values: Sequence[float], kind: str = "bars") -> list[Bar]:
    """A distribution in 110 x 26: `bars` side by side from the bottom, or `parts` of one bar."""
    if kind == "parts":
        return _parts(values, MINI_WIDTH, y=8, height=10)
    top = max(values, default=0)
    if top <= 0:
        return []
    step = MINI_WIDTH / len(values)
    heights = [max(1.0, value / top * (MINI_HEIGHT - 1)) if value > 0 else 0.0 for value in values]
    return [
        Bar(_text(index * step), _text(MINI_HEIGHT - high), _text(max(step - 1, 1)), _text(high), "bar")
        for index, high in enumerate(heights)
    ]


def sparkline(values: Sequence[float]) -> str:
    """The points of a polyline in 96 x 24, from 0 at the bottom to the largest value."""
    top = max(values, default=0) or 1
    step = SPARK_WIDTH / max(len(values) - 1, 1)
    return " ".join(
        f"{_text(index * step)},{_text(SPARK_HEIGHT - 1 - value / top * (SPARK_HEIGHT - 2))}"
        for index, value in enumerate(values)
    )


def clock_bar(segments: Iterable[Mapping[str, Any]]) -> list[Bar]:
    """Segments `{share: 0..1, kind: used|paused|late|soon}` laid after each other."""
    bars, at = [], 0.0
    for segment in segments:
        width = max(0.0, min(float(segment["share"]), 1 - at / BAR_WIDTH)) * BAR_WIDTH
        bars.append(Bar(_text(at), "0", _text(width), "8", str(segment.get("kind", "used"))))
        at += width
    return bars


def one_segment(share: float | str, kind: str = "used") -> list[Bar]:
    """A bar with one segment: how much of a time is used."""
    return clock_bar([{"share": share, "kind": kind or "used"}])


def step_of(step: int | str, steps: int | str) -> list[Bar]:
    """How far a job has come: step n of m."""
    return clock_bar([{"share": int(step) / (int(steps) or 1)}])


def stacked(parts: Sequence[Mapping[str, Any]]) -> list[Bar]:
    """Parts `{label, value}` of one whole, each with its share in percent."""
    total = sum(float(part["value"]) for part in parts) or 1.0
    bars, at = [], 0.0
    for index, part in enumerate(parts, start=1):
        width = float(part["value"]) / total * BAR_WIDTH
        share = str(round(float(part["value"]) / total * 100))
        bars.append(Bar(_text(at), "0", _text(max(width - 2, 0)), "24", f"part-{index}", str(part["label"]), share))
        at += width
    return bars


def leg(values: Mapping[str, Any]) -> Leg:
    """`{median, ninth, limit, most}` in days: places along a line of `most` days."""
    most = float(values.get("most") or values["ninth"]) or 1.0
    limit = values.get("limit")
    return Leg(
        _along(float(values["median"]), most),
        _along(float(values["ninth"]), most),
        _along(float(limit), most) if limit else "",
    )


def _along(value: float, most: float) -> str:
    return _text(min(value / most, 1.0) * BAR_WIDTH)


def _parts(values: Sequence[float], width: int, *, y: int, height: int) -> list[Bar]:
    total = sum(values) or 1.0
    bars, at = [], 0.0
    for index, value in enumerate(values, start=1):
        wide = value / total * width
        bars.append(Bar(_text(at), str(y), _text(max(wide - 1, 0.5)), str(height), f"part-{index}"))
        at += wide
    return bars


def _text(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
