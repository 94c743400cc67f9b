"""Baseline tables, histograms and correlations as people read them."""

from collections.abc import Iterator, Mapping
from typing import Any

from analysis.labels import TableLabels
from analysis.layout import MISSING_KEY, SEPARATOR, Figure, Form, Grid, Keys, Level, Line, Long, key_of, margins_last
from analysis.plans.table_shells import NUMBER_ROWS

Row = Mapping[str, Any]


def baseline(table: Mapping[str, Any], labels: TableLabels) -> Grid:
    """Variables and their levels down, groups across; a number has two lines, the difference stands last."""
    long = Long(table)
    by = [name for name in long.labels if name not in ("variable", "level")]
    groups: dict[Keys, str] = {}
    for row in long.rows:
        heads = SEPARATOR.join(labels.level(name, row[name]) for name in by)
        groups.setdefault(tuple(key_of(row[name]) for name in by), heads or labels.level("", None))
    order = margins_last(groups)
    has_smd = "smd" in long.figures
    lines = [line for variable in _variables(long, by) for line in _lines(variable, order, labels, has_smd)]
    columns = (*(groups[key] for key in order), *((labels.column("smd"),) if has_smd else ()))
    return Grid(table["name"], (labels.column("variable"),), columns, tuple(lines), is_mixed=True)


Cells = Mapping[Keys, Row]


def _variables(long: Long, by: list[str]) -> list[dict[str, dict[Keys, Row]]]:
    """The rows of each variable: level, then group."""
    found: dict[str, dict[str, dict[Keys, Row]]] = {}
    for row in long.rows:
        level = key_of(row["level"])
        group = tuple(key_of(row[name]) for name in by)
        found.setdefault(row["variable"], {}).setdefault(level, {})[group] = row
    return list(found.values())


def _lines(variable: Mapping[str, Cells], order: list[Keys], labels: TableLabels, has_smd: bool) -> Iterator[Line]:
    """The lines of one variable; its difference stands on the first."""
    nothing = (Figure(None, "smd", "estimate"),) if has_smd else ()
    difference = (_difference(variable),) if has_smd else ()
    for cells in variable.values():
        first = next(iter(cells.values()))
        head = labels.level("variable", first["variable"])
        for text, shown in _shown(first, cells, order, labels):
            yield Line((SEPARATOR.join((head, text)),), (*shown, *difference))
            difference = nothing
    if missing := _missing(variable, order):
        yield Line((SEPARATOR.join((head, labels.column("missing"))),), (*missing, *nothing))


def _shown(
    first: Row, cells: Cells, order: list[Keys], labels: TableLabels
) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    """The lines of one level, or of a number."""
    if any(row.get("mean") is not None for row in cells.values()):
        mean, median = (labels.speech.say(*text) for text in NUMBER_ROWS)
        yield mean, tuple(_of(cells.get(key), "mean", ("sd",), Form.BESIDE) for key in order)
        yield median, tuple(_of(cells.get(key), "median", ("q1", "q3"), Form.RANGE) for key in order)
    else:
        counts = tuple(_of(cells.get(key), "persons", ("percent",), Form.PERCENT) for key in order)
        yield _level_text(first, labels), counts


def _level_text(row: Row, labels: TableLabels) -> str:
    """`Hovedstaden, antal (%)`."""
    level: Level = row["level"]
    share = labels.speech.say("antal (%)", "number (%)")
    if level is None:
        return share
    text = labels.speech.level(row["variable"], level) if isinstance(level, str) else labels.level("", level)
    return f"{text}, {share}"


def _of(row: Row | None, name: str, beside: tuple[str, ...], form: Form) -> Figure:
    if row is None or row.get(name) is None:
        return Figure(None, name, "estimate")
    others, role = tuple(row[one] for one in beside), "count" if name == "persons" else "estimate"
    return Figure(row[name], name, role) if None in others else Figure(row[name], name, role, others, form)


def _difference(variable: Mapping[str, Cells]) -> Figure:
    """The standardised mean difference, which is the same on all rows of a variable."""
    found = [row["smd"] for cells in variable.values() for row in cells.values() if row["smd"] is not None]
    return Figure(found[0] if found else None, "smd", "estimate")


def _missing(variable: Mapping[str, Cells], order: list[Keys]) -> tuple[Figure, ...]:
    """Persons without a value in each group; none where they are a level of their own or there are none."""
    counts = {key: row["missing"] for cells in variable.values() for key, row in cells.items()}
    if MISSING_KEY in variable or not any(counts.values()):
        return ()
    return tuple(Figure(counts.get(key), "missing") for key in order)
