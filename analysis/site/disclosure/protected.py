"""A protected result: the only object of an analysis that may leave a site."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from analysis.site.ledger.asking import Form
from analysis.site.methods.tables import Table


class Outcome(StrEnum):
    """What happens to a figure. Held: sealed to output checkers, for exact figures and those a profile marks."""

    RELEASED = "released"
    HELD = "held"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Protected:
    """Published counts and tables of one analysis."""

    persons: Form
    records: Form | None
    dropped: Form
    tables: tuple[Table, ...]
    notes: tuple[dict[str, str], ...]
    events: Form | None = None
    unmatched: Form | None = None


def released(identifier: str, method: str, result: Protected) -> dict[str, Any]:
    """The entry of a released analysis in a result document."""
    told = {
        "persons": result.persons, "records": result.records, "events": result.events, "dropped": result.dropped,
        "unmatched": result.unmatched,
    }  # fmt: skip
    return {
        "id": identifier, "method": method, "status": Outcome.RELEASED.value,
        **{name: form for name, form in told.items() if form is not None},
        "tables": list(result.tables), "notes": list(result.notes),
    }  # fmt: skip
