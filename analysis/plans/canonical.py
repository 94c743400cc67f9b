"""The canonical form: defaults written out, keys sorted, equivalent spellings of a value made one."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from . import grammar as g
from .labels import label_text
from .names import Node

SETS = frozenset({"statistics", "test"})
"""Options where naming a choice twice means naming it once."""


def canonical_bytes(document: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys and no blanks, in UTF-8; exact decimals have at most 15 digits, so a float holds them."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=float).encode()


def canonical_document(plan: g.Plan, bound: Mapping[str, Mapping[str, object]] | None = None) -> dict[str, Any]:
    """A plan as a JSON document with its defaults; `bound` (path to spelling) replaces conditions and recodings."""
    document = _Writer(bound or {}).write(plan, "")
    for analysis in document["analyses"]:
        if analysis["method"] == "crosstab":
            analysis.setdefault("records", plan.population.unit is g.UnitOfAnalysis.RECORD)
    return dict(document)


def shape_document(shape: g.Shape) -> dict[str, Any]:
    """One shape as a JSON object with its defaults."""
    return dict(_Writer({}).write(shape, ""))


class _Writer:
    """Writes nodes as JSON values."""

    def __init__(self, bound: Mapping[str, Mapping[str, object]]) -> None:
        self.bound = bound

    def write(self, value: object, path: str) -> Any:
        """Any part of a plan as a JSON value."""
        match value:
            case g.Comparison():
                return {value.name: self._test(value, f"{path}.{value.name}.{value.operator}")}
            case g.Label():
                return {"label": label_text(value.label)}
            case Node():
                return self._node(value, path)
            case tuple():
                return [self.write(part, f"{path}[{at}]") for at, part in enumerate(value)]
            case Mapping():
                return self.bound.get(path) or {key: self.write(part, f"{path}.{key}") for key, part in value.items()}
            case StrEnum() | dt.date():
                return str(value)
            case Decimal():
                return float(value)
        return value

    def _test(self, value: g.Comparison, path: str) -> Any:
        return self.bound.get(path) or self._node(value.test, path.rpartition(".")[0])

    def _node(self, node: Node, path: str) -> dict[str, Any]:
        written = {}
        for name, info in type(node).model_fields.items():
            key, value = info.alias or name, getattr(node, name)
            if value is None or value == () or value == {}:
                continue
            if key in SETS:
                value = tuple(dict.fromkeys(value))
            written[key] = self.write(value, f"{path}.{key}" if path else key)
        return written
