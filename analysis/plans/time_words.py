"""Time in words: from when to when persons are followed, what cuts their time, and what rates are compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from . import grammar as g
from .dictionary import Text
from .kinds import band_texts
from .method_words import AXES, STANDARDS, TIME_UNITS
from .shape_words import ShapeWords
from .speech import Speech


def time_words(time: g.Time, speech: Speech, words: ShapeWords) -> str:
    """` med opfølgning fra indeksdatoen til slutdatoen`, with the time axis where it begins elsewhere."""
    say, value = speech.say, words.value
    match time:
        case g.FollowUp():
            first, last = value(time.from_), value(time.to)
            followed = say(f" med opfølgning fra {first} til {last}", f" followed from {first} to {last}")
            return followed + _origin(time, speech, words)
        case g.ReadyTime():
            return say(f" med {value(time.value)} som opfølgningstid", f" with {value(time.value)} as follow-up time")
    start, stop = value(time.start), value(time.stop)
    return say(f" under risiko fra {start} til {stop}", f" at risk from {start} to {stop}")


def _origin(time: g.FollowUp, speech: Speech, words: ShapeWords) -> str:
    """The time axis, and that persons enter it late."""
    if time.origin is None or time.origin == time.from_:
        return ""
    entry = words.value(time.from_)
    if time.origin == speech.birth:
        return speech.say(
            f", alder som tidsakse og forsinket indtræden på {entry}",
            f", with age as the time axis and delayed entry at {entry}",
        )
    origin = words.value(time.origin)
    return speech.say(
        f", tiden regnet fra {origin} og forsinket indtræden på {entry}",
        f", with time counted from {origin} and delayed entry at {entry}",
    )


def unit_words(time: g.Time, speech: Speech) -> str:
    """`tid i måneder`."""
    return speech.say(f"tid i {TIME_UNITS[time.unit][0]}", f"time in {TIME_UNITS[time.unit][1]}")


def split_levels(split: g.Split | None) -> Mapping[str, tuple[tuple[str, Text], ...]]:
    """The bands of each axis that cuts person-time, in the order of the table, with their texts."""
    if split is None:
        return {}
    edges = {axis: getattr(split, axis) for axis in AXES}
    return {axis: band_texts(cuts, whole=axis != "since_index") for axis, cuts in edges.items() if cuts is not None}


def split_words(split: g.Split | None, speech: Speech) -> str:
    """`, opdelt efter opnået alder (40–49 og 50–59) og kalenderår (…)`, or nothing."""
    parts = [
        f"{speech.say(*AXES[axis])} ({', '.join(text.in_language(speech.language) for _, text in levels)})"
        for axis, levels in split_levels(split).items()
    ]
    return speech.say(", opdelt efter ", ", split by ") + speech.listed(parts) if parts else ""


def standard_words(analysis: g.Rates, speech: Speech) -> Iterator[str]:
    """What the rates are standardised to."""
    say, gamma = speech.say, speech.say("med gammaintervaller", "with gamma intervals")
    match analysis.standard:
        case g.Standard() as standard:
            name = say(*STANDARDS[standard])
            yield say(
                f"rater standardiseret direkte efter opnået alder til {name} {gamma}",
                f"rates directly standardised by attained age to {name} {gamma}",
            )
        case g.Weights(over=over, weights=g.Standard() as standard):
            yield say(
                f"rater standardiseret direkte efter {speech.named(over)} til {say(*STANDARDS[standard])} {gamma}",
                f"rates directly standardised by {speech.named(over)} to {say(*STANDARDS[standard])} {gamma}",
            )
        case g.Weights(over=over, weights=tuple() as weights):
            listed = speech.listed([speech.number(weight) for weight in weights])
            yield say(
                f"rater standardiseret direkte efter {speech.named(over)} med vægtene {listed} {gamma}",
                f"rates directly standardised by {speech.named(over)} with the weights {listed} {gamma}",
            )


def reference_words(analysis: g.Rates, speech: Speech) -> Iterator[str]:
    """Which rates give the expected events."""
    reference = analysis.reference
    if reference is not None:
        title = speech.dataset(reference.dataset)
        matched = reference_columns(reference, speech)
        yield speech.say(
            f"observerede mod forventede hændelser (SIR/SMR) efter raterne i {title} for samme {matched}, "
            "med eksakte Poisson-intervaller",
            f"observed against expected events (SIR/SMR) by the rates in {title} for the same {matched}, "
            "with exact Poisson intervals",
        )


def reference_columns(reference: g.Reference, speech: Speech) -> str:
    """What the rows of a table of rates are matched on: `Køn, opnået alder og kalenderår`."""
    return speech.listed([_matched(name, speech) for name in reference.match.values()])


def _matched(name: str, speech: Speech) -> str:
    return speech.say(*AXES[name]) if name in ("age", "period") else speech.named(name)
