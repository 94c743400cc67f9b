"""Results of open data: full precision, straight from the arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from analysis.plans.analyses import CountAnalysis, Crosstab, Summary
from analysis.site.engines import Engine
from analysis.site.evidence import Cells, Grid, Ids
from analysis.site.frame import Frame
from analysis.site.ledger.sets import sets_of_grid

from . import correlation, cox, histogram, linear, logistic, poisson, rates, survival, table1, trend
from .computed import Computed, Result
from .count import count_table, plain_count, read_flow
from .crosstab import flat_table, grid_of, layout_of, read_crosstab, shows_records, unit_counts
from .cube import Cube, Place
from .sample import Sample
from .significance import between_groups, in_table, ratio_rows, ratios_table, tests_table
from .summary import SummaryLayout, asked_quantiles, groups_of, quantile, read_summary, statistic
from .tables import Row, Table

Compute = Callable[[Any, Frame, Engine], Computed]
Method = Callable[[Any, Frame, Engine], Result]


def open_result(analysis: Any, frame: Frame, engine: Engine) -> Result:
    """An analysis on open data. Raises KeyError for a method that is not computed."""
    return METHODS[analysis.method](analysis, frame, engine)


def _count(analysis: CountAnalysis, frame: Frame, engine: Engine) -> Result:
    steps = read_flow(frame, engine, with_rows=False)
    last = steps[-1]
    records = [step.records for step in steps] if frame.unit == "record" else None
    if analysis.flow:
        shown = count_table([step.name for step in steps], [len(step.persons) for step in steps], records)
    else:
        shown = plain_count(len(last.persons), last.records)
    counted = {"persons": len(last.persons)} | ({"records": last.records} if records else {})
    return counted | {"dropped": 0, "tables": [shown]}


def _crosstab(analysis: Crosstab, frame: Frame, engine: Engine) -> Result:
    sample = read_crosstab(analysis, frame, engine)
    layout = layout_of(analysis, sample.axes)
    units = unit_counts(layout, sample)
    sizes = sets_of_grid(grid_of(layout, sample)).sizes if sample.of_records else units  # a person is one row

    def persons(place: Place) -> int:
        return int(sizes[layout.cube.at(place)])

    def records(place: Place) -> int:
        return int(units[layout.cube.at(place)])

    def percent(place: Place) -> float | None:
        whole = persons(layout.whole(place))
        return 100 * persons(place) / whole if whole else None

    tables = [layout.counts(persons, records if shows_records(analysis, sample) else None, percent)]
    counts = flat_table(layout, units[len(units) - len(layout.cube.families[0]) :].tolist())
    if analysis.ratios:
        tables.append(ratios_table(ratio_rows(counts)))
    if analysis.test:
        rows = [[one.value, *in_table(one, counts).cells(two_groups=False)] for one in analysis.test]
        tables.append(tests_table(rows, two_groups=False, by_variable=False))
    return _of_sample(sample) | {"tables": tables}


def _summary(analysis: Summary, frame: Frame, engine: Engine) -> Result:
    sample = read_summary(analysis, frame, engine)
    layout = SummaryLayout(analysis, sample.axes, sample.of_records)
    groups: list[Row] = []
    quantiles: list[Row] = []
    tests: list[Row] = []
    for variable in analysis.of:
        _describe(variable, layout, sample, groups, quantiles)
        tests += _group_tests(variable, layout, sample)
    tables: list[Table] = [layout.groups(groups)]
    if analysis.quantiles:
        tables.append(layout.quantiles(quantiles))
    if analysis.test:
        tables.append(tests_table(tests, two_groups=layout.has_two_groups, by_variable=len(analysis.of) > 1))
    return _of_sample(sample) | {"tables": tables}


def _describe(variable: str, layout: SummaryLayout, sample: Sample, groups: list[Row], quantiles: list[Row]) -> None:
    cube = groups_of(sample.axes)
    cells = cube.cells(tuple(axis.cells for axis in sample.axes), len(sample.persons))
    values = sample.values[variable]
    has = ~np.isnan(values)
    everyone = _persons_of_sets(cube, sample.persons, cells, sample.of_records)
    with_value = _persons_of_sets(cube, sample.persons[has], cells[has], sample.of_records)
    for place in cube.places():
        at = cube.at(place)
        inside = has & (cube.family_of(place)[cells] == cube.group_of(place))
        here = values[inside]
        heads = layout.heads(variable, place)
        counts = [int(with_value[at])] + ([len(here)] if sample.of_records else [])
        found = [statistic(here, one) for one in layout.analysis.statistics]
        groups.append([*heads, *counts, int(everyone[at] - with_value[at]), *found])
        quantiles += [[*heads, p, quantile(here, p)] for p in asked_quantiles(layout.analysis)]


def _persons_of_sets(cube: Cube, persons: Ids, cells: Cells, of_records: bool) -> Cells:
    """Distinct persons of each set; a person who is one row need not be looked for."""
    if of_records:
        return sets_of_grid(Grid(persons, cells, cube.families)).sizes
    return cube.totals(np.bincount(cells, minlength=len(cube.families[0])))


def _group_tests(variable: str, layout: SummaryLayout, sample: Sample) -> list[Row]:
    labelled = layout.has_value_everywhere(sample.axes) & ~np.isnan(sample.values[variable])
    cube = groups_of(sample.axes)
    cells = cube.cells(tuple(axis.cells for axis in sample.axes), len(sample.persons))[labelled]
    values = sample.values[variable][labelled]
    groups = [values[cells == cell] for cell in np.unique(cells)]
    lead = [variable] if len(layout.analysis.of) > 1 else []
    return [
        [*lead, one.value, *between_groups(one, groups).cells(two_groups=layout.has_two_groups)]
        for one in layout.analysis.test
    ]


def _of_sample(sample: Sample) -> Result:
    counted = {"persons": len(sample.distinct)} | ({"records": len(sample.persons)} if sample.of_records else {})
    return counted | {"dropped": len(sample.dropped)}


def _result_of(compute: Compute) -> Method:
    return lambda analysis, frame, engine: compute(analysis, frame, engine).result()


COMPUTED: Mapping[str, Compute] = MappingProxyType(
    {
        "linear": linear.compute,
        "logistic": logistic.compute,
        "poisson": poisson.compute,
        "cox": cox.compute,
        "rates": rates.compute,
        "survival": survival.compute,
        "trend": trend.compute,
        "histogram": histogram.compute,
        "correlation": correlation.compute,
        "table1": table1.compute,
    }
)
"""Methods by their name in a plan, each in a module of its own."""

_HERE: Mapping[str, Method] = {"count": _count, "crosstab": _crosstab, "summary": _summary}
METHODS: Mapping[str, Method] = MappingProxyType(
    {**_HERE, **{name: _result_of(compute) for name, compute in COMPUTED.items()}}
)
