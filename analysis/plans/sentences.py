"""A plan read aloud: numbered steps of who, one sentence a variable, one a table, and one paragraph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from . import grammar as g
from .analysis_words import analysis_sentence, analysis_title
from .check import datasets_of, infer
from .dictionary import Dictionary
from .shape_words import ShapeWords
from .speech import Speech


@dataclass(frozen=True)
class Words:
    """A plan in one language: numbered steps, (name, sentence), (id, title, sentence), one paragraph."""

    population: tuple[str, ...]
    variables: tuple[tuple[str, str], ...]
    analyses: tuple[tuple[str, str, str], ...]
    summary: str


def sentences(plan: g.Plan, dictionary: Dictionary, language: str) -> Words:
    """Say a plan in Danish ("da") or English. Names that the dictionary does not know are said as they stand."""
    speech = Speech(plan, dictionary, language)
    words = ShapeWords(speech)
    return Words(
        population=tuple(speech.sentence(step) for step in _steps(speech, words)),
        variables=tuple((name, speech.sentence(words.shape(shape))) for name, shape in plan.variables.items()),
        analyses=tuple(
            (one.id, analysis_title(one, speech), speech.sentence(analysis_sentence(one, speech, words)))
            for one in plan.analyses
        ),
        summary=_summary(speech, words),
    )


def _steps(speech: Speech, words: ShapeWords) -> Iterator[str]:
    population = speech.plan.population
    yield _who(speech, words)
    if population.index is not None:
        yield _index(population.index, speech, words)
    if population.keep_if is not None:
        clause = words.phrases.condition(population.keep_if)
        yield speech.say(
            f"kun {speech.units()}, hvor {clause}, indgår", f"only {speech.units()} where {clause} are kept"
        )
    for exclusion in population.exclude:
        clause = words.phrases.records(exclusion)
        yield speech.say(
            f"personer med en post i {clause}, udelades", f"persons with a record in {clause} are left out"
        )
    if population.exit is not None:
        first = words.values(population.exit.first_of, speech.say("eller", "or"))
        several = speech.say(", det, der kommer først", ", whichever comes first")
        until = first + (several if len(population.exit.first_of) > 1 else "")
        yield speech.say(f"personerne følges til {until}", f"the persons are followed until {until}")


def _who(speech: Speech, words: ShapeWords) -> str:
    population = speech.plan.population
    base, where = speech.dataset(population.from_), words.phrases.where(population.where)
    everyone = speech.say("alle ", "all ") if population.where is None else ""
    return speech.say(f"{everyone}{speech.units()} i {base}{where}", f"{everyone}{speech.units()} in {base}{where}")


def _index(index: g.Index, speech: Speech, words: ShapeWords) -> str:
    without = speech.say("personer uden indeksdato udgår", "persons without an index date are left out")
    if isinstance(index, g.IndexDate):
        return speech.say(
            f"indeksdatoen er {words.value(index.date)}; {without}",
            f"the index date is {words.value(index.date)}; {without}",
        )
    first = speech.say(*(("første", "first") if index.take is g.Pick.FIRST else ("seneste", "latest")))
    clause, period = words.phrases.records(index), ""
    if index.between is not None:
        low, high = (speech.date(day) for day in index.between)
        period = speech.say(f", og den skal ligge fra {low} til {high}", f", and it must lie from {low} to {high}")
    return speech.say(
        f"indeksdatoen er datoen for {first} post i {clause}{period}; {without}",
        f"the index date is the date of the {first} record in {clause}{period}; {without}",
    )


FIGURES = frozenset({"survival", "histogram"})
MODELS = frozenset({"linear", "logistic", "poisson", "cox"})


def _summary(speech: Speech, words: ShapeWords) -> str:
    """Who, from how many datasets, what comes out, and that no rows do."""
    plan, say = speech.plan, speech.say
    datasets = [speech.dataset(key) for key in datasets_of(plan, infer(plan, speech.dictionary))]
    parts = [
        say(f"planen omfatter {_who(speech, words)}", f"the plan covers {_who(speech, words)}"),
        say(f"den bruger {speech.listed(datasets)}", f"it uses {speech.listed(datasets)}") if datasets else "",
        say(f"resultatet er {_results(speech)}", f"the result is {_results(speech)}"),
        say("ingen rækker om enkeltpersoner kommer ud", "no rows about single persons leave the site"),
    ]
    return " ".join(speech.sentence(part) for part in parts if part)


def _results(speech: Speech) -> str:
    """`2 tabeller, 1 figur og 1 model`."""
    groups = Counter(_result(one.method) for one in speech.plan.analyses)
    words = {
        "table": (("tabel", "tabeller"), ("table", "tables")),
        "figure": (("figur", "figurer"), ("figure", "figures")),
        "model": (("model", "modeller"), ("model", "models")),
    }
    named = []
    for kind, (da, en) in words.items():
        if groups[kind]:
            several = groups[kind] > 1
            named.append(f"{groups[kind]} {speech.say(da[several], en[several])}")
    return speech.listed(named)


def _result(method: str) -> str:
    return "figure" if method in FIGURES else "model" if method in MODELS else "table"
