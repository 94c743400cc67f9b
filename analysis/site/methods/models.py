"""The rows of a model: kept by the engine, coded, and fetched as cells where they are few, else row by row.

Cells are all units with the same columns, added up by the engine: exact, and a thousand times fewer when covariates are
categories. Row by row only where a covariate is truly continuous; how many rows and how much memory is known before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from sqlglot import exp

from analysis.plans.analyses import Cox, LinearModels, MissingValues, Poisson, Rare
from analysis.plans.own_values import own_name, parent_name
from analysis.plans.times import ReadyTime
from analysis.site import trees
from analysis.site.engines import KEPT, Engine
from analysis.site.errors import DataFailure, FailureCode
from analysis.site.estimation.designs import Codes, Values
from analysis.site.evidence import Unprintable
from analysis.site.frame import PERSON, Frame

from .axes import factorised
from .design import TermDesign, Terms, design_of_terms, numbers, terms_of
from .follow_up import EVENT, START, STOP, follow
from .kept import Kept, keep
from .levels import Factor, place_of, read_factor, with_places

OUTCOME, WEIGHT, EXPOSURE, CLUSTER, UNITS = "_outcome", "_weight", "_exposure", "_cluster", "_units"
FEWEST = 5
"""Persons that a level needs not to be merged as rare: the threshold of the default profile."""
FEW_ROWS = 10_000
"""So many rows are fetched as they are."""
FITTING = 20
"""Numbers a row that a fit holds beside the columns."""
LOOK_AT = 20_000
"""Rows looked at first to see whether cells would be few."""

Arrays = Mapping[str, Any]


@dataclass(frozen=True, repr=False, eq=False)
class Fetched(Unprintable):
    """Coded columns by name; `units` says how many units each row stands for, None where it is one."""

    arrays: Arrays
    rows: int
    units: Values | None

    def column(self, name: str) -> Values:
        """A column as numbers."""
        return numbers(self.arrays[name])

    @property
    def counts(self) -> Values:
        """How many units each row stands for."""
        return np.ones(self.rows) if self.units is None else self.units


@dataclass(frozen=True, repr=False, eq=False)
class ModelRows(Unprintable):
    """What a model is fitted to. `table` lies in the engine; `own` are columns made of it, by name.

    `counted` is the head of the result; `size` the rows, which are pieces of time where time is cut.
    """

    analysis: Any
    frame: Frame
    engine: Engine
    terms: Terms
    table: str
    own: Mapping[str, trees.Tree]
    counted: Mapping[str, int]
    size: int
    factors: Mapping[str, Factor] = field(default_factory=dict)
    strata: Mapping[str, Factor] = field(default_factory=dict)

    @property
    def rows(self) -> exp.Select:
        """A select over the rows; add the columns."""
        return exp.select().from_(trees.table(self.table))

    @property
    def coded(self) -> dict[str, Factor]:
        """Every variable that is levels: of the terms and of the strata."""
        return {**self.strata, **self.factors}

    def fetch_rows(self, *, with_persons: bool = False, working: int = FITTING) -> Fetched:
        """All rows. Raises DataFailure when they would not fit in memory (`working` numbers a row beside the columns)."""
        extra = {PERSON: trees.column(PERSON, KEPT)} if with_persons else {}
        columns = {**self._columns(), **extra}
        self._refuse_too_large(self.size, len(columns) + working)
        return Fetched(self.engine.fetch_kept(self._select(columns), self.size), self.size, None)

    def fetch_cells(self, keys: Sequence[str], measures: Sequence[exp.Alias]) -> Fetched | None:
        """The measures of every cell of terms, strata and `keys`; None where cells would not be few."""
        keys = (*self.coded, *self.terms.numbers, *keys)
        if CLUSTER in self.own or self.size <= FEW_ROWS or not self._are_few(keys):
            return None
        columns = [trees.column(key) for key in keys]
        counted = trees.named(exp.cast(exp.Count(this=exp.Star()), "DOUBLE"), UNITS)
        inner = self._select(self._columns()).subquery("c")
        grouped = exp.select(*columns, counted, *measures).from_(inner).group_by(*(key.copy() for key in columns))
        name = own_name(self.analysis, "cells")
        cells = self.engine.materialise(name, grouped)
        if 2 * cells > self.size:
            return None
        arrays = self.engine.fetch(exp.select(exp.Star()).from_(trees.table(name)))
        return Fetched(arrays, cells, numbers(arrays[UNITS]))

    def distribution(self, name: str) -> tuple[Values, Values]:
        """The different values of one of `own`, with the weights of the rows that have them."""
        weight = self.own.get(WEIGHT, trees.number(1))
        rows = self._select({name: self.own[name], WEIGHT: weight}).subquery("c")
        value, weights = trees.column(name), trees.named(exp.Sum(this=trees.column(WEIGHT)), WEIGHT)
        arrays = self.engine.fetch(exp.select(value, weights).from_(rows).group_by(value.copy()))
        return numbers(arrays[name]), numbers(arrays[WEIGHT])

    def design(self, fetched: Fetched) -> TermDesign:
        """The columns of the terms."""
        return design_of_terms(self.terms, self.factors, fetched.arrays, fetched.rows, fetched.units)

    def clusters(self, fetched: Fetched) -> Codes | None:
        """The cluster of each row, where the plan has clusters."""
        if CLUSTER not in self.own:
            return None
        values = np.ma.getdata(fetched.arrays[CLUSTER])
        if values.dtype.kind == "O":
            return factorised(values)[0]
        return np.unique(values, return_inverse=True)[1]

    def stratum(self, fetched: Fetched) -> Codes | None:
        """The stratum of each row, where there are strata."""
        if not self.strata:
            return None
        flat = np.zeros(fetched.rows, np.int64)
        for name, factor in self.strata.items():
            flat = flat * len(factor.labels) + np.ma.getdata(fetched.arrays[name])
        return flat

    def _columns(self) -> dict[str, trees.Tree]:
        coded = {name: place_of(at, factor) for at, (name, factor) in enumerate(self.coded.items())}
        plain = {name: trees.column(name, KEPT) for name in self.terms.numbers}
        return {**coded, **plain, **self.own}

    def _select(self, columns: Mapping[str, trees.Tree]) -> exp.Select:
        rows = exp.select(*(trees.named(tree.copy(), name) for name, tree in columns.items()))
        return with_places(rows.from_(trees.table(self.table, KEPT)), list(self.coded.values()))

    def _are_few(self, keys: Sequence[str]) -> bool:
        """Do rows repeat themselves? Hardly one of the first does where a number is continuous; else a quarter tells."""
        some = min(LOOK_AT, self.size)
        if 10 * self._different(keys, some) > 9 * some:
            return False
        more = max(some, self.size // 4)
        return 2 * self._different(keys, more) <= more

    def _different(self, keys: Sequence[str], rows: int) -> int:
        """How many cells the rows one comes across first stand in."""
        columns = self._columns()
        some = self._select({key: columns[key] for key in keys}).limit(rows).subquery("s")
        different = exp.select(*(trees.column(key) for key in keys)).from_(some).distinct().subquery("d")
        return int(self.engine.rows(exp.select(exp.Count(this=exp.Star())).from_(different))[0][0])

    def _refuse_too_large(self, rows: int, numbers_a_row: int) -> None:
        if rows * numbers_a_row * 8 > self.engine.limits.memory_bytes:
            raise DataFailure(FailureCode.MEMORY)


def model_rows(analysis: Any, frame: Frame, engine: Engine, *, fewest: int = FEWEST) -> ModelRows:
    """Keep the rows of a model and read the levels of its variables."""
    kept = _followed(analysis, frame, engine) if analysis.time is not None else _measured(analysis, frame, engine)
    return _with_levels(kept, fewest)


def _names(analysis: Any, terms: Terms) -> tuple[str, ...]:
    """Every variable of the plan that the model reads."""
    strata = analysis.strata if isinstance(analysis, Cox) else ()
    others = [] if isinstance(analysis, Cox) else [analysis.outcome, analysis.offset, analysis.weights]
    cluster = [] if analysis.cluster == "person" else [analysis.cluster]
    return tuple(dict.fromkeys([*terms.names, *strata, *(name for name in (*others, *cluster) if name is not None)]))


def _parents(analysis: Any, frame: Frame, terms: Terms) -> tuple[str, ...]:
    """The columns of parent codes, where rare levels are merged."""
    if analysis.rare is not Rare.MERGE:
        return ()
    return tuple(parent_name(name) for name in terms.factors if parent_name(name) in frame.columns)


def _keeps_missing(analysis: Any, frame: Frame, terms: Terms) -> set[str]:
    """The variables that may be missing: levels and strata, where missing is a category; never what turns."""
    if analysis.missing is not MissingValues.CATEGORY:
        return set()
    strata = analysis.strata if isinstance(analysis, Cox) else ()
    return {name for name in (*terms.factors, *strata) if not frame.column(name).turns}


def _conditions(analysis: Any, frame: Frame, terms: Terms) -> list[trees.Tree]:
    """What must hold for a row to have a value everywhere: see docs/reference/methods."""
    found = list(terms.conditions(frame.stored))
    if isinstance(analysis, LinearModels):
        positive = [name for name in (analysis.offset, analysis.weights) if name is not None]
        found += [exp.GT(this=frame.stored(name), expression=trees.number(0)) for name in positive]
        if isinstance(analysis.time, ReadyTime):
            length = frame.stored(own_name(analysis, "value"))
            found.append(exp.GT(this=length, expression=trees.number(0)))
    if (
        isinstance(analysis, Poisson)
        and analysis.outcome is not None
        and frame.column(analysis.outcome).type != "boolean"
    ):
        found.append(exp.GTE(this=frame.stored(analysis.outcome), expression=trees.number(0)))
    return found


def _measured(analysis: Any, frame: Frame, engine: Engine) -> ModelRows:
    """Rows of an outcome: one a unit."""
    terms = terms_of(analysis.terms, frame)
    names, parents = _names(analysis, terms), _parents(analysis, frame, terms)
    rows = frame.select(*names, *parents)
    for name in names:
        if name not in _keeps_missing(analysis, frame, terms):
            rows = rows.where(trees.not_(trees.is_null(frame.stored(name))))
    for condition in _conditions(analysis, frame, terms):
        rows = rows.where(condition)
    kept = keep(frame, engine, own_name(analysis, "rows"), rows)
    own: dict[str, trees.Tree] = {OUTCOME: trees.column(analysis.outcome, KEPT)}
    if analysis.offset is not None:
        own[EXPOSURE] = trees.column(analysis.offset, KEPT)
    return ModelRows(analysis, frame, engine, terms, kept.table, _shared(analysis, own), kept.counted(), _size(kept))


def _followed(analysis: Any, frame: Frame, engine: Engine) -> ModelRows:
    """Rows of persons' time: one a unit, or one a piece where something turns."""
    terms = terms_of(analysis.terms, frame)
    conditions = _conditions(analysis, frame, terms)
    event: trees.Tree = frame.stored(analysis.event)
    parents = _parents(analysis, frame, terms)
    followed = follow(
        frame,
        engine,
        analysis,
        names=(*_names(analysis, terms), *parents),
        may_miss={*parents, *_keeps_missing(analysis, frame, terms)},
        event=trees.case([(trees.both(conditions), event)]) if conditions else event,
    )
    own: dict[str, trees.Tree] = {name: trees.column(name, KEPT) for name in (START, STOP, EVENT)}
    if not isinstance(analysis, Cox):
        length = trees.subtract(own[STOP], own[START])
        own = {OUTCOME: own[EVENT], EXPOSURE: trees.multiply(length, trees.number(followed.years))}
    kept = followed.spells
    table, size = kept.table, _size(kept)
    if any(frame.column(name).turns for name in terms.names):  # several questions follow: cut once
        table = own_name(analysis, "pieces")
        size = engine.materialise(table, followed.pieces)
    return ModelRows(analysis, frame, engine, terms, table, _shared(analysis, own), kept.counted(), size)


