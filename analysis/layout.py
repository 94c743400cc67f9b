"""A released table as people read it: the plan's columns side by side, the rest down, margins last.

The long table of the result document is the only source; a layout moves figures and never makes one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Level = str | None | Mapping[str, Any]
"""A label, None for a margin, ``{"missing": true}`` for missing."""
MARGIN_KEY = "\x00margin"
MISSING_KEY = "\x00missing"
SEPARATOR = " · "
Keys = tuple[str, ...]


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
    cells: int = 0


def lay_out(table: Mapping[str, Any], labels: Labels, *, across: Sequence[str] = ()) -> Grid:
    """The grid of one result table. ``across`` names the dimensions whose levels stand side by side."""
    names = [column["name"] for column in table["columns"]]
    roles = [column["role"] for column in table["columns"]]
    dimensions = [at for at, role in enumerate(roles) if role == "label"]
    side_by_side = [at for at in dimensions if names[at] in across]
    if side_by_side and "persons" in names:
        return _cross(table, names, dimensions, side_by_side, labels)
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


def _cross(
    table: Mapping[str, Any], names: Sequence[str], dimensions: Sequence[int], across: Sequence[int], labels: Labels
) -> Grid:
    down = [at for at in dimensions if at not in across]
    value_at = names.index("persons")
    percent_at = names.index("percent") if "percent" in names else None
    cells: dict[Keys, dict[Keys, Figure]] = {}
    heads: dict[Keys, tuple[str, ...]] = {}
    columns: dict[Keys, str] = {}
    for row in table["rows"]:
        line, column = _keys(row, down), _keys(row, across)
        heads.setdefault(line, tuple(labels.level(names[at], row[at]) for at in down))
        columns.setdefault(column, SEPARATOR.join(labels.level(names[at], row[at]) for at in across))
        beside = None if percent_at is None else row[percent_at]
        cells.setdefault(line, {})[column] = Figure(row[value_at], "count", beside)
    order = _margins_last(columns)
    lines = tuple(
        Line(heads[line], tuple(cells[line].get(key, Figure(None, "count")) for key in order), MARGIN_KEY in line)
        for line in _margins_last(cells)
    )
    stub = tuple(labels.column(names[at]) for at in down)
    spanning = SEPARATOR.join(labels.column(names[at]) for at in across)
    return _grid(table["name"], stub, tuple(columns[key] for key in order), lines, spanning)


def _grid(
    name: str, stub: tuple[str, ...], columns: tuple[str, ...], lines: tuple[Line, ...], spanning: str = ""
) -> Grid:
    figures = [cell.value for line in lines for cell in line.cells]
    return Grid(name, stub, columns, lines, spanning, hidden=sum(map(is_covered, figures)), cells=len(figures))


def is_covered(value: object) -> bool:
    """Whether a cell says that its figure is hidden (``"<5"`` or ``"hidden"``)."""
    return isinstance(value, str) and (value == "hidden" or value.startswith("<"))


def _keys(row: Sequence[Any], places: Sequence[int]) -> Keys:
    return tuple(_key(row[at]) for at in places)


def _key(level: Level) -> str:
    if level is None:
        return MARGIN_KEY
    return MISSING_KEY if isinstance(level, Mapping) else level


def _margins_last(keys: Iterable[Keys]) -> list[Keys]:
    """The order of the table, with missing and then the margin at the end of each dimension."""
    return sorted(keys, key=lambda parts: tuple((part == MISSING_KEY) + 2 * (part == MARGIN_KEY) for part in parts))
