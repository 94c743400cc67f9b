"""What a methods text may say of a result: a sentence about figures that were covered is not said, and that it was not is.

On open data nothing is covered, and every sentence stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Claim:
    """A sentence that is true where the result gives a figure in a column of a table; `name` says what else is missing."""

    text: str
    name: str
    table: str
    column: str


Sentence = str | Claim


@dataclass(frozen=True)
class Given:
    """What one analysis of a protected result gives; without an entry, all that its plan asks for."""

    entry: Mapping[str, Any] | None = None

    @property
    def is_released(self) -> bool:
        """Whether the analysis has figures at all."""
        return self.entry is None or self.entry["status"] == "released"

    def has(self, table: str, column: str) -> bool:
        """Whether a column of a table has a figure that is not covered."""
        if self.entry is None:
            return True
        found = (one for one in self.entry.get("tables") or () if one["name"] == table)
        return any(isinstance(value, int | float) for one in found for value in _values(one, column))

    @property
    def has_p_value(self) -> bool:
        """Whether any of its tables gives a p-value."""
        tables = ("test", "coefficients") if self.is_released else ()
        return any(self.has(table, "p_value") for table in tables)


def _values(table: Mapping[str, Any], column: str) -> Iterator[object]:
    names = [head["name"] for head in table["columns"]]
    if column in names:
        yield from (row[names.index(column)] for row in table["rows"])


def true_of(sentences: Iterable[Sentence], given: Given) -> tuple[list[str], list[str]]:
    """The texts that are true of a result, and the names of what was covered."""
    said, covered = [], []
    for one in sentences:
        if isinstance(one, str):
            said.append(one)
        elif given.has(one.table, one.column):
            said.append(one.text)
        else:
            covered.append(one.name)
    return said, covered
