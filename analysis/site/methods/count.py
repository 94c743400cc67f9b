"""count: how many persons, and how many each step of the population left.

Raw and evidence: the distinct persons left after each step. See docs/reference/plans.md, "Methods".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.site.engines import Engine
from analysis.site.evidence import Ids, Unprintable
from analysis.site.frame import PERSON, FlowStep, Frame

from .tables import Cell, Table, column, table


@dataclass(frozen=True, repr=False, eq=False)
class Step(Unprintable):
    """Who is left after a step. `rows` has the person of each record left, where they can be told apart."""

    name: str
    persons: Ids
    records: int | None
    rows: Ids | None


def read_flow(frame: Frame, engine: Engine, *, with_rows: bool) -> tuple[Step, ...]:
    """Every step of the population, the base first. `with_rows` also fetches whose records are left."""
    return tuple(_read(step, engine, with_rows=with_rows and place > 0) for place, step in enumerate(frame.steps))


def _read(step: FlowStep, engine: Engine, *, with_rows: bool) -> Step:
    persons = np.sort(np.asarray(np.ma.getdata(engine.fetch(step.select)[PERSON]), np.int64))
    if step.records is None:
        return Step(step.name, persons, None, None)
    records = int(engine.rows(step.records)[0][0])
    rows = None
    if with_rows:
        persons_of_rows = step.select.copy().distinct(distinct=False)
        rows = np.asarray(np.ma.getdata(engine.fetch(persons_of_rows)[PERSON]), np.int64)
    return Step(step.name, persons, records, rows)


def count_table(names: Sequence[str], persons: Sequence[Cell], records: Sequence[Cell] | None) -> Table:
    """The table `flow`, a row a step."""
    columns = [column("step", "label"), column("persons", "count")]
    rows = [[name, count] for name, count in zip(names, persons, strict=True)]
    if records is not None:
        columns.append(column("records", "count"))
        rows = [[*row, count] for row, count in zip(rows, records, strict=True)]
    return table("flow", columns, rows)


def plain_count(persons: Cell, records: Cell | None) -> Table:
    """The table `counts` of one row."""
    columns = [column("persons", "count")] + ([column("records", "count")] if records is not None else [])
    return table("counts", columns, [[persons] if records is None else [persons, records]])
