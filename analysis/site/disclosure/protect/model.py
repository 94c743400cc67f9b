"""The protector of linear, logistic, poisson and cox: every check of docs/explanation/disclosure.md, or no figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from sqlglot import exp

from analysis.plans.analyses import Cox
from analysis.site import trees
from analysis.site.engines import Engine
from analysis.site.evidence import Grid, Ids, Unprintable
from analysis.site.frame import PERSON, Frame
from analysis.site.ledger.asking import Form, Proposal
from analysis.site.methods import cox, linear, logistic, poisson
from analysis.site.methods.model_evidence import ModelEvidence
from analysis.site.methods.model_tables import Estimates, fit_table, ph_table
from analysis.site.methods.models import EXPOSURE, OUTCOME, WEIGHT, ModelRows
from analysis.site.methods.sample import Sample
from analysis.site.methods.tables import Table

from ..anchors import ORDERS, Figures, Writing, writing_of
from ..desk import Cohort, Desk, Withhold, is_number
from ..model_rules import refuse
from ..notes import note
from ..protected import Protected
from ..rules import HIDDEN, SIGNIFICANT, rounded, significant, step_of

COMPUTE: Mapping[str, Any] = MappingProxyType(
    {"linear": linear.compute, "logistic": logistic.compute, "poisson": poisson.compute, "cox": cox.compute}
)
SAME = 2
"""So many persons more or fewer do not take a figure past its steps. With three digits alone, a model of one yes/no gives
every cell of its 2x2 table, to whoever has the crosstab and knows all rules; so, one small table in fifty has a cell
without doubt."""
WIDEST = 1.5
"""Steps that lie further apart than so many errors say nothing."""
P_DIGITS = 2
FITS = {
    "linear": ("log_likelihood", "log_likelihood_null", "deviance", "r_squared", "adjusted_r_squared", "sigma", "dispersion"),
    "logistic": ("log_likelihood", "log_likelihood_null", "deviance", "dispersion"),
    "poisson": ("log_likelihood", "log_likelihood_null", "deviance", "dispersion"),
    "cox": ("log_likelihood", "log_likelihood_null", "concordance"),
}  # fmt: skip
"""What open data show of a fit. With the coefficients and their errors it gives exact counts, so it is hidden."""


def protect_model(analysis: Any, frame: Frame, engine: Engine, desk: Desk) -> Protected:
    """Coefficients of a model of enough persons everywhere. Raises Withhold."""
    computed = COMPUTE[analysis.method](analysis, frame, engine, fewest=desk.profile.k)
    found: ModelEvidence = computed.evidence()
    sample = _sample(found.persons, frame, engine)
    cohort = desk.cohort(sample, least=desk.profile.min_model)
    _count_variables(analysis, found, frame, desk)
    told = frame.column(getattr(analysis, "outcome", None) or analysis.event)  # Cox models have events alone
    refuse(analysis.method, found, computed.model.coded, desk.profile, is_sensitive=told.sensitive)
    shown = _Published.read(analysis, found, frame, desk)
    records = _records(computed.model, found.persons, desk) if frame.unit == "record" else None
    tables = [shown.coefficients(_residual(found, cohort, records)), _fit(shown, found, cohort, records, desk)]
    if found.tests:  # hidden: with three digits a test tells what one person did
        table = ph_table(found.tests)
        tables.append(table | {"rows": [[*row[:2], HIDDEN, *row[3:-1], HIDDEN] for row in table["rows"]]})
    notes = (note(code, k=desk.profile.k, b=desk.profile.b) for code in ("rounded", "repeats", "model", "hidden"))
    return Protected(cohort.persons, records, cohort.dropped, tuple(tables), tuple(notes))


def _count_variables(analysis: Any, found: ModelEvidence, frame: Frame, desk: Desk) -> None:
    """Everything that the model reads of a person, among the numbers made of the same variables. Raises LedgerRefusal."""
    options = {"outcome": OUTCOME, "offset": EXPOSURE, "weights": WEIGHT}
    for option, name in options.items():
        variable = getattr(analysis, option, None)
        if variable is not None:
            desk.vary(frame.column(variable), found.persons, found.values[name])
    for variable, values in found.variables.items():
        desk.vary(frame.column(variable), found.persons, values)


def _sample(persons: Ids, frame: Frame, engine: Engine) -> Sample:
    """Who is in the model, and who of the population is not."""
    rows = engine.fetch(exp.select(trees.column(PERSON)).from_(trees.table(frame.table)))[PERSON]
    left = np.unique(persons)
    return Sample(left, np.setdiff1d(np.asarray(np.ma.getdata(rows), np.int64), left), (), {}, False)


def _records(model: ModelRows, persons: Ids, desk: Desk) -> Form:
    """Published records; hidden where pieces of time are the rows."""
    return desk.all_records(np.sort(persons)) if model.size == model.counted["records"] else HIDDEN


def _residual(found: ModelEvidence, cohort: Cohort, records: Form | None) -> Form:
    """Degrees of freedom from published numbers: exact ones would tell the exact number of persons."""
    rows = cohort.persons if records is None else records
    return HIDDEN if isinstance(rows, str) else rows - found.coefficients - 1


def _fit(shown: _Published, found: ModelEvidence, cohort: Cohort, records: Form | None, desk: Desk) -> Table:
    """Counts as published; all that a likelihood gives is hidden."""
    analysis = shown.analysis
    is_cox = isinstance(analysis, Cox)
    told = {} if records is None else {"records": records}
    if found.events is not None:
        told["events"] = _events(found, desk) if records is None else HIDDEN
    return fit_table(
        persons=cohort.persons, dropped=cohort.dropped, ties=analysis.ties.value if is_cox else None, **told,
        df=found.coefficients if is_cox else _residual(found, cohort, records), **dict.fromkeys(FITS[analysis.method], HIDDEN),
    )  # fmt: skip


def _events(found: ModelEvidence, desk: Desk) -> Form:
    """Published persons with an event; hidden where a person may have several."""
    if OUTCOME in found.values and found.values[OUTCOME].max() > 1:
        return HIDDEN
    persons = np.unique(found.persons[found.events])
    return desk.counts(Grid(persons, np.zeros(len(persons), np.int64), ONE_SET)).forms[0]


ONE_SET = (np.zeros(1, np.int64),)


@dataclass(frozen=True, repr=False, eq=False)
class _Published(Unprintable):
    """The figures that the ledger answered with, as this model is written."""

    analysis: Any
    found: ModelEvidence
    figures: Figures

    @classmethod
    def read(cls, analysis: Any, found: ModelEvidence, frame: Frame, desk: Desk) -> _Published:
        """Ask the ledger from each set of anchors in turn; what one answers is what the next is asked."""
        kind = errors_of(analysis, frame)
        model = f"{analysis.method}:{analysis.ties}" if isinstance(analysis, Cox) else analysis.method
        ways = [writing_of(found, at, method=analysis.method, own_errors=kind == "model") for at in range(ORDERS)]
        figures = _drawn(found, lambda asked: _answers(found, ways[0], asked, desk), model, kind)
        shown = cls(analysis, found, figures)
        for at, writing in enumerate(ways):
            shown = shown._asked(writing, (f"{model}:estimates:{at}", f"{model}:{kind}:{at}"), desk)
        return shown

    def _asked(self, writing: Writing, names: tuple[str, str], desk: Desk) -> _Published:
        own = self.figures
        asked = dict(zip(names, (writing.estimates_form(own), writing.errors_form(own)), strict=True))
        forms = {name: str(form) for name, form in _answers(self.found, writing, asked, desk).items()}
        if forms == asked:
            return self
        return replace(self, figures=writing.read(forms[names[0]], forms[names[1]]))

    def coefficients(self, df: Form) -> Table:
        """The table `coefficients`: what is published, and all that can be computed from it."""
        is_linear, first, figures = self.analysis.method == "linear", 0 if self.found.has_intercept else 1, self.figures
        estimates = [significant(value) for value in figures.estimates]
        errors = [np.nan if error is None else significant(error) for error in figures.errors]
        table = Estimates(
            self.found.heads[first:], np.array(estimates[first:]), np.array(errors[first:]),
            df=int(df) if is_linear and is_number(df) else None, has_ratio=not is_linear,
        ).table()  # fmt: skip
        names = [column["name"] for column in table["columns"]]
        table["rows"] = [
            [*row[:2], *(_cell(name, cell, shown) for name, cell in zip(names[2:], row[2:], strict=True))]
            for row, shown in zip(table["rows"], figures.shown[first:], strict=True)
        ]
        return table


def _answers(found: ModelEvidence, writing: Writing, asked: Mapping[str, Proposal], desk: Desk) -> dict[str, Form]:
    """What the ledger says to figures of all persons with their values."""
    grid = Grid(found.persons, np.zeros(len(found.persons), np.int64), ONE_SET, writing.digests)
    answer = desk.values(grid, {name: [proposal] for name, proposal in asked.items()})
    return {name: form for name, (form,) in answer.items()}


def _drawn(
    found: ModelEvidence, answers: Callable[[Mapping[str, Proposal]], Mapping[str, Form]], model: str, kind: str
) -> Figures:
    """Estimates and errors between two steps that SAME persons do not pass; hidden where those say nothing."""
    errors = np.sqrt(np.maximum(np.diag(found.covariance), 0))
    moved = SAME * np.abs(found.influences).max(axis=0)
    asked: dict[str, Proposal] = {}
    for at, (estimate, error, by) in enumerate(
        zip(found.estimates.tolist(), errors.tolist(), moved.tolist(), strict=True)
    ):
        asked[f"{model}:estimate:{at}"] = rounded(estimate, by)
        # A person is part of an error's square by the square of what the person moves the estimate by: half of it by the
        # error is what the error moves. Twice as wide, since the error of a small group is that group alone.
        asked[f"{model}:{kind}:error:{at}"] = rounded(error, by**2 / SAME / error) if error else 0.0
    forms = {name: float(form) for name, form in answers(asked).items()}
    places = range(len(errors))
    wide = [forms[f"{model}:{kind}:error:{at}"] or None for at in places]
    shown = tuple(not error or bool(step_of(by) <= WIDEST * error) for error, by in zip(errors, moved, strict=True))
    return Figures(np.array([forms[f"{model}:estimate:{at}"] for at in places]), shown, tuple(wide))


def errors_of(analysis: Any, frame: Frame) -> str:
    """What the errors are called in the ledger. Raises Withhold for clusters of one's own making, which could be anything."""
    if analysis.cluster is None:
        return str(getattr(analysis, "errors", "model"))
    if analysis.cluster == "person":
        return "person"
    column = frame.column(analysis.cluster)
    if not column.is_source or column.source is None:
        raise Withhold("cluster")
    return column.source


def _cell(name: str, cell: float | None, is_shown: bool) -> float | str:
    """A figure of a coefficient in its digits; hidden with its estimate, or where the error is."""
    return (
        significant(cell, P_DIGITS if name == "p_value" else SIGNIFICANT) if is_shown and cell is not None else HIDDEN
    )
