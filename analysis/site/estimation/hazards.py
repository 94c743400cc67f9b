"""Cox's proportional hazards: Efron's and Breslow's ties, strata, (start, stop] rows, clusters; R's coxph is the measure.

Cluster-robust errors are R's `coxph(…, cluster = id)`: the infinitesimal jackknife, score residuals times the inverse
information, added up in clusters, with no correction for few of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.site.errors import DataFailure, FailureCode

from .basis import basis_of
from .concordance import Pairs, pairs
from .designs import Codes, Design, Mask, Matrix, Values
from .newton import maximise
from .partial_likelihood import PartialLikelihood
from .proportionality import PhTest, ph_tests
from .risk_sets import risk_sets
from .robust import meat_of_clusters

PREDICTOR_DIGITS = 10


@dataclass(frozen=True, eq=False)
class Hazards:
    """A fit; `units` and `events` count what the rows stand for."""

    coefficients: Values
    covariance: Matrix
    units: int
    events: int
    log_likelihood: float
    log_likelihood_null: float
    likelihood: PartialLikelihood
    turned: Values
    bread: Matrix

    @property
    def errors(self) -> Values:
        """Standard errors."""
        found: Values = np.sqrt(np.maximum(np.diag(self.covariance), 0))
        return found

    def pairs(self) -> Pairs:
        """Concordant, discordant and tied pairs, and the concordance; predictors that differ by rounding only are tied."""
        return pairs(self.likelihood.sets, np.round(self.likelihood.predictors(self.turned), PREDICTOR_DIGITS))

    def ph_tests(self, terms: Sequence[Sequence[int]]) -> tuple[tuple[PhTest, ...], PhTest]:
        """Tests of proportional hazards for each term (the places of its columns) and for all."""
        return ph_tests(self.likelihood, self.turned, terms)

    def leverages(self) -> Values:
        """Each row's share of the information; they add up to the number of coefficients."""
        return self.likelihood.leverages(self.turned, self.bread)

    def influences(self) -> Matrix:
        """What each row moves each coefficient by, to first order: score residuals times the inverse information."""
        turn = self.bread @ self.likelihood.basis.turn.T
        return np.concatenate([residuals @ turn for _, residuals in self.likelihood.residuals(self.turned)])


def fit_cox(
    design: Design,
    *,
    stop: Values,
    event: Mask,
    start: Values | None = None,
    strata: Codes | None = None,
    units: Values | None = None,
    efron: bool = True,
    clusters: Codes | None = None,
) -> Hazards:
    """Fit. Raises DataFailure: no events, too few, collinear, separation, no convergence.

    A row is at risk in (start, stop], from the beginning of time where there is no `start`; rows of no length take no
    part. `units` says how many units of the same columns and times a row stands for; `clusters` (codes from 0) needs rows
    of one unit.
    """
    amounts = np.ones(design.rows) if units is None else units
    sets = risk_sets(stop=stop, event=event, start=start, strata=strata, units=amounts, efron=efron)
    if amounts.sum() <= design.width:
        raise DataFailure(FailureCode.TOO_FEW)
    likelihood = PartialLikelihood(basis_of(design, amounts), sets)
    null = np.zeros(design.width)
    found = maximise(likelihood, null)
    bread = found.bread
    covariance = bread if clusters is None else _jackknife(likelihood, found.coefficients, bread, clusters)
    return Hazards(
        coefficients=likelihood.basis.coefficients(found.coefficients),
        covariance=likelihood.basis.covariance(covariance),
        units=int(amounts.sum()),
        events=int(sets.deaths.sum()),
        log_likelihood=found.point.value,
        log_likelihood_null=likelihood.weigh(null).value,
        likelihood=likelihood,
        turned=found.coefficients,
        bread=bread,
    )


def _jackknife(likelihood: PartialLikelihood, turned: Values, bread: Matrix, clusters: Codes) -> Matrix:
    """Score residuals added up in clusters, squared, between the bread."""

    def scores() -> Iterator[tuple[slice, Matrix, Values]]:
        for rows, residuals in likelihood.residuals(turned):
            yield rows, residuals, np.ones(len(residuals))

    meat, _ = meat_of_clusters(scores, clusters, len(turned))
    found: Matrix = bread @ meat @ bread
    return found
