"""Titles and sentences of the analyses."""

from __future__ import annotations

from collections.abc import Sequence

from . import grammar as g
from .shape_words import ShapeWords
from .speech import Speech

PERCENTS = {
    g.Percent.ROW: ("rækkeprocent", "row percentages"),
    g.Percent.COLUMN: ("kolonneprocent", "column percentages"),
    g.Percent.TOTAL: ("procent af alle", "percentages of all"),
}
STATISTICS = {
    g.Statistic.MEAN: ("gennemsnit", "mean"),
    g.Statistic.SD: ("standardafvigelse", "standard deviation"),
    g.Statistic.MEDIAN: ("median", "median"),
    g.Statistic.Q1: ("nedre kvartil", "lower quartile"),
    g.Statistic.Q3: ("øvre kvartil", "upper quartile"),
    g.Statistic.MIN: ("mindste værdi", "smallest value"),
    g.Statistic.MAX: ("største værdi", "greatest value"),
}
TESTS = {
    "chi2": ("chi i anden-test", "chi-squared test"),
    "chi2_yates": ("chi i anden-test med Yates' korrektion", "chi-squared test with Yates' correction"),
    "fisher": ("Fishers eksakte test", "Fisher's exact test"),
    "trend": ("test for trend", "test for trend"),
    "welch": ("Welchs t-test", "Welch's t-test"),
    "student": ("Students t-test", "Student's t-test"),
    "anova": ("variansanalyse", "analysis of variance"),
    "wilcoxon": ("Wilcoxons test", "Wilcoxon's test"),
    "kruskal": ("Kruskal-Wallis' test", "Kruskal-Wallis test"),
    "logrank": ("log-rank-test", "log-rank test"),
    "ph": ("test af proportionale hazarder", "test of proportional hazards"),
}
METHOD_NAMES = {
    "count": ("Optælling", "Count"),
    "crosstab": ("Krydstabel", "Crosstab"),
    "summary": ("Opsummering", "Summary"),
    "table1": ("Grundtabel", "Baseline table"),
    "histogram": ("Histogram", "Histogram"),
    "correlation": ("Korrelationer", "Correlations"),
    "trend": ("Udvikling over tid", "Trend"),
    "rates": ("Rater", "Rates"),
    "linear": ("Lineær model", "Linear model"),
    "logistic": ("Logistisk model", "Logistic model"),
    "poisson": ("Poissonmodel", "Poisson model"),
    "cox": ("Coxmodel", "Cox model"),
    "survival": ("Overlevelse", "Survival"),
}
"""What each method is called in both languages."""


def analysis_title(analysis: g.Analysis, speech: Speech) -> str:
    """A short title: `Personer efter aldersgruppe og region`."""
    units = speech.units()
    match analysis:
        case g.CountAnalysis():
            title = speech.say(f"antal {units}", f"number of {units}")
        case g.Crosstab():
            by = _heads(analysis.dimensions, speech)
            title = speech.say(f"{units} efter {by}", f"{units} by {by}")
        case g.Summary():
            title = _heads(analysis.of, speech) + _by(analysis.by, speech)
        case _:
            groups: tuple[str, ...] = getattr(analysis, "by", ())
            title = speech.say(*METHOD_NAMES[analysis.method]) + _by(groups, speech)
    return title[:1].upper() + title[1:]


def _heads(names: Sequence[str], speech: Speech) -> str:
    heads = [speech.head(name) for name in names]
    return speech.listed([head[:1].lower() + head[1:] if head[1:2].islower() else head for head in heads])


def _by(names: Sequence[str], speech: Speech) -> str:
    return speech.say(" efter ", " by ") + _heads(names, speech) if names else ""


def analysis_sentence(analysis: g.Analysis, speech: Speech, words: ShapeWords) -> str:
    """One sentence that says what is computed."""
    match analysis:
        case g.CountAnalysis():
            first, *parts = [_count(analysis, speech)]
        case g.Crosstab():
            first, *parts = _crosstab(analysis, speech)
        case g.Summary():
            first, *parts = _summary(analysis, speech)
        case _:
            first, *parts = _other(analysis, speech, words)
    if analysis.missing is g.MissingValues.CATEGORY:
        parts.append(speech.say("uoplyst som sin egen gruppe", "missing as a group of its own"))
    return first + (speech.say(", med ", ", with ") + speech.listed(parts) if parts else "")


