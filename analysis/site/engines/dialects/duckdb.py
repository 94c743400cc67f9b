"""What DuckDB says in words of its own."""

from __future__ import annotations

from typing import ClassVar

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.generators.duckdb import DuckDBGenerator

from analysis.site import trees
from analysis.site.trees import Tree

from . import Transforms, as_tree, itself, plus_days


def _try_cast(node: trees.Read) -> Tree:
    return exp.TryCast(this=node.this, to=node.args["to"])


def _written_date_in_duckdb(node: trees.WrittenDate) -> Tree:
    return exp.cast(exp.Anonymous(this="TRY_STRPTIME", expressions=[node.this, node.args["form"]]), "DATE")


class SiteDuckDB(DuckDB):
    """DuckDB 2."""

    class Generator(DuckDBGenerator):
        """With our own nodes."""

        TRANSFORMS: ClassVar[Transforms] = {
            **DuckDBGenerator.TRANSFORMS,
            trees.Read: as_tree(_try_cast),
            trees.Operand: as_tree(itself),
            trees.WrittenDate: as_tree(_written_date_in_duckdb),
            trees.DaysLater: as_tree(plus_days),
        }
