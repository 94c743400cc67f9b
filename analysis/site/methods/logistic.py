"""logistic: log-odds of a yes/no, as R's glm(family = binomial). See docs/reference/methods/logistic.md."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from sqlglot import exp

from analysis.plans.analyses import Logistic
from analysis.site import trees
from analysis.site.engines import Engine
from analysis.site.errors import DataFailure, FailureCode
from analysis.site.estimation.designs import Mask, Values
from analysis.site.estimation.outcomes import YesNo, yes_no
from analysis.site.estimation.regression import fit_counted
from analysis.site.frame import Frame

from .axes import declared_levels
from .levels import literal_of, read_factor
from .models import FEWEST, OUTCOME, WEIGHT, Fetched, ModelRows, model_rows
from .regressions import Family, RegressionComputed, total, weights_of

_WEIGHTS, _YES, _EVENTS, _SQUARED_WEIGHTS, _SQUARED_YES = "_w", "_wy", "_y", "_ww", "_wwy"


def compute(analysis: Logistic, frame: Frame, engine: Engine, *, fewest: int = FEWEST) -> RegressionComputed:
    """Keep the rows; `fewest` persons keep a level from being merged as rare."""
    model = model_rows(analysis, frame, engine, fewest=fewest)
    own = {**model.own, OUTCOME: _event(model)}
    return RegressionComputed(replace(model, own=own), _family(WEIGHT in own))


def _event(model: ModelRows) -> trees.Tree:
    """1 where the outcome is its second level, else 0. Raises DataFailure for a third level, or when nobody has the second."""
    column = model.frame.column(model.analysis.outcome)
    factor = read_factor(model.engine, model.rows, column)
    second = (declared_levels(column) or factor.labels)[1:2]
    if len(factor.labels) > 2:  # the plan could not know: the levels stand in the data only
        raise DataFailure(FailureCode.FAILED)
    found = [value for value, place in factor.values if factor.labels[place] in second]
    if not found:
        raise DataFailure(FailureCode.NO_EVENTS)
    holds = exp.EQ(this=trees.column(column.name, "t"), expression=literal_of(found[0]))
    return trees.case([(holds, trees.number(1))], trees.number(0))


def _family(has_weights: bool) -> Family:
    y = trees.column(OUTCOME)
    w = trees.column(WEIGHT) if has_weights else trees.number(1)
    weighted, squared = trees.multiply(w, y), trees.multiply(w, w)
    return Family(
        measures=[
            total(y, _EVENTS),
            total(w, _WEIGHTS),
            total(weighted, _YES),
            total(squared, _SQUARED_WEIGHTS),
            total(trees.multiply(squared, y), _SQUARED_YES),
        ],
        of_cells=_of_cells,
        of_rows=lambda fetched: yes_no(fetched.column(OUTCOME), weights_of(fetched)),
        fit=fit_counted,
        has_event=_is_yes,
    )


def _of_cells(cells: Fetched, _: ModelRows) -> YesNo:
    return YesNo(
        units=int(cells.counts.sum()),
        events=float(cells.column(_EVENTS).sum()),
        weights=cells.column(_WEIGHTS),
        yes=cells.column(_YES),
        squared_weights=cells.column(_SQUARED_WEIGHTS),
        squared_yes=cells.column(_SQUARED_YES),
    )


def _is_yes(values: Values) -> Mask:
    return np.asarray(values == 1)
