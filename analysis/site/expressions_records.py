"""Shapes over records: each becomes a scan of its dataset that gives one row per person, then a join."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from sqlglot import exp

from analysis.plans import VariableType
from analysis.plans.records import AgeWindow, CountRecords, DatesWindow, DaysWindow, Records, Take, ValueRecords
from analysis.plans.values import Count, Exists, Sum, TakeValue
from analysis.site import trees
from analysis.site.expressions import Compiler, Value, node_number, variable_as_value
from analysis.site.expressions_conditions import condition
from analysis.site.expressions_dates import DAYS_PER_YEAR, days_from
from analysis.site.relations import KEY
from analysis.site.trees import Tree

RECORD, UNIT = "r", "u"  # aliases: the record, and the unit whose record it is
RESULT = "_result"
TIED = "_tied"  # several values came first, and the smallest of them was taken
_RANK = "_rank"


def tied_name(name: str) -> str:
    """The column that says for whom the scan `name` took the smallest of several values."""
    return f"{TIED}{name}"


@dataclass(frozen=True)
class RecordScan:
    """One row per person of a record dataset: `_key` and `_result`. `needs` are the unit's columns it compares with."""

    dataset: str
    columns: tuple[str, ...]
    conditions: tuple[Tree, ...]
    result: Tree | None  # None: that there is such a record
    order: tuple[exp.Ordered, ...] = ()  # with an order the first record's result, else an aggregate
    default: Tree | None = None  # of a person without such a record
    prepared: tuple[exp.Alias, ...] = ()  # columns made of a person's records in a row, which `result` then reads
    needs: tuple[str, ...] = field(default=())
    extremes: tuple[type[exp.AggFunc], type[exp.AggFunc]] = (exp.Min, exp.Max)  # of the results that come first

    @property
    def named(self) -> str:
        """A name of its own for what is read: the dataset, and a digest of which records and what of them."""
        parts = [*self.conditions, *self.order, *self.prepared, *([] if self.result is None else [self.result])]
        text = "|".join([*self.columns, *(part.sql() for part in parts)])
        return f"{self.dataset}:{sha256(text.encode()).hexdigest()[:16]}"

    def select(self, records: exp.Select, units: exp.Select | None) -> exp.Select:
        """The scan over `records` (the dataset's relation), of the `units` only where given."""
        rows = exp.select().from_(records.subquery(RECORD))
        if units is not None:
            same = exp.EQ(this=trees.column(KEY, RECORD), expression=trees.column(KEY, UNIT))
            rows = rows.join(units.subquery(UNIT), on=same, join_type="inner")
        for one in self.conditions:
            rows = rows.where(one)
        key = trees.column(KEY, RECORD)
        if self.prepared:
            ready = rows.select(trees.named(key, KEY), *self.prepared).subquery(RECORD)
            found = trees.named(self.result or exp.null(), RESULT)
            return exp.select(trees.named(key.copy(), KEY), found).from_(ready).group_by(key.copy())
        if self.result is None:
            return rows.select(trees.named(key, KEY), trees.named(trees.boolean(True), RESULT)).distinct()
        if not self.order:
            return rows.select(trees.named(key, KEY), trees.named(self.result, RESULT)).group_by(key.copy())
        return self._first(rows, key)

    def _first(self, rows: exp.Select, key: Tree) -> exp.Select:
        """The smallest of the results that come first."""
        rank = exp.Window(this=exp.Rank(), partition_by=[key.copy()], order=exp.Order(expressions=list(self.order)))
        ranked = rows.select(
            trees.named(key, KEY), trees.named(self.result or exp.null(), RESULT), trees.named(rank, _RANK)
        )
        is_first = exp.EQ(this=trees.column(_RANK), expression=trees.whole(1))
        least, most = (extreme(this=trees.column(RESULT)) for extreme in self.extremes)
        tied = exp.NEQ(this=least.copy(), expression=most)
        first = exp.select(trees.column(KEY), trees.named(least, RESULT), trees.named(tied, TIED))
        return first.from_(ranked.subquery("ranked")).where(is_first).group_by(trees.column(KEY))


