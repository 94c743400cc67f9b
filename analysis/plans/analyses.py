"""Which tables and models: one class per method with all its options."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, get_args

from pydantic import Discriminator, Field, Tag, model_validator

from .names import (
    DatasetKey,
    DatasetVariable,
    Flag,
    Node,
    PlainNumber,
    PlainText,
    VariableName,
    keys_of,
    one_or_list,
    wrong,
)
from .values import Value

Names = tuple[VariableName, ...]
SomeNames = Annotated[tuple[VariableName, ...], Field(min_length=1)]
Quantiles = tuple[PlainNumber, ...]


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


class FollowUp(Node):
    """Time from a date to a date; an `origin` before `from` means delayed entry."""

    from_: Value = Field(alias="from")
    to: Value
    origin: Value | None = None
    unit: TimeUnit = TimeUnit.YEARS


class ReadyTime(Node):
    """A ready follow-up time."""

    value: Value
    unit: TimeUnit = TimeUnit.YEARS


class AtRisk(Node):
    """At risk in (start, stop], both in one unit."""

    start: Value
    stop: Value
    unit: TimeUnit = TimeUnit.YEARS


def _time_tag(value: object) -> str:
    has = keys_of(value)
    return "<value>" if "value" in has else "<start>" if has & {"start", "stop"} else "<from>"


Time = Annotated[
    Annotated[FollowUp, Tag("<from>")] | Annotated[ReadyTime, Tag("<value>")] | Annotated[AtRisk, Tag("<start>")],
    Discriminator(_time_tag),
]


class Factor(Node):
    """A term of levels, with a reference other than the first."""

    factor: VariableName
    reference: PlainText | None = None


class Power(Node):
    """A number to a power."""

    power: tuple[VariableName, PlainNumber]


class LogTerm(Node):
    """The natural logarithm of a number."""

    log: VariableName


class Spline(Node):
    """A natural cubic spline."""

    spline: VariableName
    df: PlainNumber = 4


class Interaction(Node):
    """The product of variables only."""

    interaction: Annotated[tuple[VariableName, ...], Field(min_length=2)]


def _term_tag(value: object) -> str | None:
    if isinstance(value, str):
        return "<name>"
    has = keys_of(value)
    kinds = [key for key in ("factor", "power", "log", "spline", "interaction") if key in has]
    return f"<{kinds[0]}>" if kinds else None


Term = Annotated[
    Annotated[VariableName, Tag("<name>")]
    | Annotated[Factor, Tag("<factor>")]
    | Annotated[Power, Tag("<power>")]
    | Annotated[LogTerm, Tag("<log>")]
    | Annotated[Spline, Tag("<spline>")]
    | Annotated[Interaction, Tag("<interaction>")],
    Discriminator(
        _term_tag,
        custom_error_type="one_key",
        custom_error_message="factor, power, log, spline, interaction",
    ),
]
Terms = Annotated[tuple[Term, ...], Field(min_length=1)]


class Split(Node):
    """Edges (half-open bands) that cut person-time, in years; period in calendar years."""

    age: Annotated[tuple[PlainNumber | None, ...], Field(min_length=2)] | None = None
    period: Annotated[tuple[PlainNumber | None, ...], Field(min_length=2)] | None = None
    since_index: Annotated[tuple[PlainNumber | None, ...], Field(min_length=2)] | None = None


class Weights(Node):
    """Own weights of standardisation over a variable of bands."""

    over: VariableName
    weights: Standard | Annotated[tuple[PlainNumber, ...], Field(min_length=1)]


class Reference(Node):
    """A table of reference rates: `match` names its columns and the variable or axis each is matched to."""

    dataset: DatasetKey
    rate: DatasetVariable
    per: PlainNumber = 1
    match: Annotated[dict[DatasetVariable, VariableName], Field(min_length=1)]


class AnalysisNode(Node):
    """What every analysis has."""

    id: VariableName
    missing: MissingValues = MissingValues.DROP


class CountAnalysis(AnalysisNode):
    """Persons, with the flow of how many each step removed."""

    method: Literal["count"]
    flow: Flag = True


class Crosstab(AnalysisNode):
    """One to four dimensions with margins, percentages, tests and 2x2 ratios."""

    method: Literal["crosstab"]
    rows: Names = ()
    columns: Names = ()
    layers: Names = ()
    percent: Percent | None = None
    test: Annotated[tuple[TableTest, ...], one_or_list] = ()
    ratios: Flag = False
    records: Flag | None = None

    @property
    def dimensions(self) -> Names:
        """Rows, then columns, then layers."""
        return self.rows + self.columns + self.layers


class Summary(AnalysisNode):
    """Persons, missing and statistics by group."""

    method: Literal["summary"]
    of: SomeNames
    by: Names = ()
    statistics: Annotated[tuple[Statistic, ...], Field(min_length=1)] = (
        Statistic.MEAN,
        Statistic.SD,
        Statistic.MEDIAN,
        Statistic.Q1,
        Statistic.Q3,
    )
    quantiles: Quantiles = ()
    test: Annotated[tuple[GroupTest, ...], one_or_list] = ()


class Table1(AnalysisNode):
    """Baseline characteristics by group with standardised mean differences."""

    method: Literal["table1"]
    of: SomeNames
    by: Names = ()


class Histogram(AnalysisNode):
    """Counts on the catalogue's edges."""

    method: Literal["histogram"]
    of: SomeNames
    by: Names = ()


