"""What linear, logistic and Poisson regression share: cells or rows, the fit, the tables, the evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlglot import exp

from analysis.plans.options import Errors
from analysis.plans.terms import INTERCEPT
from analysis.site import trees
from analysis.site.estimation.designs import Codes, Mask, Values
from analysis.site.estimation.regression import Regression
from analysis.site.evidence import Unprintable

from .computed import Note, Result
from .design import TermDesign
from .model_evidence import WORKING, ModelEvidence, evidence_of
from .model_tables import Estimates, fit_table, level_notes, repeated_note
from .models import CLUSTER, EXPOSURE, OUTCOME, WEIGHT, Fetched, ModelRows


@dataclass(frozen=True)
class Family:
    """One kind of regression: what its cells add up (none: it is fitted on rows), and how an outcome is made and fitted."""

    measures: Sequence[exp.Alias]
    of_cells: Callable[[Fetched, ModelRows], Any]
    of_rows: Callable[[Fetched], Any]
    fit: Callable[..., Regression]
    is_linear: bool = False
    notes: Callable[[Regression, Any], Sequence[Note]] = lambda fit, outcome: ()
    has_event: Callable[[Values], Mask | None] = lambda _: None


@dataclass(frozen=True, repr=False, eq=False)
class RegressionComputed(Unprintable):
    """A regression whose rows are kept; it is fitted when first asked for."""

    model: ModelRows
    family: Family

    def result(self) -> Result:
        """The tables `coefficients` and `fit`."""
        design, outcome, fit = self._fitted
        heads = [(INTERCEPT, None), *design.heads]
        df = fit.df if self.family.is_linear else None
        estimates = Estimates(heads, fit.coefficients, fit.errors, df, not self.family.is_linear)
        head = {**self.model.counted} | ({} if fit.events is None else {"events": _whole(fit.events)})
        return head | {"tables": [estimates.table(), self._fit_table(fit)], "notes": self._notes(fit, outcome)}

    def evidence(self) -> ModelEvidence:
        """Who stands behind it. Fitted on rows, whatever the result was fitted on."""
        fetched = self.model.fetch_rows(with_persons=True, working=WORKING)
        design, _, fit = self._fit(fetched, self.family.of_rows(fetched))
        return evidence_of(
            self.model,
            fetched,
            design,
            fit,
            events=self.family.has_event(fetched.column(OUTCOME)),
            values=[name for name in (OUTCOME, WEIGHT, EXPOSURE) if name in self.model.own],
            df=fit.df,
            r_squared=fit.r_squared,
        )

    @cached_property
    def _fitted(self) -> tuple[TermDesign, Any, Regression]:
        cells = self.model.fetch_cells((), self.family.measures) if self.family.measures else None
        if cells is not None:
            return self._fit(cells, self.family.of_cells(cells, self.model))
        fetched = self.model.fetch_rows()
        return self._fit(fetched, self.family.of_rows(fetched))

    def _fit(self, fetched: Fetched, outcome: Any) -> tuple[TermDesign, Any, Regression]:
        design = self.model.design(fetched)
        robust = self.model.analysis.errors is Errors.ROBUST
        clusters: Codes | None = self.model.clusters(fetched)
        return design, outcome, self.family.fit(design.design, outcome, robust=robust, clusters=clusters)

    def _fit_table(self, fit: Regression) -> dict[str, Any]:
        return fit_table(
            **self.model.counted,
            events=None if fit.events is None else _whole(fit.events),
            df=fit.df,
            log_likelihood=fit.log_likelihood,
            log_likelihood_null=fit.log_likelihood_null,
            deviance=fit.deviance,
            r_squared=fit.r_squared,
            adjusted_r_squared=fit.adjusted_r_squared,
            sigma=fit.sigma,
            dispersion=fit.dispersion,
        )

    def _notes(self, fit: Regression, outcome: Any) -> list[Note]:
        repeats = self.model.counted.get("records", 0) > self.model.counted["persons"] and CLUSTER not in self.model.own
        told = [repeated_note()] if repeats else []
        return [*level_notes(self.model.coded), *told, *self.family.notes(fit, outcome)]


def _whole(events: float) -> int | float:
    """Counts are whole numbers; a sum of something else stays what it is."""
    return int(events) if float(events).is_integer() else events


def total(tree: trees.Tree, name: str) -> exp.Alias:
    """The sum of a number over the rows of a cell."""
    return trees.named(exp.Sum(this=tree.copy()), name)


def weights_of(fetched: Fetched) -> Values | None:
    """The prior weights of rows."""
    return fetched.column(WEIGHT) if WEIGHT in fetched.arrays else None