def _size(kept: Kept) -> int:
    """How many rows were kept."""
    return kept.persons if kept.records is None else kept.records


def _shared(analysis: Any, own: Mapping[str, trees.Tree]) -> dict[str, trees.Tree]:
    """With weights and clusters, where the plan has them."""
    found = dict(own)
    if isinstance(analysis, LinearModels) and analysis.weights is not None:
        found[WEIGHT] = trees.column(analysis.weights, KEPT)
    if analysis.cluster is not None:
        found[CLUSTER] = trees.column(PERSON if analysis.cluster == "person" else analysis.cluster, KEPT)
    return found


def _with_levels(kept: ModelRows, fewest: int) -> ModelRows:
    analysis, frame = kept.analysis, kept.frame
    merges = analysis.rare is Rare.MERGE

    def read(name: str, reference: str | None, *, merged: bool) -> Factor:
        parent = parent_name(name) if merged and parent_name(name) in frame.columns else None
        limit = fewest if merged else None
        column = frame.column(name)
        return read_factor(kept.engine, kept.rows, column, reference=reference, fewest=limit, parent=parent)

    factors = {name: read(name, reference, merged=merges) for name, reference in kept.terms.factors.items()}
    strata = analysis.strata if isinstance(analysis, Cox) else ()
    own = {name: factors.get(name) or read(name, None, merged=False) for name in strata}
    if kept.size == 0:
        raise DataFailure(FailureCode.TOO_FEW)
    if any(len(factor.labels) < 2 for factor in factors.values()):  # a term that is the same for all
        raise DataFailure(FailureCode.COLLINEAR)
    return replace(kept, factors=factors, strata=own)
