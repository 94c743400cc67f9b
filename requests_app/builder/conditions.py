"""Conditions of a plan as rows of a form: one variable, one operator, one value a row.

What rows cannot say (nested groups) stays a document and is edited as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.ui.format import read_date
from requests_app.builder.numbers import number_of, number_text

LISTED = ("in", "starts_with")
PAIRED = ("between",)
ANSWERS = {"yes": True, "ja": True, "true": True, "no": False, "nej": False, "false": False}
OPERATORS = ("eq", "ne", "in", "between", "ge", "gt", "le", "lt", "starts_with", "in_list", "missing")


@dataclass(frozen=True)
class Row:
    """One condition as it is written in the form."""

    variable: str
    operator: str
    value: str


def rows_of(condition: Any) -> tuple[Row, ...] | None:
    """The rows that say the same as the condition, or None when rows cannot."""
    if not condition:
        return ()
    if not isinstance(condition, Mapping):
        return None
    parts = condition["all"] if list(condition) == ["all"] else [{name: condition[name]} for name in condition]
    rows = [_row(part) for part in parts] if isinstance(parts, Sequence) else [None]
    found = tuple(row for row in rows if row is not None)
    return found if len(found) == len(rows) else None


def _row(part: Any) -> Row | None:
    if not isinstance(part, Mapping) or len(part) != 1:
        return None
    ((variable, test),) = part.items()
    if variable in ("all", "any", "not") or not isinstance(test, Mapping) or len(test) != 1:
        return None
    ((operator, value),) = test.items()
    return Row(variable, operator, written(value)) if operator in OPERATORS else None


def condition_of(rows: Sequence[Row], *, texts: Collection[str] = ()) -> dict[str, Any] | None:
    """The condition that all rows say together; none without rows. `texts`: variables whose values are codes."""
    parts = [{row.variable: {row.operator: value_of(row, is_text=row.variable in texts)}} for row in rows]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else {"all": parts}


def value_of(row: Row, *, is_text: bool) -> Any:
    """The JSON value a written value means: lists are parted by commas, a range also by a dash or a semicolon."""
    operator, text = row.operator, row.value
    if operator == "missing":
        return text.strip().lower() not in ("no", "nej", "false")
    if operator in LISTED:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return parts if is_text else [_dated(part) for part in parts]
    if operator in PAIRED:
        return [scalar(part) for part in ends_of(text)]
    return text.strip() if is_text else scalar(text)


def ends_of(text: str) -> list[str]:
    """The ends of a range, parted by the clearest mark it has: a bare comma counts only where there is no other."""
    text = text.strip()
    for mark in (r";", r"–|\s-\s", r",\s", r","):
        ends = re.split(mark, text, maxsplit=1)
        if len(ends) == 2 and all(end.strip() for end in ends):
            return ends
    return [text]


def scalar(text: str) -> Any:
    """A number where the text is one, true or false where it says yes or no, a date as the plan writes it, else the text."""
    plain = text.strip()
    if plain.lower() in ANSWERS:
        return ANSWERS[plain.lower()]
    try:
        return number_of(plain)
    except ValueError:
        return _dated(plain)


def _dated(text: str) -> str:
    """A date as the plan writes it (2026-11-24), however a person wrote it; any other text as it is."""
    day = read_date(text)
    return day.isoformat() if day else text


def written(value: Any) -> str:
    """The value as a person writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(written(part) for part in value)
    return "" if value is None else number_text(value)