@dataclass
class Reader:
    """Names of one record dataset as columns of the record; remembers which were read."""

    compiler: Compiler
    dataset: str
    columns: dict[str, None] = field(default_factory=dict)

    def __call__(self, name: str) -> Value:
        variable = self.compiler.dictionary.variable(name)
        if variable is None or not name.startswith(f"{self.dataset}."):
            raise KeyError(name)
        self.columns[variable.name] = None
        return variable_as_value(variable, trees.column(variable.name, RECORD))

    def date(self, name: str | None) -> Value:
        """The record's own time: the date named, else the dataset's. Raises KeyError when it has none."""
        own = self.compiler.dictionary.datasets[self.dataset].date
        return self(name or f"{self.dataset}.{own}")


def scan(
    compiler: Compiler,
    node: Records,
    *,
    reader: Reader | None = None,
    more: tuple[Tree, ...] = (),
    **parts: Any,
) -> RecordScan:
    """The scan of the records a shape looks at: its `where` and its window, and what more is asked."""
    reader = reader or Reader(compiler, node.dataset)
    conditions = [condition(node.where, reader, compiler.lists).tree] if node.where is not None else []
    needs: tuple[str, ...] = parts.pop("needs", ())
    if node.window is not None:
        inside, unit_columns = _window(compiler, node.window, reader.date(node.date))
        conditions.extend(inside)
        needs = (*needs, *unit_columns)
    return RecordScan(
        node.dataset,
        columns=tuple(reader.columns),
        conditions=(*conditions, *more),
        needs=tuple(dict.fromkeys(needs)),
        **{"result": None, **parts},
    )


def reader_of(compiler: Compiler, dataset: str) -> Reader:
    """The names of a record dataset."""
    return Reader(compiler, dataset)


def _window(compiler: Compiler, window: Any, date: Value) -> tuple[list[Tree], tuple[str, ...]]:
    """The conditions of a window, and the columns of the unit they compare with."""
    match window:
        case DaysWindow():
            start = unit_value(compiler.named("index"))
            low, high = (None if end is None else trees.number(node_number(end)) for end in window.days)
            return _range(days_from(start, date), low, high), columns_of(start)
        case DatesWindow():
            first, last = (None if end is None else trees.date(end.isoformat()) for end in window.dates)
            return _range(date.tree, first, last), ()
        case AgeWindow():
            birth = unit_value(compiler.dataset_variable(compiler.birth or ""))
            age = trees.divide(days_from(birth, date), trees.number(str(DAYS_PER_YEAR)))
            low, high = (None if end is None else trees.number(node_number(end)) for end in window.age)
            return _range(age, low, high, is_half_open=True), columns_of(birth)
    raise TypeError(type(window).__name__)


def _range(tree: Tree, low: Tree | None, high: Tree | None, *, is_half_open: bool = False) -> list[Tree]:
    """Both ends inside, or the upper not; open at both ends asks only that the value is there."""
    conditions: list[Tree] = []
    if low is not None:
        conditions.append(exp.GTE(this=exp.paren(tree), expression=low))
    if high is not None:
        upper = exp.LT if is_half_open else exp.LTE
        conditions.append(upper(this=exp.paren(tree), expression=high))
    return conditions or [trees.not_(trees.is_null(tree.copy()))]


def unit_value(value: Value) -> Value:
    """A column of the unit, seen from a scan; a fixed value stays itself."""
    if not isinstance(value.tree, exp.Column):
        return value
    return Value(trees.column(value.tree.name, UNIT), value.type, layer=value.layer)


def columns_of(value: Value) -> tuple[str, ...]:
    return (value.tree.name,) if isinstance(value.tree, exp.Column) else ()


def scanned(compiler: Compiler, value: Value, made: RecordScan) -> Value:
    """The scan's result as a column, one layer above the columns it needs."""
    layers = [compiler.definitions[name].value.layer for name in made.needs if name in compiler.definitions]
    at = Value(value.tree, value.type, layer=max(layers, default=0), system=value.system, grid=value.grid)
    return compiler.define(compiler.fresh_name(), at, made)


