"""The participants as an article tells them: who, from which date, who was left out, and until when."""

from __future__ import annotations

from collections.abc import Iterator

from . import grammar as g
from .shape_words import ShapeWords
from .speech import Speech


def population_text(speech: Speech, words: ShapeWords) -> Iterator[str]:
    """A sentence for each step, in the order of the flow."""
    say, population, phrases = speech.say, speech.plan.population, words.phrases
    base, where = speech.dataset(population.from_), phrases.where(population.where)
    everyone = say("alle ", "all ") if population.where is None else ""
    units = speech.units()
    who = say(f"{everyone}{units} i {base}{where}", f"{everyone}{units} in {base}{where}")
    yield say(f"Studiepopulationen var {who}.", f"The study population was {who}.")
    if population.index is not None:
        yield _index(population.index, speech, words)
    if population.keep_if is not None:
        kept = phrases.condition(population.keep_if)
        yield say(f"Kun personer, hvor {kept}, indgik.", f"Only persons where {kept} were included.")
    for exclusion in population.exclude:
        records = phrases.records(exclusion)
        yield say(
            f"Personer med en post i {records}, blev udelukket.", f"Persons with a record in {records} were excluded."
        ).replace(",,", ",")
    if population.exit is not None:
        dates = population.exit.first_of
        until = words.values(dates, say("eller", "or"))
        first = say(", det, der kom først", ", whichever came first") if len(dates) > 1 else ""
        yield say(f"Slutdatoen for opfølgningen var {until}{first}.", f"The exit date of follow-up was {until}{first}.")


def _index(index: g.Index, speech: Speech, words: ShapeWords) -> str:
    without = speech.say(" Personer uden indeksdato indgik ikke.", " Persons without an index date were not included.")
    if isinstance(index, g.IndexDate):
        date = words.value(index.date)
        return speech.say(f"Indeksdatoen var {date}.", f"The index date was {date}.") + without
    first = speech.say(*(("første", "first") if index.take is g.Pick.FIRST else ("seneste", "latest")))
    records, period = words.phrases.records(index), ""
    if index.between is not None:
        low, high = (speech.date(day) for day in index.between)
        period = speech.say(f", når den lå fra {low} til {high}", f", if it lay from {low} to {high}")
    return (
        speech.say(
            f"Indeksdatoen var datoen for personens {first} post i {records}{period}.",
            f"The index date was the date of the person's {first} record in {records}{period}.",
        )
        + without
    )
