"""Which variables of a plan fit a field of a form, by what they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analysis.plans import Kind, Variable, VariableType
from analysis.plans.kinds import CODES, DATES, GROUPS, NUMERIC

TIME_UNITS = frozenset({None, "", "years", "months", "weeks", "days"})
Fit = Callable[[Kind], bool]


def is_number(kind: Kind) -> bool:
    """A number to take the mean of."""
    return kind.type in NUMERIC


def is_binned(kind: Kind) -> bool:
    """A number with intervals in the catalogue."""
    return is_number(kind) and bool(kind.bins)


def is_group(kind: Kind) -> bool:
    """What parts persons in groups."""
    return kind.type in GROUPS


def is_yes_no(kind: Kind) -> bool:
    """An event."""
    return kind.type is VariableType.BOOLEAN


def is_date(kind: Kind) -> bool:
    """A date."""
    return kind.type in DATES


def is_no_date(kind: Kind) -> bool:
    """What a model or a table of characteristics can hold."""
    return kind.type is not VariableType.DATE


def is_two_levels(kind: Kind) -> bool:
    """The outcome of a logistic regression."""
    return kind.type in CODES | {VariableType.BOOLEAN, VariableType.INTEGER} and len(kind.levels or "ab") == 2


def is_count(kind: Kind) -> bool:
    """The outcome of a Poisson regression."""
    return is_number(kind) or is_yes_no(kind)


def is_length_of_time(kind: Kind | Variable) -> bool:
    """A number in a unit of time, or in none that is known."""
    return kind.type in NUMERIC and kind.unit in TIME_UNITS


FITS: Mapping[str, Fit] = {
    "rows_of_table": is_group, "columns": is_group, "layers": is_group, "of": is_number, "by": is_group, "strata": is_group,
    "event": is_yes_no, "competing": is_group, "weights": is_number, "offset": is_number, "terms": is_no_date,
}  # fmt: skip
"""What fits a field by its name, where its form says nothing else."""
