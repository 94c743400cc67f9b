"""cox: hazard ratios, as R's coxph. See docs/reference/methods/cox.md."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.plans.analyses import Cox
from analysis.plans.options import Ties
from analysis.site.engines import Engine
from analysis.site.estimation.hazards import Hazards, fit_cox
from analysis.site.estimation.proportionality import PhTest
from analysis.site.evidence import Unprintable
from analysis.site.frame import Frame

from .computed import Result
from .design import TermDesign
from .follow_up import EVENT, START, STOP
from .model_evidence import WORKING, ModelEvidence, evidence_of
from .model_tables import GLOBAL, Estimates, fit_table, level_notes, ph_table, repeated_note
from .models import CLUSTER, FEWEST, Fetched, ModelRows, model_rows
from .tables import Table


def compute(analysis: Cox, frame: Frame, engine: Engine, *, fewest: int = FEWEST) -> CoxComputed:
    """Follow the persons and keep their pieces; `fewest` persons keep a level from being merged as rare."""
    return CoxComputed(model_rows(analysis, frame, engine, fewest=fewest))


@dataclass(frozen=True, repr=False, eq=False)
class CoxComputed(Unprintable):
    """A Cox model whose rows are kept; it is fitted when first asked for."""

    model: ModelRows

    def result(self) -> Result:
        """The tables `coefficients`, `fit`, and `test` where the plan asks for it."""
        design, fit = self._fitted
        tables = [Estimates(design.heads, fit.coefficients, fit.errors).table(), self._fit_table(fit)]
        if self.model.analysis.test:
            tables.append(ph_table(_ph_tests(design, fit)))
        repeats = self.model.counted.get("records", 0) > self.model.counted["persons"] and CLUSTER not in self.model.own
        notes = [*level_notes(self.model.coded), *([repeated_note()] if repeats else [])]
        return {**self.model.counted, "events": fit.events, "tables": tables, "notes": notes}

    def evidence(self) -> ModelEvidence:
        """Who stands behind it. Fitted on rows, whatever the result was fitted on."""
        fetched = self.model.fetch_rows(with_persons=True, working=WORKING)
        design, fit = self._fit(fetched)
        return evidence_of(
            self.model,
            fetched,
            design,
            fit,
            events=np.ma.getdata(fetched.arrays[EVENT]).astype(bool),
            values=(START, STOP, EVENT),
            df=fit.events - design.design.width,
            tests=_ph_tests(design, fit) if self.model.analysis.test else (),
        )

    @cached_property
    def _fitted(self) -> tuple[TermDesign, Hazards]:
        cells = self.model.fetch_cells((START, STOP, EVENT), ())
        return self._fit(cells or self.model.fetch_rows())

    def _fit(self, fetched: Fetched) -> tuple[TermDesign, Hazards]:
        design = self.model.design(fetched)
        start = fetched.column(START)
        fit = fit_cox(
            design.design,
            stop=fetched.column(STOP),
            event=np.ma.getdata(fetched.arrays[EVENT]).astype(bool),
            start=start if start.any() else None,
            strata=self.model.stratum(fetched),
            units=fetched.units,
            efron=self.model.analysis.ties is Ties.EFRON,
            clusters=self.model.clusters(fetched),
        )
        return design, fit

    def _fit_table(self, fit: Hazards) -> Table:
        return fit_table(
            **self.model.counted,
            events=fit.events,
            df=len(fit.coefficients),
            log_likelihood=fit.log_likelihood,
            log_likelihood_null=fit.log_likelihood_null,
            concordance=fit.pairs().concordance,
            ties=self.model.analysis.ties.value,
        )


def _ph_tests(design: TermDesign, fit: Hazards) -> list[tuple[str, PhTest]]:
    """Each term's, and that of all."""
    places = design.places()
    tests, everything = fit.ph_tests([list(columns) for _, columns in places])
    named = [(name, test) for (name, _), test in zip(places, tests, strict=True)]
    return [*named, (GLOBAL, everything)]
