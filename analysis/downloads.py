"""A released table as a file: long form, plain numbers, every row of the page and every column of the site."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analysis.labels import TableLabels
from analysis.layout import Long
from analysis.layout_models import with_references

ALL = "(all)"
MISSING = "(missing)"
WITHOUT_MARGIN = frozenset({("baseline", "level"), ("coefficients", "level"), ("fit", "ties")})
"""Labels, by table and column, that some rows do not have, as a number has no level. All others belong to a dimension."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def table_csv(table: Mapping[str, Any], labels: TableLabels) -> str:
    """CSV of one result table (RFC 4180, UTF-8). A margin reads ``(all)``, a missing value ``(missing)``.

    What is not there by definition, a figure or a label, is an empty cell. The references of a model, which the site
    does not send, stand where the page shows them: with the coefficient 0, the ratio 1 and no error.
    """
    nothing = [_nothing(table["name"], column) for column in table["columns"]]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column["name"] for column in table["columns"]])
    for row in _rows(table, labels):
        writer.writerow([_text(value, empty) for value, empty in zip(row, nothing, strict=True)])
    return out.getvalue()


def _rows(table: Mapping[str, Any], labels: TableLabels) -> Iterable[Sequence[object]]:
    if table["name"] != "coefficients":
        rows: Iterable[Sequence[object]] = table["rows"]
        return rows
    long = Long(table)
    return [[row.get(name) for name in long.names] for row in with_references(long.rows, labels)]


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
