"""The published JSON Schema of a plan, made from the grammar."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from .grammar import Plan
from .names import RESERVED, VARIABLE

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@lru_cache(maxsize=1)
def _schema() -> dict[str, Any]:
    schema = Plan.model_json_schema(by_alias=True)
    schema["properties"]["version"] = {"const": 1}
    names = {"pattern": f"^{VARIABLE}$", "not": {"enum": sorted(RESERVED)}}
    schema["properties"]["variables"]["propertyNames"] = names
    return {"$schema": DIALECT, **schema, "title": "Indgang plan"}


def plan_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a plan. It knows the grammar; names, types and sizes are `check_plan`'s."""
    return dict(_schema())
