"""Correlations as a square of colours with the figure in each cell."""

from collections.abc import Mapping
from typing import Any

import altair
from django.utils.translation import gettext as _

from analysis.labels import JobLabels
from analysis.layout import Long
from analysis.pictures.drawing import SERIES, Drawing, Sheet, data, is_figure, names_axis, step_of, table_named
from portal.ui.format import number

MOST_VARIABLES = 15
TALL, NARROWEST = 44, 40
"""The height of a cell and its least width, in pixels."""
LETTER, MOST_LETTERS = 7, 20
DARK_TEXT, LIGHT_TEXT, NEITHER = "#1b1b1b", "#fefefe", "#fdfdfd"
"""Colours of cells and of the figures in them: the same in both schemes, so none of those that are exchanged."""


def heat(entry: Mapping[str, Any], labels: JobLabels, sheet: Sheet) -> Drawing | None:
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
    room = (sheet.width - _letters(sheet) * LETTER) / max(1, len(order))
    if not others or len(order) > MOST_VARIABLES or room < NARROWEST:
        return None
    strongest = max(others, key=lambda cell: abs(cell["value"]))
    finding = _("The strongest correlation is between %(row)s and %(column)s: %(text)s.") % strongest
    return Drawing(_chart(cells, order, sheet), finding, named.title)


def _letters(sheet: Sheet) -> int:
    """Letters of a name on one line: rows and columns share the width."""
    return min(sheet.letters, MOST_LETTERS)


def _chart(cells: list[dict[str, Any]], order: list[str], sheet: Sheet) -> Any:
    colour = altair.Color(
        "value:Q",
        scale=altair.Scale(domain=[-1, 0, 1], range=[SERIES[1], NEITHER, SERIES[0]], interpolate="rgb"),
        legend=None,
    )
    base = altair.Chart(data(cells)).encode(
        x=altair.X(
            "column:N", sort=order, title=None, axis=names_axis(order, _letters(sheet), orient="top", labelAngle=-40)
        ),
        y=altair.Y("row:N", sort=order, title=None, axis=names_axis(order, _letters(sheet))),
    )
    text = altair.condition("abs(datum.value) > 0.6", altair.value(LIGHT_TEXT), altair.value(DARK_TEXT))
    squares = base.mark_rect(stroke=NEITHER).encode(color=colour)
    return (squares + base.mark_text(fontSize=13).encode(text="text:N", color=text)).properties(
        height=step_of(order, _letters(sheet), TALL) * len(order)
    )
