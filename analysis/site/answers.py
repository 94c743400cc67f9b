"""The shape of a result document: what the supervisor lets pass from the child, and a figure that says nothing.

A figure is one entry of `results`. Held and withheld figures have no tables. Cells are numbers, labels, null, the
object for missing, or a string; nothing nested deeper, nothing infinite.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from analysis.plans import BoundPlan
from analysis.site.errors import DataFailure, FailureCode

WITHHELD = "withheld"
"""The one code of a protected site for every no that comes from the data."""


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MissingCell(_Closed):
    """The mark of a missing value: no label can be mistaken for it."""

    missing: Literal[True]


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a cell is finite")
    return value


Cell = Annotated[str | bool | int | float | MissingCell | None, BeforeValidator(_finite)]
Shown = str | int | float | None


class ColumnHead(_Closed):
    """A column of a result table."""

    name: str
    role: Literal["label", "count", "percent", "estimate", "error", "interval", "test", "time"]
    unit: str | None = None


class ResultTable(_Closed):
    """A table in long form."""

    name: str
    columns: tuple[ColumnHead, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @model_validator(mode="after")
    def _is_whole(self) -> ResultTable:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row has a cell for each column")
        return self


class Note(_Closed):
    """A note in both languages."""

    code: str
    da: str
    en: str


class FigureResult(_Closed):
    """One figure."""

    id: str
    method: str
    status: Literal["released", "held", "withheld"]
    code: str | None = None
    persons: Shown = None
    records: Shown = None
    events: Shown = None
    dropped: Shown = None
    unmatched: Shown = None
    tables: tuple[ResultTable, ...]
    notes: tuple[Note, ...] = ()

    @model_validator(mode="after")
    def _tables_are_released(self) -> FigureResult:
        if self.status != "released" and self.tables:
            raise ValueError("only released figures have tables")
        return self


def checked_results(answer: Any, bound: BoundPlan) -> list[dict[str, Any]]:
    """The child's results, if they are one figure for each analysis of the plan. Raises DataFailure."""
    if not isinstance(answer, list):
        raise DataFailure(FailureCode.FAILED)
    try:
        figures = [FigureResult.model_validate(entry) for entry in answer]
    except ValidationError:
        raise DataFailure(FailureCode.FAILED) from None
    wanted = [(one.id, one.method) for one in bound.plan.analyses]
    if [(figure.id, figure.method) for figure in figures] != wanted:
        raise DataFailure(FailureCode.FAILED)
    return answer


def withheld_results(bound: BoundPlan, failure: DataFailure, *, open_data: bool) -> list[dict[str, Any]]:
    """Every figure withheld; the cause is told on open data only."""
    code = failure.code.value if open_data else WITHHELD
    return [withheld(one.id, one.method, code) for one in bound.plan.analyses]


def withheld(identifier: str, method: str, code: str = WITHHELD) -> dict[str, Any]:
    """The entry of a withheld figure: no number, and one code and one text whatever the cause; open data tell theirs."""
    da, en = _TEXTS[code]
    return {
        "id": identifier, "method": method, "status": "withheld", "code": code, "persons": None, "dropped": None,
        "tables": [], "notes": [{"code": code, "da": da, "en": en}],
    }  # fmt: skip


_TEXTS: Mapping[str, tuple[str, str]] = {
    "time": (
        "Beregningen blev ikke færdig inden for tiden. Prøv med færre variable eller en mindre population.",
        "The computation did not finish in time. Try fewer variables or a smaller population.",
    ),
    "memory": (
        "Beregningen krævede for meget hukommelse. Prøv med færre variable eller en mindre population.",
        "The computation needed too much memory. Try fewer variables or a smaller population.",
    ),
    "separation": (
        "En variabel i modellen skiller udfaldene helt fra hinanden, så dens effekt kan ikke beregnes. "
        "Slå grupper sammen, eller tag variablen ud.",
        "A variable of the model separates the outcomes completely, so its effect cannot be computed. "
        "Merge groups or leave the variable out.",
    ),
    "collinear": (
        "To eller flere led i modellen siger det samme og kan ikke skilles ad. Tag et af dem ud.",
        "Two or more terms of the model say the same and cannot be told apart. Leave one of them out.",
    ),
    "no_events": (
        "Der er ingen hændelser. Prøv en længere periode, en større population eller en bredere hændelse.",
        "There are no events. Try a longer period, a larger population or a wider event.",
    ),
    "no_convergence": (
        "Modellen kunne ikke tilpasses. Prøv færre led, eller slå grupper sammen.",
        "The model could not be fitted. Try fewer terms or merge groups.",
    ),
    "too_few": (
        "Der er for få personer til modellen. Prøv færre led eller en større population.",
        "There are too few persons for the model. Try fewer terms or a larger population.",
    ),
    "failed": (
        "Beregningen kunne ikke gøres færdig. Årsagen står i stedets egen log.",
        "The computation could not be finished. The cause is in the site's own log.",
    ),
    WITHHELD: (
        "Resultatet kan ikke udleveres. Prøv større grupper, færre opdelinger, en længere periode eller færre led.",
        "The result cannot be released. Try larger groups, fewer divisions, a longer period or fewer terms.",
    ),
}
