"""Titles and sentences of the analyses."""

from __future__ import annotations

from collections.abc import Sequence

from . import grammar as g
from .follow_up_words import rates_clauses, survival_clauses, trend_clauses
from .method_words import METHOD_NAMES, PERIODS
from .model_words import model_clauses
from .shape_words import ShapeWords
from .speech import Speech
from .table_words import (
    correlation_clauses,
    count_clauses,
    crosstab_clauses,
    histogram_clauses,
    summary_clauses,
    table1_clauses,
)

COMPLETE = frozenset({"trend", "rates", "linear", "logistic", "poisson", "cox", "survival"})
"""Methods whose sentence says that units with a missing value are left out."""


def analysis_title(analysis: g.Analysis, speech: Speech) -> str:
    """A short title: `Personer efter aldersgruppe og region`."""
    title = _title(analysis, speech)
    return title[:1].upper() + title[1:]


def _title(analysis: g.Analysis, speech: Speech) -> str:
    units, say = speech.units(), speech.say
    name = say(*METHOD_NAMES[analysis.method])
    match analysis:
        case g.CountAnalysis():
            return say(f"antal {units}", f"number of {units}")
        case g.Crosstab():
            by = _heads(analysis.dimensions, speech)
            return say(f"{units} efter {by}", f"{units} by {by}")
        case g.Summary():
            return _heads(analysis.of, speech) + _by(analysis.by, speech)
        case g.Histogram():
            of = _heads(analysis.of, speech)
            return say(f"fordeling af {of}", f"distribution of {of}") + _by(analysis.by, speech)
        case g.CorrelationMatrix() | g.Table1():
            return name + _by(analysis.by, speech)
        case g.Trend():
            return _trend(analysis, speech) + _by(analysis.by, speech)
        case g.Survival() if analysis.competing is not None:
            return say("kumuleret incidens", "cumulative incidence") + _by(analysis.by, speech)
        case g.Survival() | g.Rates():
            event = _heads([analysis.event or ""], speech)
            return name + say(f": {event}", f": {event}") + _by(analysis.by, speech)
    outcome = _heads([getattr(analysis, "outcome", None) or analysis.event or ""], speech)
    return say(f"{name} af {outcome}", f"{name} of {outcome}")


def _trend(analysis: g.Trend, speech: Speech) -> str:
    every = speech.say(*PERIODS[analysis.every])
    if analysis.event is None:
        units = speech.units()
        return f"{units} {every}"
    event = _heads([analysis.event], speech)
    return speech.say(f"incidensrate af {event} {every}", f"incidence rate of {event} {every}")


def _heads(names: Sequence[str], speech: Speech) -> str:
    heads = [speech.head(name) for name in names]
    return speech.listed([head[:1].lower() + head[1:] if head[1:2].islower() else head for head in heads])


def _by(names: Sequence[str], speech: Speech) -> str:
    return speech.say(" efter ", " by ") + _heads(names, speech) if names else ""


def analysis_sentence(analysis: g.Analysis, speech: Speech, words: ShapeWords) -> str:
    """One sentence that says what is computed, with every option."""
    clauses = _clauses(analysis, speech, words)
    if analysis.missing is g.MissingValues.CATEGORY:
        clauses.append(speech.say("uoplyst som sin egen gruppe", "missing as a group of its own"))
    elif analysis.method in COMPLETE:
        units = speech.units()
        left_out = (f"{units} med uoplyste værdier udelades", f"{units} with missing values are left out")
        clauses.append(speech.say(*left_out))
    return "; ".join(clauses)


def _clauses(analysis: g.Analysis, speech: Speech, words: ShapeWords) -> list[str]:
    match analysis:
        case g.CountAnalysis():
            return count_clauses(analysis, speech)
        case g.Crosstab():
            return crosstab_clauses(analysis, speech)
        case g.Summary():
            return summary_clauses(analysis, speech)
        case g.Table1():
            return table1_clauses(analysis, speech)
        case g.Histogram():
            return histogram_clauses(analysis, speech)
        case g.CorrelationMatrix():
            return correlation_clauses(analysis, speech)
        case g.Trend():
            return trend_clauses(analysis, speech, words)
        case g.Rates():
            return rates_clauses(analysis, speech, words)
        case g.Survival():
            return survival_clauses(analysis, speech, words)
    return model_clauses(analysis, speech, words)
