"""What a plan may name: datasets and their variables, as the catalogue and site.toml declare them.

The portal builds a dictionary from its catalogue, a site from its manifest; both must agree on
`Dataset.dictionary_hash` before a bound plan runs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

Unit = Literal["person", "record"]
DatasetKind = Literal["data", "rates"]


class VariableType(StrEnum):
    """The types a variable may have. Codes and categories are text; `day` counts from the person's own origin."""

    CATEGORY = "category"
    CODE = "code"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    DAY = "day"
    BOOLEAN = "boolean"


@dataclass(frozen=True)
class Text:
    """One text in both languages."""

    da: str
    en: str

    def in_language(self, language: str) -> str:
        """The Danish text for "da", else the English one."""
        return self.da if language == "da" else self.en

    @classmethod
    def from_json(cls, value: str | Mapping[str, str]) -> Text:
        """Plain text stands for both languages; of a pair, a missing half takes the other's text."""
        if isinstance(value, str):
            return cls(value, value)
        return cls(value.get("da") or value.get("en", ""), value.get("en") or value.get("da", ""))

    def as_json(self) -> dict[str, str]:
        """`{"da": …, "en": …}`."""
        return {"da": self.da, "en": self.en}


@dataclass(frozen=True)
class Variable:
    """One variable of a dataset.

    `labels` holds the declared codes in their order (the order of levels; the first is the reference).
    `missing` lists codes that mean absent, `bins` the histogram's edges, `parent` a coarser variable of the
    same dataset, `grid` the step quantiles are rounded to, `unit` what a number is measured in.
    """

    name: str
    type: VariableType
    label: Text
    labels: tuple[tuple[str, Text], ...] = ()
    system: str | None = None
    unit: str | None = None
    bins: tuple[float, ...] = ()
    parent: str | None = None
    missing: tuple[str, ...] = ()
    sensitive: bool = False
    grid: float | None = None

    @classmethod
    def from_json(cls, name: str, value: Mapping[str, Any]) -> Variable:
        """Read what `as_json` wrote. `labels` may be a list of pairs (ordered) or an object."""
        labels = value.get("labels") or ()
        pairs = labels.items() if isinstance(labels, Mapping) else labels
        grid = value.get("grid")
        return cls(
            name=name,
            type=VariableType(value["type"]),
            label=Text.from_json(value.get("label") or name),
            labels=tuple((str(code), Text.from_json(text)) for code, text in pairs),
            system=value.get("system") or None,
            unit=value.get("unit") or None,
            bins=tuple(float(edge) for edge in value.get("bins") or ()),
            parent=value.get("parent") or None,
            missing=tuple(str(code) for code in value.get("missing") or ()),
            sensitive=bool(value.get("sensitive", False)),
            grid=None if grid is None else float(grid),
        )

    def as_json(self) -> dict[str, Any]:
        """A JSON object; labels as a list of pairs, so that their order survives any store."""
        return {
            "type": self.type.value,
            "label": self.label.as_json(),
            "labels": [[code, text.as_json()] for code, text in self.labels],
            "system": self.system,
            "unit": self.unit,
            "bins": [_edge_as_json(edge) for edge in self.bins],
            "parent": self.parent,
            "missing": list(self.missing),
            "sensitive": self.sensitive,
            "grid": self.grid,
        }

    def meaning(self) -> list[Any]:
        """What two dictionaries must agree on for one plan to mean the same at both: no texts."""
        bins = [_edge_as_json(edge) for edge in self.bins]
        return [
            self.type.value,
            [code for code, _ in self.labels],
            self.system,
            self.unit,
            bins,
            self.parent,
            list(self.missing),
        ]


