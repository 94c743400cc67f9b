"""rates: events, person-years and rates, directly standardised rates, and observed against expected events.

The engine adds up the pieces of persons' time; only its cells come here. Raw: events and person-years of each group
and band. Evidence: the same of each person. See docs/reference/methods/rates.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sqlglot import exp

from analysis.plans import VariableType
from analysis.plans.analyses import MissingValues, Rates
from analysis.plans.kinds import band_edges
from analysis.plans.options import Standard
from analysis.plans.times import Weights
from analysis.site import trees
from analysis.site.engines import Engine
from analysis.site.errors import DataFailure, FailureCode
from analysis.site.estimation.rates import poisson_limits, standard_weights, standardised
from analysis.site.evidence import Cells, Ids, Unprintable
from analysis.site.frame import PERSON, Column, Frame

from .axes import Axis, axis_of, declared_levels
from .computed import Note, Result
from .follow_up import EVENT, Followed, axes_of, follow
from .groups import Arrays, Groups, add_up, count, crossed, groups_of, numbers, or_none
from .reference import RateTable, read_rates
from .sample import Values
from .tables import Row, Table, column, table

EVENTS, YEARS = "_events", "_years"
TIME_COLUMNS = (column("events", "count"), column("person_years", "estimate", "years"))
RATES_COLUMNS = (
    *TIME_COLUMNS, column("rate", "estimate"), column("lower", "interval"), column("upper", "interval"),
)  # fmt: skip
STANDARDISED_COLUMNS = (
    *TIME_COLUMNS, column("crude", "estimate"), column("rate", "estimate"), column("standard_error", "error"),
    column("lower", "interval"), column("upper", "interval"),
)  # fmt: skip
RATIOS_COLUMNS = (
    *TIME_COLUMNS, column("expected", "estimate"), column("ratio", "estimate"), column("ratio_lower", "interval"),
    column("ratio_upper", "interval"),
)  # fmt: skip
A_MINUTE = 2e-6
"""Person-years that are rounding only."""


@dataclass(frozen=True, repr=False, eq=False)
class PersonTime(Unprintable):
    """Evidence: what each person adds to each cell (a group and a band of `split`); `expected` against a reference.

    `by` and `bands` are the dimensions of the cells. With `standard`, `over` is the dimension that is standardised and
    `weights` has a number for each of its levels. `matched` are the variables that the reference is matched to.
    """

    persons: Ids
    cells: Cells
    events: Values
    years: Values
    expected: Values | None
    by: tuple[Axis, ...]
    bands: tuple[Axis, ...]
    over: Axis | None
    weights: Values | None
    matched: tuple[Axis, ...]


def compute(analysis: Rates, frame: Frame, engine: Engine) -> RatesComputed:
    """Follow the persons, cut their time and add it up."""
    axes = axes_of(analysis.split)
    reference = read_rates(analysis, frame, engine)
    over = [analysis.standard.over] if isinstance(analysis.standard, Weights) else []
    matched = reference.variables if reference else ()
    names = tuple(dict.fromkeys((*analysis.by, *over, *matched)))
    followed = follow(
        frame,
        engine,
        analysis,
        names=names,
        may_miss=set(matched) - {*analysis.by, *over},
        cuts=(*axes, *(reference.cuts if reference else ())),
        keeps_missing=analysis.missing is MissingValues.CATEGORY,
    )
    bands = tuple(Column(axis.name, VariableType.CATEGORY, levels=axis.labels) for axis in axes)
    keys = (*names, *(axis.name for axis in axes), *(cut.name for cut in (reference.cuts if reference else ())))
    return RatesComputed(analysis, frame, engine, followed, bands, keys, reference)


@dataclass(frozen=True, repr=False, eq=False)
class RatesComputed(Unprintable):
    """Rates whose time has been cut; `keys` tell the cells apart."""

    analysis: Rates
    frame: Frame
    engine: Engine
    followed: Followed
    bands: tuple[Column, ...]
    keys: tuple[str, ...]
    reference: RateTable | None

    def result(self) -> Result:
        """The tables `rates`, `standardised` and `ratios`."""
        cells = self._cells
        tables = [cells.rates(float(self.analysis.per))]
        if self.analysis.standard is not None:
            tables.append(self._standardised(cells))
        head: Result = {**self.followed.spells.counted(), "events": int(cells.events.sum())}
        if self.reference is not None:
            expected = self.reference.expected(cells.arrays, cells.years)
            tables.append(cells.ratios(expected))
            head["unmatched"] = float(cells.years[np.isnan(expected)].sum())
        return head | {"tables": tables, "notes": self._outside(cells)}

    def evidence(self) -> PersonTime:
        """What each person adds to each cell."""
        arrays = self._added_up((PERSON, *self.keys))
        cells = self._cells_of(arrays)
        flat = cells.groups.cells * cells.split.count + cells.split.cells
        expected = self.reference.expected(arrays, cells.years) if self.reference else None
        persons = np.asarray(np.ma.getdata(arrays[PERSON]), np.int64)
        over, weights = None, None
        if self.analysis.standard is not None:
            standard, weights = self._weights(arrays)
            over = standard.axes[0]
        names = self.reference.variables if self.reference else ()
        matched = tuple(axis_of(self.frame.column(name), arrays[name], shows_missing=True) for name in names)
        by, bands = cells.groups.axes, cells.split.axes
        return PersonTime(
            persons, flat, cells.events, cells.years, expected, by, bands, over, weights, matched
        )  # fmt: skip

    def _outside(self, cells: _Cells) -> list[Note]:
        """What lies outside the bands of `split`, in words."""
        if not self.bands:
            return []
        whole = add_up(self.engine, self.followed.spells.rows(), (), self._measures())
        years = float(numbers(whole[YEARS])[0] - cells.years.sum())
        events = int(numbers(whole[EVENTS])[0] - cells.events.sum())
        return [outside_split(years, events)] if years > A_MINUTE else []

    @cached_property
    def _cells(self) -> _Cells:
        return self._cells_of(self._added_up(self.keys))

    def _added_up(self, keys: Sequence[str]) -> Arrays:
        return add_up(self.engine, self.followed.rows(), keys, self._measures())

    def _measures(self) -> list[exp.Alias]:
        return [count(trees.column(EVENT), EVENTS), trees.named(self.followed.person_years(), YEARS)]

    def _cells_of(self, arrays: Arrays) -> _Cells:
        keeps = self.analysis.missing is MissingValues.CATEGORY
        by = [self.frame.column(name) for name in self.analysis.by]
        groups = groups_of(by, arrays, shows_missing=keeps)
        return _Cells(arrays, groups, groups_of(self.bands, arrays))

    def _standardised(self, cells: _Cells) -> Table:
        """The weighted mean of the rates over the bands of age, or of a variable."""
        bands, weights = self._weights(cells.arrays)
        counted = weights > 0
        events = crossed(cells.groups, bands, cells.events)[:, :-1][:, counted]
        years = crossed(cells.groups, bands, cells.years)[:, :-1][:, counted]
        return _standardised_table(cells.groups, events, years, weights[counted], float(self.analysis.per))

    def _weights(self, arrays: Arrays) -> tuple[Groups, Values]:
        """The bands, and a weight for each; missing has none."""
        standard = self.analysis.standard
        if not isinstance(standard, Weights):
            edges = self.analysis.split.age if self.analysis.split and self.analysis.split.age else ()
            bands = groups_of([band for band in self.bands if band.name == "age"], arrays)
            return bands, standard_weights(str(standard), [None if edge is None else float(edge) for edge in edges])
        over = self.frame.column(standard.over)
        bands = groups_of([over], arrays, shows_missing=self.analysis.missing is MissingValues.CATEGORY)
        if isinstance(standard.weights, Standard):
            weights = standard_weights(standard.weights.value, band_edges(declared_levels(over)) or ())
        else:
            weights = np.array([float(weight) for weight in standard.weights])
        if len(weights) != len(bands.axes[0].labels):  # the plan could not know: the levels stand in the data only
            raise DataFailure(FailureCode.FAILED)
        return bands, np.append(weights, np.zeros(bands.count - len(weights)))


@dataclass(frozen=True, repr=False, eq=False)
class _Cells(Unprintable):
    """Added-up time: the group of `by` and the bands of `split` of each row."""

    arrays: Arrays
    groups: Groups
    split: Groups

    @property
    def events(self) -> Values:
        """Events of each row."""
        return numbers(self.arrays[EVENTS])

    @property
    def years(self) -> Values:
        """Person-years of each row."""
        return numbers(self.arrays[YEARS])

    def rates(self, per: float) -> Table:
        """The table `rates`."""
        events, years = (crossed(self.groups, self.split, amounts) for amounts in (self.events, self.years))
        figures = [events, years, *per_year(events, years, per)]
        return table("rates", [*self._labels(), *RATES_COLUMNS], self._rows(figures))

    def ratios(self, expected: Values) -> Table:
        """The table `ratios`: time that the reference has no rate for counts nowhere."""
        matched = ~np.isnan(expected)
        amounts = (np.where(matched, one, 0.0) for one in (self.events, self.years, expected))
        events, years, hoped = (crossed(self.groups, self.split, one) for one in amounts)
        figures = [events, years, hoped, *per_year(events, hoped, 1)]
        return table("ratios", [*self._labels(), *RATIOS_COLUMNS], self._rows(figures))

    def _labels(self) -> list[dict[str, str]]:
        return [*self.groups.columns(), *self.split.columns()]

    def _rows(self, figures: Sequence[Values]) -> list[Row]:
        """A row for each group and band; the first figure is a count."""
        heads = [[*group, *band] for group in self.groups.heads() for band in self.split.heads()]
        counts, *others = (figure.reshape(len(heads)) for figure in figures)
        return [
            [*head, int(counted), *(or_none(cell) for cell in cells)]
            for head, counted, *cells in zip(heads, counts, *others, strict=True)
        ]


def per_year(events: Values, years: Values, per: float) -> tuple[Values, Values, Values]:
    """A rate with its exact limits; not defined without person-time."""
    lower, upper = poisson_limits(events)
    with np.errstate(all="ignore"):
        time = np.where(years > 0, years, np.nan)
        return events / time * per, lower / time * per, upper / time * per


def _standardised_table(groups: Groups, events: Values, years: Values, weights: Values, per: float) -> Table:
    rows = []
    for head, seen, time in zip(groups.heads(), events, years, strict=True):
        total, found = float(time.sum()), standardised(seen, time, weights)
        crude = float(seen.sum()) / total * per if total > 0 else None
        cells = [found.rate, found.standard_error, found.lower, found.upper]
        rows.append([*head, int(seen.sum()), total, crude, *(None if cell is None else cell * per for cell in cells)])
    return table("standardised", [*groups.columns(), *STANDARDISED_COLUMNS], rows)


def outside_split(years: float, events: int) -> Note:
    """How much time and how many events lie outside the bands of `split`."""
    shown = f"{years:,.1f}"
    danish = shown.translate(str.maketrans(",.", ".,"))
    return {
        "code": "outside_split",
        "da": f"Uden for grænserne i opdelingen ligger {danish} personår med {events} hændelser. De er ikke talt med.",
        "en": f"Outside the bounds of the split lie {shown} person-years with {events} events. They are left out.",
    }
