"""Shapes over dispensings: how many days a supply covers, and how long one follows the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from analysis.plans import VariableType
from analysis.plans.records import DaysWindow, PersistentRecords, SupplyRecords
from analysis.plans.values import CoveredDays, PersistentDays
from analysis.site import trees
from analysis.site.expressions import NUMBERS, Compiler, Value, node_number
from analysis.site.expressions_dates import days_from
from analysis.site.expressions_records import RECORD, Reader, columns_of, scan, scanned, unit_value
from analysis.site.relations import KEY
from analysis.site.trees import Tree

_BEGIN, _END, _COVERED, _NEXT, _FIRST = "_begin", "_end", "_covered", "_next", "_first"
_EPOCH = Value(trees.date("1970-01-01"), VariableType.DATE)


def covered_days(compiler: Compiler, node: CoveredDays) -> Value:
    """The days of the window that are covered, each once however many supplies overlap; 0 without one.

    A supply begins on its own date inside the window and ends with the window at the latest: what is left when the
    next is fetched is not saved for later.
    """
    records: SupplyRecords = node.covered_days
    reader = Reader(compiler, records.dataset)
    start = unit_value(compiler.named("index"))
    begin = exp.paren(days_from(start, reader.date(records.date)))
    last = trees.number(_last_day(records) + 1)
    end = exp.Least(this=trees.add(begin.copy(), _supply(records, reader)), expressions=[last])
    before = _over(exp.Max(this=end.copy()), begin, "PRECEDING")
    prepared = (trees.named(begin, _BEGIN), trees.named(end, _END), trees.named(before, _COVERED))
    from_here = exp.Greatest(this=_column(_BEGIN), expressions=[trees.coalesce(_column(_COVERED), _column(_BEGIN))])
    new = exp.Greatest(this=trees.subtract(_column(_END), from_here), expressions=[trees.number(0)])
    result = exp.Sum(this=new)
    made = scan(
        compiler, records, reader=reader, more=(_lasts(records, reader),), result=result, prepared=prepared,
        needs=columns_of(start), default=trees.number(0),
    )  # fmt: skip
    return scanned(compiler, Value(result, VariableType.NUMBER), made)


def persistent_days(compiler: Compiler, node: PersistentDays) -> Value:
    """Days from the first dispensing to the end of the supply after which none follows within the grace period.

    Missing without a dispensing. A longer supply that is still running is not cut short by a later, shorter one.
    """
    records: PersistentRecords = node.persistent_days
    reader = Reader(compiler, records.dataset)
    date = reader.date(records.date)
    begin = date.tree if date.type in NUMBERS else exp.paren(days_from(_EPOCH, date))
    end = trees.add(begin.copy(), _supply(records, reader))
    prepared = (
        trees.named(_over(exp.Max(this=end), begin, "CURRENT ROW"), _END),
        trees.named(exp.Window(this=exp.Lead(this=begin.copy()), partition_by=_person(), order=_by(begin)), _NEXT),
        trees.named(exp.Window(this=exp.Min(this=begin.copy()), partition_by=_person()), _FIRST),
    )
    latest = trees.add(_column(_END), trees.number(node_number(records.grace)))
    stops = trees.either([trees.is_null(_column(_NEXT)), exp.GT(this=_column(_NEXT), expression=latest)])
    result = exp.Min(this=trees.case([(stops, trees.subtract(_column(_END), _column(_FIRST)))]))
    more = (_lasts(records, reader), trees.not_(trees.is_null(date.tree.copy())))
    made = scan(compiler, records, reader=reader, more=more, result=result, prepared=prepared)
    return scanned(compiler, Value(result, VariableType.NUMBER), made)


def _last_day(records: SupplyRecords) -> float:
    if not isinstance(records.window, DaysWindow) or records.window.days[1] is None:
        raise TypeError("A covered period has both ends.")
    return float(records.window.days[1])


def _supply(records: SupplyRecords, reader: Reader) -> Tree:
    if isinstance(records.supply, str):
        return reader(records.supply).tree.copy()
    return trees.number(node_number(records.supply))


def _lasts(records: SupplyRecords, reader: Reader) -> Tree:
    """A record whose supply is missing or none covers nothing."""
    return exp.GT(this=_supply(records, reader), expression=trees.number(0))


def _column(name: str) -> exp.Column:
    return trees.column(name, RECORD)


def _person() -> list[Tree]:
    return [trees.column(KEY, RECORD)]


def _by(begin: Tree) -> exp.Order:
    return exp.Order(expressions=[exp.Ordered(this=begin.copy(), desc=False, nulls_first=False)])


def _over(aggregate: Tree, begin: Tree, until: str) -> exp.Window:
    """An aggregate over the person's earlier records; with `CURRENT ROW` this one too."""
    side = {"end": "CURRENT ROW"} if until == "CURRENT ROW" else {"end": "1", "end_side": "PRECEDING"}
    rows = exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", **side)
    return exp.Window(this=aggregate, partition_by=_person(), order=_by(begin), spec=rows)


SHAPES: dict[type, Callable[[Compiler, Any], Value]] = {CoveredDays: covered_days, PersistentDays: persistent_days}
