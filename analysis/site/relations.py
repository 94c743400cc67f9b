"""A dataset as plans know it: the person's key and typed variables, read from the columns as they lie.

What a variable's values become is decided here once: codes in one text form, whole floats without decimals, missing
codes, NaN and infinity as NULL, datetimes cut to dates in the site's zone, the date formats of Danish registers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite

from sqlglot import exp

from analysis.plans import VariableType
from analysis.plans.kinds import NUMERIC
from analysis.site import trees
from analysis.site.engines import Engine
from analysis.site.engines.kinds import is_whole_key, kind_of
from analysis.site.manifest import Manifest, ManifestDataset
from analysis.site.manifest_toml import VariableToml
from analysis.site.trees import Tree

KEY = "_key"
DAYS_PER_YEAR = 365.25
FIRST_CENTURY_YEAR = 70  # yyww: 70-99 are 1970-1999, 00-69 are 2000-2069
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
        key, is_there = person_key(dataset, columns, has_whole_keys=has_whole_keys)
        chosen.append(trees.named(key, KEY))
        rows = rows.where(is_there)
    for name, variable in names.items():
        value = variable_value(dataset.variable(variable), variable, columns, manifest.timezone)
        chosen.append(trees.named(value, name))
    return rows.select(*chosen) if chosen else rows.select(trees.whole(1))


def is_alike(one: ManifestDataset, other: ManifestDataset, engine: Engine) -> bool:
    """Whether two datasets write persons as text, or both do not: a whole number has lost its leading zeros."""
    kinds = set()
    for dataset in (one, other):
        columns = engine.columns(dataset.view)
        kinds.add(kind_of(columns[find_column(columns, dataset.person or "") or ""]) == "text")
    return len(kinds) == 1


def person_key(
    dataset: ManifestDataset, columns: Mapping[str, str], *, has_whole_keys: bool = False
) -> tuple[Tree, Tree]:
    """The person's pseudonym and whether a row has one.

    The pseudonym is in its one text form, or a whole number where all keys are (joins are then faster). Text is taken
    as it stands, so that the engine can compare it with what it knows of the file's parts. Raises KeyError when the
    column is not there.
    """
    found = find_column(columns, dataset.person or "")
    if found is None:
        raise KeyError(dataset.person)
    kind, raw = kind_of(columns[found]), trees.column(found)
    if has_whole_keys:
        return exp.cast(raw, "BIGINT"), trees.not_(trees.is_null(raw.copy()))
    if kind == "text":
        text = exp.cast(raw, "VARCHAR")
        return text, exp.NEQ(this=text.copy(), expression=trees.text(""))
    key = code_value(raw, kind)
    return key, trees.not_(trees.is_null(key.copy()))


def has_whole_key(dataset: ManifestDataset, columns: Mapping[str, str]) -> bool:
    """Is the person a whole number in the file itself?"""
    found = find_column(columns, dataset.person or "")
    return found is not None and is_whole_key(columns[found])


def variable_value(variable: VariableToml, name: str, columns: Mapping[str, str], timezone: str) -> Tree:
    """The variable's value from its column; missing codes and unreadable values are NULL."""
    found = find_column(columns, variable.column or name)
    if found is None:
        raise KeyError(name)
    kind = kind_of(columns[found])
    raw: Tree = trees.column(found)
    if variable.missing:
        raw = trees.case([(means_missing(raw, kind, variable), exp.null())], raw.copy())
    return _READERS[variable.type](raw, kind, variable, timezone)


def means_missing(raw: Tree, kind: str, variable: VariableToml) -> Tree:
    """Whether a column holds one of the codes that mean missing: as a code, or as a number however it is written."""
    same: list[Tree] = [trees.isin(code_value(raw.copy(), kind), [trees.text(code) for code in variable.missing])]
    numbers = [number for code in variable.missing if (number := _as_number(code)) is not None]
    if variable.type in NUMERIC and numbers:
        same.append(trees.isin(_number(raw.copy(), kind, variable, ""), [trees.number(number) for number in numbers]))
    return trees.either(same)


def _as_number(code: str) -> float | None:
    try:
        number = float(code)
    except ValueError:
        return None
    return number if isfinite(number) else None


def code_value(raw: Tree, kind: str) -> Tree:
    """A code as text in one form: whole floats without decimals, yes/no as true and false, empty text missing."""
    if kind == "text":
        return exp.Nullif(this=exp.cast(raw, "VARCHAR"), expression=trees.text(""))
    if kind == "boolean":
        return exp.cast(exp.cast(raw, "BOOLEAN"), "VARCHAR")
    if kind != "float":
        return exp.cast(raw, "VARCHAR")
    return number_text(trees.finite(exp.cast(raw, "DOUBLE")))


