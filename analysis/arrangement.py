"""Which layout each table of a result has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis.labels import TableLabels
from analysis.layout import Grid, Long, is_covered, key_of, lay_across, lay_out, margins_last
from analysis.layout_curves import curve
from analysis.layout_groups import baseline
from analysis.layout_models import coefficients, fit
from analysis.plans import grammar as g
from analysis.plans.table_shells import TESTED

Table = Mapping[str, Any]


def arrange(table: Table, labels: TableLabels) -> Grid:
    """The grid of one result table; what has no layout of its own is shown as it stands."""
    layout = LAYOUTS.get(table["name"])
    return layout(table, labels) if layout is not None else lay_out(table, labels)


def _counts(table: Table, labels: TableLabels) -> Grid:
    """Layers and rows down, columns across."""
    if not isinstance(labels.analysis, g.Crosstab):
        return lay_out(table, labels)
    led = _led_by(table, labels.analysis.layers) if labels.analysis.layers else table
    return lay_across(led, labels, labels.analysis.columns) if labels.analysis.columns else lay_out(led, labels)


def _led_by(table: Table, names: Sequence[str]) -> Table:
    """The table with some dimensions first, and its rows in their order."""
    long = Long(table)
    order = [*names, *(name for name in long.names if name not in names)]
    keys = {tuple(key_of(row[name]) for name in order if name in long.labels): row for row in long.rows}
    heads = {head["name"]: head for head in table["columns"]}
    rows = [[keys[key][name] for name in order] for key in margins_last(keys)]
    return {**table, "columns": [heads[name] for name in order], "rows": rows}


def _bins(table: Table, labels: TableLabels) -> Grid:
    """Groups across; one variable alone needs no column of its name."""
    by = labels.analysis.by if isinstance(labels.analysis, g.Histogram) else ()
    return _without_single(table, lay_across(table, labels, by) if by else lay_out(table, labels), labels)


def _matrix(table: Table, labels: TableLabels) -> Grid:
    """Every number against every other; who stands across needs no name."""
    return replace(lay_across(table, labels, ("column",), value="estimate", beside=""), spanning="")


def _groups(table: Table, labels: TableLabels) -> Grid:
    """Statistics of several variables share decimals with their row; a median that is not reached is told."""
    if isinstance(labels.analysis, g.Survival):
        return _medians(table, labels, labels.analysis)
    grid = replace(lay_out(table, labels), is_mixed="variable" in Long(table).labels)
    return _without_single(table, grid, labels)


def _medians(table: Table, labels: TableLabels, analysis: g.Survival) -> Grid:
    """One group alone has the events it has; only with an event is there a median."""
    skip = () if analysis.by else ("expected",)
    if analysis.event is None:
        return lay_out(table, labels, skip=skip)
    grid = lay_out(table, labels, keep=("median",), skip=skip)
    if all(row["median"] is not None for row in Long(table).rows):
        return grid
    words = ("– ved median: kurven når ikke ned på 50 %", "– at the median: the curve does not fall to 50%")
    return replace(grid, note=labels.speech.say(*words))


def _quantiles(table: Table, labels: TableLabels) -> Grid:
    grid = replace(lay_across(table, labels, ("quantile",), value="value", beside=""), is_mixed=True)
    return _without_single(table, grid, labels)


def _tests(table: Table, labels: TableLabels) -> Grid:
    """Several terms under one test need no column of the test.

    A column that the plan does not promise, as only some tests have it, is shown where it has a figure.
    """
    long = Long(table)
    empty = [name for name in long.figures if name not in TESTED and not _has_figure(long, name)]
    grid = replace(lay_out(table, labels, skip=empty), is_mixed=True)
    return _without(grid, labels.column("test")) if "term" in long.labels else grid


def _has_figure(long: Long, name: str) -> bool:
    """Whether a column says more than that it is covered."""
    return any(not is_covered(row[name]) for row in long.rows if row[name] is not None)


def _without_single(table: Table, grid: Grid, labels: TableLabels) -> Grid:
    """The grid without the names of variables where there is one, and something else heads the rows."""
    long = Long(table)
    alone = "variable" in long.labels and len(grid.stub) > 1 and len({row["variable"] for row in long.rows}) == 1
    return _without(grid, labels.column("variable")) if alone else grid


def _without(grid: Grid, head: str) -> Grid:
    """The grid without one column of its row heads."""
    at = grid.stub.index(head)
    lines = tuple(replace(line, heads=line.heads[:at] + line.heads[at + 1 :]) for line in grid.lines)
    return replace(grid, stub=grid.stub[:at] + grid.stub[at + 1 :], lines=lines)


LAYOUTS: Mapping[str, Callable[[Table, TableLabels], Grid]] = {
    "counts": _counts,
    "groups": _groups,
    "bins": _bins,
    "matrix": _matrix,
    "quantiles": _quantiles,
    "test": _tests,
    "baseline": baseline,
    "coefficients": coefficients,
    "fit": fit,
    "curve": curve,
    "incidence": curve,
}
