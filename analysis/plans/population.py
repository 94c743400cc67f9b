"""Who is studied: the base, the filters, the index and the exit."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from .conditions import Condition
from .names import DatasetKey, DatasetVariable, Node, PlainDate
from .records import Window
from .values import Value


class UnitOfAnalysis(StrEnum):
    """What one row of the population is."""

    PERSON = "person"
    RECORD = "record"


class Pick(StrEnum):
    """Which event of a person is the index."""

    FIRST = "first"
    LAST = "last"


class IndexEvent(Node):
    """The index is the date of an event: `take` first, then `between` (both dates included)."""

    dataset: DatasetKey
    where: Condition | None = None
    take: Pick = Pick.FIRST
    date: DatasetVariable | None = None
    between: tuple[PlainDate, PlainDate] | None = None


class IndexDate(Node):
    """The index is a variable, a derived or a fixed date."""

    date: Value


Index = Annotated[
    Annotated[IndexEvent, Tag("<event>")] | Annotated[IndexDate, Tag("<fixed>")],
    Discriminator(lambda value: "<fixed>" if isinstance(value, IndexDate) or _only_date(value) else "<event>"),
]


def _only_date(value: object) -> bool:
    return isinstance(value, dict) and "date" in value and "dataset" not in value


class Exclusion(Node):
    """Persons with such a record are left out."""

    dataset: DatasetKey
    where: Condition | None = None
    window: Window | None = None
    date: DatasetVariable | None = None


class Exit(Node):
    """Follow-up ends at the earliest date that is not missing."""

    first_of: Annotated[tuple[Value, ...], Field(min_length=1)]


class Population(Node):
    """Who: from a dataset, filtered by `where`, `index`, `keep_if` and `exclude`, in that order."""

    from_: DatasetKey = Field(alias="from")
    unit: UnitOfAnalysis = UnitOfAnalysis.PERSON
    where: Condition | None = None
    index: Index | None = None
    keep_if: Condition | None = None
    exclude: tuple[Exclusion, ...] = ()
    exit: Exit | None = None
