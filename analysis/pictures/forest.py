"""The coefficients of a model as squares with intervals; ratios on a logarithmic axis, with the reference at 1."""

from collections.abc import Iterator, Mapping
from typing import Any

import altair
from django.utils.translation import gettext as _

from analysis.labels import JobLabels
from analysis.layout import Form, Line, Long
from analysis.layout_models import coefficients
from analysis.pictures.drawing import (
    INK,
    LIMIT,
    PAPER,
    SERIES,
    Drawing,
    Sheet,
    data,
    is_figure,
    names_axis,
    step_of,
    table_named,
)
from analysis.plans import grammar as g
from analysis.plans.term_heads import entries_of
from analysis.readable import texts

MOST_ROWS = 40
WIDEST = 100.0
"""Ratios beyond this, or below its inverse, are cut by the edge of the picture."""
ROUND = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
FINE = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.5, 1.7, 2, 2.5, 3, 4)
LEAST_TICKS = 4
PADDING = 12
"""Pixels between the widest interval and the edge, so that its ends are seen."""


def forest(entry: Mapping[str, Any], labels: JobLabels, sheet: Sheet) -> Drawing | None:
    """A square and a line for each level or number; splines, powers and products have no meaning of their own here."""
    table = table_named(entry, "coefficients")
    if table is None:
        return None
    named = labels.of(entry, "coefficients")
    plain = {name for name, one in entries_of(named.analysis, named.speech).items() if name == one.variables[0]}
    table = {**table, "rows": [row for row in table["rows"] if row[Long(table).names.index("term")] in plain]}
    grid = coefficients(table, named)
    rows = list(_rows(grid.lines))
    if not any(row["low"] is not None for row in rows) or len(rows) > MOST_ROWS:
        return None
    cells = next(
        (line, text) for line, text, row in zip(grid.lines, texts(grid), rows, strict=True) if row["low"] is not None
    )
    words = {
        "name": _head(cells[0]),
        "measure": grid.columns[0].lower(),
        "value": cells[1][0],
        "interval": grid.columns[1],
        "limits": cells[1][1],
    }
    finding = _("%(name)s: %(measure)s %(value)s (%(interval)s %(limits)s).") % words
    is_linear = isinstance(named.analysis, g.Linear)
    return Drawing(_chart(rows, grid.columns[0], sheet, is_linear=is_linear), finding, named.title)


def _head(line: Line) -> str:
    return " · ".join(head for head in line.heads if head)


def _rows(lines: tuple[Line, ...]) -> Iterator[Mapping[str, Any]]:
    """What is drawn of each line: the estimate with its limits, or the reference alone."""
    for line in lines:
        first = line.cells[0]
        limits = line.cells[1] if len(line.cells) > 1 else first
        drawable = is_figure(first.value)
        whole = drawable and is_figure(limits.value) and bool(limits.beside) and is_figure(limits.beside[0])
        yield {
            "name": _head(line),
            "at": first.value if drawable else None,
            "low": limits.value if whole else None,
            "high": limits.beside[0] if whole else None,
            "is_reference": first.form is Form.REFERENCE,
        }


def _chart(rows: list[Mapping[str, Any]], title: str, sheet: Sheet, *, is_linear: bool) -> Any:
    order = [row["name"] for row in rows]
    none = 0 if is_linear else 1
    known = [value for row in rows for value in (row["low"], row["high"], row["at"]) if value is not None]
    linear = altair.Scale(zero=False, padding=PADDING), altair.Axis(tickCount=sheet.width // 100)
    scale, axis = linear if is_linear else _log_axis(known)
    y = altair.Y("name:N", sort=order, title=None, axis=names_axis(order, sheet.letters))
    base = altair.Chart(data(rows)).encode(y=y)
    x = altair.X("low:Q", title=title, scale=scale, axis=axis)
    limits = base.mark_rule(strokeWidth=2, color=SERIES[0], clip=True).encode(x=x, x2="high:Q")
    ends = [
        base.mark_tick(thickness=2, size=10, color=SERIES[0], clip=True).encode(x=altair.X(f"{end}:Q", scale=scale))
        for end in ("low", "high")
    ]
    points = base.mark_point(shape="square", size=70, filled=True, opacity=1, clip=True).encode(
        x=altair.X("at:Q", scale=scale),
        color=altair.condition("datum.is_reference", altair.value(PAPER), altair.value(SERIES[0])),
        stroke=altair.condition("datum.is_reference", altair.value(INK), altair.value(SERIES[0])),
    )
    line = altair.Chart(data([{"at": none}])).mark_rule(color=LIMIT, strokeDash=[4, 4]).encode(x="at:Q")
    height = step_of(order, sheet.letters, 28) * len(order)
    return altair.layer(line, limits, *ends, points).properties(height=height)


def _log_axis(known: list[Any]) -> tuple[altair.Scale, altair.Axis]:
    """A logarithmic axis that holds 1 and the limits, as far as they are of this world, with few round ticks."""
    positive = [float(value) for value in known if value > 0]
    low = max(min([*positive, 0.8]), 1 / WIDEST)
    high = min(max([*positive, 1.25]), WIDEST)
    ticks = [tick for tick in ROUND if low <= tick <= high]
    if len(ticks) < LEAST_TICKS:
        ticks = [tick for tick in FINE if low <= tick <= high]
    return altair.Scale(type="log", domain=[low, high], nice=False, padding=PADDING), altair.Axis(
        values=ticks, labelOverlap=True
    )
