"""Columns as arrays, written to zstd Parquet by DuckDB: no row is ever a Python object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import duckdb
import numpy as np
from numpy.typing import NDArray

from analysis.site.demo.clock import Floats, Ints


class Column(Protocol):
    """An array and how DuckDB writes it."""

    @property
    def values(self) -> NDArray[Any]: ...

    def expression(self, name: str) -> str:
        """The SQL that turns the array called `name` into the column."""
        ...


@dataclass(frozen=True)
class Pnr:
    """Pseudonymous person numbers of eight digits: text of twelve with four leading zeros."""

    values: Ints

    def expression(self, name: str) -> str:
        return f"'0000' || {name}::varchar"


@dataclass(frozen=True)
class Key:
    """Running numbers below 10^17 written as the eighteen digits of a contact key."""

    values: Ints

    def expression(self, name: str) -> str:
        return f"({name} + 100000000000000000)::varchar"


@dataclass(frozen=True)
class Date:
    """Days since 1970; not finite means no date."""

    values: Floats | Ints

    def expression(self, name: str) -> str:
        return f"case when isfinite({name}::double) then date '1970-01-01' + {name}::integer end"


@dataclass(frozen=True)
class Coded:
    """Positions in a list of codes; -1 means no code."""

    values: Ints
    codes: tuple[str, ...]

    def expression(self, name: str) -> str:
        listed = ", ".join("'" + code.replace("'", "''") + "'" for code in self.codes)
        return f"[{listed}][({name} + 1)::integer]"


@dataclass(frozen=True)
class Number:
    """Numbers; NaN means no value."""

    values: Floats

    def expression(self, name: str) -> str:
        return f"case when not isnan({name}) then {name} end"


@dataclass(frozen=True)
class Whole:
    """Whole numbers without gaps."""

    values: Ints

    def expression(self, name: str) -> str:
        return f"{name}::integer"


Table = Mapping[str, Column]


def write_table(path: Path, table: Table) -> int:
    """Write one file in the order of the arrays; returns its rows. The same arrays give the same bytes."""
    arrays = {f"c{index}": np.ascontiguousarray(column.values) for index, column in enumerate(table.values())}
    columns = ", ".join(
        f'{column.expression(f"c{index}")} as "{name}"' for index, (name, column) in enumerate(table.items())
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    # One thread: with more, DuckDB may cut row groups differently from one run to the next.
    with duckdb.connect(config={"threads": 1}) as engine:
        engine.register("arrays", arrays)
        target = str(path).replace("'", "''")
        engine.execute(f"copy (select {columns} from arrays) to '{target}' (format parquet, compression zstd)")
    return len(next(iter(arrays.values())))
