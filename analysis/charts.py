"""Charts of a released result: drawn once by the worker, from the released document and nothing else.

Covered figures have no bar; the table beside the chart says that they are covered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import altair
import vl_convert
from django.utils.translation import gettext as _
from django.utils.translation import override

from analysis.labels import labels_of
from analysis.layout import Labels
from analysis.models import Chart, Result

LANGUAGES: dict[str, Literal["da-DK", "en-GB"]] = {"da": "da-DK", "en": "en-GB"}
SERIES = ("#004d99", "#b8480a", "#54278f", "#24705a")
MOST_SERIES = 4
MOST_BARS = 40
INK, LINE = "#1a1a1a", "#d5d9dd"
FONT = "IBM Plex Sans, Liberation Sans, sans-serif"


@dataclass(frozen=True)
class Bar:
    """One bar: persons of a level, in a series."""

    level: str
    series: str
    persons: int


def draw_charts(uuid: UUID) -> None:
    """Draw the first table of counts that can be drawn, in both languages. Drawing again changes nothing."""
    result = Result.objects.select_related("job").get(uuid=uuid)
    for language, locale in LANGUAGES.items():
        with override(language):
            drawn = _first_chart(result, labels_of(result.job, language))
            if drawn is None:
                return
            figure, table, labels = drawn
            bars = _bars(table, labels)
            Chart.objects.get_or_create(
                result=result,
                figure=figure,
                language=language,
                defaults={"svg": _svg(bars, table, labels, locale), "finding": _finding(bars)},
            )


def _first_chart(result: Result, labels: Labels) -> tuple[str, Mapping[str, Any], Labels] | None:
    for entry in result.document["results"]:
        for table in entry.get("tables") or ():
            if table["name"] == "counts" and _bars(table, labels):
                return entry["id"], table, labels
    return None


def _bars(table: Mapping[str, Any], labels: Labels) -> list[Bar]:
    """Bars of the first dimension, in series of the second where there are few; margins of all others."""
    names = [column["name"] for column in table["columns"]]
    dimensions = [column["name"] for column in table["columns"] if column["role"] == "label"]
    if not dimensions:
        return []
    persons = names.index("persons")
    series = _series_name(table, names, dimensions)
    bars = []
    for row in table["rows"]:
        levels = dict(zip(names, row, strict=True))
        wanted = {dimensions[0], series} - {None}
        is_cell = all((levels[name] is None) != (name in wanted) for name in dimensions)
        if is_cell and isinstance(row[persons], int):
            label = labels.level(dimensions[0], levels[dimensions[0]])
            bars.append(Bar(label, labels.level(series, levels[series]) if series else "", row[persons]))
    return bars if len(bars) <= MOST_BARS else []


def _series_name(table: Mapping[str, Any], names: list[str], dimensions: list[str]) -> str | None:
    if len(dimensions) < 2:
        return None
    levels: set[str] = {str(row[names.index(dimensions[1])]) for row in table["rows"]} - {"None"}
    return dimensions[1] if len(levels) <= MOST_SERIES else None


def _finding(bars: list[Bar]) -> str:
    """One sentence that says what was found: the largest group."""
    largest = max(bars, key=lambda bar: bar.persons)
    name = f"{largest.level}, {largest.series}" if largest.series else largest.level
    return _("The largest group is %(name)s.") % {"name": name}


def _svg(bars: list[Bar], table: Mapping[str, Any], labels: Labels, locale: Literal["da-DK", "en-GB"]) -> str:
    dimensions = [column["name"] for column in table["columns"] if column["role"] == "label"]
    order, series = list(dict.fromkeys(bar.level for bar in bars)), list(dict.fromkeys(bar.series for bar in bars))
    values = [{"level": bar.level, "series": bar.series, "persons": bar.persons} for bar in bars]
    chart = (
        altair.Chart(altair.InlineData(values=values))
        .mark_bar()
        .encode(
            x=altair.X("persons:Q", title=_("Persons"), scale=altair.Scale(zero=True), axis=altair.Axis(tickCount=5)),
            y=altair.Y("level:N", sort=order, title=labels.column(dimensions[0])),
            yOffset=altair.YOffset("series:N", sort=series) if len(series) > 1 else altair.Undefined,
            color=altair.Color(
                "series:N",
                sort=series,
                scale=altair.Scale(domain=series, range=list(SERIES[: len(series)])),
                legend=altair.Legend(title=None, orient="top") if len(series) > 1 else None,
            ),
        )
        .properties(width=560, height=altair.Step(22 if len(series) > 1 else 30))
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK, titleColor=INK, gridColor=LINE, labelFontSize=13, titleFontSize=13, titleFontWeight=400
        )
        .configure_axisY(grid=False, labelLimit=260)
        .configure_legend(labelFontSize=13)
    )
    svg: str = vl_convert.vegalite_to_svg(chart.to_json(), format_locale=locale)
    return svg
