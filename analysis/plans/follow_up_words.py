"""Rates, curves and trends in words: the clauses of their sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from . import grammar as g
from .method_words import INTERVALS, PERIODS, TESTS, TIME_UNITS
from .names import Number
from .shape_words import ShapeWords
from .speech import Speech
from .time_words import reference_words, split_words, standard_words, time_words, unit_words


def rates_clauses(analysis: g.Rates, speech: Speech, words: ShapeWords) -> list[str]:
    """Events, person-years and rates; what they are standardised to and compared with."""
    say, event = speech.say, speech.named(analysis.event)
    time = time_words(analysis.time, speech, words)
    by = by_words(analysis.by, speech) + split_words(analysis.split, speech)
    per = per_words(analysis.per, speech)
    whole = say(
        f"incidensrater af {event}{time}: hændelser, personår og rater {per} med eksakte Poisson-intervaller{by}",
        f"incidence rates of {event}{time}: events, person-years and rates {per} with exact Poisson intervals{by}",
    )
    return [whole, *standard_words(analysis, speech), *reference_words(analysis, speech)]


def per_words(per: Number, speech: Speech) -> str:
    """`pr. 1.000 personår`."""
    if per == 1:
        return speech.say("pr. personår", "per person-year")
    size = speech.number(per)
    return speech.say(f"pr. {size} personår", f"per {size} person-years")


def by_words(names: Sequence[str], speech: Speech) -> str:
    """`, efter Køn og Region`, or nothing."""
    listed = speech.listed([speech.named(name) for name in names])
    return speech.say(f", efter {listed}", f", by {listed}") if names else ""


def trend_clauses(analysis: g.Trend, speech: Speech, words: ShapeWords) -> list[str]:
    """Persons, or the rate of an event, for each period."""
    say, every, by = speech.say, speech.say(*PERIODS[analysis.every]), by_words(analysis.by, speech)
    date = words.value("index" if analysis.date is None else analysis.date)
    if analysis.event is None:
        units = speech.units()
        return [
            say(f"antal {units} {every} ud fra {date}{by}", f"the number of {units} {every} by {date}{by}"),
        ]
    event = speech.named(analysis.event)
    return [
        say(
            f"hændelser ({event}), personår og incidensrate {every} ud fra {date}{by}",
            f"events ({event}), person-years and incidence rate {every} by {date}{by}",
        )
    ]


def survival_clauses(analysis: g.Survival, speech: Speech, words: ShapeWords) -> list[str]:
    """The curve, where it is read, and what goes with it."""
    time, by = time_words(analysis.time, speech, words), by_words(analysis.by, speech)
    if analysis.competing is not None:
        causes = speech.named(analysis.competing)
        whole = speech.say(
            f"kumuleret incidens (Aalen-Johansen) af hver årsag i {causes}{time}{by}",
            f"cumulative incidence (Aalen-Johansen) of each cause in {causes}{time}{by}",
        )
    else:
        event = speech.named(analysis.event or "")
        whole = speech.say(
            f"overlevelse (Kaplan-Meier) indtil {event}{time}{by}", f"survival (Kaplan-Meier) until {event}{time}{by}"
        )
    return [whole, *_read_at(analysis, speech), *_curve_options(analysis, speech)]


def _read_at(analysis: g.Survival, speech: Speech) -> Iterator[str]:
    say, unit = speech.say, speech.say(*TIME_UNITS[analysis.time.unit])
    if analysis.times:
        times = speech.listed([speech.number(time) for time in analysis.times])
        yield say(f"aflæst efter {times} {unit}", f"read at {times} {unit}")
    elif analysis.time.unit is not g.TimeUnit.YEARS:
        yield unit_words(analysis.time, speech)
    if analysis.rmst is not None:
        until = f"{speech.number(analysis.rmst)} {unit}"
        yield say(f"begrænset middeloverlevelse (RMST) til {until}", f"restricted mean survival time (RMST) to {until}")


def _curve_options(analysis: g.Survival, speech: Speech) -> Iterator[str]:
    say = speech.say
    yield say(f"95 %-intervaller {INTERVALS[analysis.interval][0]}", f"95% intervals {INTERVALS[analysis.interval][1]}")
    strata = speech.listed([speech.named(name) for name in analysis.strata])
    stratified = say(f" stratificeret efter {strata}", f" stratified by {strata}") if strata else ""
    if analysis.test:
        yield say(*TESTS["logrank"]) + stratified
    elif strata:
        yield stratified.strip()
