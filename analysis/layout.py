"""A released table as people read it: the plan's columns side by side, the rest down, margins last.

The long table of the result document is the only source; a layout moves figures and never makes one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from functools import cached_property
from typing import Any, Protocol

from analysis.plans.heads import INTERVALS

Level = str | float | None | Mapping[str, Any]
"""A label or a quantile, None for a margin, ``{"missing": true}`` for missing."""
MARGIN_KEY = "\x00margin"
MISSING_KEY = "\x00missing"
SEPARATOR = " · "
Keys = tuple[str, ...]


class Labels(Protocol):
    """Names of columns and levels in the reader's language."""

    def column(self, name: str) -> str: ...
    def level(self, column: str, level: Level) -> str: ...


class Form(Enum):
    """How a cell joins its figures: one alone, a percentage, limits, a spread or quartiles beside it; a reference."""

    PLAIN = auto()
    PERCENT = auto()
    INTERVAL = auto()
    BESIDE = auto()
    RANGE = auto()
    REFERENCE = auto()


class Counts(StrEnum):
    """Whether all, some or none of a table's figures are counts."""

    ALL = auto()
    SOME = auto()
    NONE = auto()


@dataclass(frozen=True)
class Figure:
    """One cell: a number, a covered figure or nothing, from the column ``name``; ``beside`` are shown with it."""

    value: object
    name: str
    role: str = "count"
    beside: tuple[object, ...] = ()
    form: Form = Form.PLAIN

    @property
    def covered(self) -> bool:
        """Whether any of the cell's figures is hidden."""
        return any(map(is_covered, (self.value, *self.beside)))


