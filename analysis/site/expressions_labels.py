"""Shapes that make labels or yes/no: from, when, case, map, bands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from sqlglot import exp

from analysis.plans import VariableType
from analysis.plans.kinds import band_labels
from analysis.plans.values import Bands, BandsOf, Case, From, Label, Map, When
from analysis.site import trees
from analysis.site.expressions import NUMBERS, Compiler, Cuts, Value, joined, node_number
from analysis.site.expressions_conditions import code_of, condition, icd10_spellings
from analysis.site.relations import number_text
from analysis.site.trees import Tree

Number = int | Decimal


def from_variable(compiler: Compiler, node: From) -> Value:
    """A variable of the base or of a person dataset."""
    return compiler.dataset_variable(node.from_)


def when(compiler: Compiler, node: When) -> Value:
    """Yes, no, or missing where it cannot be told."""
    return condition(node.when, compiler.named, compiler.lists)


def case(compiler: Compiler, node: Case) -> Value:
    """The first branch whose condition holds; without `else` the rest is missing."""
    results = [_branch(compiler, branch.then) for branch in node.branches]
    conditions = [condition(branch.when, compiler.named, compiler.lists) for branch in node.branches]
    other = None if node.otherwise is None else _branch(compiler, node.otherwise.else_)
    everything = [*results, *([] if other is None else [other])]
    kind = _common_type(everything)
    parts = [_as_type(value, kind) for value in everything]
    default = None if other is None else parts[-1]
    pairs = zip([one.tree for one in conditions], parts, strict=False)
    return joined([*conditions, *everything], trees.case(list(pairs), default), kind)


def _branch(compiler: Compiler, node: Any) -> Value:
    if isinstance(node, Label):
        return Value(trees.text(code_of(node.label)), VariableType.CATEGORY)
    return compiler.value(node)


def _common_type(values: Sequence[Value]) -> VariableType:
    types = {value.type for value in values}
    if len(types) == 1:
        return types.pop()
    return VariableType.NUMBER if types <= set(NUMBERS) else VariableType.CATEGORY


def _as_type(value: Value, kind: VariableType) -> Tree:
    if kind is VariableType.CATEGORY and value.type is not VariableType.CATEGORY:
        return _as_text(value)
    return value.tree


def recode(compiler: Compiler, node: Map) -> Value:
    """Codes become others; a code not named keeps itself."""
    value = compiler.held(compiler.value(node.map.of))
    spoken = _as_text(value)
    branches: list[tuple[Tree, Tree]] = []
    for code, label in node.map.to.items():
        codes = icd10_spellings(code) if value.system == "icd10" else (code_of(code),)
        branches.append((trees.isin(spoken.copy(), [trees.text(one) for one in codes]), trees.text(code_of(label))))
    return value.derived(trees.case(branches, spoken), VariableType.CATEGORY)


def _as_text(value: Value) -> Tree:
    if value.type in NUMBERS:
        return number_text(value.tree)
    return exp.cast(value.tree.copy(), "VARCHAR")


def bands(compiler: Compiler, node: Bands) -> Value:
    """Half-open bands by edges, or groups cut at the population's own quantiles."""
    value = compiler.held(compiler.value(node.bands.of))
    if node.bands.quantiles is not None:
        return _quantile_bands(compiler, value, node.bands)
    edges = node.bands.edges or ()
    pairs = zip(pairwise(edges), band_labels(edges), strict=True)
    branches = [(_inside(value.tree, low, high), trees.text(label)) for (low, high), label in pairs]
    return value.derived(trees.case(branches), VariableType.CATEGORY)


def _inside(tree: Tree, low: Number | None, high: Number | None) -> Tree:
    conditions: list[Tree] = []
    if low is not None:
        conditions.append(exp.GTE(this=tree.copy(), expression=trees.number(node_number(low))))
    if high is not None:
        conditions.append(exp.LT(this=tree.copy(), expression=trees.number(node_number(high))))
    return trees.both(conditions or [trees.not_(trees.is_null(tree.copy()))])


def _quantile_bands(compiler: Compiler, value: Value, node: BandsOf) -> Value:
    if not value.is_column:
        value = compiler.define(compiler.fresh_name(), value)
    name = value.tree.name
    probabilities = tuple(float(one) for one in node.quantiles or ())
    result = value.derived(value.tree, VariableType.CATEGORY)
    return compiler.define(compiler.fresh_name(), result, Cuts(name, probabilities, value.grid))


SHAPES: dict[type, Callable[[Compiler, Any], Value]] = {
    From: from_variable,
    When: when,
    Case: case,
    Map: recode,
    Bands: bands,
}
