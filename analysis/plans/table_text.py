"""Counts, crosstabs, summaries and descriptions as an article tells them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from . import grammar as g
from .claims import Claim, Sentence
from .method_words import CORRELATIONS, PERCENTS, STATISTICS, TESTS
from .speech import Speech
from .table_words import each_group

TEST_SOURCES: Mapping[str, str] = {"welch": " [@welch]"}


def count_text(analysis: g.CountAnalysis, speech: Speech) -> Iterator[str]:
    """How many, and where they were left out."""
    units = speech.units()
    after = speech.say(" efter hvert trin i udvælgelsen", " after each step of the selection") if analysis.flow else ""
    yield speech.say(f"Antal {units} blev opgjort{after}.", f"{units.capitalize()} were counted{after}.")


def crosstab_text(analysis: g.Crosstab, speech: Speech) -> Iterator[Sentence]:
    """Counts, percentages, tests and ratios."""
    say, units = speech.say, speech.units()
    by = speech.listed([speech.named(name) for name in analysis.dimensions])
    percent = say(*PERCENTS[analysis.percent]) if analysis.percent is not None else ""
    shown = say(f", med {percent}", f", with {percent}") if percent else ""
    yield say(f"Antal {units} blev opgjort efter {by}{shown}.", f"{units.capitalize()} were counted by {by}{shown}.")
    yield from _tested(analysis.test, speech)
    if analysis.ratios:
        text = say(
            "Risikodifferens, risikoratio og oddsratio sammenligner anden gruppe med første, med 95 %-konfidensintervaller efter "
            "Wald (ratioer på logaritmisk skala).",
            "Risk difference, risk ratio and odds ratio compare the second group with the first, with 95% Wald confidence "
            "intervals (ratios on the log scale).",
        )
        name = say("risikodifferens, risikoratio og oddsratio", "risk difference, risk ratio and odds ratio")
        yield Claim(text, name, "ratios", "estimate")


def _tested(tests: Sequence[str], speech: Speech) -> Iterator[Claim]:
    if tests:
        names = [speech.say(*TESTS[test]) for test in dict.fromkeys(tests)]
        sourced = [name + TEST_SOURCES.get(test, "") for name, test in zip(names, dict.fromkeys(tests), strict=True)]
        listed = speech.listed(sourced)
        text = speech.say(f"Grupperne blev sammenlignet med {listed}.", f"Groups were compared by {listed}.")
        yield Claim(text, speech.listed(names), "test", "p_value")


def summary_text(analysis: g.Summary, speech: Speech) -> Iterator[Sentence]:
    """Statistics of numbers by group."""
    of, by = speech.listed([speech.named(name) for name in analysis.of]), each_group(analysis.by, speech)
    statistics = speech.listed([speech.say(*STATISTICS[one]) for one in dict.fromkeys(analysis.statistics)])
    yield speech.say(f"{of} er beskrevet ved {statistics}{by}.", f"{of} are described by {statistics}{by}.")
    cuts = {g.Statistic.MEDIAN, g.Statistic.Q1, g.Statistic.Q3} & set(analysis.statistics)
    if analysis.quantiles:
        listed = speech.listed([speech.number(one) for one in analysis.quantiles])
        text = speech.say(f"Kvantilerne {listed} blev beregnet.", f"The quantiles {listed} were computed.")
        yield Claim(text, speech.say(f"kvantilerne {listed}", f"the quantiles {listed}"), "quantiles", "value")
    if analysis.quantiles or cuts:
        yield quantiles_text(speech)
    yield from _tested(analysis.test, speech)


def quantiles_text(speech: Speech) -> str:
    """How quantiles are read between values."""
    return speech.say(
        "Kvantiler er beregnet med lineær interpolation (type 7) [@hyndman].",
        "Quantiles are computed by linear interpolation (type 7) [@hyndman].",
    )


def table1_text(analysis: g.Table1, speech: Speech) -> Iterator[Sentence]:
    """What the groups were like, and how far apart."""
    of, by = speech.listed([speech.named(name) for name in analysis.of]), each_group(analysis.by, speech)
    yield speech.say(
        f"Deltagerne er beskrevet ved {of}{by}: kategorier ved antal og procent af dem med en værdi, tal ved gennemsnit, "
        "standardafvigelse, median og kvartiler.",
        f"Participants are described by {of}{by}: categories by number and per cent of those with a value, numbers by mean, "
        "standard deviation, median and quartiles.",
    )
    yield quantiles_text(speech)
    if analysis.by:
        text = speech.say(
            "Forskelle mellem grupperne er udtrykt som standardiserede middelforskelle [@yang], med flere end to grupper som "
            "gennemsnittet over alle par.",
            "Differences between the groups are expressed as standardised mean differences [@yang], with more than two groups "
            "as the mean over all pairs.",
        )
        name = speech.say("standardiserede middelforskelle", "standardised mean differences")
        yield Claim(text, name, "baseline", "smd")


def histogram_text(analysis: g.Histogram, speech: Speech) -> Iterator[str]:
    """Persons in intervals that nobody chose."""
    of, by, units = (
        speech.listed([speech.named(name) for name in analysis.of]),
        each_group(analysis.by, speech),
        speech.units(),
    )
    yield speech.say(
        f"Fordelingen af {of} er vist som antal {units} i datakatalogets faste intervaller{by}.",
        f"The distribution of {of} is shown as {units} in the fixed intervals of the data catalogue{by}.",
    )


def correlation_text(analysis: g.CorrelationMatrix, speech: Speech) -> Iterator[str]:
    """Correlations of pairs."""
    of, by = speech.listed([speech.named(name) for name in analysis.of]), each_group(analysis.by, speech)
    kind = CORRELATIONS[analysis.kind]
    yield speech.say(
        f"{kind[0]} mellem {of} blev beregnet{by}, hvert par blandt dem med begge værdier.",
        f"{kind[1]} of {of} were computed{by}, each pair among those with both values.",
    )