def exists(compiler: Compiler, node: Exists) -> Value:
    """Yes where there is such a record, else no."""
    made = scan(compiler, node.exists, default=trees.boolean(False))
    return scanned(compiler, Value(trees.boolean(True), VariableType.BOOLEAN), made)


def count(compiler: Compiler, node: Count) -> Value:
    """How many such records, or how many different values among them."""
    records: CountRecords = node.count
    reader = Reader(compiler, records.dataset)
    if records.distinct is None:
        counted: Tree = exp.Count(this=exp.Star())
    else:
        counted = exp.Count(this=exp.Distinct(expressions=[reader(records.distinct).tree]))
    result = exp.cast(counted, "DOUBLE")
    made = scan(compiler, records, reader=reader, result=result, default=trees.number(0))
    return scanned(compiler, Value(result, VariableType.INTEGER), made)


def total(compiler: Compiler, node: Sum) -> Value:
    """The sum over such records; 0 without one."""
    reader = Reader(compiler, node.sum.dataset)
    value = reader(node.sum.of)
    result = trees.finite(exp.Sum(this=value.tree))
    made = scan(compiler, node.sum, reader=reader, result=result, default=trees.number(0))
    kind = VariableType.INTEGER if value.type is VariableType.INTEGER else VariableType.NUMBER
    return scanned(compiler, Value(result, kind), made)


_AGGREGATES: dict[Take, Callable[[Tree], Tree]] = {
    Take.MIN: lambda tree: exp.Min(this=tree),
    Take.MAX: lambda tree: exp.Max(this=tree),
    Take.MEAN: lambda tree: exp.Avg(this=tree),
}


def value_of(compiler: Compiler, node: TakeValue) -> Value:
    """One value from such records; records without a value are passed over unless `keep_missing`."""
    records: ValueRecords = node.value
    reader = Reader(compiler, records.dataset)
    value = reader(records.of)
    is_there = trees.not_(trees.is_null(value.tree.copy()))
    more: tuple[Tree, ...] = () if records.keep_missing else (is_there,)
    if records.take in _AGGREGATES:
        made = scan(compiler, records, reader=reader, more=more, result=_AGGREGATES[records.take](value.tree))
        if records.take is Take.MEAN:
            value = replace(value, type=VariableType.NUMBER)
        return scanned(compiler, value, made)
    first, needs, has_time = _order(compiler, records, reader)
    extremes = (exp.LogicalAnd, exp.LogicalOr) if value.type is VariableType.BOOLEAN else (exp.Min, exp.Max)
    made = scan(
        compiler, records, reader=reader, more=(*more, has_time), result=value.tree, order=first, needs=needs,
        extremes=extremes,
    )  # fmt: skip
    return scanned(compiler, value, made)


def _order(
    compiler: Compiler, records: ValueRecords, reader: Reader
) -> tuple[tuple[exp.Ordered, ...], tuple[str, ...], Tree]:
    """What comes first, the unit's columns it needs, and that the record has such a time at all."""
    if records.take is Take.NEAREST:
        date = reader.date(records.date)
        start = unit_value(compiler.named("index"))
        distance = exp.Abs(this=days_from(start, date))
        is_there = trees.not_(trees.is_null(date.tree.copy()))
        return (_ordered(distance), _ordered(date.tree)), columns_of(start), is_there
    by = reader(records.order) if records.order is not None else reader.date(records.date)
    is_there = trees.not_(trees.is_null(by.tree.copy()))
    return (_ordered(by.tree, is_descending=records.take is Take.LAST),), (), is_there


def _ordered(tree: Tree, *, is_descending: bool = False) -> exp.Ordered:
    return exp.Ordered(this=tree.copy(), desc=is_descending, nulls_first=False)


SHAPES: dict[type, Callable[[Compiler, Any], Value]] = {
    Exists: exists,
    Count: count,
    Sum: total,
    TakeValue: value_of,
}
