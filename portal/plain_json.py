"""JSON from outside: what every database can store and every later reader can walk, or a ValueError."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any, NoReturn

DEEPEST = 100
"""Levels. More than any document of ours has, and far from where Python gives up."""


class DuplicateKey(ValueError):
    """A key stands twice in one object: which of the two is meant, nobody can tell. Its text is the key."""


def plain_json(text: str) -> Any:
    """The value the text means. Raises ValueError for what is no JSON and for what `plain_value` refuses.

    A key that stands twice in one object is a DuplicateKey.
    """
    try:
        value = json.loads(text, parse_constant=_no_number, object_pairs_hook=_object_of)
    except RecursionError:
        raise ValueError("Too deep.") from None
    return plain_value(value)


def plain_value(value: Any) -> Any:
    """The value itself. Raises ValueError when it is too deep, or holds infinity, NaN, a NUL character or half a character."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            raise ValueError("Too deep.")
        if isinstance(node, str):
            _check_text(node)
        elif isinstance(node, float) and not isfinite(node):
            raise ValueError("Too large.")
        elif isinstance(node, dict):
            waiting += [(part, depth + 1) for pair in node.items() for part in pair]
        elif isinstance(node, list):
            waiting += [(part, depth + 1) for part in node]
    return value


def _check_text(text: str) -> None:
    """PostgreSQL stores no NUL; UTF-8 has no lone surrogates (the encoder raises a ValueError)."""
    if "\x00" in text:
        raise ValueError("NUL")
    text.encode()


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise DuplicateKey(key)
        found[key] = value
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON.")
