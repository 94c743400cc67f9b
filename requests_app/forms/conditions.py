"""Conditions on answers, with the operators of the plan language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Answers = Mapping[str, Any]


def _between(value: Any, bounds: Any) -> bool:
    low, high = bounds
    return bool(low <= value <= high)


OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, wanted: value == wanted,
    "ne": lambda value, wanted: value != wanted,
    "in": lambda value, wanted: value in wanted,
    "between": _between,
    "ge": lambda value, wanted: value >= wanted,
    "gt": lambda value, wanted: value > wanted,
    "le": lambda value, wanted: value <= wanted,
    "lt": lambda value, wanted: value < wanted,
    "starts_with": lambda value, wanted: any(str(value).startswith(start) for start in wanted),
}


def holds(condition: Mapping[str, Any] | None, answers: Answers) -> bool:
    """Whether the condition holds; no condition always does. A field with several values holds if one of them does."""
    if not condition:
        return True
    return all(_part(name, wanted, answers) for name, wanted in condition.items())


def _part(name: str, wanted: Any, answers: Answers) -> bool:
    if name == "all":
        return all(holds(part, answers) for part in wanted)
    if name == "any":
        return any(holds(part, answers) for part in wanted)
    if name == "not":
        return not holds(wanted, answers)
    return all(_compare(answers.get(name), operator, value) for operator, value in wanted.items())


def _compare(answer: Any, operator: str, wanted: Any) -> bool:
    if operator == "missing":
        return is_blank(answer) is bool(wanted)
    values = answer if isinstance(answer, list) else [answer]
    return any(OPERATORS[operator](value, wanted) for value in values if not is_blank(value))


def is_blank(answer: Any) -> bool:
    """Whether nothing was answered; blanks of text count as nothing."""
    return answer is None or answer == [] or answer == {} or (isinstance(answer, str) and not answer.strip())
