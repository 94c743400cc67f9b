"""What a value is: its type, its levels where they are known in advance, and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import isfinite

from .dictionary import Text, Variable, VariableType
from .names import Number

NUMERIC = frozenset({VariableType.INTEGER, VariableType.NUMBER, VariableType.DAY})
DATES = frozenset({VariableType.DATE, VariableType.DAY})
CODES = frozenset({VariableType.CATEGORY, VariableType.CODE})
GROUPS = CODES | {VariableType.BOOLEAN, VariableType.INTEGER}
IDENTIFIERS = frozenset({"cpr", "pnr"})
"""Systems of codes that name a person."""

YES_NO = (("false", Text("Nej", "No")), ("true", Text("Ja", "Yes")))

TYPE_WORDS = {
    VariableType.CATEGORY: Text("en kategori", "a category"),
    VariableType.CODE: Text("en kode", "a code"),
    VariableType.INTEGER: Text("et helt tal", "a whole number"),
    VariableType.NUMBER: Text("et tal", "a number"),
    VariableType.DATE: Text("en dato", "a date"),
    VariableType.DAY: Text("en dag talt fra start", "a day counted from the start"),
    VariableType.BOOLEAN: Text("ja/nej", "yes/no"),
}


@dataclass(frozen=True)
class Kind:
    """What a value is.

    `labels` are the levels known in advance, in order, or empty when only the data know them; `source` is the
    `dataset.variable` it stands for or regroups; `is_birth` says it is a date of birth, `turns` that it is an
    `on_from`, `bands` that it is a grouping of a number.
    """

    type: VariableType
    labels: tuple[tuple[str, Text], ...] = ()
    source: str | None = None
    unit: str | None = None
    system: str | None = None
    parent: str | None = None
    bins: tuple[float, ...] = ()
    grid: float | None = None
    sensitive: bool = False
    is_birth: bool = False
    turns: bool = False
    bands: bool = False
    missing: tuple[str, ...] = ()

    @property
    def levels(self) -> tuple[str, ...] | None:
        """The codes of the levels known in advance; None when only the data know them."""
        return tuple(code for code, _ in self.labels) or None

    def derived(self, type_: VariableType, *, unit: str | None = None) -> Kind:
        """Another type made from this one: it keeps where it comes from and that it is sensitive."""
        return Kind(type_, source=self.source, unit=unit, sensitive=self.sensitive)


INTEGER = Kind(VariableType.INTEGER)
NUMBER = Kind(VariableType.NUMBER)
DATE = Kind(VariableType.DATE)
DAY = Kind(VariableType.DAY, unit="days")
BOOLEAN = Kind(VariableType.BOOLEAN, labels=YES_NO)


def kind_of_variable(name: str, variable: Variable, *, is_birth: bool = False) -> Kind:
    """The kind of a variable of the dictionary; `name` is `dataset.variable`."""
    labels = YES_NO if variable.type is VariableType.BOOLEAN else variable.labels
    return Kind(
        type=variable.type,
        labels=labels,
        source=name,
        unit="days" if variable.type is VariableType.DAY else variable.unit,
        system=variable.system,
        parent=variable.parent,
        bins=variable.bins,
        grid=variable.grid,
        sensitive=variable.sensitive,
        is_birth=is_birth,
        missing=variable.missing,
    )


def band_labels(edges: tuple[Number | None, ...]) -> tuple[str, ...]:
    """Labels of half-open bands: `"<18.5"`, `"18.5-<25"`, `"25+"`; both ends open is `"all"`."""
    return tuple(_band(low, high) for low, high in pairwise(edges))


def _band(low: Number | None, high: Number | None) -> str:
    if low is None:
        return "all" if high is None else f"<{plain(high)}"
    return f"{plain(low)}+" if high is None else f"{plain(low)}-<{plain(high)}"


def band_edges(labels: tuple[str, ...]) -> tuple[float | None, ...] | None:
    """The edges that bands with these labels were made of; None where they are no labels of adjoining bands."""
    ends = [_ends(label) for label in labels]
    known = [end for end in ends if end is not None]
    if len(known) < len(labels) or any(low[1] is None or low[1] != high[0] for low, high in pairwise(known)):
        return None
    return (known[0][0], *(high for _, high in known)) if known else None


def _ends(label: str) -> tuple[float | None, float | None] | None:
    number = r"-?\d+(?:\.\d+)?"
    found = re.fullmatch(rf"<(?P<high>{number})|(?P<from>{number})\+|(?P<low>{number})-<(?P<to>{number})|all", label)
    if found is None:
        return None
    low, high = found["low"] or found["from"], found["to"] or found["high"]
    return (None if low is None else float(low), None if high is None else float(high))


def band_texts(edges: tuple[Number | None, ...], *, whole: bool) -> tuple[tuple[str, Text], ...]:
    """The bands' labels with what a page shows: `40–49` for whole numbers, else the label with a dash."""
    codes = band_labels(edges)
    ends = pairwise(edges)
    return tuple((code, _band_text(low, high, whole)) for code, (low, high) in zip(codes, ends, strict=True))


def _band_text(low: Number | None, high: Number | None, whole: bool) -> Text:
    if low is None and high is None:
        return Text("Alle", "All")
    if low is None:
        return Text(f"Under {comma(high)}", f"Under {plain(high)}")
    if high is None:
        return Text(f"{comma(low)} og derover", f"{plain(low)} and over")
    if whole and isinstance(low, int) and isinstance(high, int):
        shown = str(low) if high == low + 1 else f"{low}–{high - 1}"
        return Text(shown, shown)
    return Text(f"{comma(low)} til under {comma(high)}", f"{plain(low)} to under {plain(high)}")


def plain(value: Number | None) -> str:
    """A number as codes and CSV write it: no exponent, a point."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def comma(value: Number | None) -> str:
    """A number as Danish text writes it."""
    return plain(value).replace(".", ",")


def bin_edges(bins: Sequence[float]) -> tuple[Number, ...]:
    """The finite edges of the catalogue: a histogram has a row between two of them, and one below and above them all."""
    return tuple(int(edge) if float(edge).is_integer() else Decimal(str(edge)) for edge in bins if isfinite(edge))
