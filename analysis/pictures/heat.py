"""Correlations as a square of colours with the figure in each cell."""

from collections.abc import Mapping
from typing import Any

import altair
from django.utils.translation import gettext as _

from analysis.labels import JobLabels
from analysis.layout import Long
from analysis.pictures.drawing import INK, SERIES, WIDTH, Drawing, data, is_figure, table_named
from portal.ui.format import number

MOST_VARIABLES = 15
LABELS, NARROWEST, TALL = 140, 48, 44
"""Room for the names of rows, the least width of a cell and its height, in pixels."""


def heat(entry: Mapping[str, Any], labels: JobLabels) -> Drawing | None:
    """The correlations over all groups."""
    table = table_named(entry, "matrix")
    if table is None:
        return None
    named, long = labels.of(entry, "matrix"), Long(table)
    by = [name for name in long.labels if name not in ("row", "column")]
    rows = [row for row in long.rows if all(row[name] is None for name in by)]
    cells = [
        {
            "row": named.level("row", row["row"]),
            "column": named.level("column", row["column"]),
            "value": row["estimate"],
            "text": number(row["estimate"], 2),
            "is_own": row["row"] == row["column"],
        }
        for row in rows
        if is_figure(row["estimate"])
    ]
    others = [cell for cell in cells if not cell["is_own"]]
    order = list(dict.fromkeys(cell["row"] for cell in cells))
    if not others or len(order) > MOST_VARIABLES:
        return None
    strongest = max(others, key=lambda cell: abs(cell["value"]))
    finding = _("The strongest correlation is between %(row)s and %(column)s: %(text)s.") % strongest
    return Drawing(_chart(cells, order), finding, named.title)


def _chart(cells: list[dict[str, Any]], order: list[str]) -> Any:
    colour = altair.Color(
        "value:Q",
        scale=altair.Scale(domain=[-1, 0, 1], range=[SERIES[1], "#ffffff", SERIES[0]], interpolate="rgb"),
        legend=None,
    )
    base = altair.Chart(data(cells)).encode(
        x=altair.X("column:N", sort=order, title=None, axis=altair.Axis(orient="top", labelAngle=-40, grid=False)),
        y=altair.Y("row:N", sort=order, title=None, axis=altair.Axis(grid=False, labelLimit=260)),
    )
    text = altair.condition("abs(datum.value) > 0.6", altair.value("#ffffff"), altair.value(INK))
    squares = base.mark_rect(stroke="#ffffff").encode(color=colour)
    return (squares + base.mark_text(fontSize=13).encode(text="text:N", color=text)).properties(
        width=max(WIDTH - LABELS, NARROWEST * len(order)), height=altair.Step(TALL)
    )
