"""A released table as a file: long form, plain numbers, the same cells as on the page."""

import csv
import io
from collections.abc import Mapping
from typing import Any

ALL = "(all)"
MISSING = "(missing)"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def table_csv(table: Mapping[str, Any]) -> str:
    """CSV of one result table (RFC 4180, UTF-8). A margin reads ``(all)``, a missing value ``(missing)``."""
    labels = [column["role"] == "label" for column in table["columns"]]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column["name"] for column in table["columns"]])
    for row in table["rows"]:
        writer.writerow([_text(value, is_label) for value, is_label in zip(row, labels, strict=True)])
    return out.getvalue()


def _text(value: object, is_label: bool) -> str:
    if value is None:
        return ALL if is_label else ""
    if isinstance(value, Mapping):
        return MISSING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return _harmless(str(value))


def _harmless(text: str) -> str:
    """A spreadsheet runs a cell that begins like a formula; an apostrophe makes it text again."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
