"""linear: least squares, as R's lm. See docs/reference/methods/linear.md."""

from __future__ import annotations

from sqlglot import exp

from analysis.plans.analyses import Linear
from analysis.site import trees
from analysis.site.engines import Engine
from analysis.site.estimation.outcomes import Measured, measured, measured_cells
from analysis.site.estimation.regression import fit_linear
from analysis.site.frame import Frame

from .models import FEWEST, OUTCOME, Fetched, ModelRows, model_rows
from .regressions import Family, RegressionComputed, weights_of

_MEAN, _VARIANCE = "_mean", "_variance"


def compute(analysis: Linear, frame: Frame, engine: Engine, *, fewest: int = FEWEST) -> RegressionComputed:
    """Keep the rows; `fewest` persons keep a level from being merged as rare."""
    return RegressionComputed(model_rows(analysis, frame, engine, fewest=fewest), _family(analysis))


def _family(analysis: Linear) -> Family:
    """With prior weights it is fitted on rows: cells of means know none."""
    y = trees.column(OUTCOME)
    sums = [trees.named(exp.Avg(this=y), _MEAN), trees.named(exp.VariancePop(this=y.copy()), _VARIANCE)]
    return Family(
        measures=sums if analysis.weights is None else (),
        of_cells=_of_cells,
        of_rows=lambda fetched: measured(fetched.column(OUTCOME), weights_of(fetched)),
        fit=fit_linear,
        is_linear=True,
    )


def _of_cells(cells: Fetched, _: ModelRows) -> Measured:
    units = cells.counts
    return measured_cells(units, cells.column(_MEAN), cells.column(_VARIANCE) * units)
