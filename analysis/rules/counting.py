"""The counting plan inside a plan: the same population and one plain count, for "is my group large enough?"."""

from collections.abc import Iterator, Mapping
from typing import Any


def counting_plan(document: Mapping[str, Any]) -> dict[str, Any]:
    """The plan's population, the variables it needs and a count without flow.

    Variables that only tables use are left out, so that a count never asks for more data than it reads.
    """
    population = document.get("population", {})
    variables = document.get("variables", {})
    return {
        "version": document.get("version", 1),
        "population": population,
        "variables": {name: shape for name, shape in variables.items() if name in _needed(population, variables)},
        "analyses": [{"id": "persons", "method": "count", "flow": False}],
    }


def _needed(population: Any, variables: Mapping[str, Any]) -> set[str]:
    """Names reached from the population. A word that merely looks like a name costs nothing but a spare variable."""
    needed: set[str] = set()
    waiting = [population]
    while waiting:
        for word in _words(waiting.pop()):
            if word in variables and word not in needed:
                needed.add(word)
                waiting.append(variables[word])
    return needed


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield str(key)
            yield from _words(value)
    elif isinstance(node, list):
        for value in node:
            yield from _words(value)
