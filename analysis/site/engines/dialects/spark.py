"""What Spark says in words of its own."""

from __future__ import annotations

from typing import ClassVar

from sqlglot import exp
from sqlglot.dialects.spark import Spark
from sqlglot.generator import Generator
from sqlglot.generators.spark import SparkGenerator
from sqlglot.time import format_time

from analysis.site import trees
from analysis.site.trees import Tree

from . import Transforms, as_tree, itself


def _percentile(node: exp.PercentileCont) -> Tree:
    return exp.Anonymous(this="PERCENTILE", expressions=[node.this, node.expression])


def _date_add(node: trees.DaysLater) -> Tree:
    return exp.Anonymous(this="DATE_ADD", expressions=[node.this, node.expression])


def _written_date_in_spark(node: trees.WrittenDate) -> Tree:
    form = format_time(node.args["form"].name, Spark.INVERSE_TIME_MAPPING, Spark.INVERSE_TIME_TRIE)
    return exp.cast(exp.Anonymous(this="TRY_TO_TIMESTAMP", expressions=[node.this, trees.text(form or "")]), "DATE")


def _from_monday(node: exp.DayOfWeekIso) -> Tree:
    """SQLGlot 30 takes Saturday for the first day."""
    return exp.paren(exp.Add(this=exp.Anonymous(this="WEEKDAY", expressions=[node.this]), expression=trees.whole(1)))


def _forgiving(generator: Generator, node: trees.Read) -> str:
    """Spark 4 fails where a cast cannot read, and SQLGlot writes a plain cast for it."""
    return f"TRY_CAST({generator.sql(node.this)} AS {generator.sql(node.args['to'])})"


def _ordered_window(generator: Generator, node: exp.Window) -> str:
    """Rows cannot be numbered there without an order, though any will do."""
    if isinstance(node.this, exp.RowNumber) and node.args.get("order") is None:
        node = exp.Window(this=node.this, order=exp.Order(expressions=[exp.null()]))
    return generator.window_sql(node)


class SiteSpark(Spark):
    """Spark 3.5 and newer, in a session whose time zone is UTC."""

    class Generator(SparkGenerator):
        """With our own nodes."""

        TRANSFORMS: ClassVar[Transforms] = {
            **SparkGenerator.TRANSFORMS,
            trees.Read: _forgiving,
            trees.Operand: as_tree(itself),
            trees.WrittenDate: as_tree(_written_date_in_spark),
            trees.DaysLater: as_tree(_date_add),
            exp.PercentileCont: as_tree(_percentile),
            exp.DayOfWeekIso: as_tree(_from_monday),
            exp.Window: _ordered_window,
        }
