"""What every picture shares: colours, dashes, fonts, and a drawn SVG with a title and a description."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair
import vl_convert
from django.utils.html import escape

Locale = Literal["da-DK", "en-GB"]
SERIES = ("#004d99", "#b8480a", "#54278f", "#24705a")
DASHES = ([1, 0], [7, 4], [2, 4], [8, 3, 2, 3])
MOST_SERIES = 4
INK, INK_2, LINE, LIMIT = "#1a1a1a", "#575b60", "#d5d9dd", "#b8480a"
FONT = "IBM Plex Sans, Liberation Sans, sans-serif"
WIDTH = 560


@dataclass(frozen=True)
class Drawing:
    """A picture: its declaration, the sentence that says what it shows, and a name."""

    chart: Any
    finding: str
    title: str


def table_named(entry: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """A table of a figure by its name."""
    return next((table for table in entry.get("tables") or () if table["name"] == name), None)


def data(values: Sequence[Mapping[str, Any]]) -> altair.InlineData:
    """Values inside the declaration: the drawing fetches nothing."""
    return altair.InlineData(values=[dict(value) for value in values])


def colours(series: Sequence[str], *, legend: bool = False) -> altair.Color:
    """One colour for each series, in order."""
    shown = altair.Legend(title=None, orient="top") if legend else None
    scale = altair.Scale(domain=list(series), range=list(SERIES[: len(series)]))
    return altair.Color("series:N", sort=list(series), scale=scale, legend=shown)


def dashes(series: Sequence[str]) -> altair.StrokeDash:
    """One dash for each series, so that colour is never alone."""
    scale = altair.Scale(domain=list(series), range=list(DASHES[: len(series)]))
    return altair.StrokeDash("series:N", scale=scale, legend=None)


def is_figure(value: object) -> bool:
    """Whether a cell can be drawn: a number, neither covered nor nothing."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def svg_of(drawing: Drawing, locale: Locale) -> str:
    """The SVG: one image with its name and its finding, for those who hear it."""
    chart = (
        drawing.chart.configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK, titleColor=INK, gridColor=LINE, labelFontSize=13, titleFontSize=13, titleFontWeight=400
        )
        .configure_legend(labelFontSize=13)
        .configure_header(labelFontSize=13, labelColor=INK, title=None)
    )
    svg: str = vl_convert.vegalite_to_svg(chart.to_json(), format_locale=locale)
    return _named(svg, drawing)


def _named(svg: str, drawing: Drawing) -> str:
    named = f"<title>{escape(drawing.title)}</title><desc>{escape(drawing.finding)}</desc>"
    return re.sub(r"^(<svg)([^>]*>)", lambda found: f'{found[1]} role="img"{found[2]}{named}', svg, count=1)
