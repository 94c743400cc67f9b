"""What methods, options and statistics are called in both languages: (Danish, English)."""

from __future__ import annotations

from collections.abc import Mapping

from . import grammar as g

Pair = tuple[str, str]
MARGIN: Pair = ("I alt", "Total")
MISSING: Pair = ("Uoplyst", "Not stated")

METHOD_NAMES: Mapping[str, Pair] = {
    "count": ("Optælling", "Count"),
    "crosstab": ("Krydstabel", "Crosstab"),
    "summary": ("Opsummering", "Summary"),
    "table1": ("Baselinekarakteristika", "Baseline characteristics"),
    "histogram": ("Histogram", "Histogram"),
    "correlation": ("Korrelationer", "Correlations"),
    "trend": ("Udvikling over tid", "Trend"),
    "rates": ("Incidensrater", "Incidence rates"),
    "linear": ("Lineær regression", "Linear regression"),
    "logistic": ("Logistisk regression", "Logistic regression"),
    "poisson": ("Poisson-regression", "Poisson regression"),
    "cox": ("Cox-regression", "Cox regression"),
    "survival": ("Overlevelse", "Survival"),
}
PERCENTS: Mapping[str, Pair] = {
    g.Percent.ROW: ("rækkeprocent", "row percentages"),
    g.Percent.COLUMN: ("kolonneprocent", "column percentages"),
    g.Percent.TOTAL: ("procent af alle", "percentages of all"),
}
STATISTICS: Mapping[str, Pair] = {
    g.Statistic.MEAN: ("gennemsnit", "mean"),
    g.Statistic.SD: ("standardafvigelse", "standard deviation"),
    g.Statistic.MEDIAN: ("median", "median"),
    g.Statistic.Q1: ("nedre kvartil", "lower quartile"),
    g.Statistic.Q3: ("øvre kvartil", "upper quartile"),
    g.Statistic.MIN: ("mindste værdi", "smallest value"),
    g.Statistic.MAX: ("største værdi", "greatest value"),
}
TESTS: Mapping[str, Pair] = {
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
CORRELATIONS: Mapping[str, Pair] = {
    g.Correlation.PEARSON: ("Pearsons korrelationer", "Pearson correlations"),
    g.Correlation.SPEARMAN: ("Spearmans rangkorrelationer", "Spearman rank correlations"),
}
PERIODS: Mapping[str, Pair] = {
    g.Period.YEAR: ("pr. år", "per year"),
    g.Period.QUARTER: ("pr. kvartal", "per quarter"),
    g.Period.MONTH: ("pr. måned", "per month"),
    g.Period.WEEK: ("pr. uge", "per week"),
}
STANDARDS: Mapping[str, Pair] = {
    g.Standard.ESP2013: (
        "den europæiske standardbefolkning 2013 (ESP2013)",
        "the European Standard Population 2013 (ESP2013)",
    ),
    g.Standard.WHO: ("WHO's standardbefolkning for verden", "the WHO World Standard Population"),
    g.Standard.NORDIC2000: ("den nordiske standardbefolkning 2000", "the Nordic standard population 2000"),
}
TIES: Mapping[str, Pair] = {
    g.Ties.EFRON: ("samtidige hændelser efter Efron", "tied events by Efron's method"),
    g.Ties.BRESLOW: ("samtidige hændelser efter Breslow", "tied events by Breslow's method"),
}
INTERVALS: Mapping[str, Pair] = {
    g.CurveInterval.LOG: ("på logaritmisk skala", "on the log scale"),
    g.CurveInterval.LOG_LOG: ("på log-log-skala", "on the log-log scale"),
    g.CurveInterval.PLAIN: ("på kurvens egen skala", "on the plain scale"),
}
TIME_UNITS: Mapping[str, Pair] = {
    g.TimeUnit.YEARS: ("år", "years"),
    g.TimeUnit.MONTHS: ("måneder", "months"),
    g.TimeUnit.WEEKS: ("uger", "weeks"),
    g.TimeUnit.DAYS: ("dage", "days"),
}
AXES: Mapping[str, Pair] = {
    "age": ("opnået alder", "attained age"),
    "period": ("kalenderår", "calendar year"),
    "since_index": ("år siden indeksdatoen", "years since the index date"),
}
"""The axes that cut person-time."""
MEASURES: Mapping[str, tuple[Pair, Pair]] = {
    "coefficient": (("koefficient", "coefficient"), ("koefficienter", "coefficients")),
    "odds_ratio": (("oddsratio", "odds ratio"), ("oddsratioer", "odds ratios")),
    "hazard_ratio": (("hazardratio", "hazard ratio"), ("hazardratioer", "hazard ratios")),
    "rate_ratio": (("incidensrateratio", "incidence rate ratio"), ("incidensrateratioer", "incidence rate ratios")),
    "risk_ratio": (("risikoratio", "risk ratio"), ("risikoratioer", "risk ratios")),
    "mean_ratio": (("ratio af gennemsnit", "ratio of means"), ("ratioer af gennemsnit", "ratios of means")),
}
"""What the coefficients of a model tell, in the singular and the plural."""
