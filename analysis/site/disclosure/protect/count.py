"""The protector of count: every step of the flow is a set of persons with its one published number."""

from __future__ import annotations

import numpy as np

from analysis.plans.analyses import CountAnalysis
from analysis.site.engines import Engine
from analysis.site.evidence import Grid
from analysis.site.frame import Frame
from analysis.site.ledger.asking import Form
from analysis.site.methods.count import Step, count_table, plain_count, read_flow

from ..desk import Counted, Desk, Withhold, is_number
from ..notes import note
from ..protected import Protected
from ..rules import HIDDEN, records_form


def protect_count(analysis: CountAnalysis, frame: Frame, engine: Engine, desk: Desk) -> Protected:
    """The flow, or the last step alone."""
    of_records = frame.unit == "record"
    steps = read_flow(frame, engine, with_rows=of_records)
    counted = desk.counts(flow_grid(steps), cohort=len(steps) - 1)
    records = (
        [_records(step, form, desk) for step, form in zip(steps, counted.forms, strict=True)] if of_records else None
    )
    table = (
        count_table([step.name for step in steps], counted.forms, records)
        if analysis.flow
        else plain_count(counted.forms[-1], records[-1] if records else None)
    )
    notes = [note("rounded", k=desk.profile.k, b=desk.profile.b), note("repeats")]
    return Protected(
        persons=counted.forms[-1], records=records[-1] if records else None, dropped=0, tables=(table,),
        notes=tuple(notes + ([note("records")] if of_records else [])),
    )  # fmt: skip


def protect_coarse(analysis: CountAnalysis, frame: Frame, engine: Engine, desk: Desk) -> Protected:
    """The coarse class: one altered number. Records are not shown."""
    if analysis.flow:
        raise Withhold("feasibility with flow")
    last = read_flow(frame, engine, with_rows=False)[-1]
    form = desk.coarse(whole_grid(last))
    records = HIDDEN if frame.unit == "record" else None
    return Protected(form, records, 0, (plain_count(form, records),), (note("coarse", k=desk.profile.k),))


def whole_grid(step: Step) -> Grid:
    """One set: everybody left."""
    return Grid(step.persons, np.zeros(len(step.persons), np.int64), (np.zeros(1, np.int64),))


def flow_grid(steps: tuple[Step, ...]) -> Grid:
    """Everybody of the base at the last step that kept them; step j is everybody who came at least to j."""
    base = steps[0].persons
    depth = np.full(len(base), -1, np.int64)
    for step in steps:
        at = np.searchsorted(base, step.persons)
        if np.any(at >= len(base)) or np.any(base[at] != step.persons):
            raise Withhold("flow not nested")
        depth[at] += 1
    cells = np.arange(len(steps))
    return Grid(base, depth, tuple(np.where(cells >= step, 0, -1) for step in range(len(steps))))


def _records(step: Step, persons: Form, desk: Desk) -> Form:
    if not is_number(persons):
        return HIDDEN
    if step.rows is not None:
        return desk.all_records(step.rows)
    # The base has no rows of persons to compare: its records change with the data version only.
    count = step.records or 0
    grid = Grid(step.persons, np.zeros(len(step.persons), np.int64), (np.zeros(1, np.int64),),
                np.full(len(step.persons), count, np.uint64))  # fmt: skip
    return desk.values(grid, {"records": [records_form(count)]})["records"][0]


def register_base(frame: Frame, engine: Engine, desk: Desk) -> Counted:
    """The base counts as released before any table over it."""
    first = frame.steps[0]
    persons = np.sort(np.asarray(np.ma.getdata(engine.fetch(first.select)["_person"]), np.int64))
    return desk.counts(Grid(persons, np.zeros(len(persons), np.int64), (np.zeros(1, np.int64),)))
