"""The protector of correlation: a coefficient of enough persons, in no more digits than two of them can move."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.plans.analyses import CorrelationMatrix
from analysis.plans.options import Correlation
from analysis.site.engines import Engine
from analysis.site.evidence import Digests, Grid, Unprintable, digest_of
from analysis.site.frame import Column, Frame
from analysis.site.ledger.asking import Form, Proposal
from analysis.site.methods import correlation
from analysis.site.methods.cube import Cube
from analysis.site.methods.groups import UnitsInGroups
from analysis.site.methods.tables import table

from ..anchors import ORDERS, keys_of
from ..desk import Desk, is_number, number
from ..model_rules import hangs_on_few
from ..notes import note
from ..profiles import Profile
from ..protected import Protected
from ..rules import HIDDEN, between, distinct_count, step_of
from ..scale import common_values, scale_of
from .class_rule import hidden_by_class
from .groups import PublishedGroups, publish_groups
from .model import SAME, WIDEST
from .summary import hidden_groups

NEARLY_ONE = 0.99
LAST_DIGIT = 0.01
MARKS = 5
"""Persons that values are told by where only their order matters: few, so that a person is rarely one in all orders."""

Values = NDArray[np.float64]
Whole = NDArray[np.int64]


def protect_correlation(analysis: CorrelationMatrix, frame: Frame, engine: Engine, desk: Desk) -> Protected:
    """Every number against every other, in each group and over all."""
    computed = correlation.compute(analysis, frame, engine)
    sample = computed.kept.sample(frame, engine)
    cohort = desk.cohort(sample, least=desk.profile.min_table)
    units = computed.evidence()
    groups = publish_groups(units.by, units.persons, frame, desk)
    for name in analysis.of:
        has = ~np.isnan(units.values[name])
        desk.vary(frame.column(name), units.persons[has], units.values[name][has])
    asked = _Asked(analysis.kind, len(analysis.of), sample.of_records, desk)
    figures: dict[tuple[str, str], list[list[Form]]] = {}
    for row, other in combinations_with_replacement(analysis.of, 2):
        pair = _Pair.of(units, (frame.column(row), frame.column(other)), groups)
        figures[row, other] = figures[other, row] = pair.alone(asked) if row == other else pair.published(asked)
    rows = [
        [*head, row, other, *figures[row, other][at]]
        for head, at in groups.places()
        for row, other in product(analysis.of, analysis.of)
    ]
    records = desk.all_records(sample.persons) if sample.of_records else None
    notes = tuple(
        note(one, k=desk.profile.k, b=desk.profile.b) for one in ("rounded", "repeats", "correlation", "hidden")
    )
    tables = (table("matrix", correlation.matrix_columns(analysis.by), rows),)
    return Protected(cohort.persons, records, cohort.dropped, tables, notes)


@dataclass(frozen=True)
class _Asked:
    """What is asked of every pair: the kind of coefficient, among so many numbers."""

    kind: Correlation
    dimensions: int
    of_records: bool
    desk: Desk

    @property
    def least(self) -> int:
        """The fewest persons of a coefficient."""
        return self.desk.profile.min_table + self.dimensions


@dataclass(frozen=True, repr=False, eq=False)
class _Pair(Unprintable):
    """Rows with both numbers, in order of persons, in their groups. What is told of each set is in the cube's order."""

    persons: Whole
    cells: Whole
    values: tuple[Values, Values]
    columns: tuple[Column, Column]
    groups: PublishedGroups

    @classmethod
    def of(cls, units: UnitsInGroups, columns: tuple[Column, Column], groups: PublishedGroups) -> _Pair:
        """The rows of two of the analysis's numbers."""
        one, two = (units.values[column.name] for column in columns)
        has = ~np.isnan(one) & ~np.isnan(two)
        order = np.lexsort((two[has], one[has], units.persons[has]))
        values = (one[has][order], two[has][order])
        return cls(units.persons[has][order], groups.cells[has][order], values, columns, groups)

    def grid(self, digests: Digests | None) -> Grid:
        """The persons of all, then of each group where there are groups."""
        return Grid(self.persons, self.cells, self.groups.cube.families, digests)

    def counts(self, desk: Desk) -> list[Form]:
        """Published persons of each set; hidden where the class rule hides the group, or those of it with both numbers."""
        hidden = hidden_groups(self.groups.axes, self.persons, self.cells, desk)
        forms = desk.counts(self.grid(None)).forms
        return [HIDDEN if at in hidden or self.groups.is_hidden(at) else form for at, form in enumerate(forms)]

    def alone(self, asked: _Asked) -> list[list[Form]]:
        """A number against itself: one, of whoever has it."""
        return [[form, 1.0 if number(form) >= asked.least else HIDDEN] for form in self.counts(asked.desk)]

    def published(self, asked: _Asked) -> list[list[Form]]:
        """Persons and coefficient of each set."""
        persons = self.counts(asked.desk)
        sets = range(len(persons))
        is_told = any(_is_of_one_class(*self.inside(at), self.columns, asked.desk) for at in sets)
        proposed = [HIDDEN if is_told else _proposal(*self.inside(at), asked) for at in sets]
        figure = f"correlation:{asked.kind}"
        plain = asked.desk.values(self.grid(_both(*self.values)), {figure: proposed})[figure]
        forms: list[Form] = []
        for at, form in enumerate(plain):
            forms.append(self._whatever_the_scale(at, form, asked))
        if is_told:
            forms = [HIDDEN for _ in forms]
        return [[count, form if is_number(count) else HIDDEN] for count, form in zip(persons, forms, strict=True)]

    def inside(self, at: int) -> tuple[Whole, Values, Values]:
        """Persons and numbers of a set; the first is all."""
        rows = (self.cells == at - 1) | (at == 0)
        return self.persons[rows], self.values[0][rows], self.values[1][rows]

    def _whatever_the_scale(self, at: int, form: Form, asked: _Asked) -> Form:
        """Compared with the coefficients of the same numbers on other scales; one of them turned round turns the sign."""
        persons, *values = self.inside(at)
        if len(persons) == 0:
            return form
        cells, one_set = np.zeros(len(persons), np.int64), (np.zeros(1, np.int64),)
        for name, views in _views(asked.kind, persons, values):  # what one answers is what the next is asked
            figure, sign = f"{name}:correlation:{asked.kind}", views[0].sign * views[1].sign
            grid = Grid(persons, cells, one_set, views[0].digests + views[1].digests)
            wanted = form if isinstance(form, str) else form * sign
            found = asked.desk.values(grid, {figure: [wanted]})[figure][0]
            form = found if isinstance(found, str) else found * sign + 0.0
        return form


