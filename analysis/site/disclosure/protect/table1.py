"""The protector of table1: numbers as a summary publishes them, levels as a table of counts does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from analysis.plans.analyses import Statistic, Summary, Table1
from analysis.site.engines import Engine
from analysis.site.estimation.balance import of_numbers, of_shares
from analysis.site.frame import Frame
from analysis.site.methods.axes import OUTSIDE, Axis
from analysis.site.methods.sample import Sample
from analysis.site.methods.summary import SummaryLayout
from analysis.site.methods.table1 import STATISTICS, baseline_columns, compute
from analysis.site.methods.tables import Cell, Row, table

from ..desk import Desk, is_number
from ..notes import note
from ..protected import Protected
from ..rules import HIDDEN, SIGNIFICANT, significant
from .crosstab import omitted_levels, publish_sheet
from .groups import PublishedGroups, publish_groups
from .summary import PublishedVariable, hidden_groups, presence

MOST_ROUNDING = 0.1
"""How much of a deviation a thousandth of a mean may be, for the difference of rounded means to say something."""
MEAN, SD = (STATISTICS.index(name) for name in ("mean", "sd"))


def protect_table1(analysis: Table1, frame: Frame, engine: Engine, desk: Desk) -> Protected:
    """A row a group for numbers, a row a level and group for categories; differences of published numbers."""
    computed = compute(analysis, frame, engine)
    units = computed.evidence()
    sample = replace(computed.kept.sample(frame, engine), persons=units.persons, values=units.values)
    cohort = desk.cohort(sample, least=desk.profile.min_table)
    groups = publish_groups(units.by, units.persons, frame, desk)
    sample = replace(sample, axes=groups.axes)
    rows: list[Row] = []
    for name in analysis.of:
        if name in units.values:
            rows += _number(_summary_of(name, analysis, sample, groups, frame, desk), groups)
        else:
            rows += _category(desk.settle(units.levels[name], units.persons), sample, groups, frame, desk)
    notes = ["rounded", "repeats", "hidden", "percent", "statistics", *(["records"] if sample.of_records else [])]
    return Protected(
        cohort.persons, desk.all_records(sample.persons) if sample.of_records else None, cohort.dropped,
        (table("baseline", baseline_columns(analysis.by), rows),),
        tuple(note(code, k=desk.profile.k, b=desk.profile.b) for code in notes),
    )  # fmt: skip


def _summary_of(
    name: str, analysis: Table1, sample: Sample, groups: PublishedGroups, frame: Frame, desk: Desk
) -> PublishedVariable:
    """The figures that a summary of the same variable publishes."""
    statistics = tuple(Statistic(one) for one in STATISTICS)
    summary = Summary(
        id=analysis.id, method="summary", of=(name,), by=analysis.by, missing=analysis.missing, statistics=statistics
    )
    layout = SummaryLayout(summary, sample.axes, sample.of_records, groups.omitted)
    hidden = frozenset(at for at, form in enumerate(groups.persons) if form == HIDDEN)
    return PublishedVariable.read(name, layout, sample, frame, desk, hidden)


def _number(variable: PublishedVariable, groups: PublishedGroups) -> Iterator[Row]:
    """A row a group: mean, deviation, median and quartiles."""
    lines = {at: variable.statistics(at) for _, at in groups.places()}
    means, deviations = ([lines[groups.cube.at(place)][one] for place in groups.labelled()] for one in (MEAN, SD))
    smd = _difference(lambda: _apart(means, deviations), [*means, *deviations])
    for head, at in groups.places():
        yield [variable.name, None, *head, variable.persons[at], None, variable.missing[at], *lines[at], smd]


def _apart(means: Sequence[float], deviations: Sequence[float]) -> float | None:
    """The difference of means; none where rounding alone could make one, as of calendar years in three digits."""
    for mean, sd in zip(means, deviations, strict=True):
        if abs(mean) > MOST_ROUNDING * sd * 10**SIGNIFICANT:
            return None
    return of_numbers(np.array(means, float), np.array(deviations, float))


def _category(axis: Axis, sample: Sample, groups: PublishedGroups, frame: Frame, desk: Desk) -> Iterator[Row]:
    """A row a level and group: persons, and their share of those with a value in the group."""
    known = axis.codes != OUTSIDE
    axes = (*(one.rows(known) for one in groups.axes), axis.rows(known))
    sheet = publish_sheet(axes, sample.persons[known], frame, desk)
    _, missing = presence(groups.cube, sample.persons, groups.cells, known, desk)
    hidden = hidden_groups(groups.axes, sample.persons[~known], groups.cells[~known], desk)
    omitted = {level for d, level in omitted_levels(sheet.cube, axes, sheet.counted.forms) if d == len(groups.axes)}
    levels = [level for level in range(len(axis.labels)) if level not in omitted]
    everybody = (None,) * len(groups.axes)
    common = [level for level in levels if is_number(sheet.persons((*everybody, level)))]
    compared = [[sheet.persons((*place, level)) for level in common] for place in groups.labelled()]
    cells = [HIDDEN] if sample.of_records else [cell for line in compared for cell in line]
    smd = _difference(lambda: of_shares(np.array(compared, float)), cells)
    for level in levels:
        for place, head, at in groups.rows():
            persons, percent = sheet.persons((*place, level)), sheet.percent((*place, level), (*place, None))
            gone = HIDDEN if groups.is_hidden(at) or at in hidden else missing[at]
            yield [
                axis.column.name,
                axis.labels[level],
                *head,
                persons,
                percent,
                gone,
                *(None for _ in STATISTICS),
                smd,
            ]


def _difference(of_published: Callable[[], float | None], cells: Sequence[Cell]) -> Cell:
    """A standardised difference of published numbers; hidden where any of them is."""
    if not all(map(is_number, cells)):
        return HIDDEN
    found = of_published()
    return None if found is None else significant(found)
