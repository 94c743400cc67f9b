"""Models in words: what their coefficients tell, their terms, and the clauses of their sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from . import grammar as g
from .dictionary import VariableType
from .kinds import Kind
from .method_words import MEASURES, METHOD_NAMES, TESTS, TIES, Pair
from .names import Number
from .shape_words import ShapeWords
from .speech import Speech
from .terms import is_levelled, reference_of
from .time_words import time_words, unit_words

Model = g.Linear | g.Logistic | g.Poisson | g.Cox
POWERS: Mapping[Number, Pair] = {2: ("i anden potens", "squared"), 3: ("i tredje potens", "cubed")}


def measure_of(analysis: g.Analysis, kinds: Mapping[str, Kind]) -> str:
    """What the coefficients tell: a key of MEASURES."""
    match analysis:
        case g.Logistic():
            return "odds_ratio"
        case g.Cox():
            return "hazard_ratio"
        case g.Poisson():
            return _measure_of_counts(analysis, kinds)
    return "coefficient"


def _measure_of_counts(analysis: g.Poisson, kinds: Mapping[str, Kind]) -> str:
    """Rates with person-time, risks with a yes/no outcome, else means."""
    if analysis.outcome is None or analysis.offset is not None:
        return "rate_ratio"
    kind = kinds.get(analysis.outcome)
    return "risk_ratio" if kind is not None and kind.type is VariableType.BOOLEAN else "mean_ratio"


def model_clauses(analysis: Model, speech: Speech, words: ShapeWords) -> list[str]:
    """The clauses of a model's sentence: what is modelled, then its options."""
    name = speech.say(*METHOD_NAMES[analysis.method])
    time = time_words(analysis.time, speech, words) if analysis.time is not None else ""
    modelled = outcome_words(analysis, speech) + time + _offset(analysis, speech)
    measure = speech.say(*MEASURES[measure_of(analysis, speech.kinds)][1])
    terms = speech.listed([term_words(term, speech) for term in analysis.terms])
    whole = speech.say(f"{name} af {modelled}: {measure} for {terms}", f"{name} of {modelled}: {measure} for {terms}")
    return [whole, *_options(analysis, speech)]


def outcome_words(analysis: Model, speech: Speech) -> str:
    """The outcome; of two levels the second is told against the first."""
    name = analysis.event if isinstance(analysis, g.Cox) else analysis.outcome or analysis.event
    kind = speech.kinds.get(name or "")
    said = speech.named(name or "")
    if (
        not isinstance(analysis, g.Logistic)
        or kind is None
        or kind.type is VariableType.BOOLEAN
        or len(kind.labels) != 2
    ):
        return said
    first, second = (text.in_language(speech.language) for _, text in kind.labels)
    return speech.say(f"{said} ({second} mod {first})", f"{said} ({second} against {first})")


def _offset(analysis: Model, speech: Speech) -> str:
    if not isinstance(analysis, g.Poisson):
        return ""
    if analysis.offset is not None:
        name = speech.named(analysis.offset)
        return speech.say(f" med logaritmen af {name} som offset", f" with the logarithm of {name} as offset")
    if analysis.time is not None:
        return speech.say(" og personår som offset", ", with person-years as offset")
    return ""


def _options(analysis: Model, speech: Speech) -> Iterator[str]:
    say = speech.say
    if isinstance(analysis, g.Cox):
        if analysis.strata:
            strata = speech.listed([speech.named(name) for name in analysis.strata])
            yield say(f"stratificeret efter {strata}", f"stratified by {strata}")
        yield say(*TIES[analysis.ties])
    elif analysis.weights is not None:
        yield say(f"vægtet med {speech.named(analysis.weights)}", f"weighted by {speech.named(analysis.weights)}")
    yield errors_words(analysis, speech)
    if analysis.time is not None and analysis.time.unit is not g.TimeUnit.YEARS:
        yield unit_words(analysis.time, speech)
    if isinstance(analysis, g.Cox) and analysis.test:
        yield say(*TESTS["ph"])
    if analysis.rare is g.Rare.MERGE:
        yield say("sjældne niveauer slås sammen", "rare levels are merged")


def errors_words(analysis: Model, speech: Speech) -> str:
    """What kind of standard errors."""
    say = speech.say
    if analysis.cluster == "person":
        return say("robuste standardfejl med personen som klynge", "robust standard errors clustered by person")
    if analysis.cluster is not None:
        name = speech.named(analysis.cluster)
        return say(f"robuste standardfejl med {name} som klynge", f"robust standard errors clustered by {name}")
    if not isinstance(analysis, g.Cox) and analysis.errors is g.Errors.ROBUST:
        return say("robuste standardfejl", "robust standard errors")
    return say("modelbaserede standardfejl", "model-based standard errors")


def term_words(term: g.Term, speech: Speech) -> str:
    """One term: a variable with its reference level, a power, a logarithm, a spline or a product."""
    say = speech.say
    match term:
        case str():
            return _levelled(term, speech) if is_levelled(term, speech.kinds) else speech.named(term)
        case g.Factor(factor=name, reference=reference):
            return _levelled(name, speech, reference)
        case g.Power(power=(name, power)):
            of, exponent = speech.named(name), speech.number(power)
            other = (f"opløftet til {exponent}", f"to the power of {exponent}")
            return f"{of} {say(*POWERS.get(power, other))}"
        case g.LogTerm(log=name):
            return say(f"logaritmen af {speech.named(name)}", f"the logarithm of {speech.named(name)}")
        case g.Spline(spline=name, df=df):
            of, size = speech.named(name), speech.number(df)
            return say(
                f"{of} som naturlig kubisk spline med {size} frihedsgrader",
                f"{of} as a natural cubic spline with {size} degrees of freedom",
            )
    crossed = " × ".join(speech.named(name) for name in term.interaction)  # terms stand in a list with "and" themselves
    return say(f"interaktionen {crossed}", f"the interaction {crossed}")


def _levelled(name: str, speech: Speech, reference: str | None = None) -> str:
    """`Region (reference: Hovedstaden)`; a variable that turns during follow-up says so."""
    kind = speech.kinds.get(name)
    base = reference_of(name, speech.kinds, reference)
    notes = [speech.say("tidsafhængig", "time-dependent")] if kind is not None and kind.turns else []
    said = speech.say("første niveau", "the first level") if base is None else speech.level(name, base)
    notes.append(f"reference: {said}")
    return f"{speech.named(name)} ({', '.join(notes)})"
