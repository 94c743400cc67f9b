"""A dataset as plans know it: the person's key and typed variables, read from the columns as they lie.

What a variable's values become is decided here once: codes in one text form, whole floats without decimals, missing
codes, NaN and infinity as NULL, datetimes cut to dates in the site's zone, the date formats of Danish registers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from analysis.plans import VariableType
from analysis.site import trees
from analysis.site.manifest import Manifest, ManifestDataset
from analysis.site.manifest_toml import VariableToml
from analysis.site.trees import Tree

KEY = "_key"
DAYS_PER_YEAR = 365.25
FIRST_CENTURY_YEAR = 70  # yyww: 70-99 are 1970-1999, 00-69 are 2000-2069
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_FLOAT = ("FLOAT", "DOUBLE")


def kind_of(physical: str) -> str:
    """The family of an engine type: text, whole, float, boolean, date, datetime, zoned, other."""
    if physical in ("VARCHAR",) or physical.startswith("ENUM"):
        return "text"
    if physical in _WHOLE:
        return "whole"
    if physical in _FLOAT or physical.startswith("DECIMAL"):
        return "float"
    if physical.startswith("TIMESTAMP"):
        return "zoned" if "ZONE" in physical else "datetime"
    return {"BOOLEAN": "boolean", "DATE": "date"}.get(physical, "other")


READABLE: Mapping[VariableType, frozenset[str]] = {
    VariableType.CATEGORY: frozenset({"text", "whole", "float", "boolean", "date"}),
    VariableType.CODE: frozenset({"text", "whole", "float", "boolean"}),
    VariableType.INTEGER: frozenset({"text", "whole", "float", "boolean"}),
    VariableType.NUMBER: frozenset({"text", "whole", "float", "boolean"}),
    VariableType.DAY: frozenset({"text", "whole", "float"}),
    VariableType.BOOLEAN: frozenset({"text", "whole", "float", "boolean"}),
    VariableType.DATE: frozenset({"text", "date", "datetime", "zoned"}),
}


def is_readable(variable: VariableToml, physical: str) -> bool:
    """Can a column of this engine type be read as the variable?"""
    kind = kind_of(physical)
    if variable.format is not None and kind in ("whole", "float"):
        return True
    return kind in READABLE[variable.type]


def find_column(columns: Mapping[str, str], wanted: str) -> str | None:
    """The column of that name, exactly or else in any case; None when there is none."""
    if wanted in columns:
        return wanted
    return next((name for name in columns if name.lower() == wanted.lower()), None)


def relation(
    dataset: ManifestDataset,
    manifest: Manifest,
    columns: Mapping[str, str],
    names: Mapping[str, str],
    *,
    has_whole_keys: bool = False,
) -> exp.Select:
    """`SELECT _key, variables FROM source_<key>`; rows without a person are left out.

    `names` maps the name each column shall have to the variable it is. Raises KeyError for what is not there.
    """
    chosen: list[Tree] = []
    rows = exp.select().from_(trees.table(dataset.view))
    if dataset.person is not None:
        key = person_key(dataset, columns, has_whole_keys=has_whole_keys)
        chosen.append(trees.named(key, KEY))
        rows = rows.where(trees.not_(trees.is_null(key.copy())))
    for name, variable in names.items():
        value = variable_value(dataset.variable(variable), variable, columns, manifest.timezone)
        chosen.append(trees.named(value, name))
    return rows.select(*chosen) if chosen else rows.select(trees.whole(1))


def person_key(dataset: ManifestDataset, columns: Mapping[str, str], *, has_whole_keys: bool = False) -> Tree:
    """The person's pseudonym in its one text form, or as a whole number where all keys are (joins are then faster).

    Raises KeyError when the column is not there.
    """
    found = find_column(columns, dataset.person or "")
    if found is None:
        raise KeyError(dataset.person)
    if has_whole_keys:
        return exp.cast(trees.column(found), "BIGINT")
    return code_value(trees.column(found), kind_of(columns[found]))


def has_whole_key(dataset: ManifestDataset, columns: Mapping[str, str]) -> bool:
    """Is the person a whole number in the file itself?"""
    found = find_column(columns, dataset.person or "")
    return found is not None and columns[found] in _WHOLE[:4]


def variable_value(variable: VariableToml, name: str, columns: Mapping[str, str], timezone: str) -> Tree:
    """The variable's value from its column; missing codes and unreadable values are NULL."""
    found = find_column(columns, variable.column or name)
    if found is None:
        raise KeyError(name)
    kind = kind_of(columns[found])
    raw: Tree = trees.column(found)
    if variable.missing:
        raw = _without_missing(raw, kind, variable.missing)
    return _READERS[variable.type](raw, kind, variable, timezone)


def code_value(raw: Tree, kind: str) -> Tree:
    """A code as text in one form: whole floats without decimals, yes/no as true and false, empty text missing."""
    if kind == "text":
        return exp.Nullif(this=exp.cast(raw, "VARCHAR"), expression=trees.text(""))
    if kind == "boolean":
        return exp.cast(exp.cast(raw, "BOOLEAN"), "VARCHAR")
    if kind != "float":
        return exp.cast(raw, "VARCHAR")
    value = trees.finite(exp.cast(raw, "DOUBLE"))
    is_whole = exp.EQ(this=value, expression=exp.Floor(this=value.copy()))
    # Beyond 2^53 a float holds no exact whole number; such a code is written as the float it is.
    is_exact = exp.LT(this=exp.Abs(this=value.copy()), expression=trees.number(2**53))
    without_decimals = exp.cast(exp.cast(value.copy(), "BIGINT"), "VARCHAR")
    return trees.case([(trees.both([is_whole, is_exact]), without_decimals)], exp.cast(value.copy(), "VARCHAR"))


