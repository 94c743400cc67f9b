"""Evidence of a model: who stands behind it, with which values, and how much hangs on each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Protocol

import numpy as np

from analysis.plans.terms import INTERCEPT
from analysis.site.estimation.basis import basis_of
from analysis.site.estimation.designs import Codes, Design, Mask, Matrix, Values
from analysis.site.estimation.proportionality import PhTest
from analysis.site.estimation.regression import with_ones
from analysis.site.evidence import Ids, Unprintable
from analysis.site.frame import PERSON

from .axes import Label, text_of
from .design import Head, TermDesign, crossings
from .models import Fetched, ModelRows

WORKING = 60
"""Numbers a row that the evidence holds beside the columns: the columns again, their influence, and the fit's own."""


@dataclass(frozen=True, repr=False, eq=False)
class Cell(Unprintable):
    """A level of a variable, or of variables that stand together: distinct persons, those with an event, those without."""

    variables: tuple[str, ...]
    labels: tuple[Label, ...]
    persons: int
    with_event: int | None
    without_event: int | None


@dataclass(frozen=True, repr=False, eq=False)
class ModelEvidence(Unprintable):
    """A fit with everything that the checks look at. `persons`, `columns`, `values` and `strata` have an entry a row.

    `columns` are ones and the uncorrelated columns of the design; `back` takes them to ones and the design's own:
    `columns = own @ back`. `values` are the outcome's columns by name. `estimates`, `covariance` and `influences` (a row
    a distinct person: what the person moves each estimate by) begin with the intercept, 0 where there is none.

    `cells` are the levels of every factor and stratum, of the factors of every interaction, and of every number of two
    values. `df` are the residual degrees of freedom (for cox: events less coefficients). `scaled` is each coefficient
    (without the intercept) times its column's standard deviation, `scaled_errors` its error so. `leverage` is the
    greatest share of the information that one person holds, over all the person's rows. `tests` are those of
    proportional hazards: each term's, then that of all. `variables` are those of the terms, by name: numbers, or the
    places of their levels; an entry a row.
    """

    persons: Ids
    columns: Matrix
    back: Matrix
    values: Mapping[str, Values]
    strata: Codes | None
    heads: tuple[Head, ...]
    has_intercept: bool
    estimates: Values
    covariance: Matrix
    influences: Matrix
    events: Mask | None
    cells: tuple[Cell, ...]
    df: int
    scaled: Values
    scaled_errors: Values
    leverage: float
    r_squared: float | None = None
    tests: tuple[tuple[str, PhTest], ...] = ()
    variables: Mapping[str, Values] = field(default_factory=dict)

    @property
    def coefficients(self) -> int:
        """How many there are beside the intercept."""
        return len(self.estimates) - 1


class Fit(Protocol):
    """A regression or a Cox model."""

    @property
    def coefficients(self) -> Values:
        """Those of the design, after the intercept's where there is one."""

    @property
    def covariance(self) -> Matrix:
        """Of the coefficients."""

    @property
    def leverages(self) -> Callable[[], Values]:
        """Each row's share of the information."""

    @property
    def influences(self) -> Callable[[], Matrix]:
        """What each row moves each coefficient by."""