@dataclass(frozen=True)
class Dataset:
    """One dataset: one controller decides, one site computes, one domain joins its persons.

    `date` and `birth` name variables: the record's own time and the person's date of birth.
    `version` is the data version; `kind` "rates" is a public table without persons.
    """

    key: str
    title: Text
    controller: str
    site: str
    domain: str
    unit: Unit = "person"
    date: str | None = None
    birth: str | None = None
    feasibility: bool = False
    kind: DatasetKind = "data"
    open_data: bool = False
    version: str = ""
    variables: Mapping[str, Variable] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "variables", MappingProxyType(dict(self.variables)))

    @cached_property
    def dictionary_hash(self) -> str:
        """SHA-256 over what gives plans their meaning: unit, date, birth, kind and the variables without texts."""
        variables = {name: variable.meaning() for name, variable in self.variables.items()}
        meaning = [self.key, self.unit, self.date, self.birth, self.kind, variables]
        return hashlib.sha256(json.dumps(meaning, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    @classmethod
    def from_json(cls, key: str, value: Mapping[str, Any]) -> Dataset:
        """Read what `as_json` wrote."""
        return cls(
            key=key,
            title=Text.from_json(value.get("title") or key),
            controller=value["controller"],
            site=value["site"],
            domain=value["domain"],
            unit=value.get("unit", "person"),
            date=value.get("date"),
            birth=value.get("birth"),
            feasibility=bool(value.get("feasibility", False)),
            kind=value.get("kind", "data"),
            open_data=bool(value.get("open_data", False)),
            version=str(value.get("version", "")),
            variables={name: Variable.from_json(name, entry) for name, entry in value.get("variables", {}).items()},
        )

    def as_json(self) -> dict[str, Any]:
        """A JSON object that `from_json` reads back."""
        return {
            "title": self.title.as_json(),
            "controller": self.controller,
            "site": self.site,
            "domain": self.domain,
            "unit": self.unit,
            "date": self.date,
            "birth": self.birth,
            "feasibility": self.feasibility,
            "kind": self.kind,
            "open_data": self.open_data,
            "version": self.version,
            "variables": {name: variable.as_json() for name, variable in self.variables.items()},
        }


@dataclass(frozen=True)
class CodeList:
    """A code list of the catalogue: a name, a version, the codes it stands for, in which coding system.

    With `covers_below` a code stands for every code that begins with it too.
    """

    name: str
    version: str
    codes: tuple[str, ...]
    system: str | None = None
    covers_below: bool = False

    @classmethod
    def from_json(cls, name: str, value: Mapping[str, Any]) -> CodeList:
        """Read what `as_json` wrote."""
        codes, system = tuple(value["codes"]), value.get("system")
        return cls(name, str(value["version"]), codes, system, covers_below=bool(value.get("covers_below")))

    def as_json(self) -> dict[str, Any]:
        """A JSON object that `from_json` reads back."""
        more = {"system": self.system, "covers_below": self.covers_below}
        return {"version": self.version, "codes": list(self.codes)} | {key: one for key, one in more.items() if one}


@dataclass(frozen=True)
class Dictionary:
    """All datasets a plan may name, and the code lists of `in_list`.

    `retired` are keys of datasets a plan may still be read with, but is no more bound to. Only the catalogue knows
    them: a site runs what was bound, and JSON does not carry them.
    """

    datasets: Mapping[str, Dataset]
    lists: Mapping[str, CodeList] = field(default_factory=dict)
    retired: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "datasets", MappingProxyType(dict(self.datasets)))
        object.__setattr__(self, "lists", MappingProxyType(dict(self.lists)))

    def variable(self, name: str) -> Variable | None:
        """The variable behind `dataset.variable`; None when there is none."""
        key, _, variable = name.partition(".")
        dataset = self.datasets.get(key)
        return None if dataset is None else dataset.variables.get(variable)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Dictionary:
        """Read `{"datasets": {key: …}, "lists": {name: {"version", "codes"}}}`."""
        lists = value.get("lists", {})
        return cls(
            datasets={key: Dataset.from_json(key, entry) for key, entry in value["datasets"].items()},
            lists={name: CodeList.from_json(name, one) for name, one in lists.items()},
        )

    def as_json(self) -> dict[str, Any]:
        """A JSON object that `from_json` reads back."""
        return {
            "datasets": {key: dataset.as_json() for key, dataset in self.datasets.items()},
            "lists": {name: one.as_json() for name, one in self.lists.items()},
        }


def _edge_as_json(edge: float) -> float | int | str:
    """An edge as JSON can hold it: whole numbers without decimals, an open end as text."""
    if edge in (float("inf"), float("-inf")):
        return "inf" if edge > 0 else "-inf"
    return int(edge) if Decimal(edge) == Decimal(edge).to_integral_value() else edge
