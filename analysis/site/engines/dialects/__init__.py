"""How each engine writes what SQLGlot alone would write wrongly: one module a dialect, the only place where they differ.

A tree never knows its engine. In a dialect stand the nodes of `trees` that no dialect has, and those of SQLGlot whose
text would mean something else on that engine. Spark's text is generated and compared, never run: see docs/adr/0008.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp
from sqlglot.generator import Generator

from analysis.site import trees
from analysis.site.trees import Tree

Write = Callable[[Any, Any], str]
Transforms = dict[type[exp.Expr], Write]


def as_tree(make: Callable[[Any], Tree]) -> Write:
    """Write a node as the tree that says the same."""

    def write(generator: Generator, node: Any) -> str:
        return generator.sql(make(node))

    return write


def itself(node: trees.Operand) -> Tree:
    """The number as it is, where too large a product is infinite: that is missing afterwards."""
    operand: Tree = node.this
    return operand


def plus_days(node: trees.DaysLater) -> Tree:
    """Whole numbers are added to dates."""
    return exp.cast(exp.Add(this=exp.paren(node.this, copy=False), expression=node.expression), "DATE")
