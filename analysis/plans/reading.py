"""From JSON to a plan: every fault of the grammar at once, each with its path; nothing else is ever raised."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from .fault_texts import FAULT_TEXTS
from .faults import Fault, PlanFaults, fault
from .grammar import Plan
from .names import tidy_number

MAX_CHARACTERS = 500_000
MAX_DEPTH = 30
MAX_VALUES = 20_000


def read_plan(document: Mapping[str, Any] | str | bytes) -> Plan:
    """Read a plan. Raises PlanFaults with every fault of the grammar, whatever comes in."""
    tree = read_tree(document)
    try:
        return Plan.model_validate(tree, by_alias=True, by_name=False)
    except ValidationError as reason:
        raise PlanFaults(translated(reason, tree)) from None


def read_tree(document: object) -> Any:
    """The document as plain JSON values: numbers exact and tidy, size and depth within the limits."""
    faults: list[Fault] = []
    tree = _tidy(_parsed(document, faults), faults)
    if faults:
        raise PlanFaults(faults)
    return tree


def _parsed(document: object, faults: list[Fault]) -> object:
    if isinstance(document, bytes | bytearray):
        try:
            document = bytes(document).decode()
        except UnicodeDecodeError:
            raise PlanFaults([fault("encoding", "")]) from None
    if not isinstance(document, str):
        return document
    if len(document) > MAX_CHARACTERS:
        raise PlanFaults([_too_large(MAX_CHARACTERS, "tegn", "characters")])

    def object_of(pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys = [key for key, _ in pairs]
        faults.extend(fault("duplicate_key", "", key=key) for key in dict.fromkeys(keys) if keys.count(key) > 1)
        return dict(pairs)

    try:
        return json.loads(document, object_pairs_hook=object_of, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        raise PlanFaults([fault("not_json", "")]) from None


def _too_large(limit: int, what: str, what_en: str, path: str = "") -> Fault:
    return fault("document_too_large", path, limit=limit, what=what, what_en=what_en)


def _tidy(value: object, faults: list[Fault]) -> Any:
    """A copy with tidy numbers; walks with a budget, so that no document can exhaust the process."""
    budget = [MAX_VALUES]
    return _tidy_at(value, "", MAX_DEPTH, budget, faults)


def _tidy_at(value: object, path: str, depth: int, budget: list[int], faults: list[Fault]) -> Any:
    budget[0] -= 1
    if budget[0] < 0:
        raise PlanFaults([_too_large(MAX_VALUES, "værdier", "values")])
    if depth == 0:
        raise PlanFaults([_too_large(MAX_DEPTH, "niveauer", "levels", path)])
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _tidy_text(value, path, faults)
    if isinstance(value, int | float | Decimal):
        return _tidy_number(value, path, faults)
    if isinstance(value, Mapping):
        return {
            _tidy_text(str(key), path, faults): _tidy_at(part, joined(path, key), depth - 1, budget, faults)
            for key, part in value.items()
        }
    if isinstance(value, list | tuple):
        return [_tidy_at(part, f"{path}[{at}]", depth - 1, budget, faults) for at, part in enumerate(value)]
    faults.append(fault("wrong_type", path, wanted="JSON", wanted_en="JSON"))
    return None


def _tidy_text(value: str, path: str, faults: list[Fault]) -> str:
    """Text that UTF-8 and every database can hold: no lone surrogates, no NUL."""
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        faults.append(fault("encoding", path))
        return ""
    return value


def _tidy_number(value: int | float | Decimal, path: str, faults: list[Fault]) -> int | Decimal | None:
    try:
        return tidy_number(value)
    except PydanticCustomError:
        faults.append(fault("number", path))
        return None


def joined(path: str, key: object) -> str:
    """The path one key further."""
    return f"{path}.{key}" if path else str(key)


def translated(reason: ValidationError, tree: object, above: str = "") -> Iterator[Fault]:
    """Pydantic's errors as our faults; `above` is the path of `tree`."""
    for error in reason.errors(include_url=False):
        path, here = _place(error["loc"], tree, above)
        if error["type"] == "too_short" and isinstance(here, list) and len(here) >= error["ctx"]["min_length"]:
            continue  # pydantic counts only the parts that were right; those that were not have faults of their own
        yield _fault_of(error, path)


def _place(loc: tuple[int | str, ...], tree: object, above: str) -> tuple[str, object]:
    """Path and content: union tags and alias marks (`<…>`) are no part of it, a condition's name is."""
    path, here = above, tree
    for step in loc:
        if isinstance(step, str) and step.startswith("<"):
            if step not in {"<name>", "<test>"}:
                continue
            step = next(iter(here)) if isinstance(here, dict) else step
        if step == "[key]":
            continue
        path = f"{path}[{step}]" if isinstance(step, int) else joined(path, step)
        here = _below(here, step)
    return path, here


def _below(here: object, step: int | str) -> object:
    if isinstance(here, dict):
        return here.get(step)
    if isinstance(here, list) and isinstance(step, int) and step < len(here):
        return here[step]
    return None


_LISTS = {"tuple_type", "list_type"}
_OBJECTS = {"dict_type", "model_type", "model_attributes_type"}
_LENGTHS = {"too_short": ("mindst", "at least", "min_length"), "too_long": ("højst", "at most", "max_length")}


def _fault_of(error: ErrorDetails, path: str) -> Fault:
    """One pydantic error as one of our codes."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in FAULT_TEXTS:
        return fault(kind, path, **(context or {"choices": error["msg"]}))
    last = error["loc"][-1] if error["loc"] else ""
    if kind == "extra_forbidden":
        return fault("unknown_key", path, key=last)
    if kind == "missing":
        return _missing(path, last)
    if kind in {"enum", "literal_error"}:
        return fault("not_one_of", path, choices=str(context["expected"]).replace("'", "").replace(" or ", ", "))
    if kind in _LENGTHS:
        da, en, limit = _LENGTHS[kind]
        return fault("length", path, wanted=f"{da} {context[limit]}", wanted_en=f"{en} {context[limit]}")
    if kind in _LISTS:
        return fault("wrong_type", path, wanted="en liste", wanted_en="a list")
    if kind in _OBJECTS:
        return fault("wrong_type", path, wanted="et objekt", wanted_en="an object")
    return fault("wrong_type", path, wanted="et helt tal", wanted_en="a whole number")


def _missing(path: str, last: int | str) -> Fault:
    """A key that is not there; in a list of fixed length, a place that is not there."""
    if isinstance(last, int):
        parts = last + 1
        return fault(
            "length", path.rpartition("[")[0], wanted=f"mindst {parts} led", wanted_en=f"at least {parts} parts"
        )
    return fault("missing_key", path, key=last)
