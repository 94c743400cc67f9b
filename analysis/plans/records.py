"""Records of a dataset: which of them count (`where`, `window`), and what is taken from them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Discriminator, Tag

from .conditions import Condition
from .names import DatasetKey, DatasetVariable, Flag, Node, PlainDate, PlainNumber, sole_key


class Take(StrEnum):
    """Which record, or which number over the records, a `value` takes."""

    FIRST = "first"
    LAST = "last"
    NEAREST = "nearest"
    MIN = "min"
    MAX = "max"
    MEAN = "mean"


class DaysWindow(Node):
    """Days from the index, both ends inside, None open, negative before."""

    days: tuple[PlainNumber | None, PlainNumber | None]


class DatesWindow(Node):
    """Calendar dates, both inside, None open."""

    dates: tuple[PlainDate | None, PlainDate | None]


class AgeWindow(Node):
    """Attained age in years (days/365.25): the first inside, the second not."""

    age: tuple[PlainNumber | None, PlainNumber | None]


Window = Annotated[
    Annotated[DaysWindow, Tag("<days>")] | Annotated[DatesWindow, Tag("<dates>")] | Annotated[AgeWindow, Tag("<age>")],
    Discriminator(
        lambda value: f"<{key}>" if (key := sole_key(value)) in {"days", "dates", "age"} else None,
        custom_error_type="one_key",
        custom_error_message="days, dates, age",
    ),
]


class Records(Node):
    """The records of a dataset that a shape looks at. `date` names another date than the dataset's."""

    dataset: DatasetKey
    where: Condition | None = None
    window: Window | None = None
    date: DatasetVariable | None = None


class CountRecords(Records):
    """Records to count; with `distinct` the different values of a variable."""

    distinct: DatasetVariable | None = None


class SumRecords(Records):
    """Records whose `of` is added up."""

    of: DatasetVariable


class SupplyRecords(Records):
    """Dispensings: each lasts `supply` days from its own date, a variable of the dataset or one number for all."""

    supply: DatasetVariable | PlainNumber


class PersistentRecords(SupplyRecords):
    """Dispensings that follow each other with at most `grace` days without supply between."""

    grace: PlainNumber = 30


class ValueRecords(Records):
    """Records of which one value of `of` is taken. `order` replaces the date for first and last."""

    of: DatasetVariable
    take: Take = Take.FIRST
    order: DatasetVariable | None = None
    keep_missing: Flag = False
