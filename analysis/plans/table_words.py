"""Tables in words: the clauses of the sentences of counts, crosstabs, summaries and descriptions."""

from __future__ import annotations

from collections.abc import Sequence

from . import grammar as g
from .kinds import NUMERIC
from .method_words import CORRELATIONS, PERCENTS, STATISTICS, TESTS
from .speech import Speech


def count_clauses(analysis: g.CountAnalysis, speech: Speech) -> list[str]:
    """How many, after each step or at the end."""
    units = speech.units()
    if analysis.flow:
        return [speech.say(f"antal {units} efter hvert trin", f"the number of {units} after each step")]
    return [speech.say(f"antal {units} til sidst", f"the number of {units} at the end")]


def crosstab_clauses(analysis: g.Crosstab, speech: Speech) -> list[str]:
    """How many by the dimensions."""
    by = speech.listed([speech.named(name) for name in analysis.dimensions])
    parts = [speech.say(*PERCENTS[analysis.percent])] if analysis.percent is not None else []
    parts += [speech.say(*TESTS[test]) for test in dict.fromkeys(analysis.test)]
    if analysis.ratios:
        words = ("risikodifferens, risikoratio og oddsratio", "risk difference, risk ratio and odds ratio")
        parts.append(speech.say(*words))
    counted = speech.say(f"antal {speech.units()} efter {by}", f"the number of {speech.units()} by {by}")
    return [counted + with_words(parts, speech)]


def with_words(parts: list[str], speech: Speech) -> str:
    """`, med a, b og c`, or nothing."""
    return speech.say(", med ", ", with ") + speech.listed(parts) if parts else ""


def summary_clauses(analysis: g.Summary, speech: Speech) -> list[str]:
    """The statistics of numbers, by group."""
    of = speech.listed([speech.named(name) for name in analysis.of])
    named = [speech.say(*STATISTICS[one]) for one in dict.fromkeys(analysis.statistics)]
    if analysis.quantiles:
        cuts = speech.listed([speech.number(one) for one in analysis.quantiles])
        named.append(speech.say(f"kvantilerne {cuts}", f"the quantiles {cuts}"))
    statistics = speech.listed([speech.say("antal", "number"), *named])
    tests = [speech.say(*TESTS[test]) for test in dict.fromkeys(analysis.test)]
    return [f"{of}{each_group(analysis.by, speech)}: {statistics}{with_words(tests, speech)}"]


def each_group(by: Sequence[str], speech: Speech) -> str:
    """` for hver gruppe af Køn`, or nothing."""
    groups = speech.listed([speech.named(name) for name in by])
    return speech.say(f" for hver gruppe af {groups}", f" for each group of {groups}") if by else ""


def table1_clauses(analysis: g.Table1, speech: Speech) -> list[str]:
    """Counts of what has levels, statistics of numbers, and how far the groups lie apart."""
    numbers = [name for name in analysis.of if _is_number(name, speech)]
    levelled = [name for name in analysis.of if name not in numbers]
    parts = []
    if levelled:
        listed = speech.listed([speech.named(name) for name in levelled])
        parts.append(speech.say(f"antal og procent af {listed}", f"number and per cent of {listed}"))
    if numbers:
        listed = speech.listed([speech.named(name) for name in numbers])
        statistics = (
            f"gennemsnit, standardafvigelse, median og kvartiler af {listed}",
            f"mean, standard deviation, median and quartiles of {listed}",
        )
        parts.append(speech.say(*statistics))
    if analysis.by:
        words = ("standardiserede middelforskelle (SMD)", "standardised mean differences (SMD)")
        parts.append(speech.say(*words))
    name = speech.say("baselinekarakteristika", "baseline characteristics")
    return [f"{name}{each_group(analysis.by, speech)}: {'; '.join(parts)}"]


def _is_number(name: str, speech: Speech) -> bool:
    kind = speech.kinds.get(name)
    return kind is not None and kind.type in NUMERIC


def histogram_clauses(analysis: g.Histogram, speech: Speech) -> list[str]:
    """Persons in each interval of the catalogue's edges."""
    of = speech.listed([speech.named(name) for name in analysis.of])
    units = speech.units()
    return [
        speech.say(
            f"fordelingen af {of}{each_group(analysis.by, speech)}: antal {units} i hvert af katalogets intervaller, "
            "uoplyste for sig",
            f"the distribution of {of}{each_group(analysis.by, speech)}: the number of {units} in each of the "
            "catalogue's intervals, missing apart",
        )
    ]


def correlation_clauses(analysis: g.CorrelationMatrix, speech: Speech) -> list[str]:
    """Correlations of every pair of numbers."""
    of = speech.listed([speech.named(name) for name in analysis.of])
    kind = CORRELATIONS[analysis.kind]
    groups = each_group(analysis.by, speech)
    return [speech.say(f"{kind[0]} mellem {of}{groups}", f"{kind[1]} of {of}{groups}")]
