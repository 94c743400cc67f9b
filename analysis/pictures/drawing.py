"""What every picture shares: sheets, colours, dashes, fonts, and a drawn SVG with a title and a description."""

import json
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair
import vl_convert
from django.utils.html import escape

Locale = Literal["da-DK", "en-GB"]
SERIES = ("#004d99", "#b8480a", "#54278f", "#24705a")
DASHES = ([1, 0], [7, 4], [2, 4], [8, 3, 2, 3])
MOST_SERIES = 4
PAPER, INK, LINE, EDGE, LIMIT = "#ffffff", "#1a1a1a", "#d5d9dd", "#8e8e8e", "#b8480a"
DARK: Mapping[str, str] = {
    PAPER: "#14181c", INK: "#eef1f4", LINE: "#37414a", EDGE: "#75808a",
    **dict(zip(SERIES, ("#7db8f0", "#f3a066", "#c0a8ee", "#7fd0b0"), strict=True)),
}  # fmt: skip
"""Each colour in the dark scheme. A picture is shown as an image, which no style of the page reaches."""
FONT = "IBM Plex Sans, Liberation Sans, sans-serif"
LINE_HEIGHT, LETTER, LEAST_LETTERS = 15, 8, 8


@dataclass(frozen=True)
class Sheet:
    """What a picture is drawn on: its whole width in pixels, letters of a name on one line, small pictures abreast."""

    width: int
    letters: int
    abreast: int


WIDE = Sheet(760, 36, 3)
NARROW = Sheet(343, 16, 2)
"""A phone of 375 pixels without the margins of the page."""


@dataclass(frozen=True)
class Drawing:
    """A picture: its declaration, the sentence that says what it shows, and a name."""

    chart: Any
    finding: str
    title: str

    def fitted(self, sheet: Sheet) -> Any:
        """The chart with its axes and names inside the width of the sheet; charts side by side find their own."""
        if isinstance(self.chart, altair.VConcatChart | altair.ConcatChart):
            return self.chart
        return self.chart.properties(
            width=sheet.width, autosize=altair.AutoSizeParams(type="fit-x", contains="padding")
        )


def table_named(entry: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """A table of a figure by its name."""
    return next((table for table in entry.get("tables") or () if table["name"] == name), None)


def data(values: Sequence[Mapping[str, Any]]) -> altair.InlineData:
    """Values inside the declaration: the drawing fetches nothing."""
    return altair.InlineData(values=[dict(value) for value in values])


def lines_of(name: str, letters: int) -> list[str]:
    """A name on lines of so many letters: nothing of it is cut, and only a word that is longer is parted."""
    whole = textwrap.wrap(name, letters, break_long_words=False) or [""]
    return [line[at : at + letters] for line in whole for at in range(0, max(1, len(line)), letters)]


def names_axis(names: Iterable[str], letters: int, **more: Any) -> altair.Axis:
    """An axis of names, each on as many lines as it needs."""
    lines = {name: lines_of(name, letters) for name in names}
    told = f"({json.dumps(lines)})[datum.label]"
    return altair.Axis(grid=False, labelLimit=0, labelExpr=told, labelLineHeight=LINE_HEIGHT, **more)


def upright(title: str, height: int) -> list[str]:
    """The title of an axis that stands upright, on lines that its height has room for."""
    return lines_of(title, max(LEAST_LETTERS, height // LETTER))


def step_of(names: Iterable[str], letters: int, least: int) -> int:
    """The height of a row that holds the longest name."""
    return max(least, *(LINE_HEIGHT * len(lines_of(name, letters)) + 8 for name in names))


def colours(series: Sequence[str], *, legend: bool = False) -> altair.Color:
    """One colour for each series, in order."""
    shown = altair.Legend(title=None, orient="top", labelLimit=0, columns=2) if legend else None
    scale = altair.Scale(domain=list(series), range=list(SERIES[: len(series)]))
    return altair.Color("series:N", sort=list(series), scale=scale, legend=shown)


def dashes(series: Sequence[str]) -> altair.StrokeDash:
    """One dash for each series, so that colour is never alone."""
    scale = altair.Scale(domain=list(series), range=list(DASHES[: len(series)]))
    return altair.StrokeDash("series:N", scale=scale, legend=None)


def is_figure(value: object) -> bool:
    """Whether a cell can be drawn: a number, neither covered nor nothing."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def svg_of(drawing: Drawing, locale: Locale, sheet: Sheet = WIDE) -> str:
    """The SVG: one image with its name and its finding, for those who hear it, in the scheme of whoever sees it."""
    chart = (
        drawing.fitted(sheet)
        .configure(font=FONT, background=PAPER)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK,
            titleColor=INK,
            gridColor=LINE,
            domainColor=EDGE,
            tickColor=EDGE,
            labelFontSize=13,
            titleFontSize=13,
            titleFontWeight=400,
        )
        .configure_title(color=INK)
        .configure_legend(labelFontSize=13, labelColor=INK)
        .configure_header(labelFontSize=13, labelColor=INK, title=None)
    )
    svg: str = vl_convert.vegalite_to_svg(chart.to_json(), format_locale=locale)
    return _named(svg, drawing)


def _named(svg: str, drawing: Drawing) -> str:
    named = f"<title>{escape(drawing.title)}</title><desc>{escape(drawing.finding)}</desc>{_dark_style()}"
    return re.sub(r"^(<svg)([^>]*>)", lambda found: f'{found[1]} role="img"{found[2]}{named}', svg, count=1)


def _dark_style() -> str:
    """Rules that exchange every colour where the reader's scheme is dark; an attribute gives way to a rule."""
    rules = "".join(
        f'[{part}="{light}"]{{{part}:{dark}}}' for light, dark in DARK.items() for part in ("fill", "stroke")
    )
    return f"<style>@media (prefers-color-scheme: dark){{{rules}}}</style>"
