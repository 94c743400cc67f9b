"""Tests as R does them. Each returns the cells of a row of the table `test`; None is "not defined".

Sources: R's chisq.test, fisher.test, prop.trend.test, oneway.test, t.test, wilcox.test(exact = FALSE), kruskal.test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import scipy  # its parts load when first used: a count needs none
from numpy.typing import NDArray

from analysis.plans.analyses import GroupTest, TableTest
from analysis.site.estimation.confidence import LEVEL, normal_quantile

from .sample import Values
from .tables import Cell, Row, Table, column, table

Counts = NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """One test. The difference is second minus first, with a 95 % interval, for two groups."""

    statistic: float | None = None
    df: float | None = None
    df2: float | None = None
    p_value: float | None = None
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None

    def cells(self, *, two_groups: bool) -> Row:
        """The row without its label."""
        cells: Sequence[Cell] = (self.statistic, self.df, self.df2, self.p_value)
        difference = (self.estimate, self.lower, self.upper) if two_groups else ()
        return [None if cell is None or not np.isfinite(cell) else float(cell) for cell in (*cells, *difference)]


def tests_table(rows: Sequence[Row], *, two_groups: bool, by_variable: bool) -> Table:
    """The table `test`; a column `variable` leads where a summary has several."""
    columns = [column("variable", "label")] if by_variable else []
    columns += [column("test", "label"), *(column(name, "test") for name in ("statistic", "df", "df2", "p_value"))]
    if two_groups:
        columns += [column("estimate", "estimate"), column("lower", "interval"), column("upper", "interval")]
    return table("test", columns, rows)


def in_table(asked: TableTest, counts: Counts) -> Outcome:
    """A test of rows against columns; empty rows and columns say nothing and are left out."""
    kept = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if min(kept.shape) < 2:
        return Outcome()
    return TABLE_TESTS[asked](kept)


def _chi2(counts: Counts) -> Outcome:
    found = scipy.stats.chi2_contingency(counts, correction=False)
    return Outcome(found.statistic, found.dof, None, found.pvalue)


def _chi2_yates(counts: Counts) -> Outcome:
    found = scipy.stats.chi2_contingency(counts, correction=True)
    return Outcome(found.statistic, found.dof, None, found.pvalue)


def _fisher(counts: Counts) -> Outcome:
    """Exact for two rows and two columns; larger tables have no exact value here and stay empty."""
    if counts.shape != (2, 2):
        return Outcome()
    return Outcome(p_value=scipy.stats.fisher_exact(counts.astype(np.int64)).pvalue)


def _trend(counts: Counts) -> Outcome:
    """Chi-square for trend in proportions with the scores 1, 2, 3 …"""
    by_level = counts if counts.shape[1] == 2 else counts.T
    if by_level.shape[1] != 2:
        return Outcome()
    scores = np.arange(1.0, len(by_level) + 1)
    total, yes = by_level.sum(axis=1), by_level[:, 1]
    n, share = total.sum(), yes.sum() / total.sum()
    centred = scores - (total @ scores) / n
    statistic = (centred @ yes) ** 2 / (share * (1 - share) * (total @ centred**2))
    return Outcome(statistic, 1, None, scipy.stats.chi2.sf(statistic, 1))


TABLE_TESTS: Mapping[TableTest, Callable[[Counts], Outcome]] = MappingProxyType(
    {
        TableTest.CHI2: _chi2,
        TableTest.CHI2_YATES: _chi2_yates,
        TableTest.FISHER: _fisher,
        TableTest.TREND: _trend,
    }
)


def between_groups(asked: GroupTest, groups: Sequence[Values]) -> Outcome:
    """A test between the groups that have values."""
    kept = [group for group in groups if len(group)]
    if len(kept) < 2:
        return Outcome()
    with np.errstate(all="ignore"):
        return GROUP_TESTS[asked](kept)


def _welch(groups: Sequence[Values]) -> Outcome:
    if any(len(group) < 2 for group in groups):
        return Outcome()
    if len(groups) > 2:
        return _welch_f(groups)
    first, second = groups
    parts = np.array([np.var(group, ddof=1) / len(group) for group in groups])
    df = parts.sum() ** 2 / (parts[0] ** 2 / (len(first) - 1) + parts[1] ** 2 / (len(second) - 1))
    return _difference(float(np.mean(second) - np.mean(first)), float(np.sqrt(parts.sum())), float(df))


def _student(groups: Sequence[Values]) -> Outcome:
    if len(groups) != 2 or sum(map(len, groups)) < 3:
        return Outcome()
    first, second = groups
    df = len(first) + len(second) - 2
    pooled = sum(float(np.var(group)) * len(group) for group in groups) / df
    error = float(np.sqrt(pooled * (1 / len(first) + 1 / len(second))))
    return _difference(float(np.mean(second) - np.mean(first)), error, float(df))


def _difference(estimate: float, error: float, df: float) -> Outcome:
    statistic = float(np.float64(estimate) / error)
    half = float(scipy.stats.t.ppf((1 + LEVEL) / 2, df)) * error
    return Outcome(
        statistic, df, None, 2 * scipy.stats.t.sf(abs(statistic), df), estimate, estimate - half, estimate + half
    )


def _welch_f(groups: Sequence[Values]) -> Outcome:
    sizes = np.array([len(group) for group in groups])
    means = np.array([np.mean(group) for group in groups])
    weights = sizes / np.array([np.var(group, ddof=1) for group in groups])
    share = weights / weights.sum()
    k = len(groups)
    spread = float((((1 - share) ** 2) / (sizes - 1)).sum()) / (k**2 - 1)
    between = float(weights @ (means - share @ means) ** 2) / (k - 1)
    statistic, df2 = between / (1 + 2 * (k - 2) * spread), 1 / (3 * spread)
    return Outcome(statistic, k - 1, df2, scipy.stats.f.sf(statistic, k - 1, df2))


def _anova(groups: Sequence[Values]) -> Outcome:
    rest = sum(map(len, groups)) - len(groups)
    if rest < 1:
        return Outcome()
    overall = np.concatenate(groups).mean()
    between = sum(len(group) * float(np.mean(group) - overall) ** 2 for group in groups) / (len(groups) - 1)
    within = sum(float(np.var(group)) * len(group) for group in groups) / rest
    statistic = float(np.float64(between) / within)
    student = _student(groups)
    return Outcome(
        statistic, len(groups) - 1, rest, scipy.stats.f.sf(statistic, len(groups) - 1, rest),
        student.estimate, student.lower, student.upper,
    )  # fmt: skip


def _wilcoxon(groups: Sequence[Values]) -> Outcome:
    if len(groups) != 2:
        return Outcome()
    first, second = groups
    found = scipy.stats.mannwhitneyu(first, second, use_continuity=True, alternative="two-sided", method="asymptotic")
    return Outcome(float(found.statistic), None, None, float(found.pvalue))


def _kruskal(groups: Sequence[Values]) -> Outcome:
    if len(np.unique(np.concatenate(groups))) < 2:
        return Outcome()
    found = scipy.stats.kruskal(*groups)
    return Outcome(found.statistic, len(groups) - 1, None, found.pvalue)


GROUP_TESTS: Mapping[GroupTest, Callable[[Sequence[Values]], Outcome]] = MappingProxyType(
    {
        GroupTest.WELCH: _welch,
        GroupTest.STUDENT: _student,
        GroupTest.ANOVA: _anova,
        GroupTest.WILCOXON: _wilcoxon,
        GroupTest.KRUSKAL: _kruskal,
    }
)


MEASURES = ("risk_difference", "risk_ratio", "odds_ratio")


def ratio_rows(counts: Counts) -> list[Row]:
    """Risk difference, risk ratio and odds ratio of the second column, second row against first; Wald intervals."""
    (b0, a0), (b1, a1) = counts  # a: with the outcome, b: without
    n0, n1 = a0 + b0, a1 + b1
    z = normal_quantile()
    with np.errstate(all="ignore"):
        p0, p1 = a0 / n0, a1 / n1
        difference, error = p1 - p0, np.sqrt(p0 * (1 - p0) / n0 + p1 * (1 - p1) / n1)
        ratio, ratio_error = p1 / p0, np.sqrt(1 / a1 - 1 / n1 + 1 / a0 - 1 / n0)
        odds, odds_error = (a1 * b0) / (a0 * b1), np.sqrt(1 / a1 + 1 / b1 + 1 / a0 + 1 / b0)
        found = [
            (difference, difference - z * error, difference + z * error),
            (ratio, ratio * np.exp(-z * ratio_error), ratio * np.exp(z * ratio_error)),
            (odds, odds * np.exp(-z * odds_error), odds * np.exp(z * odds_error)),
        ]
    return [
        [measure, *(float(cell) if np.isfinite(cell) else None for cell in cells)]
        for measure, cells in zip(MEASURES, found, strict=True)
    ]


def ratios_table(rows: Sequence[Row]) -> Table:
    """The table `ratios` of a crosstab."""
    columns = [column("measure", "label"), column("estimate", "estimate")]
    return table("ratios", [*columns, column("lower", "interval"), column("upper", "interval")], rows)