def _count(analysis: g.CountAnalysis, speech: Speech) -> str:
    units = speech.units()
    if analysis.flow:
        return speech.say(f"antal {units} efter hvert trin", f"the number of {units} after each step")
    return speech.say(f"antal {units} til sidst", f"the number of {units} at the end")


def _crosstab(analysis: g.Crosstab, speech: Speech) -> list[str]:
    by = speech.listed([speech.named(name) for name in analysis.dimensions])
    parts = [speech.say(f"antal {speech.units()} efter {by}", f"the number of {speech.units()} by {by}")]
    if analysis.percent is not None:
        parts.append(speech.say(*PERCENTS[analysis.percent]))
    parts += [speech.say(*TESTS[test]) for test in dict.fromkeys(analysis.test)]
    if analysis.ratios:
        words = ("risikodifferens, risikoratio og oddsratio", "risk difference, risk ratio and odds ratio")
        parts.append(speech.say(*words))
    return parts


def _summary(analysis: g.Summary, speech: Speech) -> list[str]:
    of = speech.listed([speech.named(name) for name in analysis.of])
    named = [speech.say(*STATISTICS[one]) for one in dict.fromkeys(analysis.statistics)]
    if analysis.quantiles:
        cuts = speech.listed([speech.number(one) for one in analysis.quantiles])
        named.append(speech.say(f"kvantilerne {cuts}", f"the quantiles {cuts}"))
    by = ""
    if analysis.by:
        groups = speech.listed([speech.named(name) for name in analysis.by])
        by = speech.say(f" for hver gruppe af {groups}", f" for each group of {groups}")
    statistics = speech.listed([speech.say("antal", "number"), *named])
    parts = [speech.say(f"{of}{by}: {statistics}", f"{of}{by}: {statistics}")]
    return parts + [speech.say(*TESTS[test]) for test in dict.fromkeys(analysis.test)]


def _other(analysis: g.Analysis, speech: Speech, words: ShapeWords) -> list[str]:
    """Any other method: its name, its outcome, its time, its variables and its groups."""
    parts = [speech.say(*METHOD_NAMES[analysis.method])]
    outcome = getattr(analysis, "outcome", None) or getattr(analysis, "event", None)
    if isinstance(outcome, str):
        parts[0] += speech.say(f" af {speech.named(outcome)}", f" of {speech.named(outcome)}")
    names = [speech.named(name) for name in (*getattr(analysis, "of", ()), *_term_names(analysis))]
    if names:
        parts[0] += speech.say(f" med {speech.listed(names)}", f" with {speech.listed(names)}")
    time = getattr(analysis, "time", None)
    if isinstance(time, g.FollowUp):
        ends = words.value(time.from_), words.value(time.to)
        parts[0] += speech.say(f" fra {ends[0]} til {ends[1]}", f" from {ends[0]} to {ends[1]}")
    groups = [speech.named(name) for name in (*getattr(analysis, "by", ()), *getattr(analysis, "strata", ()))]
    if groups:
        parts[0] += speech.say(f" efter {speech.listed(groups)}", f" by {speech.listed(groups)}")
    return parts + [speech.say(*TESTS[test]) for test in dict.fromkeys(getattr(analysis, "test", ()))]


def _term_names(analysis: g.Analysis) -> list[str]:
    """The variables of a model's terms, each once."""
    found: dict[str, None] = {}
    for term in getattr(analysis, "terms", ()):
        match term:
            case str():
                found[term] = None
            case g.Factor(factor=name) | g.Power(power=(name, _)) | g.LogTerm(log=name) | g.Spline(spline=name):
                found[name] = None
            case _:
                found.update(dict.fromkeys(term.interaction))
    return list(found)
