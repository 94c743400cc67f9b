"""Rates, curves and trends as an article tells them: what was counted, how, and after whom."""

from __future__ import annotations

from collections.abc import Iterator

from . import grammar as g
from .claims import Claim, Sentence
from .follow_up_words import per_words
from .method_words import INTERVALS, PERIODS, STANDARDS, TIME_UNITS
from .shape_words import ShapeWords
from .speech import Speech
from .table_words import each_group
from .time_words import reference_columns, split_words

STANDARD_SOURCES = {g.Standard.ESP2013: "esp", g.Standard.WHO: "who", g.Standard.NORDIC2000: "nordcan"}


def followed(time: g.Time, speech: Speech, words: ShapeWords) -> Iterator[str]:
    """From when to when persons were followed, and on which time axis."""
    say, value = speech.say, words.value
    match time:
        case g.FollowUp():
            first, last = value(time.from_), value(time.to)
            yield say(
                f"Personerne blev fulgt fra {first} til {last}, og opfølgning uden varighed udgik.",
                f"Persons were followed from {first} to {last}, and follow-up of no length was left out.",
            )
            yield from _axis(time, speech, words)
        case g.ReadyTime():
            length = value(time.value)
            yield say(f"Opfølgningstiden var {length}.", f"The follow-up time was {length}.")
        case _:
            start, stop = value(time.start), value(time.stop)
            yield say(
                f"Personerne var under risiko fra {start} til {stop}.",
                f"Persons were at risk from {start} to {stop}.",
            )


def _axis(time: g.FollowUp, speech: Speech, words: ShapeWords) -> Iterator[str]:
    if time.origin is None or time.origin == time.from_:
        return
    entry = words.value(time.from_)
    if time.origin == speech.birth:
        axis = ("Alder var tidsakse", "Age was the time axis")
    else:
        origin = words.value(time.origin)
        axis = (f"Tiden blev regnet fra {origin}", f"Time was counted from {origin}")
    yield speech.say(
        f"{axis[0]}, og personerne indgik med forsinket indtræden fra {entry}.",
        f"{axis[1]}, and persons entered late (left truncation) at {entry}.",
    )


def trend_text(analysis: g.Trend, speech: Speech, words: ShapeWords) -> Iterator[Sentence]:
    """Persons, or events with person-years, of each period."""
    say, every, by = speech.say, speech.say(*PERIODS[analysis.every]), each_group(analysis.by, speech)
    date = words.value("index" if analysis.date is None else analysis.date)
    units = speech.units()
    yield say(
        f"Antal {units} blev opgjort {every} ud fra {date}{by}.",
        f"{units.capitalize()} were counted {every} by {date}{by}.",
    )
    if analysis.event is not None:
        event = speech.named(analysis.event)
        text = say(
            f"Incidensraten af {event} i en periode er hændelserne hos dem, der hører til perioden, over deres personår fra "
            "indeksdato til slutdato.",
            f"The incidence rate of {event} in a period is the events of those who belong to it over their person-years from "
            "index date to exit.",
        )
        yield Claim(text, say(f"incidensraten af {event}", f"the incidence rate of {event}"), "periods", "rate")


def rates_text(analysis: g.Rates, speech: Speech, words: ShapeWords) -> Iterator[Sentence]:
    """Person-time, rates, standardisation and comparison."""
    say, event, per = speech.say, speech.named(analysis.event), per_words(analysis.per, speech)
    yield from followed(analysis.time, speech, words)
    cut = split_words(analysis.split, speech).removeprefix(", ")
    if cut:
        yield say(
            f"Persontiden blev {cut}; en hændelse på en grænse hører til tiden før den.",
            f"Person-time was {cut}; an event on a cut belongs to the time before it.",
        )
    by = each_group(analysis.by, speech)
    yield say(
        f"Incidensraten af {event} er antal hændelser over personår (dage/365,25), {per}{by}, med eksakte "
        "95 %-konfidensintervaller efter Poisson-fordelingen [@garwood].",
        f"The incidence rate of {event} is events over person-years (days/365.25), {per}{by}, with exact 95% confidence "
        "intervals from the Poisson distribution [@garwood].",
    )
    yield from _standardised(analysis, speech)
    yield from _compared(analysis, speech)


