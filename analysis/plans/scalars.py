"""Values of conditions in their one spelling: codes as text, numbers tidy, dates as dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from pydantic_core import PydanticCustomError

from . import grammar as g
from .dictionary import VariableType
from .kinds import CODES, NUMERIC, Kind
from .labels import ICD10, code_text, icd10_code, label_text
from .names import DATE, tidy_number

Fitted = str | bool | int | Decimal | dt.date
"""A value in the spelling of its type."""


FLAGS = {"true": True, "1": True, "false": False, "0": False}
"""How a plan may write yes and no."""


class Misfit(Exception):
    """The value does not fit the type."""


def fitted(value: g.ScalarValue, kind: Kind) -> Fitted:
    """The value as its variable's type writes it. Raises Misfit where it cannot be of that type."""
    if kind.type in CODES:
        return fitted_code(value, kind)
    if kind.type in NUMERIC:
        return _number(value)
    return _date(value) if kind.type is VariableType.DATE else _flag(value)


def fitted_code(value: g.ScalarValue, kind: Kind) -> str:
    """A code as text; of icd10 without the Danish D and the dot, in capitals."""
    if isinstance(value, bool | dt.date):
        raise Misfit
    text = code_text(value, kind)
    return icd10_code(text) if (kind.system or "").casefold() == ICD10 else text


def _number(value: g.ScalarValue) -> int | Decimal:
    if isinstance(value, bool | dt.date):
        raise Misfit
    try:
        return tidy_number(Decimal(value))
    except (InvalidOperation, PydanticCustomError):
        raise Misfit from None


def _date(value: g.ScalarValue) -> dt.date:
    if isinstance(value, str) and re.fullmatch(DATE, value, re.ASCII):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise Misfit from None
    raise Misfit


def _flag(value: g.ScalarValue) -> bool:
    written = label_text(value)
    if written not in FLAGS:
        raise Misfit
    return FLAGS[written]


def as_json(value: object) -> str | bool | int | float:
    """A value as JSON writes it; fifteen digits survive a float, so nothing is lost."""
    if isinstance(value, bool | int):
        return value
    return float(value) if isinstance(value, Decimal) else str(value)


def ordered(values: Iterable[Fitted]) -> list[str | bool | int | float]:
    """Each value once, sorted: a list of codes is a set."""
    return sorted({as_json(value) for value in values}, key=lambda value: (str(type(value)), value))
