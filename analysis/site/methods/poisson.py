"""poisson: log-rates of counts or of events in person-time, as R's glm(family = poisson). See
docs/reference/methods/poisson.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import scipy
from sqlglot import exp

from analysis.plans.analyses import Poisson
from analysis.site import trees
from analysis.site.engines import Engine
from analysis.site.estimation.designs import Mask, Values
from analysis.site.estimation.outcomes import CountCells, Counts, counts_of
from analysis.site.estimation.regression import Regression, fit_counted
from analysis.site.frame import Frame

from .computed import Note
from .model_tables import dispersion_notes
from .models import EXPOSURE, FEWEST, OUTCOME, WEIGHT, Fetched, ModelRows, model_rows
from .regressions import Family, RegressionComputed, total, weights_of

_W, _WY, _Y, _WT, _WYY_T, _WWYY, _WWYT, _WWTT, _LOGS = (
    "_w",
    "_wy",
    "_y",
    "_wt",
    "_wyy_t",
    "_wwyy",
    "_wwyt",
    "_wwtt",
    "_logs",
)


def compute(analysis: Poisson, frame: Frame, engine: Engine, *, fewest: int = FEWEST) -> RegressionComputed:
    """Keep the rows; `fewest` persons keep a level from being merged as rare."""
    model = model_rows(analysis, frame, engine, fewest=fewest)
    if analysis.outcome is None or frame.column(analysis.outcome).type == "boolean":
        yes = trees.case([(model.own[OUTCOME], trees.number(1))], trees.number(0))
        model = replace(model, own={**model.own, OUTCOME: yes})
    return RegressionComputed(model, _family(EXPOSURE in model.own, WEIGHT in model.own))


def _family(has_exposure: bool, has_weights: bool) -> Family:
    return Family(
        measures=_sums(has_exposure, has_weights),
        of_cells=_of_cells,
        of_rows=_of_rows,
        fit=fit_counted,
        notes=_notes,
        has_event=_is_counted,
    )


def _notes(fit: Regression, outcome: Counts | CountCells) -> Sequence[Note]:
    """Of events that happen once to a unit the dispersion of single units tells nothing."""
    return dispersion_notes(fit.dispersion) if outcome.most > 1 else []


def _sums(has_exposure: bool, has_weights: bool) -> list[exp.Alias]:
    """What the fit on cells needs of counts y, exposures t and weights w."""
    y = trees.column(OUTCOME)
    t = trees.column(EXPOSURE) if has_exposure else trees.number(1)
    w = trees.column(WEIGHT) if has_weights else trees.number(1)
    wy, wt = trees.multiply(w, y), trees.multiply(w, t)
    logs = trees.multiply(wy, exp.Ln(this=t.copy())) if has_exposure else trees.number(0)
    return [
        total(y, _Y),
        total(w, _W),
        total(wy, _WY),
        total(wt, _WT),
        total(trees.divide(trees.multiply(wy, y), t.copy()), _WYY_T),
        total(trees.multiply(wy, wy), _WWYY),
        total(trees.multiply(wy, wt), _WWYT),
        total(trees.multiply(wt, wt), _WWTT),
        total(logs, _LOGS),
    ]


def _of_cells(cells: Fetched, model: ModelRows) -> CountCells:
    different, weights = model.distribution(OUTCOME)
    logs = float(cells.column(_LOGS).sum())
    return CountCells(
        units=int(cells.counts.sum()),
        events=float(cells.column(_Y).sum()),
        most=float(different.max()),
        weights=cells.column(_W),
        counts=cells.column(_WY),
        exposure=cells.column(_WT),
        squares_by_exposure=cells.column(_WYY_T),
        count_squares=cells.column(_WWYY),
        products=cells.column(_WWYT),
        exposure_squares=cells.column(_WWTT),
        constant=logs - float(weights @ scipy.special.gammaln(different + 1)),
        saturated=float(weights @ (scipy.special.xlogy(different, different) - different)) - logs,
    )


def _of_rows(fetched: Fetched) -> Counts:
    exposure = fetched.column(EXPOSURE) if EXPOSURE in fetched.arrays else None
    return counts_of(fetched.column(OUTCOME), exposure, weights_of(fetched))


def _is_counted(values: Values) -> Mask:
    return np.asarray(values > 0)