def _standardised(analysis: g.Rates, speech: Speech) -> Iterator[Claim]:
    say, standard = speech.say, analysis.standard
    if standard is None:
        return
    over = say("opnået alder", "attained age") if isinstance(standard, g.Standard) else speech.named(standard.over)
    weights = standard if isinstance(standard, g.Standard) else standard.weights
    if isinstance(weights, g.Standard):
        source = STANDARD_SOURCES[weights]
        to = say(*STANDARDS[weights])
        reached = say(f"til {to} [@{source}]", f"to {to} [@{source}]")
    else:
        listed = speech.listed([speech.number(weight) for weight in weights])
        reached = say(f"med vægtene {listed}", f"with the weights {listed}")
    text = say(
        f"Raterne blev standardiseret direkte efter {over} {reached}, med konfidensintervaller efter gammametoden [@fay].",
        f"Rates were directly standardised by {over} {reached}, with confidence intervals by the gamma method [@fay].",
    )
    yield Claim(text, say("standardiserede rater", "standardised rates"), "standardised", "rate")


def _compared(analysis: g.Rates, speech: Speech) -> Iterator[Claim]:
    if analysis.reference is None:
        return
    title = speech.dataset(analysis.reference.dataset)
    matched = reference_columns(analysis.reference, speech)
    text = speech.say(
        f"Forventede hændelser er personårene ganget med raterne i {title} for samme {matched}; den standardiserede ratio "
        "(SIR/SMR) er observerede over forventede hændelser med eksakte 95 %-konfidensintervaller [@breslowday]. Personår "
        "uden referencerate indgik ikke.",
        f"Expected events are person-years times the rates in {title} for the same {matched}; the standardised ratio "
        "(SIR/SMR) is observed over expected events with exact 95% confidence intervals [@breslowday]. Person-years without a "
        "reference rate were left out.",
    )
    yield Claim(text, speech.say("den standardiserede ratio", "the standardised ratio"), "ratios", "ratio")


def survival_text(analysis: g.Survival, speech: Speech, words: ShapeWords) -> Iterator[Sentence]:
    """Curves, what is read off them, and the test between them."""
    say, by = speech.say, each_group(analysis.by, speech)
    scale = say(*INTERVALS[analysis.interval])
    yield from followed(analysis.time, speech, words)
    if analysis.event is not None:
        event = speech.named(analysis.event)
        yield say(
            f"Overlevelsen indtil {event} blev estimeret med Kaplan-Meier-metoden [@kaplan]{by}, med Greenwoods varians og "
            f"95 %-konfidensintervaller {scale}. Personer uden hændelse blev censureret, da opfølgningen sluttede.",
            f"Survival until {event} was estimated by the Kaplan-Meier method [@kaplan]{by}, with Greenwood's variance and 95% "
            f"confidence intervals {scale}. Persons without the event were censored when follow-up ended.",
        )
    if analysis.competing is not None:
        causes = speech.named(analysis.competing)
        yield say(
            f"Den kumulerede incidens af hver årsag i {causes} blev estimeret med Aalen-Johansen-metoden [@aalen]{by}, så "
            f"andre årsager er konkurrerende hændelser og ikke censurering, med 95 %-konfidensintervaller {scale}.",
            f"The cumulative incidence of each cause in {causes} was estimated by the Aalen-Johansen method [@aalen]{by}, so "
            f"that other causes are competing events and not censoring, with 95% confidence intervals {scale}.",
        )
    yield from _read_off(analysis, speech)


def _read_off(analysis: g.Survival, speech: Speech) -> Iterator[Sentence]:
    say, unit = speech.say, speech.say(*TIME_UNITS[analysis.time.unit])
    if analysis.times:
        times = speech.listed([speech.number(time) for time in analysis.times])
        yield say(f"Kurverne blev aflæst efter {times} {unit}.", f"Curves were read at {times} {unit}.")
    if analysis.rmst is not None:
        until = f"{speech.number(analysis.rmst)} {unit}"
        text = say(
            f"Den begrænsede middeloverlevelse (RMST) er arealet under kurven til {until} [@royston].",
            f"The restricted mean survival time (RMST) is the area under the curve to {until} [@royston].",
        )
        yield Claim(text, "RMST", "groups", "rmst")
    if analysis.test:
        strata = speech.listed([speech.named(name) for name in analysis.strata])
        within = say(f", stratificeret efter {strata}", f", stratified by {strata}") if strata else ""
        text = say(
            f"Grupperne blev sammenlignet med log-rank-testen{within} [@mantel].",
            f"Groups were compared by the log-rank test{within} [@mantel].",
        )
        yield Claim(text, say("log-rank-testen", "the log-rank test"), "test", "p_value")
