"""Arithmetic: a missing part makes the whole missing, and so do division by zero and numbers without end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from sqlglot import exp

from analysis.plans import VariableType
from analysis.plans.values import Add, Divide, Floor, Log, MaxOf, MinOf, Multiply, Subtract
from analysis.site import trees
from analysis.site.expressions import Compiler, Value, joined
from analysis.site.trees import Tree

_WHOLE = (VariableType.INTEGER, VariableType.DAY)


def _kind(values: Sequence[Value]) -> VariableType:
    """Days stay days, whole numbers whole numbers; anything else is a number."""
    types = {value.type for value in values}
    if types == {VariableType.DAY}:
        return VariableType.DAY
    return VariableType.INTEGER if types <= set(_WHOLE) else VariableType.NUMBER


def _reduced(key: str, step: Callable[[Tree, Tree], Tree]) -> Callable[[Compiler, Any], Value]:
    def compile_shape(compiler: Compiler, node: Any) -> Value:
        values = [compiler.value(part) for part in getattr(node, key)]
        tree = trees.finite(reduce(_guarded(step), [value.tree for value in values]))
        return joined(values, tree, _kind(values))

    return compile_shape


def _guarded(step: Callable[[Tree, Tree], Tree]) -> Callable[[Tree, Tree], Tree]:
    return lambda left, right: step(trees.operand(left), trees.operand(right))


def divide(compiler: Compiler, node: Divide) -> Value:
    """The first over the second."""
    over, under = (compiler.value(part) for part in node.divide)
    return joined((over, under), trees.finite(_guarded(trees.divide)(over.tree, under.tree)), VariableType.NUMBER)


def _extreme(key: str, kind: type[exp.Least] | type[exp.Greatest]) -> Callable[[Compiler, Any], Value]:
    def compile_shape(compiler: Compiler, node: Any) -> Value:
        values = [compiler.held(compiler.value(part)) for part in getattr(node, key)]
        first, *others = (value.tree.copy() for value in values)
        extreme = kind(this=first, expressions=others, ignore_nulls=True)
        is_missing = trees.either(trees.is_null(value.tree.copy()) for value in values)
        types = {value.type for value in values}
        result = types.pop() if len(types) == 1 else _kind(values)
        return joined(values, trees.case([(is_missing, exp.null())], extreme), result)

    return compile_shape


def log(compiler: Compiler, node: Log) -> Value:
    """The natural logarithm; missing where the value is not positive."""
    value = compiler.held(compiler.value(node.log))
    is_positive = exp.GT(this=value.tree.copy(), expression=trees.number(0))
    positive = trees.case([(is_positive, value.tree.copy())])
    return value.derived(exp.Ln(this=positive), VariableType.NUMBER)


def floor(compiler: Compiler, node: Floor) -> Value:
    """The greatest whole number not above the value."""
    value = compiler.value(node.floor)
    return value.derived(exp.Floor(this=value.tree), VariableType.INTEGER)


SHAPES: dict[type, Callable[[Compiler, Any], Value]] = {
    Add: _reduced("add", trees.add),
    Subtract: _reduced("subtract", trees.subtract),
    Multiply: _reduced("multiply", trees.multiply),
    Divide: divide,
    MinOf: _extreme("min_of", exp.Least),
    MaxOf: _extreme("max_of", exp.Greatest),
    Log: log,
    Floor: floor,
}
