"""Shapes that make labels or yes/no: from, when, case, map, bands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from sqlglot import exp

from analysis.plans import Text, VariableType
from analysis.plans.values import Bands, BandsOf, Case, From, Label, Map, When
from analysis.site import trees
from analysis.site.expressions import NUMBERS, YES_NO, Compiler, Cuts, Value, joined, node_number
from analysis.site.expressions_conditions import _code as code_of
from analysis.site.expressions_conditions import condition, icd10_spellings
from analysis.site.trees import Tree

Number = int | Decimal


def from_variable(compiler: Compiler, node: From) -> Value:
    """A variable of the base or of a person dataset."""
    return compiler.dataset_variable(node.from_)


def when(compiler: Compiler, node: When) -> Value:
    """Yes, no, or missing where it cannot be told."""
    return replace(condition(node.when, compiler.named, compiler.lists), levels=YES_NO)


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
    levels = _levels(everything) if kind not in NUMBERS else None
    return joined([*conditions, *everything], trees.case(list(pairs), default), kind, levels=levels)


def _branch(compiler: Compiler, node: Any) -> Value:
    if isinstance(node, Label):
        code = code_of(node.label)
        return Value(trees.text(code), VariableType.CATEGORY, levels=(code,))
    return compiler.value(node)


def _common_type(values: Sequence[Value]) -> VariableType:
    types = {value.type for value in values}
    if len(types) == 1:
        return types.pop()
    return VariableType.NUMBER if types <= set(NUMBERS) else VariableType.CATEGORY


def _as_type(value: Value, kind: VariableType) -> Tree:
    if kind is VariableType.CATEGORY and value.type in (VariableType.BOOLEAN, VariableType.CODE):
        return exp.cast(value.tree, "VARCHAR")
    return value.tree


def _levels(values: Sequence[Value]) -> tuple[str, ...] | None:
    """All levels, where each branch fixes its own; in the order of the branches."""
    if any(value.levels is None and not value.labels for value in values):
        return None
    found = [level for value in values for level in (value.levels or tuple(code for code, _ in value.labels))]
    return tuple(dict.fromkeys(found))


def recode(compiler: Compiler, node: Map) -> Value:
    """Codes become others; a code not named keeps itself. The order of levels is that of the source."""
    value = compiler.held(compiler.value(node.map.of))
    spoken = _as_text(value)
    becomes = {code: code_of(label) for code, label in node.map.to.items()}
    branches = []
    for code, label in becomes.items():
        codes = icd10_spellings(code) if value.system == "icd10" else (code,)
        branches.append((trees.isin(spoken.copy(), [trees.text(one) for one in codes]), trees.text(label)))
    known = value.levels or tuple(code for code, _ in value.labels)
    levels = tuple(dict.fromkeys(becomes.get(code, code) for code in known)) or None
    kept = tuple((code, text) for code, text in value.labels if code in (levels or ()) and code not in becomes)
    return value.derived(
        trees.case(branches, spoken), VariableType.CATEGORY, levels=levels, labels=_ordered_labels(levels, kept)
    )


def _ordered_labels(levels: tuple[str, ...] | None, kept: tuple[tuple[str, Text], ...]) -> tuple[tuple[str, Text], ...]:
    """Every level with its text: the catalogue's where the code kept itself, else the label as it is."""
    texts = dict(kept)
    return tuple((level, texts.get(level, Text(level, level))) for level in levels or ())


def _as_text(value: Value) -> Tree:
    if value.type in NUMBERS:
        is_whole = exp.EQ(this=value.tree.copy(), expression=exp.Floor(this=value.tree.copy()))
        whole = exp.cast(exp.cast(value.tree.copy(), "BIGINT"), "VARCHAR")
        return trees.case([(is_whole, whole)], exp.cast(value.tree.copy(), "VARCHAR"))
    return exp.cast(value.tree.copy(), "VARCHAR")


def bands(compiler: Compiler, node: Bands) -> Value:
    """Half-open bands by edges, or groups cut at the population's own quantiles."""
    value = compiler.held(compiler.value(node.bands.of))
    if node.bands.quantiles is not None:
        return _quantile_bands(compiler, value, node.bands)
    edges = node.bands.edges or ()
    labels = band_labels(edges)
    branches = [
        (_inside(value.tree, low, high), trees.text(label))
        for low, high, label in zip(edges, edges[1:], labels, strict=False)
    ]
    return value.derived(trees.case(branches), VariableType.CATEGORY, levels=labels)


def _inside(tree: Tree, low: Number | None, high: Number | None) -> Tree:
    conditions: list[Tree] = []
    if low is not None:
        conditions.append(exp.GTE(this=tree.copy(), expression=trees.number(node_number(low))))
    if high is not None:
        conditions.append(exp.LT(this=tree.copy(), expression=trees.number(node_number(high))))
    return trees.both(conditions or [trees.not_(trees.is_null(tree.copy()))])


def band_labels(edges: Sequence[Number | None]) -> tuple[str, ...]:
    """`<18.5`, `18.5-<25`, `25+`; both ends open is `all`."""
    return tuple(_band_label(low, high) for low, high in pairwise(edges))


def _band_label(low: Number | None, high: Number | None) -> str:
    if low is None:
        return "all" if high is None else f"<{node_number(high)}"
    return f"{node_number(low)}+" if high is None else f"{node_number(low)}-<{node_number(high)}"


def _quantile_bands(compiler: Compiler, value: Value, node: BandsOf) -> Value:
    if not value.is_column:
        value = compiler.define(compiler.fresh_name(), value)
    name = value.tree.name
    probabilities = tuple(node_number(one) for one in node.quantiles or ())
    levels = tuple(str(number + 1) for number in range(len(probabilities) + 1))
    result = value.derived(value.tree, VariableType.CATEGORY, levels=levels)
    return compiler.define(compiler.fresh_name(), result, Cuts(name, probabilities))


SHAPES: dict[type, Callable[[Compiler, Any], Value]] = {
    From: from_variable,
    When: when,
    Case: case,
    Map: recode,
    Bands: bands,
}
