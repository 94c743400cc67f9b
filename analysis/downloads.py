"""A released table as a file: long form, plain numbers, the same cells as on the page."""

import csv
import io
from collections.abc import Mapping
from typing import Any

ALL = "(all)"
MISSING = "(missing)"
WITHOUT_MARGIN = frozenset({("baseline", "level"), ("coefficients", "level"), ("fit", "ties")})
"""Labels, by table and column, that some rows do not have, as a number has no level. All others belong to a dimension."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def table_csv(table: Mapping[str, Any]) -> str:
    """CSV of one result table (RFC 4180, UTF-8). A margin reads ``(all)``, a missing value ``(missing)``.

    What is not there by definition, a figure or a label, is an empty cell.
    """
    nothing = [_nothing(table["name"], column) for column in table["columns"]]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column["name"] for column in table["columns"]])
    for row in table["rows"]:
        writer.writerow([_text(value, empty) for value, empty in zip(row, nothing, strict=True)])
    return out.getvalue()


def _nothing(table: str, column: Mapping[str, Any]) -> str:
    """What a cell without a value reads in a column."""
    is_dimension = column["role"] == "label" and (table, column["name"]) not in WITHOUT_MARGIN
    return ALL if is_dimension else ""


def _text(value: object, nothing: str) -> str:
    if value is None:
        return nothing
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