@dataclass(frozen=True)
class Line:
    """A row of the page: its heads from left to right, then its cells."""

    heads: tuple[str, ...]
    cells: tuple[Figure, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Grid:
    """A table ready to show. ``stub`` names the head columns, ``columns`` the cells' columns.

    ``is_mixed`` says that each row is of another variable, so that its figures share decimals with the row and not with
    the column; ``left_out`` how many rows stand in the file only; ``note`` what the reader must know of its cells.
    """

    name: str
    stub: tuple[str, ...]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    spanning: str = ""
    is_mixed: bool = False
    left_out: int = 0
    note: str = ""

    @property
    def hidden(self) -> int:
        """Cells that are covered."""
        return sum(cell.covered for line in self.lines for cell in line.cells)

    @property
    def cells(self) -> int:
        """Cells in all."""
        return sum(len(line.cells) for line in self.lines)

    @property
    def counts(self) -> Counts:
        """How many of its figures are counts: what a note on rounding is true of."""
        roles = {cell.role for line in self.lines for cell in line.cells if cell.value is not None}
        if "count" not in roles:
            return Counts.NONE
        return Counts.ALL if roles <= {"count", "percent"} else Counts.SOME


@dataclass(frozen=True)
class Long:
    """A result table by the names of its columns."""

    table: Mapping[str, Any]

    @cached_property
    def names(self) -> list[str]:
        """All columns."""
        return [column["name"] for column in self.table["columns"]]

    @cached_property
    def roles(self) -> dict[str, str]:
        """The role of each column."""
        return {column["name"]: column["role"] for column in self.table["columns"]}

    @cached_property
    def labels(self) -> list[str]:
        """The columns of labels."""
        return [column["name"] for column in self.table["columns"] if column["role"] == "label"]

    @cached_property
    def figures(self) -> list[str]:
        """The columns of figures that have something in them, the upper limits of intervals apart."""
        rows = self.rows
        upper = {high for low, high in INTERVALS.items() if low in self.names}
        kept = [name for name in self.names if name not in self.labels and name not in upper]
        return [name for name in kept if not rows or any(row[name] is not None for row in rows)]

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The rows as mappings."""
        return [dict(zip(self.names, row, strict=True)) for row in self.table["rows"]]

    def figure(self, row: Mapping[str, Any], name: str) -> Figure:
        """The cell of a column; the two limits of an interval are one cell."""
        role = self.roles[name]
        if name in INTERVALS and INTERVALS[name] in self.names:
            return Figure(row[name], name, role, (row[INTERVALS[name]],), Form.INTERVAL)
        return Figure(row[name], name, role)


def lay_out(table: Mapping[str, Any], labels: Labels, *, keep: Sequence[str] = (), skip: Sequence[str] = ()) -> Grid:
    """The table as it stands: labels head the rows, figures follow. Columns of nothing are left out but for ``keep``."""
    long = Long(table)
    figures = [name for name in long.names if (name in long.figures or name in keep) and name not in skip]
    lines = [
        Line(
            heads=_heads(row, long.labels, labels),
            cells=tuple(long.figure(row, name) for name in figures),
            is_total=not long.labels or row[long.labels[-1]] is None,
        )
        for row in long.rows
    ]
    stub = tuple(labels.column(name) for name in long.labels)
    columns = tuple(labels.column(name) for name in figures)
    return Grid(table["name"], stub, columns, tuple(lines))


def _heads(row: Mapping[str, Any], names: Sequence[str], labels: Labels) -> tuple[str, ...]:
    """The heads of a row; a row without any is the total."""
    return tuple(labels.level(name, row[name]) for name in names) or (labels.level("", None),)


def lay_across(
    table: Mapping[str, Any], labels: Labels, across: Sequence[str], *, value: str = "persons", beside: str = "percent"
) -> Grid:
    """The levels of ``across`` side by side with one figure in each cell, and perhaps another beside it."""
    long = Long(table)
    across = [name for name in long.labels if name in across]
    down = [name for name in long.labels if name not in across]
    cells: dict[Keys, dict[Keys, Figure]] = {}
    heads: dict[Keys, tuple[str, ...]] = {}
    columns: dict[Keys, str] = {}
    for row in long.rows:
        line, column = _keys(row, down), _keys(row, across)
        heads.setdefault(line, _heads(row, down, labels))
        columns.setdefault(column, SEPARATOR.join(labels.level(name, row[name]) for name in across))
        cells.setdefault(line, {})[column] = _with_beside(long.figure(row, value), row.get(beside))
    order = margins_last(columns)
    lines = [
        Line(heads[line], tuple(cells[line].get(key, Figure(None, value)) for key in order), MARGIN_KEY in line)
        for line in margins_last(cells)
    ]
    stub = tuple(labels.column(name) for name in down)
    spanning = SEPARATOR.join(labels.column(name) for name in across)
    return Grid(table["name"], stub, tuple(columns[key] for key in order), tuple(lines), spanning)


def _with_beside(figure: Figure, percent: object) -> Figure:
    """The figure with its percentage, where there is one."""
    if percent is None or is_covered(percent):
        return figure
    return Figure(figure.value, figure.name, figure.role, (percent,), Form.PERCENT)


def is_covered(value: object) -> bool:
    """Whether a cell says that its figure is hidden (``"<5"`` or ``"hidden"``)."""
    return isinstance(value, str) and (value == "hidden" or value.startswith("<"))


def _keys(row: Mapping[str, Any], names: Sequence[str]) -> Keys:
    return tuple(key_of(row[name]) for name in names)


def key_of(level: Level) -> str:
    """A level as a key: margins and missing have keys that no label can have."""
    if level is None:
        return MARGIN_KEY
    return MISSING_KEY if isinstance(level, Mapping) else str(level)


def margins_last(keys: Iterable[Keys]) -> list[Keys]:
    """Keys by the order of each dimension in the table, with missing and then the margin at its end."""
    known = list(keys)
    ranks = [{part: at for at, part in enumerate(dict.fromkeys(parts))} for parts in zip(*known, strict=True)]
    last = {MISSING_KEY: 1, MARGIN_KEY: 2}
    return sorted(
        known, key=lambda parts: [(last.get(part, 0), rank[part]) for part, rank in zip(parts, ranks, strict=True)]
    )
