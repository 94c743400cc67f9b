"""Which tables and models: one class per method with all its options."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Discriminator, Field, Tag, model_validator

from .names import Flag, Node, PlainNumber, VariableName, one_or_list, wrong
from .options import (
    Correlation,
    CurveInterval,
    Errors,
    GroupTest,
    MissingValues,
    Percent,
    Period,
    Rare,
    Standard,
    Statistic,
    TableTest,
    Ties,
)
from .times import Reference, Split, Terms, Time, Weights
from .values import Value

Names = tuple[VariableName, ...]
SomeNames = Annotated[tuple[VariableName, ...], Field(min_length=1)]
Quantiles = tuple[PlainNumber, ...]


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

__all__ = [
    "METHODS",
    "Analysis",
    "AnalysisNode",
    "Correlation",
    "CorrelationMatrix",
    "CountAnalysis",
    "Cox",
    "Crosstab",
    "CurveInterval",
    "Errors",
    "GroupTest",
    "Histogram",
    "Linear",
    "LinearModels",
    "Logistic",
    "MissingValues",
    "ModelNode",
    "Percent",
    "Period",
    "Poisson",
    "Rare",
    "Rates",
    "Standard",
    "Statistic",
    "Summary",
    "Survival",
    "Table1",
    "TableTest",
    "Ties",
    "Trend",
]