@dataclass(frozen=True, repr=False, eq=False)
class _View(Unprintable):
    """A number whatever its scale: what the ledger compares, and -1 where it is seen turned round."""

    digests: Digests
    sign: float


def _views(kind: Correlation, persons: Whole, values: list[Values]) -> list[tuple[str, list[_View]]]:
    """Both numbers as the ledger compares them: in their own unit, or where only the order of values matters, by that."""
    if kind is Correlation.SPEARMAN:
        orders = [keys_of(persons, order) for order in range(ORDERS)]
        return [(f"ranked:{at}", [_ranked(one, keys) for one in values]) for at, keys in enumerate(orders)]
    return [("scaled", [_scaled(one, persons) for one in values])]


def _scaled(values: Values, persons: Whole) -> _View:
    """A number in its own unit."""
    scale = scale_of(values, persons)
    common = common_values(values, [scale], np.zeros(len(persons), np.int64))
    return _View(digest_of(common), float(np.sign(scale.step)))


def _ranked(values: Values, keys: Digests) -> _View:
    """A number by its order: which of the first persons stands next below each value, and which next above.

    A rank would not do: one person less moves half of them.
    """
    order = np.argsort(keys, kind="stable")
    first = values[order[0]]
    others = values[order][values[order] != first]
    sign = 1.0 if not len(others) else float(np.sign(others[0] - first))
    seen, chosen = values * sign, order[:MARKS]
    levels, owners = np.unique(seen[chosen], return_index=True)
    marks: Digests = np.concatenate([np.zeros(1, np.uint64), keys[chosen][owners], np.zeros(1, np.uint64)])
    below, above = marks[np.searchsorted(levels, seen, "left")], marks[np.searchsorted(levels, seen, "right") + 1]
    return _View(below * np.uint64(3) + above * np.uint64(5), sign)


