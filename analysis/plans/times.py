"""Time, terms, splits and references: what analyses of follow-up and models are made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from .names import DatasetKey, DatasetVariable, Node, PlainNumber, PlainText, VariableName, keys_of
from .options import Standard, TimeUnit
from .values import Value


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
