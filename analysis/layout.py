"""A released table as people read it: the last dimension across, the others down, margins last.

The long table of the result document is the only source; a layout moves figures and never makes one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Level = str | None | Mapping[str, Any]
"""A label, None for a margin, ``{"missing": true}`` for missing."""
MARGIN_KEY = "\x00margin"
MISSING_KEY = "\x00missing"
ACROSS = {"counts"}
"""Tables whose last dimension stands across the page; all others read well as they are."""


class Labels(Protocol):
    """Names of columns and levels in the reader's language."""

    def column(self, name: str) -> str: ...
    def level(self, column: str, level: Level) -> str: ...


@dataclass(frozen=True)
class Figure:
    """One cell: a number, a covered figure or nothing; ``beside`` is the percentage shown with it."""

    value: object
    role: str
    beside: object = None


@dataclass(frozen=True)
class Line:
    """A row of the page: its heads from left to right, then its cells."""

    heads: tuple[str, ...]
    cells: tuple[Figure, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Grid:
    """A table ready to show. ``stub`` names the head columns, ``columns`` the cells' columns."""

    name: str
    stub: tuple[str, ...]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    spanning: str = ""
    hidden: int = 0
    cells: int = field(default=0)


def lay_out(table: Mapping[str, Any], labels: Labels) -> Grid:
    """The grid of one result table."""
    names = [column["name"] for column in table["columns"]]
    roles = [column["role"] for column in table["columns"]]
    dimensions = [at for at, role in enumerate(roles) if role == "label"]
    if table["name"] in ACROSS and len(dimensions) > 1:
        return _across(table, names, dimensions, labels)
    lines = tuple(_line(row, names, roles, labels) for row in table["rows"])
    stub = tuple(labels.column(names[at]) for at in dimensions)
    columns = tuple(labels.column(name) for name, role in zip(names, roles, strict=True) if role != "label")
    return _grid(table["name"], stub, columns, lines)


def _line(row: Sequence[Any], names: Sequence[str], roles: Sequence[str], labels: Labels) -> Line:
    heads, cells = [], []
    for value, name, role in zip(row, names, roles, strict=True):
        if role == "label":
            heads.append(labels.level(name, value))
        else:
            cells.append(Figure(value, role))
    levels = [value for value, role in zip(row, roles, strict=True) if role == "label"]
    return Line(tuple(heads), tuple(cells), is_total=bool(levels) and levels[-1] is None)


def _across(table: Mapping[str, Any], names: Sequence[str], dimensions: Sequence[int], labels: Labels) -> Grid:
    *down, last = dimensions
    value_at = names.index("persons")
    percent_at = names.index("percent") if "percent" in names else None
    cells: dict[tuple[str, ...], dict[str, Figure]] = {}
    heads: dict[tuple[str, ...], tuple[str, ...]] = {}
    across: dict[str, str] = {}
    for row in table["rows"]:
        line = tuple(_key(row[at]) for at in down)
        heads.setdefault(line, tuple(labels.level(names[at], row[at]) for at in down))
        across.setdefault(_key(row[last]), labels.level(names[last], row[last]))
        beside = None if percent_at is None else row[percent_at]
        cells.setdefault(line, {})[_key(row[last])] = Figure(row[value_at], "count", beside)
    order = _margins_last(across)
    lines = tuple(
        Line(heads[line], tuple(cells[line].get(key, Figure(None, "count")) for key in order), MARGIN_KEY in line)
        for line in _margins_last(cells)
    )
    stub = tuple(labels.column(names[at]) for at in down)
    grid = _grid(table["name"], stub, tuple(across[key] for key in order), lines)
    return Grid(grid.name, grid.stub, grid.columns, grid.lines, labels.column(names[last]), grid.hidden, grid.cells)


def _grid(name: str, stub: tuple[str, ...], columns: tuple[str, ...], lines: tuple[Line, ...]) -> Grid:
    figures = [cell.value for line in lines for cell in line.cells]
    return Grid(name, stub, columns, lines, hidden=sum(map(is_covered, figures)), cells=len(figures))


def is_covered(value: object) -> bool:
    """Whether a cell says that its figure is hidden (``"<5"`` or ``"hidden"``)."""
    return isinstance(value, str) and (value == "hidden" or value.startswith("<"))


def _key(level: Level) -> str:
    if level is None:
        return MARGIN_KEY
    return MISSING_KEY if isinstance(level, Mapping) else level


def _margins_last(keys: Any) -> list[Any]:
    """The order of the table, with missing and then the margin at the end."""

    def place(key: Any) -> tuple[int, ...]:
        parts = key if isinstance(key, tuple) else (key,)
        return tuple((part == MISSING_KEY) + 2 * (part == MARGIN_KEY) for part in parts)

    return sorted(keys, key=place)
