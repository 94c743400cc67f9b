"""What a shape may take without being a shape: names, numbers, fixed dates, and the units of `shift`."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema

from .names import DATASET, DATE, VARIABLE, as_plain, tidy_number, wrong


class ShiftUnit(StrEnum):
    """The units of `shift`."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


def _leaf(value: object) -> str | int | Decimal | dt.date:
    """A name, a number or a fixed date."""
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str):
        if re.fullmatch(DATE, value, re.ASCII):
            return _fixed_date(value)
        if re.fullmatch(rf"({DATASET}\.)?{VARIABLE}", value, re.ASCII):
            return value
        raise wrong("bad_name", name=value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return tidy_number(value)
    raise wrong(
        "wrong_type", wanted="et navn, et tal, en dato eller en form", wanted_en="a name, number, date or shape"
    )


def _fixed_date(value: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except ValueError as reason:
        raise wrong("bad_date", value=value) from reason


Leaf = Annotated[
    str | int | Decimal | dt.date,
    PlainValidator(_leaf),
    as_plain,
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": rf"^({DATASET}\.)?{VARIABLE}$"},
                {"type": "string", "format": "date", "pattern": f"^{DATE}$"},
                {"type": "number"},
            ]
        }
    ),
]
"""A variable of the plan, a `dataset.variable`, `index`, `exit`, a number or a fixed date."""
