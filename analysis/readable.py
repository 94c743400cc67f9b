"""The figures of a table as texts: decimals that suit the figure, percentages, p-values, limits in one cell.

What is shown is for reading; the file holds every digit.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from math import floor, isfinite, log10
from typing import Any

from django.utils.translation import gettext as _

from analysis.layout import Figure, Form, Grid, Line, is_covered
from portal.ui.format import DASH, number, percent

Say = Callable[[Any], str]
MOST_DECIMALS = 6
SIGNIFICANT = 4
LEAST_SIGNIFICANT = 2
SMALLEST_P = 0.001
MANY_YEARS = 1000

SHARES = frozenset({"survival", "incidence"})
"""Figures between 0 and 1 that are read as percentages; in their tables the limits are too."""
RATIOS = frozenset({"ratio", "ratio_lower"})
DECIMALS: Mapping[str, int] = {
    "log_likelihood": 2,
    "log_likelihood_null": 2,
    "deviance": 2,
    "r_squared": 3,
    "adjusted_r_squared": 3,
    "concordance": 3,
    "smd": 2,
    "statistic": 2,
    "dispersion": 2,
}
"""Figures that always have the same number of decimals."""


def texts(grid: Grid) -> list[list[object]]:
    """The cells of every line as people read them; a covered figure or nothing is given as it is."""
    by_column = [_sayer(grid, [line.cells[at] for line in grid.lines]) for at in range(len(grid.columns))]
    return [
        [_text(figure, say) for figure, say in zip(line.cells, _sayers(grid, line, by_column), strict=True)]
        for line in grid.lines
    ]


def _sayers(grid: Grid, line: Line, by_column: Sequence[Say]) -> Sequence[Say]:
    """How each cell of a line is said: like its column, or like its row where rows are of different variables."""
    if not grid.is_mixed:
        return by_column
    say = _sayer(grid, [figure for figure in line.cells if _is_measured(figure, grid)])
    return [say if _is_measured(figure, grid) else _sayer(grid, [figure]) for figure in line.cells]


def _is_measured(figure: Figure, grid: Grid) -> bool:
    """Whether a figure is measured in the units of its variable, so that decimals depend on its size."""
    return _fixed(figure, grid) is None and figure.role not in ("count", "percent")


def _sayer(grid: Grid, figures: Sequence[Figure]) -> Say:
    if any(figure.name == "person_years" for figure in figures):
        return _years(figures)
    fixed = next((found for figure in figures if (found := _fixed(figure, grid)) is not None), None)
    if fixed is not None:
        return fixed
    decimals = decimals_for(value for figure in figures for value in (figure.value, *_same_unit(figure)))
    return lambda value: number(value, decimals)


def _years(figures: Sequence[Figure]) -> Say:
    """Person-years: a decimal where none of them is large."""
    known = [figure.value for figure in figures if isinstance(figure.value, int | float)]
    decimals = 1 if max(known, default=0) < MANY_YEARS else 0
    return lambda value: number(value, decimals)


def _same_unit(figure: Figure) -> tuple[object, ...]:
    return () if figure.form is Form.PERCENT else figure.beside


def _fixed(figure: Figure, grid: Grid) -> Say | None:
    """How a figure is always said, whatever its size."""
    name = figure.name
    if figure.role == "percent":
        return percent
    if name in SHARES or (name == "lower" and grid.name in ("curve", "incidence")):
        return lambda value: number(100 * value, 1)
    if name in RATIOS:
        return ratio_text
    if name == "p_value":
        return p_text
    if name in ("df", "df2"):
        return lambda value: number(value, 0 if float(value).is_integer() else 1)
    if grid.name == "matrix":
        return lambda value: number(value, 2)
    if name in DECIMALS:
        return lambda value: number(value, DECIMALS[name])
    return None


def ratio_text(value: float) -> str:
    """Two decimals, or three significant digits where that is fewer or more: 0,94, 12,3 and 0,0123."""
    if value == 0 or 0.1 <= abs(value) < 10:
        return number(value, 2)
    return number(value, min(MOST_DECIMALS, max(0, 3 - _digits(value))))


def p_text(value: float) -> str:
    """Three decimals; what is smaller is below 0.001."""
    return f"<{number(SMALLEST_P)}" if value < SMALLEST_P else number(value, 3)


def decimals_for(values: Iterable[object]) -> int:
    """One number of decimals: four significant digits of the largest, two of the smallest, none that are not there."""
    known = [float(value) for value in values if isinstance(value, int | float) and _is_number(value)]
    sizes = [abs(value) for value in known if value]
    if not sizes:
        return 0
    wanted = max(SIGNIFICANT - _digits(max(sizes)), LEAST_SIGNIFICANT - _digits(min(sizes)), 0)
    return min(wanted, MOST_DECIMALS, max(map(_written, known)))


def _digits(value: float) -> int:
    """Digits before the point; 0.05 has -1."""
    return floor(log10(abs(value))) + 1


def _written(value: float) -> int:
    """Decimals a number is written with."""
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _text(figure: Figure, say: Say) -> object:
    """The cell: a text, or the figure itself where it is covered, a label or nothing."""
    value, beside = figure.value, figure.beside
    match figure.form:
        case Form.REFERENCE:
            return _("%(value)s (reference)") % {"value": value}
        case Form.INTERVAL:
            return _limits(value, beside[0], say)
        case Form.PERCENT if isinstance(value, int | float) and isinstance(beside[0], int | float):
            return f"{number(value)} ({percent(beside[0])})"
        case Form.BESIDE | Form.RANGE if _is_number(value):
            inner = _limits(beside[0], beside[1], say) if figure.form is Form.RANGE else _said(beside[0], say)
            return f"{_said(value, say)} ({inner})" if not any(map(is_covered, beside)) else _said(value, say)
    return _said(value, number if figure.role == "count" else say)


def _said(value: object, say: Say) -> object:
    return say(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _limits(low: object, high: object, say: Say) -> object:
    """Two limits as one text; one that is not reached is said so, and a covered one covers both."""
    if is_covered(low) or is_covered(high):
        return low if is_covered(low) else high
    if low is None and high is None:
        return None
    if high is None:
        return _("from %(limit)s") % {"limit": _said(low, say)}
    if low is None:
        return _("up to %(limit)s") % {"limit": _said(high, say)}
    words = {"low": _said(low, say), "high": _said(high, say)}
    is_negative = isinstance(low, int | float) and low < 0
    return _("%(low)s to %(high)s") % words if is_negative else f"{words['low']}{DASH}{words['high']}"
