"""Result tables: long form, columns with a role, one row per cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Cell = Any
Row = list[Cell]
Table = dict[str, Any]


def column(name: str, role: str, unit: str | None = None) -> dict[str, str]:
    """One column; roles are label, count, percent, estimate, error, interval, test, time."""
    return {"name": name, "role": role} | ({"unit": unit} if unit else {})


def table(name: str, columns: Sequence[dict[str, str]], rows: Iterable[Row]) -> Table:
    """A table of a result."""
    return {"name": name, "columns": list(columns), "rows": list(rows)}
