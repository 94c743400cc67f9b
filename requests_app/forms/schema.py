"""The shape of a form document: sections of fields, each with its law and its words in two languages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any, Self

from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, model_validator
from pydantic import Field as Setting

Condition = Mapping[str, Any]


class FieldType(StrEnum):
    """What kind of answer a field takes."""

    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    NUMBER = "number"
    CVR = "cvr"
    ROWS = "rows"
    PLAN = "plan"
    DATASETS = "datasets"


class Unit(StrEnum):
    """What a number counts."""

    KRONER = "dkk"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Part):
    """One text in both languages."""

    da: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "da").startswith("en") else self.da


class Option(_Part):
    """One choice; `allowed_when` blocks it unless the condition on other fields holds, and `blocked` says why."""

    value: str
    label: Text
    allowed_when: Condition | None = None
    blocked: Text | None = None


class Field(_Part):
    """One question of the form."""

    id: str = Setting(pattern=r"^[a-z][a-z0-9_]{1,59}$")
    type: FieldType
    label: Text
    help: Text | None = None
    required: bool = False
    when: Condition | None = None
    law: tuple[str, ...] = ()
    public: bool = False
    confidential_ok: bool = False
    options: tuple[Option, ...] = ()
    all_of: bool = False
    max_words: int | None = None
    max_length: int | None = None
    unit: Unit | None = None
    source: str | None = Setting(None, description="Where a filled value comes from: profile, plan, organisation")

    @property
    def is_from_plan(self) -> bool:
        """Whether the plan answers this field, so that nobody types it."""
        return self.type in (FieldType.PLAN, FieldType.DATASETS)


class Section(_Part):
    """One page of the form."""

    id: str = Setting(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    title: Text
    intro: Text | None = None
    fields: tuple[Field, ...]


class FormDocument(_Part):
    """A whole form. Field ids are unique; conditions name fields that exist."""

    kind: str
    regime: str
    number: int
    title: Text
    sections: tuple[Section, ...]

    @model_validator(mode="after")
    def _ids_fit(self) -> Self:
        ids = [field.id for field in self.fields()]
        if len(set(ids)) != len(ids):
            raise ValueError("a field id is used twice")
        for field in self.fields():
            conditions = [field.when, *(option.allowed_when for option in field.options)]
            for name in {name for condition in conditions if condition for name in names_in(condition)}:
                if name not in ids:
                    raise ValueError(f"{field.id}: unknown field {name} in a condition")
        return self

    def fields(self) -> Iterator[Field]:
        """All fields in order."""
        for section in self.sections:
            yield from section.fields

    def field(self, name: str) -> Field:
        """The field of this id. Raises KeyError."""
        return next((field for field in self.fields() if field.id == name), None) or _unknown(name)

    def section(self, name: str) -> Section:
        """The section of this id. Raises KeyError."""
        return next((section for section in self.sections if section.id == name), None) or _unknown(name)

    def section_of(self, field_id: str) -> Section:
        """The section that holds a field. Raises KeyError."""
        for section in self.sections:
            if any(field.id == field_id for field in section.fields):
                return section
        raise KeyError(field_id)


def names_in(condition: Condition) -> Iterator[str]:
    """The field ids a condition speaks of."""
    for name, value in condition.items():
        if name in ("all", "any"):
            for part in value:
                yield from names_in(part)
        elif name == "not":
            yield from names_in(value)
        else:
            yield name


def _unknown(name: str) -> Any:
    raise KeyError(name)


@lru_cache(maxsize=64)
def _parsed(kind: str, regime: str, number: int, text: str) -> FormDocument:
    return FormDocument.model_validate_json(text)


def read_form(document: Mapping[str, Any]) -> FormDocument:
    """Parse a stored form document; the parse is kept, since published forms never change.

    Raises pydantic.ValidationError naming every fault.
    """
    text = json.dumps(document, sort_keys=False)
    return _parsed(str(document.get("kind")), str(document.get("regime")), int(document.get("number", 0)), text)