def _without_missing(raw: Tree, kind: str, codes: tuple[str, ...]) -> Tree:
    same = trees.isin(code_value(raw, kind), [trees.text(code) for code in codes])
    return trees.case([(same, exp.null())], raw.copy())


def _code(raw: Tree, kind: str, variable: VariableToml, timezone: str) -> Tree:
    return code_value(raw, kind)


def _number(raw: Tree, kind: str, variable: VariableToml, timezone: str) -> Tree:
    return trees.finite(exp.TryCast(this=raw, to=exp.DataType.build("DOUBLE")))


def _boolean(raw: Tree, kind: str, variable: VariableToml, timezone: str) -> Tree:
    if kind == "float":
        return exp.TryCast(this=trees.finite(exp.cast(raw, "DOUBLE")), to=exp.DataType.build("BOOLEAN"))
    return exp.TryCast(this=raw, to=exp.DataType.build("BOOLEAN"))


def _date(raw: Tree, kind: str, variable: VariableToml, timezone: str) -> Tree:
    if variable.format == "decimal_year":
        return _decimal_year(raw)
    if variable.format == "yyww":
        return _year_week(raw, kind)
    if variable.format is not None and kind in ("text", "whole", "float"):
        return _parsed(code_value(raw, kind), variable.format)
    if kind == "zoned":
        zoned = exp.TryCast(this=raw, to=exp.DataType.build("TIMESTAMPTZ"))
        raw = exp.AtTimeZone(this=zoned, zone=trees.text(timezone))
    moment = exp.TryCast(this=raw, to=exp.DataType.build("TIMESTAMP"))
    return exp.TryCast(this=moment, to=exp.DataType.build("DATE"))


def _parsed(value: Tree, form: str) -> Tree:
    """A text date; leading zeros that a number has lost are put back when the format has a fixed length."""
    length = _fixed_length(form)
    padded = trees.call("LPAD", value, trees.whole(length), trees.text("0")) if length else value
    parsed: Tree = trees.call("TRY_STRPTIME", padded, trees.text(form))
    if length:
        parsed = trees.case([(exp.LTE(this=exp.Length(this=value.copy()), expression=trees.whole(length)), parsed)])
    return exp.cast(parsed, "DATE")


def _fixed_length(form: str) -> int:
    widths = {"Y": 4, "d": 2, "m": 2, "y": 2}
    parts = form.split("%")
    if parts[0] or any(part not in widths for part in parts[1:]):
        return 0
    return sum(widths[part] for part in parts[1:])


def _decimal_year(raw: Tree) -> Tree:
    year = trees.finite(exp.TryCast(this=raw, to=exp.DataType.build("DOUBLE")))
    days = trees.multiply(trees.subtract(year, trees.number(1970)), trees.number(DAYS_PER_YEAR))
    return trees.shift_days(trees.date("1970-01-01"), _calendar_days(trees.rounded(days)))


def _calendar_days(days: Tree) -> Tree:
    """Days a calendar can hold (about 2700 years either way); else missing."""
    inside = exp.Between(this=days, low=trees.number(-1_000_000), high=trees.number(1_000_000))
    return trees.case([(inside, days.copy())])


def _year_week(raw: Tree, kind: str) -> Tree:
    """`yyww` is the Monday of that ISO week: 4 January lies in week 1."""
    value = exp.TryCast(this=raw, to=exp.DataType.build("INT"))
    year = exp.IntDiv(this=value, expression=trees.whole(100))
    week = exp.Mod(this=value.copy(), expression=trees.whole(100))
    is_week = exp.Between(this=exp.paren(week), low=trees.whole(1), high=trees.whole(53))
    is_year = exp.Between(this=exp.paren(year), low=trees.whole(0), high=trees.whole(99))
    is_last_century = exp.GTE(this=year.copy(), expression=trees.whole(FIRST_CENTURY_YEAR))
    century = trees.case([(is_last_century, trees.whole(1900))], trees.whole(2000))
    fourth = trees.call("MAKE_DATE", trees.add(century, year.copy()), trees.whole(1), trees.whole(4))
    weekday = trees.call("ISODOW", fourth.copy())
    shift = trees.add(trees.multiply(week.copy(), trees.whole(7)), trees.whole(-6))
    days = trees.subtract(shift, weekday)
    return trees.case([(trees.both([is_week, is_year]), trees.shift_days(fourth, days))])


_Reader = Callable[[Tree, str, VariableToml, str], Tree]
_READERS: Mapping[VariableType, _Reader] = {
    VariableType.CATEGORY: _code,
    VariableType.CODE: _code,
    VariableType.INTEGER: _number,
    VariableType.NUMBER: _number,
    VariableType.DAY: _number,
    VariableType.BOOLEAN: _boolean,
    VariableType.DATE: _date,
}
