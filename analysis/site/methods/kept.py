"""The rows of an analysis left after `missing: drop`, kept by the engine so that every aggregate reads them once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from sqlglot import exp

from analysis.site import trees
from analysis.site.engines import Engine
from analysis.site.evidence import Ids
from analysis.site.frame import PERSON, Frame

from .sample import Sample


@dataclass(frozen=True)
class Kept:
    """`table` has `_person` and the columns asked for, a row a unit.

    `persons` are the distinct persons left, `dropped` those of the population with no row left, `records` the rows left
    with unit record.
    """

    table: str
    persons: int
    dropped: int
    records: int | None

    def rows(self) -> exp.Select:
        """A select over the rows; add the columns."""
        return exp.select().from_(trees.table(self.table))

    def sample(self, frame: Frame, engine: Engine) -> Sample:
        """Evidence: whose the rows are, and who was dropped; no variables."""
        left = _persons(engine, trees.table(self.table))
        dropped = np.setdiff1d(_persons(engine, trees.table(frame.table)), left)
        return Sample(left, dropped, (), {}, self.records is not None)

    def counted(self) -> dict[str, int]:
        """The head of a result."""
        records = {} if self.records is None else {"records": self.records}
        return {"persons": self.persons} | records | {"dropped": self.dropped}


def keep_rows(
    frame: Frame,
    engine: Engine,
    table: str,
    names: Sequence[str],
    *,
    needs: Collection[str],
    more: Sequence[exp.Alias] = (),
) -> Kept:
    """Keep the columns `names` and `more` (trees over the frame's columns) of rows where no column of `needs` is missing.

    `table` is a name no plan can use. Raises KeyError for a column the plan does not have.
    """
    rows = frame.select(*dict.fromkeys(names)).select(*more)
    for name in dict.fromkeys(needs):
        rows = rows.where(trees.not_(trees.is_null(frame.stored(name))))
    return keep(frame, engine, table, rows)


def keep(frame: Frame, engine: Engine, table: str, rows: exp.Select) -> Kept:
    """Keep a select over the frame that leaves some rows out."""
    engine.materialise(table, rows)
    of_records = frame.unit == "record"
    kept, persons = _count(engine, trees.table(table), of_records)
    _, everybody = _count(engine, trees.table(frame.table), of_records)
    return Kept(table, persons, everybody - persons, kept if of_records else None)


def _persons(engine: Engine, table: exp.Table) -> Ids:
    """The person of each row, in order."""
    found = engine.fetch(exp.select(trees.column(PERSON)).from_(table))[PERSON]
    return np.sort(np.asarray(np.ma.getdata(found), np.int64))


def _count(engine: Engine, table: exp.Table, of_records: bool) -> tuple[int, int]:
    """Rows and distinct persons; with unit person a row is a person."""
    rows = exp.Count(this=exp.Star())
    persons = exp.Count(this=exp.Distinct(expressions=[trees.column(PERSON)])) if of_records else rows.copy()
    found = engine.rows(exp.select(rows, persons).from_(table))[0]
    return int(found[0]), int(found[1])