class CorrelationMatrix(AnalysisNode):
    """A correlation matrix."""

    method: Literal["correlation"]
    of: Annotated[tuple[VariableName, ...], Field(min_length=2)]
    by: Names = ()
    kind: Correlation = Correlation.PEARSON


class Trend(AnalysisNode):
    """Counts or rates per period; `date` is the index unless named."""

    method: Literal["trend"]
    every: Period = Period.YEAR
    date: Value | None = None
    event: VariableName | None = None
    by: Names = ()


class Rates(AnalysisNode):
    """Events, person-years and rates; standardised rates and SIR/SMR. `per` is person-years."""

    method: Literal["rates"]
    time: Time
    event: VariableName
    by: Names = ()
    split: Split | None = None
    per: PlainNumber = 1
    standard: Standard | Weights | None = None
    reference: Reference | None = None


class ModelNode(AnalysisNode):
    """What linear, logistic, poisson and cox share. `cluster` is "person" or a variable."""

    terms: Terms
    cluster: VariableName | None = None
    rare: Rare = Rare.KEEP


class LinearModels(ModelNode):
    """Options of the models with an outcome. `offset` names person-time and is logged."""

    outcome: VariableName | None = None
    time: Time | None = None
    event: VariableName | None = None
    offset: VariableName | None = None
    weights: VariableName | None = None
    errors: Errors = Errors.MODEL

    @model_validator(mode="after")
    def _outcome_or_time(self) -> LinearModels:
        timed = self.time is not None and self.event is not None
        if (self.outcome is None) != timed or (self.time is None) != (self.event is None):
            raise wrong("outcome_or_time")
        return self


class Linear(LinearModels):
    """Linear regression."""

    method: Literal["linear"]


class Logistic(LinearModels):
    """Logistic regression."""

    method: Literal["logistic"]


class Poisson(LinearModels):
    """Poisson regression."""

    method: Literal["poisson"]


class Cox(ModelNode):
    """Proportional hazards."""

    method: Literal["cox"]
    time: Time
    event: VariableName
    strata: Names = ()
    ties: Ties = Ties.EFRON
    test: Annotated[tuple[Literal["ph"], ...], one_or_list] = ()


class Survival(AnalysisNode):
    """Kaplan-Meier or, with `competing`, Aalen-Johansen."""

    method: Literal["survival"]
    time: Time
    event: VariableName | None = None
    by: Names = ()
    strata: Names = ()
    times: tuple[PlainNumber, ...] = ()
    rmst: PlainNumber | None = None
    interval: CurveInterval = CurveInterval.LOG
    test: Annotated[tuple[Literal["logrank"], ...], one_or_list] = ()
    competing: VariableName | None = None

    @model_validator(mode="after")
    def _has_outcome(self) -> Survival:
        if self.event is None and self.competing is None:
            raise wrong("missing_key", key="event")
        return self


_METHOD_CLASSES: tuple[type[AnalysisNode], ...] = (
    CountAnalysis,
    Crosstab,
    Summary,
    Table1,
    Histogram,
    CorrelationMatrix,
    Trend,
    Rates,
    Linear,
    Logistic,
    Poisson,
    Cox,
    Survival,
)
METHODS: dict[str, type[AnalysisNode]] = {
    get_args(cls.model_fields["method"].annotation)[0]: cls for cls in _METHOD_CLASSES
}
"""Every method by its name in a plan."""


def _method_tag(value: object) -> str | None:
    method = value.get("method") if isinstance(value, dict) else getattr(value, "method", None)
    return f"<{method}>" if isinstance(method, str) and method in METHODS else None


Analysis = Annotated[
    Annotated[CountAnalysis, Tag("<count>")]
    | Annotated[Crosstab, Tag("<crosstab>")]
    | Annotated[Summary, Tag("<summary>")]
    | Annotated[Table1, Tag("<table1>")]
    | Annotated[Histogram, Tag("<histogram>")]
    | Annotated[CorrelationMatrix, Tag("<correlation>")]
    | Annotated[Trend, Tag("<trend>")]
    | Annotated[Rates, Tag("<rates>")]
    | Annotated[Linear, Tag("<linear>")]
    | Annotated[Logistic, Tag("<logistic>")]
    | Annotated[Poisson, Tag("<poisson>")]
    | Annotated[Cox, Tag("<cox>")]
    | Annotated[Survival, Tag("<survival>")],
    Discriminator(
        _method_tag,
        custom_error_type="not_one_of",
        custom_error_message=", ".join(METHODS),
    ),
]
