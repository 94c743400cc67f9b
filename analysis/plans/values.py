"""Shapes: the ways a plan makes one value per unit. Each class has the one key its JSON object has."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from .conditions import Condition
from .leaves import Leaf, ShiftUnit
from .names import DatasetVariable, Node, PlainNumber, PlainText, Scalar, key_names, sole_key, wrong
from .records import CountRecords, PersistentRecords, Records, SumRecords, SupplyRecords, ValueRecords


class From(Node):
    """A variable of the base or of a person dataset, as it stands."""

    from_: DatasetVariable = Field(alias="from")


class When(Node):
    """Yes where the condition holds, no where it does not, missing where it cannot be told."""

    when: Condition


class Label(Node):
    """A new label in a branch."""

    label: Scalar


class Branch(Node):
    """`then` where `when` holds."""

    when: Condition
    then: Annotated[BranchValue, Field()]


class Otherwise(Node):
    """What holds when no branch did."""

    else_: BranchValue = Field(alias="else")


def _branch_tag(value: object) -> str:
    if isinstance(value, Node):
        return "<else>" if isinstance(value, Otherwise) else "<branch>"
    return "<else>" if sole_key(value) == "else" else "<branch>"


class Case(Node):
    """The first branch that holds."""

    case: Annotated[
        tuple[
            Annotated[
                Annotated[Branch, Tag("<branch>")] | Annotated[Otherwise, Tag("<else>")], Discriminator(_branch_tag)
            ],
            ...,
        ],
        Field(min_length=1),
    ]

    @field_validator("case")
    @classmethod
    def _else_is_last(cls, case: tuple[Branch | Otherwise, ...]) -> tuple[Branch | Otherwise, ...]:
        if isinstance(case[0], Otherwise) or any(isinstance(branch, Otherwise) for branch in case[:-1]):
            raise wrong("else_last")
        return case

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The branches with a condition."""
        return tuple(branch for branch in self.case if isinstance(branch, Branch))

    @property
    def otherwise(self) -> Otherwise | None:
        """The `else`, if there is one."""
        last = self.case[-1]
        return last if isinstance(last, Otherwise) else None


class Recode(Node):
    """Codes of `of` and what they become; a code not named keeps itself."""

    of: Annotated[Value, Field()]
    to: Annotated[dict[PlainText, Scalar], Field(min_length=1)]


class Map(Node):
    """Codes and what they become; a code not named keeps itself."""

    map: Recode


Values = Annotated[tuple["Value", ...], Field(min_length=2)]
Pair = tuple["Value", "Value"]


class Add(Node):
    """The sum of the parts; a missing part makes it missing."""

    add: Values


class Subtract(Node):
    """The first less the second."""

    subtract: Pair


class Multiply(Node):
    """The product of the parts."""

    multiply: Values


class Divide(Node):
    """The first over the second; division by zero is missing."""

    divide: Pair


class MinOf(Node):
    """The smallest part."""

    min_of: Values


class MaxOf(Node):
    """The greatest part."""

    max_of: Values


class Log(Node):
    """The natural logarithm; of what is not positive it is missing."""

    log: Annotated[Value, Field()]


class Floor(Node):
    """The greatest whole number not above the value."""

    floor: Annotated[Value, Field()]


class YearOf(Node):
    """The calendar year of a date."""

    year_of: Annotated[Value, Field()]


class MonthOf(Node):
    """The month (1-12) of a date."""

    month_of: Annotated[Value, Field()]


class DaysBetween(Node):
    """Days: the second date minus the first."""

    days_between: Pair


class YearsBetween(Node):
    """Days between the dates over 365.25."""

    years_between: Pair


class CompletedYears(Node):
    """Whole years by the calendar from the first date to the second; 29 February counts as 1 March."""

    completed_years: Pair


class Shift(Node):
    """A date moved by a number of days, months or years."""

    shift: tuple[Value, Value, ShiftUnit]


