"""How PostgreSQL reads the columns of a source as a type: what cannot be read is missing, where its casts would fail.

Texts are looked at with a regular expression first, since PostgreSQL before 16 has no cast that forgives. What a text
may look like follows DuckDB, which reads the same registers from files: numbers with point and exponent, yes and no in
a few words, dates as year, month, day with or without a time of day, and forms of strptime but `%j` and `%z`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from sqlglot import exp

from analysis.site import trees
from analysis.site.trees import Tree

NUMBER = r"^\s*[+-]?(\d{1,200}\.?\d{0,200}|\.\d{1,200})([eE][+-]?\d{1,2})?\s*$"
"""Numbers that a float holds for certain; the cast of a larger one would fail."""
YES, NO = ("true", "t", "yes", "y", "1"), ("false", "f", "no", "n", "0")

_MONTHS = ("january", "february", "march", "april", "may", "june",
           "july", "august", "september", "october", "november", "december")  # fmt: skip
_SHORT = tuple(month[:3] for month in _MONTHS)
_LONG_MONTHS = r"(?:0?[13578]|1[02]|(?:jan|mar|may|jul|aug|oct|dec)[a-z]*)"
_SHORT_MONTHS = r"(?:0?[469]|11|(?:apr|jun|sep|nov)[a-z]*)"
_FEBRUARY = r"(?:0?2|feb[a-z]*)"
_LEAP_YEARS = r"(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
IN_CALENDAR = (
    rf"(?i)^(?!0000)(?:\d{{4}}-(?:{_LONG_MONTHS}-(?:0?[1-9]|[12]\d|3[01])|{_SHORT_MONTHS}-(?:0?[1-9]|[12]\d|30)|"
    rf"{_FEBRUARY}-(?:0?[1-9]|1\d|2[0-8]))|{_LEAP_YEARS}-{_FEBRUARY}-29)$"
)
"""Days that there are, as year-month-day; the cast of any other would fail."""

_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]?\d(?::[0-5]?\d(?:\.\d+)?)?(?: ?(?:z|[+-]\d{2}(?::?\d{2})?))?"
_ISO = rf"(?i)^\s*(\d{{4}})[-/](\d{{1,2}})[-/](\d{{1,2}})(?:(?:t| +){_CLOCK})?\s*$"
_PARTS: Mapping[str, str] = MappingProxyType(
    {
        "Y": r"(\d{4})",
        "m": r"(\d{1,2})",
        "d": r"(\d{1,2})",
        "b": rf"({'|'.join(_SHORT)})",
        "B": rf"({'|'.join(_MONTHS)})",
        "H": r"(?:[01]?\d|2[0-3])",
        "M": r"[0-5]?\d",
        "S": r"[0-5]?\d",
        "f": r"\d{1,9}",
    }
)
_CENTURIES: Mapping[str, str] = MappingProxyType({"20": r"([0-5]\d|6[0-8])", "19": r"(69|[7-9]\d)"})
"""A year of two digits is one of 1969 to 2068, as in C."""
_DIRECTIVE = re.compile(r"%(.)|(.)")
UNREAD_DIRECTIVES = ("%j", "%z")


def read_in_postgres(node: trees.Read) -> Tree:
    """A column as a type, by the family of its own type."""
    value, to, kind = node.this, node.args["to"], node.args["kind"].name
    if kind == "text":
        return _FROM_TEXT[to.this](exp.cast(value, "VARCHAR"))
    if to.is_type("BOOLEAN") and kind != "boolean":
        return exp.NEQ(this=exp.paren(value, copy=False), expression=trees.whole(0))
    if to.is_type("DOUBLE") and kind == "boolean":
        value = exp.cast(value, "INT")
    read = exp.cast(value, to)
    return (
        trees.case([(exp.Anonymous(this="ISFINITE", expressions=[read]), read.copy())]) if to.is_type("DATE") else read
    )


def written_date_in_postgres(node: trees.WrittenDate) -> Tree:
    """A text in a form of strptime as a date."""
    form = node.args["form"].name
    patterns = [_pattern(form, century) for century in (_CENTURIES if "%y" in form else ("",))]
    return trees.case([_date_that_looks(node.this, looks, iso) for looks, iso in patterns])


def _number(value: Tree) -> Tree:
    is_number = exp.RegexpLike(this=value, expression=trees.text(NUMBER))
    return trees.case([(is_number, exp.cast(value.copy(), "DOUBLE"))])


def _yes_or_no(value: Tree) -> Tree:
    lower = exp.Lower(this=value)
    words = ((YES, True), (NO, False))
    return trees.case(
        [(trees.isin(lower.copy(), map(trees.text, some)), trees.boolean(means)) for some, means in words]
    )


def _date(value: Tree) -> Tree:
    return trees.case([_date_that_looks(value, _ISO, r"\1-\2-\3")])


_FROM_TEXT: Mapping[exp.DType, Callable[[Tree], Tree]] = MappingProxyType(
    {
        exp.DType.DOUBLE: _number,
        exp.DType.BOOLEAN: _yes_or_no,
        exp.DType.DATE: _date,
    }
)


def _date_that_looks(value: Tree, looks: str, iso: str) -> tuple[Tree, Tree]:
    """Whether a text looks so, and its date where the calendar has it; `iso` makes year-month-day of its groups."""
    written = exp.Anonymous(this="REGEXP_REPLACE", expressions=[value.copy(), trees.text(looks), trees.text(iso)])
    is_day = exp.RegexpLike(this=written, expression=trees.text(IN_CALENDAR))
    date = trees.case([(is_day, exp.cast(written.copy(), "DATE"))])
    return exp.RegexpLike(this=value.copy(), expression=trees.text(looks)), date


def _pattern(form: str, century: str) -> tuple[str, str]:
    """What a text in the form looks like, and how its parts make year-month-day."""
    found = _DIRECTIVE.findall(form)
    is_fixed = not any(sign for _, sign in found)  # without a sign between them, parts have their full width
    parts = {**_PARTS, "y": _CENTURIES.get(century, ""), **({"m": r"(\d\d)", "d": r"(\d\d)"} if is_fixed else {})}
    looks = "".join(parts[part] if part else " +" if sign == " " else re.escape(sign) for part, sign in found)
    groups = [part for part, _ in found if part in "YymdbB" and part]
    number = {part: rf"\{place}" for place, part in enumerate(groups, start=1)}
    year = number.get("Y") or (century + number["y"] if century else "1900")
    month = number.get("m") or number.get("b") or number.get("B") or "01"
    return rf"(?i)^\s*{looks}\s*$", f"{year}-{month}-{number.get('d', '01')}"
