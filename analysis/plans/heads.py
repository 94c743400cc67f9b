"""What the tables of a result, their columns and their fixed levels are called, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from . import grammar as g
from .follow_up_words import per_words
from .method_words import AXES, MEASURES, MISSING, STATISTICS, TESTS, TIME_UNITS, Pair
from .model_words import measure_of
from .speech import MONTHS, Speech

INTERVAL: Pair = ("95 % KI", "95% CI")

TABLES: Mapping[str, Pair] = {
    "flow": ("Vejen til populationen", "The way to the population"),
    "counts": ("Antal", "Counts"),
    "groups": ("Opsummering", "Summary"),
    "quantiles": ("Kvantiler", "Quantiles"),
    "ratios": ("Sammenligning af to grupper", "Comparison of two groups"),
    "test": ("Test", "Test"),
    "ph": ("Test af proportionale hazarder", "Test of proportional hazards"),
    "baseline": ("Baselinekarakteristika", "Baseline characteristics"),
    "bins": ("Fordeling", "Distribution"),
    "matrix": ("Korrelationer", "Correlations"),
    "periods": ("Perioder", "Periods"),
    "rates": ("Rater", "Rates"),
    "standardised": ("Standardiserede rater", "Standardised rates"),
    "coefficients": ("Estimater", "Estimates"),
    "fit": ("Modellen", "The model"),
    "curve": ("Overlevelse over tid", "Survival over time"),
    "incidence": ("Kumuleret incidens over tid", "Cumulative incidence over time"),
}
"""Titles of tables by their name; what a method calls otherwise is in TABLES_OF."""

TABLES_OF: Mapping[tuple[str, str], Pair] = {
    ("rates", "ratios"): ("Observerede og forventede hændelser", "Observed and expected events"),
    ("survival", "groups"): ("Hændelser og median", "Events and median"),
    ("survival", "test"): ("Log-rank-test", "Log-rank test"),
    ("cox", "test"): TABLES["ph"],
}

STEPS: Mapping[str, Pair] = {
    "from": ("Udgangspunkt", "Start"),
    "where": ("Efter udvælgelse", "After selection"),
    "index": ("Med indeksdato", "With an index date"),
    "keep_if": ("Efter betingelser", "After conditions"),
    "exclude": ("Efter udelukkelse", "After exclusion"),
}
RATIOS: Mapping[str, Pair] = {
    "risk_difference": ("Risikodifferens", "Risk difference"),
    "risk_ratio": ("Risikoratio", "Risk ratio"),
    "odds_ratio": ("Oddsratio", "Odds ratio"),
}

COLUMNS: Mapping[str, Pair] = {
    "persons": ("Personer", "Persons"),
    "records": ("Poster", "Records"),
    "events": ("Hændelser", "Events"),
    "dropped": ("Udeladt", "Left out"),
    "percent": ("Procent", "Per cent"),
    "missing": MISSING,
    **{name: (da.capitalize(), en.capitalize()) for name, (da, en) in STATISTICS.items()},
    "smd": ("SMD", "SMD"),
    "variable": ("Variabel", "Variable"),
    "level": ("Niveau", "Level"),
    "row": ("Variabel", "Variable"),
    "column": ("Med", "With"),
    "quantile": ("Kvantil", "Quantile"),
    "value": ("Værdi", "Value"),
    "step": ("Trin", "Step"),
    "measure": ("Mål", "Measure"),
    "estimate": ("Estimat", "Estimate"),
    "standard_error": ("Standardfejl", "Standard error"),
    "lower": INTERVAL,
    "upper": INTERVAL,
    "test": ("Test", "Test"),
    "statistic": ("Teststørrelse", "Statistic"),
    "df": ("Frihedsgrader", "Degrees of freedom"),
    "df2": ("Frihedsgrader i nævneren", "Degrees of freedom of the denominator"),
    "p_value": ("p-værdi", "p-value"),
    "bin": ("Interval", "Interval"),
    "period": ("Periode", "Period"),
    "person_years": ("Personår", "Person-years"),
    "rate": ("Rate", "Rate"),
    "crude": ("Rå rate", "Crude rate"),
    "expected": ("Forventede", "Expected"),
    "ratio": ("Ratio", "Ratio"),
    "ratio_lower": INTERVAL,
    "ratio_upper": INTERVAL,
    "term": ("Variabel", "Variable"),
    "log_likelihood": ("Log-likelihood", "Log-likelihood"),
    "log_likelihood_null": ("Log-likelihood uden variabler", "Log-likelihood without variables"),
    "deviance": ("Devians", "Deviance"),
    "r_squared": ("R²", "R²"),
    "adjusted_r_squared": ("Justeret R²", "Adjusted R²"),
    "sigma": ("Residualspredning", "Residual standard deviation"),
    "dispersion": ("Dispersion", "Dispersion"),
    "concordance": ("Konkordans (C)", "Concordance (C)"),
    "ties": ("Samtidige hændelser", "Tied events"),
    "median_lower": INTERVAL,
    "median_upper": INTERVAL,
    "rmst": ("RMST", "RMST"),
    "rmst_standard_error": ("Standardfejl af RMST", "Standard error of RMST"),
    "time": ("Tid", "Time"),
    "at_risk": ("Under risiko", "At risk"),
    "survival": ("Overlevelse, %", "Survival, %"),
    "incidence": ("Kumuleret incidens, %", "Cumulative incidence, %"),
    "cause": ("Årsag", "Cause"),
    "age": ("Opnået alder", "Attained age"),
    "since_index": ("År siden indeksdatoen", "Years since the index date"),
}
"""Heads of columns by their name. A column named like none of these is a variable of the plan."""

INTERVALS: Mapping[str, str] = {"lower": "upper", "ratio_lower": "ratio_upper", "median_lower": "median_upper"}
"""The lower limit of each interval with its upper; a table shows both in one column."""


def table_title(analysis: g.Analysis, table: str, speech: Speech) -> str:
    """What a table of an analysis is called."""
    known = TABLES_OF.get((analysis.method, table)) or TABLES.get(table)
    return speech.say(*known) if known else table.replace("_", " ")


def column_head(analysis: g.Analysis, table: str, column: str, speech: Speech) -> str:
    """The head of a column: with its measure, its unit, or the variable it is."""
    say = speech.say
    if column in groups_of(analysis):
        return speech.head(column)
    match column:
        case "period" if table != "periods":
            return _capital(say(*AXES["period"]))
        case "ratio" if isinstance(analysis, g.Rates):
            return say("O/E (SIR/SMR)", "O/E (SIR/SMR)")
        case "ratio":
            return _capital(say(*MEASURES[measure_of(analysis, speech.kinds)][0]))
        case "estimate" if table == "coefficients" and not isinstance(analysis, g.Linear):
            return say("Koefficient (log)", "Coefficient (log)")
        case "estimate" if table == "coefficients":
            return say("Koefficient", "Coefficient")
        case "rate" | "crude":
            return _rate(analysis, table, column, speech)
        case "time" | "median" | "rmst" if isinstance(analysis, g.Survival):
            unit = TIME_UNITS[analysis.time.unit]
            return f"{say(*COLUMNS[column])} ({say(*unit)})"
    return say(*COLUMNS[column]) if column in COLUMNS else speech.head(column)


def groups_of(analysis: g.Analysis) -> tuple[str, ...]:
    """The plan's variables that are columns of the analysis' tables; their names may be those of columns elsewhere."""
    return analysis.dimensions if isinstance(analysis, g.Crosstab) else getattr(analysis, "by", ())


def _rate(analysis: g.Analysis, table: str, column: str, speech: Speech) -> str:
    """`Rate pr. 1.000 personår`, or `Standardiseret rate …`."""
    is_standardised = (table, column) == ("standardised", "rate")
    name = ("Standardiseret rate", "Standardised rate") if is_standardised else COLUMNS[column]
    return f"{speech.say(*name)} {per_words(analysis.per if isinstance(analysis, g.Rates) else 1, speech)}"


def fixed_level(column: str, level: str, speech: Speech) -> str | None:
    """What a level that no variable owns is called: a step, a measure, a test, the intercept; None for others."""
    if column == "step":
        kind, _, number = level.partition(".")
        return speech.say(*STEPS[kind]) + (f" {number}" if number else "") if kind in STEPS else None
    if column == "test" and level in TESTS:
        return _capital(speech.say(*TESTS[level]))
    if column == "measure" and level in RATIOS:
        return speech.say(*RATIOS[level])
    return None


def period_text(period: str, speech: Speech) -> str:
    """`2020`, `1. kvartal 2020`, `januar 2020`, `uge 5, 2020`; a week of data that count days is `uge 5`."""
    year, _, part = period.rpartition("-")
    if part.startswith("W"):
        week = part[1:].lstrip("0") or "0"
        return speech.say(f"uge {week}", f"week {week}") + (f", {year}" if year else "")
    if part.startswith("Q"):
        return speech.say(f"{part[1:]}. kvartal {year}", f"quarter {part[1:]}, {year}")
    if year and part in _MONTHS:
        return f"{speech.say(*_MONTHS[part])} {year}"
    return period


_MONTHS: Mapping[str, Pair] = {f"{at:02}": names for at, names in enumerate(MONTHS, start=1)}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
