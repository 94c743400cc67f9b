"""Words for the small things: dates, numbers, names, lists, values, in Danish and English."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from . import grammar as g
from .dictionary import Dictionary, Text
from .inference import birth_variable, infer_kinds
from .kinds import Kind, kind_of_variable, plain
from .labels import ICD10, icd10_code, label_text
from .scalars import Misfit, fitted

MONTHS = (
    ("januar", "January"),
    ("februar", "February"),
    ("marts", "March"),
    ("april", "April"),
    ("maj", "May"),
    ("juni", "June"),
    ("juli", "July"),
    ("august", "August"),
    ("september", "September"),
    ("oktober", "October"),
    ("november", "November"),
    ("december", "December"),
)


OTHER = "other"
"""The level that gathers values of too few persons."""


class Speech:
    """Says the parts of one plan in one language. It speaks of faulty plans too, by their bare names."""

    def __init__(self, plan: g.Plan, dictionary: Dictionary, language: str) -> None:
        self.plan = plan
        self.dictionary = dictionary
        self.language = language

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """What the plan's variables are, as far as they have no faults."""
        return infer_kinds(self.plan, self.dictionary)

    @cached_property
    def birth(self) -> str | None:
        """The date of birth of the plan's persons."""
        return birth_variable(self.plan, self.dictionary)

    def say(self, da: str, en: str) -> str:
        """The text in the language."""
        return da if self.language == "da" else en

    def units(self) -> str:
        """Persons, or records."""
        of_records = self.plan.population.unit is g.UnitOfAnalysis.RECORD
        return self.say("poster", "records") if of_records else self.say("personer", "persons")

    def date(self, value: dt.date) -> str:
        """24. november 2026, 24 November 2026."""
        month = self.say(*MONTHS[value.month - 1])
        return self.say(f"{value.day}. {month} {value.year}", f"{value.day} {month} {value.year}")

    def number(self, value: int | Decimal | float) -> str:
        """1.234,5 in Danish, 1,234.5 in English; minus is −."""
        whole, _, decimals = plain(abs(value) if isinstance(value, int) else abs(Decimal(str(value)))).partition(".")
        grouped = f"{int(whole):,}"
        if self.language == "da":
            grouped = grouped.replace(",", ".")
        tail = f"{self.say(',', '.')}{decimals}" if decimals else ""
        return f"{'−' if value < 0 else ''}{grouped}{tail}"

    def listed(self, parts: Sequence[str], last: str | None = None) -> str:
        """a, b og c. `last` is the word before the last part."""
        word = last or self.say("og", "and")
        return f"{', '.join(parts[:-1])} {word} {parts[-1]}" if len(parts) > 1 else "".join(parts)

    def quoted(self, name: str) -> str:
        """A name of the plan inside a sentence."""
        return self.say(f"»{name}«", f"“{name}”")

    def dataset(self, key: str) -> str:
        """The title of a dataset, else its key."""
        dataset = self.dictionary.datasets.get(key)
        return dataset.title.in_language(self.language) if dataset else key

    def variable(self, name: str) -> str:
        """The label of `dataset.variable`, else the name."""
        variable = self.dictionary.variable(name)
        return variable.label.in_language(self.language) if variable else name

    def named(self, name: str) -> str:
        """Any name as it stands in a sentence."""
        if name == "index":
            return self.say("indeksdatoen", "the index date")
        if name == "exit":
            return self.say("slutdatoen", "the exit date")
        if "." in name:
            return self.variable(name)
        return self._known_as(name) or self.quoted(name)

    def head(self, name: str) -> str:
        """A variable of the plan as the head of a column."""
        title = self._known_as(name) or name.replace("_", " ")
        return title[:1].upper() + title[1:]

    def _known_as(self, name: str) -> str | None:
        """What a variable of the plan is called where the dictionary has words for it."""
        match self.plan.variables.get(name):
            case g.From(from_=source):
                return self.variable(source)
            case g.CompletedYears(completed_years=pair) | g.YearsBetween(years_between=pair):
                return self.age(pair)
            case g.Bands(bands=bands) if isinstance(bands.of, str):
                return self._grouped(bands.of)
            case g.Map(map=recode) if isinstance(recode.of, str):
                return self._worded(recode.of)
            case g.TakeValue(value=taken) if taken.of.endswith(f".{name}"):  # the plan calls it what the register does
                return self.variable(taken.of)
        return None

    def _worded(self, name: str) -> str | None:
        return self.variable(name) if "." in name else self._known_as(name)

    def _grouped(self, name: str) -> str | None:
        """The groups of a number that has words: "alder på indeksdatoen i grupper"."""
        known = self._worded(name)
        return self.say(f"{known} i grupper", f"{known} in groups") if known else None

    def age(self, pair: tuple[g.Value, g.Value]) -> str | None:
        """Age at the index date, where that is what the two dates give."""
        if pair != (self.birth, "index"):
            return None
        return self.say("alder på indeksdatoen", "age at the index date")

    def kind(self, name: str) -> Kind | None:
        """What a name is."""
        if "." not in name:
            return self.kinds.get(name)
        variable = self.dictionary.variable(name)
        return kind_of_variable(name, variable) if variable else None

    def value(self, name: str, value: g.ScalarValue) -> str:
        """A value of a variable: its label, a date, a number or the code itself."""
        kind = self.kind(name)
        if isinstance(value, dt.date):
            return self.date(value)
        if kind is None:
            return label_text(value)
        try:
            exact = fitted(value, kind)
        except Misfit:
            return label_text(value)
        return self._exact(exact, kind)

    def _exact(self, value: str | bool | int | Decimal | dt.date, kind: Kind) -> str:
        if isinstance(value, dt.date):
            return self.date(value)
        code = label_text(value)
        for label, text in kind.labels:
            if label == code:
                return text.in_language(self.language)
        if self.language == "da" and (kind.system or "").casefold() == ICD10:
            return f"D{code}"  # the spelling of the Danish registers
        return code if isinstance(value, str | bool) else self.number(value)

    def level(self, name: str, code: str) -> str:
        """A level as a result writes it: its label, else the code as the reader's registers spell it."""
        kind = self.kind(name)
        labels = self._labels(kind) if kind is not None else {}
        if code in labels:
            return labels[code].in_language(self.language)
        if code == OTHER:
            return self.say("Andre", "Other")
        if kind is not None and (kind.system or "").casefold() == ICD10 and icd10_code(code)[1:2].isdigit():
            return f"{self.say('D', '')}{icd10_code(code)}"
        return code

    def _labels(self, kind: Kind) -> Mapping[str, Text]:
        """The labels of a kind, and those of its parent, whose codes stand for rare values."""
        dataset = (kind.source or "").partition(".")[0]
        parent = self.dictionary.variable(f"{dataset}.{kind.parent}") if kind.parent else None
        return {**dict(parent.labels if parent else ()), **dict(kind.labels)}

    def sentence(self, text: str) -> str:
        """A sentence: capital first, one full stop, no double blanks."""
        tidy = re.sub(r"\s+", " ", text).strip().rstrip(".")
        return f"{tidy[:1].upper()}{tidy[1:]}."
