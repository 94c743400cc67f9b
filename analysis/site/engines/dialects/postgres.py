"""What PostgreSQL says in words of its own. How it reads columns is in `readings`."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres
from sqlglot.generator import Generator
from sqlglot.generators.postgres import PostgresGenerator

from analysis.site import trees
from analysis.site.trees import Tree

from . import Transforms, as_tree, plus_days
from .readings import read_in_postgres, written_date_in_postgres

LONGEST_NAME = 63
"""Bytes of a name that PostgreSQL keeps."""


def _half_away(node: exp.Round) -> Tree:
    """Halves away from zero; PostgreSQL rounds them to even."""
    whole = exp.Trunc(this=node.this)
    rest = exp.Abs(this=exp.paren(exp.Sub(this=exp.paren(node.this.copy()), expression=whole.copy())))
    is_half = exp.GTE(this=rest, expression=trees.number("0.5"))
    return exp.paren(
        exp.Add(this=whole, expression=trees.case([(is_half, exp.Sign(this=node.this.copy()))], trees.number(0)))
    )


def _tamed(generator: Generator, node: trees.Operand) -> str:
    """Missing from 1e150 on, and 0 below about 1e-156: then no single step can leave what a float holds.

    PostgreSQL fails where DuckDB has infinity or 0. The number is written once, so that long sums stay as long as they
    are, and in one piece, so that they stay as deep.
    """
    least, below, above = (generator.sql(trees.number(one)) for one in ("1e-140", "-1e150", "1e150"))
    inside = f"LEAST(GREATEST({generator.sql(node.this)} + {least} - {least}, {below}), {above})"
    return f"NULLIF(NULLIF({inside}, {above}), {below})"


def _date_minus_date(node: exp.DateDiff) -> Tree:
    """Dates differ by whole days there."""
    return exp.paren(exp.Sub(this=exp.paren(node.this), expression=exp.paren(node.expression)))


def _weekday(node: exp.DayOfWeekIso) -> Tree:
    return exp.Extract(this=exp.Var(this="ISODOW"), expression=node.this)


def _made_date(node: exp.DateFromParts) -> Tree:
    parts = [exp.cast(node.args[part], "INT") for part in ("year", "month", "day")]
    return exp.Anonymous(this="MAKE_DATE", expressions=parts)


def short_name(name: str) -> str:
    """The name as the server knows it: long ones are cut and told apart by a hash."""
    if len(name.encode()) <= LONGEST_NAME:
        return name
    return (
        f"{name.encode()[: LONGEST_NAME - 17].decode(errors='ignore')}~{hashlib.sha256(name.encode()).hexdigest()[:16]}"
    )


class SitePostgres(Postgres):
    """PostgreSQL 14 and newer."""

    class Generator(PostgresGenerator):
        """With our own nodes; text is ordered by code point whatever the database's own order is."""

        TRANSFORMS: ClassVar[Transforms] = {
            **PostgresGenerator.TRANSFORMS,
            trees.Read: as_tree(read_in_postgres),
            trees.Operand: _tamed,
            trees.WrittenDate: as_tree(written_date_in_postgres),
            trees.DaysLater: as_tree(plus_days),
            exp.Round: as_tree(_half_away),
            exp.DateDiff: as_tree(_date_minus_date),
            exp.DayOfWeekIso: as_tree(_weekday),
            exp.DateFromParts: as_tree(_made_date),
        }

        def cast_sql(self, expression: exp.Cast, safe_prefix: str | None = None) -> str:
            """A text made of anything, like every text of a source, is compared and ordered by code point."""
            written: str = super().cast_sql(expression, safe_prefix)
            is_text = expression.to.this in exp.DataType.TEXT_TYPES
            return f'({written} COLLATE "C")' if is_text else written

        def identifier_sql(self, expression: exp.Identifier) -> str:
            """Names longer than the server keeps would be cut, and two might become one."""
            named: str = super().identifier_sql(
                exp.to_identifier(short_name(expression.name), quoted=expression.quoted)
            )
            return named
