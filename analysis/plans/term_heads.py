"""The terms of a model and their levels as the heads of rows."""

from __future__ import annotations

from collections.abc import Mapping

from . import grammar as g
from .method_words import MISSING, Pair
from .speech import Speech
from .terms import INTERCEPT, Coefficients, coefficients_of, factors_of
from .terms import entries_of as listed_entries

GLOBAL: Pair = ("Alle led", "All terms")
CONSTANT: Pair = ("Konstant", "Intercept")
EVERY_TERM = "global"
"""The row over all terms in the test of hazards; a term of the plan may bear the name too."""
REFERENCE: Pair = ("reference", "reference")


def term_heads(analysis: g.Analysis, speech: Speech) -> Mapping[str, str]:
    """The head of every term that may stand in the tables of a model, by its name there."""
    heads = {INTERCEPT: speech.say(*CONSTANT), EVERY_TERM: speech.say(*GLOBAL)}
    terms: tuple[g.Term, ...] = getattr(analysis, "terms", ())
    for term in terms:
        entries = coefficients_of(term, speech.kinds, factors_of(terms))
        heads |= {entry.term: _head(term, entry, at, speech) for at, entry in enumerate(entries, start=1)}
        if isinstance(term, g.Spline):
            heads.setdefault(term.spline, speech.head(term.spline))
    return heads


def _head(term: g.Term, entry: Coefficients, at: int, speech: Speech) -> str:
    name = speech.head(entry.variables[0])
    match term:
        case g.Power(power=(_, power)):
            return f"{name}{_raised(speech.number(power))}"
        case g.LogTerm():
            return f"log({name})"
        case g.Spline():
            return f"{name}, spline {at}"
        case g.Interaction():
            return " × ".join(speech.head(one) for one in entry.variables)
    return name


def _raised(power: str) -> str:
    return {"2": "²", "3": "³"}.get(power, f"^{power}")


def entries_of(analysis: g.Analysis, speech: Speech) -> Mapping[str, Coefficients]:
    """What the plan knows of each term, by its name in the table."""
    terms: tuple[g.Term, ...] = getattr(analysis, "terms", ())
    return {entry.term: entry for entry in listed_entries(terms, speech.kinds)}


def level_head(entry: Coefficients | None, level: str | None, speech: Speech) -> str:
    """A level as people read it; the levels of a product are joined."""
    if level is None or entry is None:
        return level or ""
    if len(entry.variables) == 1:
        return speech.level(entry.variables[0], level)
    parts = level.split(":")
    if len(parts) != len(entry.levelled):
        return level
    return " × ".join(_part(name, part, speech) for name, part in zip(entry.levelled, parts, strict=True))


def _part(name: str, level: str, speech: Speech) -> str:
    """One of the levels that are joined; missing is a word there."""
    return speech.say(*MISSING) if level == "missing" else speech.level(name, level)


def reference_text(entry: Coefficients, speech: Speech) -> str:
    """`Hovedstaden (reference)`."""
    return f"{level_head(entry, entry.reference, speech)} ({speech.say(*REFERENCE)})"
