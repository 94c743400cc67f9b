"""Shapes that read dates. A `day` counts from the person's own origin and is a number; a date is a date."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlglot import exp

from analysis.plans import VariableType
from analysis.plans.leaves import ShiftUnit
from analysis.plans.values import CompletedYears, DaysBetween, Event, MonthOf, OnFrom, Shift, YearOf, YearsBetween
from analysis.site import trees
from analysis.site.expressions import NUMBERS, Compiler, Value, joined, node_number
from analysis.site.trees import Tree

DAYS_PER_YEAR = Decimal("365.25")
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
FURTHEST_DAYS = 1_000_000
"""A shift beyond this (2700 years) has no calendar date: missing."""


def days_from(start: Value, end: Value) -> Tree:
    """Days from start to end, whether dates or days."""
    if start.type in NUMBERS or end.type in NUMBERS:
        return trees.subtract(trees.operand(end.tree.copy()), trees.operand(start.tree.copy()))
    return trees.days_between(start.tree.copy(), end.tree.copy())


def days_between(compiler: Compiler, node: DaysBetween) -> Value:
    """Days, the second less the first."""
    start, end = (compiler.value(part) for part in node.days_between)
    return joined((start, end), days_from(start, end), VariableType.INTEGER)


def years_between(compiler: Compiler, node: YearsBetween) -> Value:
    """Days over 365.25."""
    start, end = (compiler.value(part) for part in node.years_between)
    years = trees.divide(days_from(start, end), trees.number(str(DAYS_PER_YEAR)))
    return joined((start, end), years, VariableType.NUMBER)


def completed_years(compiler: Compiler, node: CompletedYears) -> Value:
    """Whole years by the calendar; in a common year the day of 29 February is 1 March. In days: days over 365.25."""
    start, end = (compiler.held(compiler.value(part)) for part in node.completed_years)
    if start.type in NUMBERS or end.type in NUMBERS:
        part = trees.divide(days_from(start, end), trees.number(str(DAYS_PER_YEAR)))
        return joined((start, end), exp.Floor(this=part), VariableType.INTEGER)
    years = trees.subtract(_part("YEAR", end), _part("YEAR", start))
    is_before = exp.LT(this=exp.paren(_day_of_year(end)), expression=exp.paren(_day_of_year(start)))
    tree = exp.cast(trees.subtract(years, exp.cast(exp.paren(is_before), "INT")), "DOUBLE")
    return joined((start, end), tree, VariableType.INTEGER)


def _day_of_year(value: Value) -> Tree:
    return trees.add(trees.multiply(_part("MONTH", value), trees.whole(100)), _part("DAY", value))


def _part(part: str, value: Value) -> Tree:
    return exp.Extract(this=exp.Var(this=part), expression=value.tree.copy())


def year_of(compiler: Compiler, node: YearOf) -> Value:
    """The calendar year."""
    value = compiler.value(node.year_of)
    return value.derived(exp.cast(_part("YEAR", value), "DOUBLE"), VariableType.INTEGER)


def month_of(compiler: Compiler, node: MonthOf) -> Value:
    """The month, 1 to 12."""
    value = compiler.value(node.month_of)
    return value.derived(exp.cast(_part("MONTH", value), "DOUBLE"), VariableType.INTEGER)


def shift(compiler: Compiler, node: Shift) -> Value:
    """A date moved. Whole months and years go by the calendar, parts of them by days, rounded to the nearest."""
    start_node, amount_node, unit = node.shift
    start = compiler.value(start_node)
    if isinstance(amount_node, int | Decimal):
        amount = Value(trees.number(node_number(amount_node)), VariableType.NUMBER)
    else:
        amount = compiler.held(compiler.value(amount_node))
    if start.type in NUMBERS:
        days = trees.rounded(trees.multiply(trees.operand(amount.tree.copy()), trees.number(str(_DAYS[unit]))))
        moved = trees.add(trees.operand(start.tree), trees.operand(days))
        return joined((start, amount), moved, VariableType.DAY)
    start = compiler.held(start)
    return joined((start, amount), _shifted(start.tree, amount.tree, unit), VariableType.DATE)


_DAYS = {ShiftUnit.DAYS: Decimal(1), ShiftUnit.MONTHS: DAYS_PER_MONTH, ShiftUnit.YEARS: DAYS_PER_YEAR}
_MONTHS = {ShiftUnit.MONTHS: 1, ShiftUnit.YEARS: 12}


def _shifted(start: Tree, amount: Tree, unit: ShiftUnit) -> Tree:
    days = trees.rounded(trees.multiply(amount.copy(), trees.number(str(_DAYS[unit]))))
    furthest = trees.number(str(FURTHEST_DAYS / _DAYS[unit]))
    is_near = exp.LTE(this=exp.Abs(this=amount.copy()), expression=furthest)
    branches: list[tuple[Tree, Tree]] = []
    if unit in _MONTHS:
        is_whole = exp.EQ(this=amount.copy(), expression=exp.Floor(this=amount.copy()))
        months = exp.cast(trees.multiply(amount.copy(), trees.whole(_MONTHS[unit])), "INT")
        moved = exp.DateAdd(this=start.copy(), expression=months, unit=exp.Var(this="MONTH"))
        branches.append((trees.both([is_near.copy(), is_whole]), exp.cast(moved, "DATE")))
    branches.append((is_near, trees.shift_days(start.copy(), days)))
    return trees.case(branches)


def event(compiler: Compiler, node: Event) -> Value:
    """Yes if the date lies after the index and on or before the exit; missing without an exit."""
    date = compiler.held(compiler.value(node.event.date))
    start, end = compiler.named("index"), compiler.named(node.event.before)
    after = exp.GT(this=date.tree.copy(), expression=start.tree.copy())
    in_time = exp.LTE(this=date.tree.copy(), expression=end.tree.copy())
    happened = trees.coalesce(trees.both([after, in_time]), trees.boolean(False))
    tree = trees.case([(trees.is_null(end.tree.copy()), exp.null())], happened)
    return joined((date, start, end), tree, VariableType.BOOLEAN)


def on_from(compiler: Compiler, node: OnFrom) -> Value:
    """The date itself: methods that follow persons cut their time there."""
    value = compiler.value(node.on_from)
    return value.derived(value.tree, value.type)


SHAPES: dict[type, Callable[[Compiler, Any], Value]] = {
    DaysBetween: days_between,
    YearsBetween: years_between,
    CompletedYears: completed_years,
    YearOf: year_of,
    MonthOf: month_of,
    Shift: shift,
    Event: event,
    OnFrom: on_from,
}