def _both(one: Values, two: Values) -> Digests:
    """Values of both numbers, whichever is named first."""
    return np.asarray(digest_of(one) + digest_of(two), np.uint64)


def _places(values: Values) -> Whole:
    """The place of each value among the different ones."""
    return np.asarray(np.unique(values, return_inverse=True)[1], np.int64)


def _is_yes_no(places: Whole) -> bool:
    return int(places.max(initial=0)) == 1


def _is_of_one_class(persons: Whole, one: Values, two: Values, columns: tuple[Column, Column], desk: Desk) -> bool:
    """Whether the class rule hides a line of the 2x2 table of two yes/no. Then no group is shown: the others would give it."""
    sensitive = [at for at, column in enumerate(columns) if column.sensitive]
    first, second = _places(one), _places(two)
    if not sensitive or not (_is_yes_no(first) and _is_yes_no(second)):
        return False
    cube = Cube((2, 2))
    roots = desk.counts(Grid(persons, 2 * first + second, cube.families)).roots
    return bool(hidden_by_class(sensitive, cube, roots, desk.profile))


def _proposal(persons: Whole, one: Values, two: Values, asked: _Asked) -> Proposal:
    """A coefficient between two steps that SAME persons do not pass, or `hidden`."""
    profile = asked.desk.profile
    if distinct_count(persons) < asked.least:
        return HIDDEN
    first, second = (_ranks(values) if asked.kind is Correlation.SPEARMAN else values for values in (one, two))
    true = _coefficient(first, second)
    if true is None or abs(true) >= NEARLY_ONE:
        return HIDDEN
    places = [_places(values) for values in (one, two)]
    if any(_is_yes_no(place) and _has_few(persons, place, profile) for place in places):
        return HIDDEN
    if all(map(_is_yes_no, places)):
        counts = asked.desk.counts(Grid(persons, 2 * places[0] + places[1], (np.arange(4),))).forms
        if not all(is_number(form) for form in counts):
            return HIDDEN
        if not asked.of_records:
            return _phi(*(float(form) for form in counts))
    return _rounded(persons, first, second, true, profile)


def _coefficient(one: Values, two: Values) -> float | None:
    """Pearson's; None where one of them is the same for all."""
    if min(np.ptp(one), np.ptp(two)) == 0:
        return None
    return float(np.corrcoef(one, two)[0, 1])


def _has_few(persons: Whole, places: Whole, profile: Profile) -> bool:
    """Whether either value of a yes/no is of too few persons."""
    return min(distinct_count(persons[places == at]) for at in range(2)) < profile.k


def _phi(a: float, b: float, c: float, d: float) -> float:
    """The coefficient of a 2x2 table of published counts."""
    return round(float((a * d - b * c) / ((a + b) * (c + d) * (a + c) * (b + d)) ** 0.5), 2)


def _ranks(values: Values) -> Values:
    """From 1; equal values have their mean rank."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[places], np.float64)


def _rounded(persons: Whole, one: Values, two: Values, true: float, profile: Profile) -> Proposal:
    """What each person moves it by says how far apart the steps are, and whether it is of few persons."""
    first, second = ((values - values.mean()) / values.std() for values in (one, two))
    rows = (first * second - true * (first**2 + second**2) / 2) / len(persons)
    moves: NDArray[Any] = np.bincount(np.unique(persons, return_inverse=True)[1], rows)
    step = max(step_of(SAME * float(np.abs(moves).max())), LAST_DIGIT)
    error = float(np.sqrt((moves**2).sum()))
    if hangs_on_few(moves[:, None], profile) or step > WIDEST * error + LAST_DIGIT or abs(true) + step > 1:
        return HIDDEN
    return between(true, step)
