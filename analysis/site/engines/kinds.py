"""Families of column types, in the words of every engine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_WHOLE_KEYS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT")
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("VARCHAR", "ENUM", "TEXT", "CHARACTER VARYING", "CHARACTER"), "text"),
        **dict.fromkeys((*_WHOLE_KEYS, "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"), "whole"),
        **dict.fromkeys(("FLOAT", "REAL", "DOUBLE", "DOUBLE PRECISION", "DECIMAL", "NUMERIC"), "float"),
        **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "datetime"),
        **{"TIMESTAMP WITHOUT TIME ZONE": "datetime", "TIMESTAMP WITH TIME ZONE": "zoned"},
        **{"BOOLEAN": "boolean", "DATE": "date"},
    }
)
_MODIFIER = re.compile(r"\(.*\)")


def kind_of(physical: str) -> str:
    """The family of an engine type: text, whole, float, boolean, date, datetime, zoned, other."""
    return _KINDS.get(_plain(physical), "other")


def is_whole_key(physical: str) -> bool:
    """Is the type a whole number of at most 64 bits with a sign, so that persons can be told by it?"""
    return _plain(physical) in _WHOLE_KEYS


def _plain(physical: str) -> str:
    """A type without its length or members: `timestamp(3) with time zone` is `TIMESTAMP WITH TIME ZONE`."""
    return _MODIFIER.sub("", physical).upper()
