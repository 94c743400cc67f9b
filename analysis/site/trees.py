"""Small builders of SQLGlot trees. Values become typed literal nodes, names quoted identifiers; nothing is pasted.

What the engines say in different words is a node of its own here (`Read`, `WrittenDate`, `DaysLater`), or one of
SQLGlot's that `engines.dialects` writes; a tree never knows which engine will read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from sqlglot import exp

Tree = exp.Expr


class Read(exp.Expression, exp.Func):
    """A column read as a type; what cannot be read is missing. `kind` is the family of the column's own type."""

    arg_types = {"this": True, "to": True, "kind": True}


class WrittenDate(exp.Expression, exp.Func):
    """A date written in a form of strptime; a text that is no such date is missing."""

    arg_types = {"this": True, "form": True}


class Operand(exp.Expression, exp.Func):
    """A number that a plan reckons with. Whatever the data hold, no engine may fail on it: a failure tells of a person."""

    arg_types = {"this": True}


class DaysLater(exp.Expression, exp.Func):
    """The date so many whole days later."""

    arg_types = {"this": True, "expression": True}


def column(name: str, table: str | None = None) -> exp.Column:
    """A quoted column, with its table's alias where there is one."""
    return exp.column(name, table=table, quoted=True)


def table(name: str, alias: str | None = None) -> exp.Table:
    """A quoted table, view or stage."""
    named = exp.Table(this=exp.to_identifier(name, quoted=True))
    if alias is not None:
        named.set("alias", exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))
    return named


def named(tree: Tree, name: str) -> exp.Alias:
    """`tree AS "name"`."""
    return exp.Alias(this=tree, alias=exp.to_identifier(name, quoted=True))


def text(value: str) -> exp.Literal:
    """A text literal."""
    return exp.Literal.string(value)


def number(value: float | int | str) -> exp.Cast:
    """A number as DOUBLE; a decimal text keeps its digits until the engine reads it."""
    return exp.cast(exp.Literal.string(str(value)), "DOUBLE")


def date(value: str) -> exp.Cast:
    """A fixed date, `2021-12-31`."""
    return exp.cast(exp.Literal.string(value), "DATE")


def boolean(value: bool) -> exp.Boolean:
    """TRUE or FALSE."""
    return exp.Boolean(this=value)


def whole(value: int) -> exp.Expression:
    """A whole number of the tree itself (days, parts), never of the data."""
    return exp.Literal.number(value) if value >= 0 else exp.Neg(this=exp.Literal.number(-value))


def both(conditions: Iterable[Tree]) -> Tree:
    """All of them; TRUE for none."""
    return _joined(exp.And, conditions, boolean(True))


def either(conditions: Iterable[Tree]) -> Tree:
    """Any of them; FALSE for none."""
    return _joined(exp.Or, conditions, boolean(False))


def _joined(kind: type[exp.Connector], conditions: Iterable[Tree], none: Tree) -> Tree:
    parts: Sequence[Tree] = [exp.paren(part, copy=False) for part in conditions]
    if not parts:
        return none
    return reduce(lambda left, right: kind(this=left, expression=right), parts)


def isin(tree: Tree, values: Iterable[Tree]) -> exp.In:
    """`tree IN (…)`."""
    return exp.In(this=tree, expressions=list(values))


def is_null(tree: Tree) -> exp.Is:
    """`tree IS NULL`."""
    return exp.Is(this=tree, expression=exp.null())


def not_(tree: Tree) -> exp.Not:
    """`NOT (tree)`; unknown stays unknown."""
    return exp.Not(this=exp.paren(tree, copy=False))


def case(branches: Iterable[tuple[Tree, Tree]], default: Tree | None = None) -> exp.Case:
    """`CASE WHEN … THEN … ELSE default END`; the first that holds."""
    ifs = [exp.If(this=condition, true=value) for condition, value in branches]
    return exp.Case(ifs=ifs, default=default)


def finite(tree: Tree) -> Tree:
    """The number, or missing where it is infinite or not a number; reads the tree once."""
    for word in ("Infinity", "-Infinity", "NaN"):
        tree = exp.Nullif(this=tree, expression=number(word))
    return tree


def add(left: Tree, right: Tree) -> exp.Add:
    """left + right, in parentheses where needed."""
    return exp.Add(this=exp.paren(left, copy=False), expression=exp.paren(right, copy=False))


def subtract(left: Tree, right: Tree) -> exp.Sub:
    """left - right."""
    return exp.Sub(this=exp.paren(left, copy=False), expression=exp.paren(right, copy=False))


def multiply(left: Tree, right: Tree) -> exp.Mul:
    """left * right."""
    return exp.Mul(this=exp.paren(left, copy=False), expression=exp.paren(right, copy=False))


def divide(left: Tree, right: Tree) -> exp.Div:
    """left / right as doubles; division by zero is missing."""
    nonzero = exp.Nullif(this=right, expression=number(0))
    return exp.Div(this=exp.paren(left, copy=False), expression=nonzero, typed=False, safe=False)


def days_between(start: Tree, end: Tree) -> Tree:
    """Days from `start` to `end`, both dates, as DOUBLE."""
    difference = exp.DateDiff(this=end, expression=start, unit=exp.Var(this="DAY"))
    return exp.cast(difference, "DOUBLE")


def shift_days(start: Tree, days: Tree) -> Tree:
    """The date some whole days later (`days` is a number)."""
    return DaysLater(this=start, expression=exp.cast(days, "INT"))


def read(raw: Tree, to: str, kind: str) -> Read:
    """A column of a family of types read as DOUBLE, BOOLEAN, DATE or TIMESTAMPTZ."""
    return Read(this=raw, to=exp.DataType.build(to), kind=exp.Var(this=kind))


def written_date(value: Tree, form: str) -> WrittenDate:
    """A text in a form like `%d%m%Y` as a date."""
    return WrittenDate(this=value, form=text(form))


def reads_columns(tree: Tree) -> bool:
    """Does the tree read any column? A fixed value does not."""
    return tree.find(exp.Column) is not None


def coalesce(tree: Tree, default: Tree) -> exp.Coalesce:
    """The tree, or the default where it is missing."""
    return exp.Coalesce(this=tree, expressions=[default])


def operand(tree: Tree) -> Operand:
    """A number in a plan's own arithmetic."""
    return Operand(this=tree)


def rounded(tree: Tree) -> Tree:
    """To the nearest whole number, halves away from zero."""
    return exp.Round(this=tree)
