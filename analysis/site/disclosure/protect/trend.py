"""The protector of trend: the periods are one table of counts; rates are computed from the numbers shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.plans import VariableType
from analysis.plans.analyses import Trend
from analysis.site.engines import Engine
from analysis.site.evidence import Cells
from analysis.site.frame import Column, Frame
from analysis.site.ledger.asking import Form
from analysis.site.methods.axes import Axis
from analysis.site.methods.cube import Cube
from analysis.site.methods.sample import Values
from analysis.site.methods.tables import Row, table
from analysis.site.methods.trend import UnitsInPeriods, compute, periods_columns

from ..desk import Desk, is_number
from ..notes import note
from ..protected import Protected
from ..rules import HIDDEN
from .crosstab import Sheet, publish_sheet, published_records
from .events import published_events, withhold_one_class
from .groups import PublishedGroups, publish_groups
from .rates import PERSON_YEARS, by_time
from .sets import Amounts, Crossing


def protect_trend(analysis: Trend, frame: Frame, engine: Engine, desk: Desk) -> Protected:
    """Persons of each period and group; with an event its persons, person-years and rate."""
    computed = compute(analysis, frame, engine)
    sample = computed.kept.sample(frame, engine)
    cohort = desk.cohort(sample, least=desk.profile.min_table)
    units = computed.evidence()
    groups = publish_groups(units.by, units.persons, frame, desk)
    period = Column("period", VariableType.CATEGORY, levels=units.periods)
    numbers = units.cells % len(units.periods)
    axes = (*groups.axes, Axis(period, units.periods, len(units.periods), numbers))
    sheet = publish_sheet(axes, units.persons, frame, desk)
    records = published_records(axes, units.persons, sheet, desk) if sample.of_records else {}
    seen = None
    if analysis.event is not None:
        event = frame.column(analysis.event)
        seen = _Events.published(units, groups, numbers, event, desk, of_records=sample.of_records)
    rows: list[Row] = []
    for at in _shown_periods(sheet, len(groups.axes), len(units.periods)):
        for place, head, group in groups.rows():
            cell = (*place, at)
            counted = [sheet.persons(cell), *([records[cell]] if sample.of_records else [])]
            rows.append([units.periods[at], *head, *counted, *(seen.cells(group, at, counted[0]) if seen else [])])
    columns = periods_columns(analysis.by, of_records=sample.of_records, has_event=seen is not None)
    notes = ["rounded", "repeats", "hidden", "periods", *(["person_years"] if seen else [])]
    return Protected(
        cohort.persons, desk.all_records(sample.persons) if sample.of_records else None, cohort.dropped,
        (table("periods", columns, rows),),
        tuple(note(code, k=desk.profile.k, b=desk.profile.b) for code in notes), events=seen.events[0] if seen else None,
    )  # fmt: skip


def _shown_periods(sheet: Sheet, dimensions: int, count: int) -> range:
    """The periods from the first to the last that have a number over all groups: nobody's first or last date is told."""
    everybody = (None,) * dimensions
    shown = [at for at in range(count) if is_number(sheet.persons((*everybody, at)))]
    return range(shown[0], shown[-1] + 1) if shown else range(0)


@dataclass(frozen=True)
class _Events:
    """The published events and person-years of groups in periods, by the number of their set."""

    sets: Crossing
    events: tuple[Form, ...]
    years: tuple[Form, ...] | None

    @classmethod
    def published(
        cls,
        units: UnitsInPeriods,
        groups: PublishedGroups,
        periods: Cells,
        event: Column,
        desk: Desk,
        *,
        of_records: bool,
    ) -> _Events:
        """Publish them, where the class rule lets the event be told. Person-years are known with unit person only."""
        sets = Crossing(groups.cube, Cube((len(units.periods),), only_total=True))

        def amounts(of: Values) -> Amounts:
            return sets.amounts(units.persons, groups.cells, periods, of)

        with_event = amounts(np.asarray(units.events, np.float64))
        withhold_one_class(event, amounts(np.ones(len(units.persons))), with_event, desk)
        years = None if units.years is None else amounts(units.years).sums(PERSON_YEARS, desk)
        return cls(sets, published_events(with_event, desk, of_records=of_records), years)

    def cells(self, group: int, period: int, persons: Form) -> Row:
        """Events, person-years and rate of a group in a period; without a number of persons there is none."""
        if persons == HIDDEN:
            return [HIDDEN] * 3
        at = self.sets.number(group, period + 1)  # the first is all periods together
        events = self.events[at]
        if self.years is None:
            return [events, None, None]
        years = self.years[at] if is_number(events) else HIDDEN
        return [events, years, by_time(events, years, 1)[0]]
