"""The golden report: each number of the worked cases, what we got, and how far apart they are."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.golden.answers import HERE, Answers
from tests.golden.comparisons import COMPARISONS, Path

CASES: dict[str, dict[str, Any]] = json.loads((HERE / "cases.json").read_text())
RELATIVE, RELATIVE_OF_P, OF_LIKELIHOOD, OF_AN_ERROR = 1e-4, 1e-3, 1e-3, 1e-3
SMALLEST_P = 1e-300


@dataclass(frozen=True)
class Line:
    """One number: `allowed` is the largest difference that the case permits."""

    case: str
    path: Path
    expected: Any
    got: Any
    allowed: float

    @property
    def difference(self) -> float:
        """How far apart they are; endless where one of them is no number."""
        if isinstance(self.expected, str) or self.expected is None or not isinstance(self.got, int | float):
            return 0.0 if self.expected == self.got else float("inf")
        return abs(float(self.got) - float(self.expected))

    @property
    def agrees(self) -> bool:
        """Whether the difference is allowed."""
        return self.difference <= self.allowed

    @property
    def cells(self) -> tuple[str, ...]:
        """Its line of the table."""
        numbers = (f"{value:.10g}" if isinstance(value, float) else str(value) for value in (self.expected, self.got))
        return (self.case, " ".join(self.path), *numbers, f"{self.difference:.2g}", f"{self.allowed:.2g}")


def leaves(expected: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every number of a case's expected ones, with its path; `_row` repeats the name of its term."""
    items = expected.items() if isinstance(expected, dict) else enumerate(expected)
    for key, value in items:
        below = (*path, str(key))
        if isinstance(value, dict | list):
            yield from leaves(value, below)
        elif key != "_row":
            yield below, value


def lines_of(case: str, answers: Answers) -> list[Line]:
    """The lines of a case, in the order of its expected numbers."""
    expected = CASES[case]["expected"]
    found = COMPARISONS[case](answers, expected)
    return [
        Line(case, path, value, found[path], allowed(path, value, expected))
        for path, value in leaves(expected)
        if path in found
    ]


def allowed(path: Path, value: Any, expected: dict[str, Any]) -> float:
    """Counts exact, estimates to 1e-4 and p-values to 1e-3 relative, a log-likelihood to 1e-3.

    A coefficient near zero has no digits of its own: a thousandth of its standard error is as good, and a z of it.
    """
    kind = path[-1]
    if isinstance(value, int) or not isinstance(value, float):
        return 0.0
    if kind == "p" or kind.endswith(("_p", "p_yates")):
        return max(RELATIVE_OF_P * value, SMALLEST_P)
    if kind == "loglik":
        return OF_LIKELIHOOD
    if path[0] == "terms" and kind in ("coef", "z"):
        error = expected["terms"][path[1]]["se"] if kind == "coef" else 1.0
        return max(RELATIVE * abs(value), OF_AN_ERROR * error)
    return RELATIVE * abs(value)


def table(lines: list[Line]) -> Iterator[str]:
    """The report as text, columns under each other."""
    heads = ("case", "number", "expected", "got", "difference", "allowed")
    cells = [heads, *(line.cells for line in lines)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    marks = [" ", *(" " if line.agrees else "*" for line in lines)]
    for row, mark in zip(cells, marks, strict=True):
        words = [row[0].ljust(widths[0]), row[1].ljust(widths[1])]
        numbers = [cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True)]
        yield "  ".join([*words, *numbers, mark]).rstrip()
    apart = sum(not line.agrees for line in lines)
    yield f"{len(lines)} numbers of {len({line.case for line in lines})} cases; further apart than allowed: {apart}"
