"""Numbers as people write them, with a point or a comma before the decimals, and what a form shows of them.

What one reader takes for one number and another for two, or for a thousand times as much, is refused and not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from math import isfinite
from typing import Any

NUMBER = r"-?\d+(?:[.,]\d+)?"
THOUSANDS = r"-?[1-9]\d{0,2}[.,]\d{3}"


class OneOrSeveral(ValueError):
    """`0,5` in a list: a half, or nought and five."""


class ThousandOrOne(ValueError):
    """`1.000`: a thousand in Danish, one in English; and `1,000` the other way about."""


def number_of(text: str) -> int | float:
    """The number, whole where it is. Raises ValueError; what is too large for a number is none."""
    plain = text.strip()
    if not re.fullmatch(NUMBER, plain, re.ASCII):
        raise ValueError(plain)
    if re.fullmatch(THOUSANDS, plain, re.ASCII):
        raise ThousandOrOne(plain)
    number = float(plain.replace(",", "."))
    if not isfinite(number):
        raise ValueError(plain)
    if re.search(r"[.,]", plain) is None:
        return int(plain)
    return int(number) if number.is_integer() else number


def parts_of(text: str) -> list[str]:
    """A list's parts: parted by semicolons, or by commas with a space behind. Raises OneOrSeveral."""
    if ";" in text:
        parts = text.split(";")
    else:
        parts = re.split(r",(?:\s+|$)", text.strip())
        for part in parts:
            if re.search(r"\d,\d", part):
                raise OneOrSeveral(part.strip())
    return [part.strip() for part in parts if part.strip()]


def number_text(number: Any) -> str:
    """A number as `number_of` reads it again; what is no number as it is."""
    if type(number) not in (int, float):
        return str(number)
    text = f"{Decimal(str(number)):f}"
    return f"{text}0" if re.fullmatch(THOUSANDS, text) else text


def numbers_text(numbers: Iterable[Any] | None) -> str:
    """Numbers as a list field shows them; one without a value as a dash."""
    return ", ".join("-" if number is None else number_text(number) for number in numbers or ())