class BandsOf(Node):
    """Either `edges` (half-open, None first or last is an open end) or `quantiles` of the population."""

    of: Annotated[Value, Field()]
    edges: Annotated[tuple[PlainNumber | None, ...], Field(min_length=2)] | None = None
    quantiles: Annotated[tuple[PlainNumber, ...], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> BandsOf:
        if (self.edges is None) == (self.quantiles is None):
            raise wrong("one_key", choices="edges, quantiles")
        return self


class Bands(Node):
    """A number in bands, by `edges` or by `quantiles` of the population."""

    bands: BandsOf


class Exists(Node):
    """Yes where the person has such a record, else no."""

    exists: Records


class Count(Node):
    """The number of such records."""

    count: CountRecords


class Sum(Node):
    """The sum over such records."""

    sum: SumRecords


class TakeValue(Node):
    """One value from such records: the first, last, nearest, smallest, greatest or mean."""

    value: ValueRecords


class CoveredDays(Node):
    """Days of the window on which a supply from the window lasts, each once; 0 without one. Over its length it is the PDC."""

    covered_days: SupplyRecords


class PersistentDays(Node):
    """Days from the first dispensing to the end of the supply that is followed by no other within the grace period."""

    persistent_days: PersistentRecords


class EventAt(Node):
    """The date of an event; it counts after the index and on or before the exit."""

    date: Annotated[Value, Field()]
    before: Literal["exit"] = "exit"


class Event(Node):
    """Yes if the date lies after the index and on or before the exit."""

    event: EventAt


class OnFrom(Node):
    """A yes/no that turns on during follow-up, after the date."""

    on_from: Annotated[Value, Field()]


Shape = (
    Annotated[From, Tag("<from>")]
    | Annotated[When, Tag("<when>")]
    | Annotated[Case, Tag("<case>")]
    | Annotated[Map, Tag("<map>")]
    | Annotated[Add, Tag("<add>")]
    | Annotated[Subtract, Tag("<subtract>")]
    | Annotated[Multiply, Tag("<multiply>")]
    | Annotated[Divide, Tag("<divide>")]
    | Annotated[MinOf, Tag("<min_of>")]
    | Annotated[MaxOf, Tag("<max_of>")]
    | Annotated[Log, Tag("<log>")]
    | Annotated[Floor, Tag("<floor>")]
    | Annotated[YearOf, Tag("<year_of>")]
    | Annotated[MonthOf, Tag("<month_of>")]
    | Annotated[DaysBetween, Tag("<days_between>")]
    | Annotated[YearsBetween, Tag("<years_between>")]
    | Annotated[CompletedYears, Tag("<completed_years>")]
    | Annotated[Shift, Tag("<shift>")]
    | Annotated[Bands, Tag("<bands>")]
    | Annotated[Exists, Tag("<exists>")]
    | Annotated[Count, Tag("<count>")]
    | Annotated[Sum, Tag("<sum>")]
    | Annotated[TakeValue, Tag("<value>")]
    | Annotated[CoveredDays, Tag("<covered_days>")]
    | Annotated[PersistentDays, Tag("<persistent_days>")]
    | Annotated[Event, Tag("<event>")]
    | Annotated[OnFrom, Tag("<on_from>")]
)

_SHAPE_CLASSES: tuple[type[Node], ...] = (
    *(From, When, Case, Map, Add, Subtract, Multiply, Divide, MinOf, MaxOf, Log, Floor, YearOf, MonthOf),
    *(DaysBetween, YearsBetween, CompletedYears, Shift, Bands, Exists, Count, Sum, TakeValue),
    *(CoveredDays, PersistentDays, Event, OnFrom),
)
SHAPES: dict[str, type[Node]] = {next(iter(key_names(shape))): shape for shape in _SHAPE_CLASSES}
"""Every shape by its key in JSON."""


def _value_tag(value: object) -> str | None:
    if not isinstance(value, dict | Node):
        return "<leaf>"
    key = sole_key(value)
    return f"<{key}>" if key in SHAPES else None


def _branch_value_tag(value: object) -> str | None:
    return "<label>" if sole_key(value) == "label" else _value_tag(value)


def _choice(tag: Any) -> Discriminator:
    return Discriminator(
        tag,
        custom_error_type="one_key",
        custom_error_message=", ".join(SHAPES),
    )


Value = Annotated[Shape | Annotated[Leaf, Tag("<leaf>")], _choice(_value_tag)]
"""Where a shape takes a value."""

PlanVariable = Annotated[Shape, _choice(lambda value: _value_tag(value) if isinstance(value, dict | Node) else None)]
"""A variable of a plan: a shape."""

BranchValue = Annotated[
    Shape | Annotated[Leaf, Tag("<leaf>")] | Annotated[Label, Tag("<label>")], _choice(_branch_value_tag)
]
"""Where `case` takes a value or a new label."""
