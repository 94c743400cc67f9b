"""Pictures of a released result, drawn from its document and nothing else: one drawing for each kind of table."""

from collections.abc import Callable, Mapping
from typing import Any

from analysis.labels import JobLabels
from analysis.pictures.bars import bars, histogram
from analysis.pictures.curves import curves
from analysis.pictures.drawing import WIDE, Drawing, Sheet
from analysis.pictures.forest import forest
from analysis.pictures.heat import heat
from analysis.pictures.intervals import intervals
from analysis.pictures.lines import lines

Entry = Mapping[str, Any]

PICTURES: Mapping[str, Callable[[Entry, JobLabels, Sheet], Drawing | None]] = {
    "crosstab": bars,
    "histogram": histogram,
    "trend": lines,
    "rates": intervals,
    "survival": curves,
    "correlation": heat,
    "linear": forest,
    "logistic": forest,
    "poisson": forest,
    "cox": forest,
}
"""The picture of each method; the others are read as tables."""


def picture_of(entry: Entry, labels: JobLabels, sheet: Sheet = WIDE) -> Drawing | None:
    """The picture of one figure; None where the method has none or nothing can be drawn."""
    draw = PICTURES.get(entry["method"])
    return draw(entry, labels, sheet) if draw is not None and entry.get("tables") else None


__all__ = ["PICTURES", "Drawing", "picture_of"]
