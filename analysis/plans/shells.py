"""Empty tables: what a plan will give, with the heads of rows and columns and no figure."""

from __future__ import annotations

from collections.abc import Iterator

from . import grammar as g
from .dictionary import Dictionary
from .follow_up_shells import rates_shells, survival_shells, trend_shells
from .model_shells import model_shells
from .shell import Head, Shell
from .speech import Speech
from .table_shells import (
    correlation_shells,
    count_shells,
    crosstab_shells,
    flow_steps,
    histogram_shells,
    summary_shells,
    table1_shells,
)


def shells(plan: g.Plan, dictionary: Dictionary, language: str) -> tuple[Shell, ...]:
    """The empty tables of a plan, in the order of the analyses."""
    speech = Speech(plan, dictionary, language)
    return tuple(shell for analysis in plan.analyses for shell in _shells_of(analysis, speech))


def _shells_of(analysis: g.Analysis, speech: Speech) -> Iterator[Shell]:
    match analysis:
        case g.CountAnalysis():
            return count_shells(analysis, speech)
        case g.Crosstab():
            return crosstab_shells(analysis, speech)
        case g.Summary():
            return summary_shells(analysis, speech)
        case g.Table1():
            return table1_shells(analysis, speech)
        case g.Histogram():
            return histogram_shells(analysis, speech)
        case g.CorrelationMatrix():
            return correlation_shells(analysis, speech)
        case g.Trend():
            return trend_shells(analysis, speech)
        case g.Rates():
            return rates_shells(analysis, speech)
        case g.Survival():
            return survival_shells(analysis, speech)
    return model_shells(analysis, speech)


__all__ = ["Head", "Shell", "flow_steps", "shells"]