def number_text(value: Tree) -> Tree:
    """A number as text, whole ones without decimals. Beyond 2^53 a float holds no exact whole number: it stays as it is."""
    is_whole = exp.EQ(this=value.copy(), expression=exp.Floor(this=value.copy()))
    is_exact = exp.LT(this=exp.Abs(this=value.copy()), expression=trees.number(2**53))
    without_decimals = exp.cast(exp.cast(value.copy(), "BIGINT"), "VARCHAR")
    return trees.case([(trees.both([is_whole, is_exact]), without_decimals)], exp.cast(value.copy(), "VARCHAR"))


def _code(raw: Tree, kind: str, variable: VariableToml, timezone: str) -> Tree:
    return code_value(raw, kind)


def _number(raw: Tree, kind: str, variable: VariableToml, timezone: str) -> Tree:
    return trees.finite(trees.read(raw, "DOUBLE", kind))


def _boolean(raw: Tree, kind: str, variable: VariableToml, timezone: str) -> Tree:
    if kind == "float":
        raw = trees.finite(exp.cast(raw, "DOUBLE"))
    return trees.read(raw, "BOOLEAN", kind)


def _date(raw: Tree, kind: str, variable: VariableToml, timezone: str) -> Tree:
    if variable.format == "decimal_year":
        return _decimal_year(raw, kind)
    if variable.format == "yyww":
        return _year_week(raw, kind)
    if variable.format is not None and kind in ("text", "whole", "float"):
        return _written(code_value(raw, kind), variable.format)
    if kind == "zoned":
        zoned = trees.read(raw, "TIMESTAMPTZ", kind)
        raw, kind = exp.AtTimeZone(this=zoned, zone=trees.text(timezone)), "datetime"
    return trees.read(raw, "DATE", kind)


def _written(value: Tree, form: str) -> Tree:
    """A text date; leading zeros that a number has lost are put back when the format has a fixed length."""
    length = _fixed_length(form)
    if not length:
        return trees.written_date(value, form)
    padded = exp.Pad(this=value, expression=trees.whole(length), fill_pattern=trees.text("0"), is_left=True)
    fits = exp.LTE(this=exp.Length(this=value.copy()), expression=trees.whole(length))
    return trees.case([(fits, trees.written_date(padded, form))])


def _fixed_length(form: str) -> int:
    widths = {"Y": 4, "d": 2, "m": 2, "y": 2}
    parts = form.split("%")
    if parts[0] or any(part not in widths for part in parts[1:]):
        return 0
    return sum(widths[part] for part in parts[1:])


def _decimal_year(raw: Tree, kind: str) -> Tree:
    year = trees.finite(trees.read(raw, "DOUBLE", kind))
    days = trees.multiply(trees.subtract(year, trees.number(1970)), trees.number(DAYS_PER_YEAR))
    return trees.shift_days(trees.date("1970-01-01"), _calendar_days(trees.rounded(days)))


def _calendar_days(days: Tree) -> Tree:
    """Days a calendar can hold (about 2700 years either way); else missing."""
    inside = exp.Between(this=days, low=trees.number(-1_000_000), high=trees.number(1_000_000))
    return trees.case([(inside, days.copy())])


def _year_week(raw: Tree, kind: str) -> Tree:
    """`yyww` is the Monday of that ISO week: 4 January lies in week 1."""
    read = trees.rounded(trees.read(raw, "DOUBLE", kind))
    inside = exp.Between(this=read, low=trees.number(0), high=trees.number(9999))
    value = exp.cast(trees.case([(inside, read.copy())]), "INT")
    year = exp.IntDiv(this=value, expression=trees.whole(100))
    week = exp.Mod(this=value.copy(), expression=trees.whole(100))
    is_week = exp.Between(this=exp.paren(week), low=trees.whole(1), high=trees.whole(53))
    is_last_century = exp.GTE(this=year.copy(), expression=trees.whole(FIRST_CENTURY_YEAR))
    century = trees.case([(is_last_century, trees.whole(1900))], trees.whole(2000))
    fourth = exp.DateFromParts(year=trees.add(century, year.copy()), month=trees.whole(1), day=trees.whole(4))
    weekday = exp.DayOfWeekIso(this=fourth.copy())
    shift = trees.add(trees.multiply(week.copy(), trees.whole(7)), trees.whole(-6))
    days = trees.subtract(shift, weekday)
    return trees.case([(is_week, trees.shift_days(fourth, days))])


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
