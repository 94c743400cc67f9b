"""Faults of a plan: a closed code, the path to the place, and a sentence with its remedy in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .fault_texts import FAULT_TEXTS

SHOWN_CHARACTERS = 60
TYPED = frozenset({"key", "name", "value", "unit"})
"""The places in a text that hold what a person typed."""


@dataclass(frozen=True, order=True)
class Fault:
    """One fault. `path` is like `population.where.bef.sex` or `analyses[0].rows[1]`; "" is the whole plan."""

    code: str
    path: str
    da: str
    en: str

    def message(self, language: str) -> str:
        """The sentence in Danish for "da", else in English."""
        return self.da if language == "da" else self.en

    def as_json(self, language: str = "en") -> dict[str, str]:
        """`{"code", "path", "message"}` as sites and the API print it."""
        return {"code": self.code, "path": self.path, "message": self.message(language)}


class PlanFaults(Exception):
    """A plan that cannot be used; carries every fault found, in the order of the document."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(dict.fromkeys(faults))
        super().__init__("; ".join(f"{fault.code} at {fault.path or 'plan'}" for fault in self.faults))


def fault(code: str, path: str, /, **named: object) -> Fault:
    """The fault with the texts of its code; `named` fills the places in them (names of the plan, limits)."""
    shown = {key: _shown(value) if key in TYPED else value for key, value in named.items()}
    text = FAULT_TEXTS[code]
    return Fault(code, path, text.da.format(**shown), text.en.format(**shown))


def _shown(value: object) -> str:
    """What a person typed, short and on one line."""
    text = "".join(character if character.isprintable() else "�" for character in str(value))
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
