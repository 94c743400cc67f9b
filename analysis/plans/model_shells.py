"""Empty tables of models: coefficients with their reference levels, the fit, and the test of hazards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from . import grammar as g
from .analysis_words import analysis_title
from .heads import column_head
from .model_words import Model
from .shell import UNKNOWN, Head, Shell, column_heads, note, title_of
from .speech import Speech
from .table_shells import TESTED
from .term_heads import EVERY_TERM, GLOBAL, level_head, reference_text, term_heads
from .terms import INTERCEPT, Coefficients, coefficients_of, entries_of

LIKELIHOOD = ("log_likelihood", "log_likelihood_null")
FIT: Mapping[str, tuple[str, ...]] = {
    "linear": ("persons", "dropped", "df", "r_squared", "adjusted_r_squared", "sigma"),
    "logistic": ("persons", "events", "dropped", "df", *LIKELIHOOD, "deviance"),
    "poisson": ("persons", "events", "dropped", "df", *LIKELIHOOD, "deviance", "dispersion"),
    "cox": ("persons", "events", "dropped", "df", *LIKELIHOOD, "concordance", "ties"),
}
"""What a reader of each model looks for in its fit."""
RATIO = ("ratio", "ratio_lower", "ratio_upper", "p_value", "estimate", "standard_error")
PLAIN = ("estimate", "lower", "upper", "p_value", "standard_error")


def shown_figures(analysis: g.Analysis) -> tuple[str, ...]:
    """The columns of coefficients that people read, in their order; the file has all."""
    return PLAIN if isinstance(analysis, g.Linear) else RATIO


def model_shells(analysis: Model, speech: Speech) -> Iterator[Shell]:
    """Coefficients, fit and perhaps the test of proportional hazards."""
    yield Shell(
        id=analysis.id,
        table="coefficients",
        title=analysis_title(analysis, speech),
        note=note(shown_figures(analysis), speech),
        stub=tuple(column_head(analysis, "coefficients", name, speech) for name in ("term", "level")),
        columns=column_heads(analysis, "coefficients", shown_figures(analysis), speech),
        rows=tuple(_coefficients(analysis, speech)),
        row_names=("term", "level"),
    )
    yield Shell(
        id=analysis.id,
        table="fit",
        title=title_of(analysis, "fit", speech),
        note=note(FIT[analysis.method], speech),
        stub=(column_head(analysis, "fit", "measure", speech),),
        columns=column_heads(analysis, "fit", ("value",), speech),
        rows=tuple(Head((column_head(analysis, "fit", name, speech),), (name,)) for name in FIT[analysis.method]),
    )
    if isinstance(analysis, g.Cox) and analysis.test:
        yield _hazards(analysis, speech)


def _coefficients(analysis: Model, speech: Speech) -> Iterator[Head]:
    heads = term_heads(analysis, speech)
    if not isinstance(analysis, g.Cox):
        yield Head((heads[INTERCEPT], ""), (INTERCEPT, None))
    for entry in entries_of(analysis.terms, speech.kinds):
        yield from _levels(entry, heads[entry.term], speech)


def _levels(entry: Coefficients, head: str, speech: Speech) -> Iterator[Head]:
    if entry.reference is not None:
        yield Head((head, reference_text(entry, speech)), (entry.term, entry.reference))
    if entry.levels is None:
        yield Head((head, UNKNOWN), (entry.term, UNKNOWN))
    for level in entry.levels or ():
        yield Head((head, level_head(entry, level, speech)), (entry.term, level))


def _hazards(analysis: g.Cox, speech: Speech) -> Shell:
    heads = term_heads(analysis, speech)
    tested = [(one, heads[one]) for one in dict.fromkeys(tested_terms(analysis, speech))]
    rows = [*tested, (EVERY_TERM, speech.say(*GLOBAL))]
    return Shell(
        id=analysis.id,
        table="test",
        title=title_of(analysis, "test", speech),
        note=note(TESTED, speech),
        stub=(column_head(analysis, "test", "term", speech),),
        columns=column_heads(analysis, "test", TESTED, speech),
        rows=tuple(Head((text,), (term,)) for term, text in rows),
        row_names=("term",),
    )


def tested_terms(analysis: g.Cox, speech: Speech) -> Iterator[str]:
    """The terms of the plan as the test of hazards names them: a row for each, a spline as one."""
    for term in analysis.terms:
        yield f"{term.spline}" if isinstance(term, g.Spline) else coefficients_of(term, speech.kinds)[0].term