def evidence_of(
    model: ModelRows,
    fetched: Fetched,
    design: TermDesign,
    fit: Fit,
    *,
    events: Mask | None,
    values: Sequence[str],
    df: int,
    r_squared: float | None = None,
    tests: Sequence[tuple[str, PhTest]] = (),
) -> ModelEvidence:
    """Gather the evidence of a fit on rows. `values` names the outcome's columns."""
    persons = np.asarray(np.ma.getdata(fetched.arrays[PERSON]), np.int64)
    whose = np.unique(persons, return_inverse=True)[1]
    basis = basis_of(design.design, np.ones(design.design.rows))
    has_intercept = len(fit.coefficients) > design.design.width
    estimates, covariance, influences = _with_intercept(fit, has_intercept)
    deviations = _deviations(design.design)
    return ModelEvidence(
        persons=persons,
        columns=np.concatenate([block for _, block in with_ones(basis)]),
        back=basis.with_intercept(),
        values={name: fetched.column(name) for name in values},
        strata=model.stratum(fetched),
        heads=((INTERCEPT, None), *design.heads),
        has_intercept=has_intercept,
        estimates=estimates,
        covariance=covariance,
        influences=_added_up(influences, whose),
        events=events,
        cells=tuple(_cells(model, fetched, persons, events)),
        df=df,
        scaled=estimates[1:] * deviations,
        scaled_errors=np.sqrt(np.diag(covariance))[1:] * deviations,
        leverage=float(np.bincount(whose, fit.leverages()).max()),
        r_squared=r_squared,
        tests=tuple(tests),
        variables={name: fetched.column(name) for name in (*model.factors, *model.terms.numbers)},
    )


def _with_intercept(fit: Fit, has_intercept: bool) -> tuple[Values, Matrix, Matrix]:
    """Estimates, covariance and influences; an intercept that is not there is 0 and does not move."""
    estimates, covariance, influences = fit.coefficients, fit.covariance, fit.influences()
    if has_intercept:
        return estimates, covariance, influences
    return np.pad(estimates, (1, 0)), np.pad(covariance, ((1, 0), (1, 0))), np.pad(influences, ((0, 0), (1, 0)))


def _added_up(influences: Matrix, whose: Codes) -> Matrix:
    """Those of a person's rows together."""
    return np.column_stack([np.bincount(whose, column) for column in influences.T])


def _cells(model: ModelRows, fetched: Fetched, persons: Ids, events: Mask | None) -> Iterator[Cell]:
    names = [*crossings(model.terms, model.factors)]
    if model.strata:
        names.append(tuple(model.strata))
    for variables in dict.fromkeys(names):
        factors = [model.coded[name] for name in variables]
        flat = np.zeros(len(persons), np.int64)
        for name, factor in zip(variables, factors, strict=True):
            flat = flat * len(factor.labels) + np.ma.getdata(fetched.arrays[name])
        labels = list(product(*(factor.labels for factor in factors)))
        yield from _counted(variables, labels, flat, persons, events)
    for name in model.terms.numbers:  # a yes/no may be written as a number
        different, places = np.unique(fetched.column(name), return_inverse=True)
        if len(different) == 2:
            yield from _counted((name,), [(text_of(value),) for value in different], places, persons, events)


def _counted(
    variables: tuple[str, ...], labels: Sequence[tuple[Label, ...]], flat: Codes, persons: Ids, events: Mask | None
) -> Iterator[Cell]:
    counts = [_persons(persons, flat, len(labels), mask) for mask in (None, *_masks(persons, events))]
    for at, levels in enumerate(labels):
        yield Cell(variables, levels, *(int(count[at]) for count in counts), *((None, None) if events is None else ()))


def _masks(persons: Ids, events: Mask | None) -> tuple[Mask, ...]:
    """Rows of an event, and rows of persons who never have one."""
    if events is None:
        return ()
    return events, ~np.isin(persons, persons[events])


def _persons(persons: Ids, cells: Codes, size: int, mask: Mask | None) -> Codes:
    """Distinct persons of each cell."""
    rows = slice(None) if mask is None else mask
    pairs = np.unique(np.column_stack([cells[rows], persons[rows]]), axis=0)
    return np.bincount(pairs[:, 0], minlength=size)


def _deviations(design: Design) -> Values:
    sums, squares = np.zeros(design.width), np.zeros(design.width)
    first = design.block(slice(0, 1))[0]
    for rows in design.blocks():
        block = design.block(rows) - first
        sums += block.sum(axis=0)
        squares += (block**2).sum(axis=0)
    found: Values = np.sqrt(np.maximum(squares / design.rows - (sums / design.rows) ** 2, 0))
    return found
