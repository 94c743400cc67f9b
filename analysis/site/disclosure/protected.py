"""A protected result: the only object of an analysis that may leave a site."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from analysis.site.ledger.asking import Form
from analysis.site.methods.tables import Table

from .notes import note


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


def released(identifier: str, method: str, result: Protected) -> dict[str, Any]:
    """The entry of a released analysis in a result document."""
    counted = {"persons": result.persons} | ({} if result.records is None else {"records": result.records})
    return {
        "id": identifier, "method": method, "status": Outcome.RELEASED.value, **counted, "dropped": result.dropped,
        "tables": list(result.tables), "notes": list(result.notes),
    }  # fmt: skip


def withheld(identifier: str, method: str) -> dict[str, Any]:
    """The entry of a withheld analysis: one code and one text whatever the cause; no figure."""
    return {
        "id": identifier, "method": method, "status": Outcome.WITHHELD.value, "code": "withheld", "tables": [],
        "notes": [note("withheld")],
    }  # fmt: skip
