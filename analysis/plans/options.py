"""The choices an analysis may be given. The first of each is the default where there is one."""

from __future__ import annotations

from enum import StrEnum


class MissingValues(StrEnum):
    """What happens to units with a missing value."""

    DROP = "drop"
    CATEGORY = "category"


class Percent(StrEnum):
    """What a percentage is a percentage of."""

    ROW = "row"
    COLUMN = "column"
    TOTAL = "total"


class TableTest(StrEnum):
    """Tests of a crosstab."""

    CHI2 = "chi2"
    CHI2_YATES = "chi2_yates"
    FISHER = "fisher"
    TREND = "trend"


class Statistic(StrEnum):
    """Statistics of a summary."""

    MEAN = "mean"
    SD = "sd"
    MEDIAN = "median"
    Q1 = "q1"
    Q3 = "q3"
    MIN = "min"
    MAX = "max"


class GroupTest(StrEnum):
    """Tests between the groups of a summary."""

    WELCH = "welch"
    STUDENT = "student"
    ANOVA = "anova"
    WILCOXON = "wilcoxon"
    KRUSKAL = "kruskal"


class TimeUnit(StrEnum):
    """Units of time; the first is the default."""

    YEARS = "years"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class Period(StrEnum):
    """The periods of a trend."""

    YEAR = "year"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class Correlation(StrEnum):
    """Kinds of correlation."""

    PEARSON = "pearson"
    SPEARMAN = "spearman"


class Errors(StrEnum):
    """Standard errors of a model."""

    MODEL = "model"
    ROBUST = "robust"


class Rare(StrEnum):
    """What a model does with rare levels."""

    KEEP = "keep"
    MERGE = "merge"


class Ties(StrEnum):
    """How a Cox model handles ties."""

    EFRON = "efron"
    BRESLOW = "breslow"


class CurveInterval(StrEnum):
    """The scale of a survival curve's interval."""

    LOG = "log"
    LOG_LOG = "log-log"
    PLAIN = "plain"


class Standard(StrEnum):
    """Named standard populations."""

    ESP2013 = "ESP2013"
    WHO = "WHO"
    NORDIC2000 = "Nordic2000"
