"""A design: columns made block by block from small parts, so that no fit needs the whole matrix at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

BLOCK = 32_768
"""Rows of a block: with 20 columns 5 MB, which stays near the processor."""

Values = NDArray[np.float64]
Matrix = NDArray[np.float64]
Codes = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]


def narrow(codes: Codes) -> Codes:
    """Codes in four bytes each where they fit: of ten million rows each such array is 40 MB less."""
    return codes.astype(np.int32) if codes.max(initial=0) < 2**31 else codes


class Part(Protocol):
    """Some neighbouring columns."""

    @property
    def width(self) -> int:
        """How many columns."""

    def columns(self, rows: slice) -> Matrix:
        """The columns for some rows, as (rows, width)."""


@dataclass(frozen=True, eq=False)
class Numbers:
    """One column of numbers, or a function of them (a power, a logarithm)."""

    values: NDArray[Any]
    of: Callable[[Values], Values] | None = None

    @property
    def width(self) -> int:
        """One."""
        return 1

    def columns(self, rows: slice) -> Matrix:
        """The numbers as a column."""
        values = np.asarray(self.values[rows], np.float64)
        return (self.of(values) if self.of else values)[:, None]


@dataclass(frozen=True, eq=False)
class Lookup:
    """The columns that each row's place has in a table: indicators of levels, or a spline of few values."""

    places: Codes
    table: Matrix

    @property
    def width(self) -> int:
        """The table's columns."""
        return int(self.table.shape[1])

    def columns(self, rows: slice) -> Matrix:
        """The table's row of each place."""
        found: Matrix = self.table[self.places[rows]]
        return found


def indicators(places: Codes, levels: int, reference: int = 0) -> Lookup:
    """One column per level but the reference, one where the row has it (R's treatment contrasts)."""
    return Lookup(places, np.delete(np.eye(levels), reference, axis=1))


@dataclass(frozen=True, eq=False)
class Product:
    """Every column of each part times every column of the others; the last part's vary fastest."""

    parts: tuple[Part, ...]

    @property
    def width(self) -> int:
        """The product of the widths."""
        return reduce(lambda left, part: left * part.width, self.parts, 1)

    def columns(self, rows: slice) -> Matrix:
        """The products."""
        return reduce(_times, (part.columns(rows) for part in self.parts))


def _times(left: Matrix, right: Matrix) -> Matrix:
    products: Matrix = left[:, :, None] * right[:, None, :]
    return products.reshape(len(left), -1)


@dataclass(frozen=True, eq=False)
class Design:
    """`rows` rows of the columns of all parts, without an intercept."""

    rows: int
    parts: tuple[Part, ...]

    @property
    def width(self) -> int:
        """How many columns."""
        return sum(part.width for part in self.parts)

    def blocks(self) -> Iterator[slice]:
        """The rows in blocks."""
        return (slice(start, min(start + BLOCK, self.rows)) for start in range(0, self.rows, BLOCK))

    def block(self, rows: slice) -> Matrix:
        """All columns for some rows, each column contiguous."""
        made = np.empty((rows.stop - rows.start, self.width), order="F")
        at = 0
        for part in self.parts:
            made[:, at : at + part.width] = part.columns(rows)
            at += part.width
        return made


def design_of(matrix: Matrix) -> Design:
    """A design of the columns of a matrix."""
    return Design(len(matrix), tuple(Numbers(matrix[:, at]) for at in range(matrix.shape[1])))
