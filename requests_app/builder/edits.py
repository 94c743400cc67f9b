"""Edits of a plan document. Each takes a document and gives a new one; nothing is changed in place."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.plans.names import RESERVED

LONGEST_NAME = 40
Document = dict[str, Any]

STEPS = ("from", "where", "index", "keep_if", "exclude", "exit")
"""The population's steps in the order a plan runs them."""


def empty_plan(title: str = "") -> Document:
    """A plan that asks for nothing yet."""
    return {"version": 1, "title": title, "population": {}, "variables": {}, "analyses": []}


def starting_plan(*, title: str, base: str | None, variables: Sequence[str]) -> Document:
    """A first plan: its base dataset, and a variable as it stands for each `dataset.variable` named.

    A name that is taken, or that no variable may have, gets the dataset's key in front.
    """
    document = empty_plan(title)
    if base:
        document["population"] = {"from": base}
    found = document["variables"]
    for name in variables:
        own = name.partition(".")[2]
        is_free = own not in found and own not in RESERVED
        found[own if is_free else name.replace(".", "_")[:LONGEST_NAME]] = {"from": name}
    return document


def set_step(document: Document, step: str, value: Any, *, position: int | None = None) -> Document:
    """The document with one population step set. `exclude` has a position; None adds one more."""
    changed = copy.deepcopy(document)
    population = changed.setdefault("population", {})
    if step == "exclude":
        steps = population.setdefault("exclude", [])
        if position is None:
            steps.append(value)
        else:
            steps[position] = value
    elif value is None:
        population.pop(step, None)
    else:
        population[step] = value
    return changed


def drop_step(document: Document, step: str, *, position: int | None = None) -> Document:
    """The document without one population step."""
    changed = copy.deepcopy(document)
    population = changed.get("population", {})
    if step == "exclude" and position is not None:
        population.get("exclude", []).pop(position)
        if not population.get("exclude"):
            population.pop("exclude", None)
    else:
        population.pop(step, None)
    return changed


def set_variable(document: Document, name: str, shape: Any, *, instead_of: str | None = None) -> Document:
    """The document with a variable added, changed or renamed; a rename keeps its place."""
    changed = copy.deepcopy(document)
    variables = changed.get("variables", {})
    if instead_of is None or instead_of not in variables:
        changed["variables"] = {**variables, name: shape}
    else:
        changed["variables"] = {
            (name if old == instead_of else old): (shape if old == instead_of else value)
            for old, value in variables.items()
        }
    return changed


def drop_variable(document: Document, name: str) -> Document:
    """The document without a variable; what used it becomes a fault that names it."""
    changed = copy.deepcopy(document)
    changed.get("variables", {}).pop(name, None)
    return changed


def set_analysis(document: Document, analysis: Document, *, position: int | None = None) -> Document:
    """The document with an analysis changed, or added last."""
    changed = copy.deepcopy(document)
    analyses = changed.setdefault("analyses", [])
    if position is None:
        analyses.append(analysis)
    else:
        analyses[position] = analysis
    return changed


def drop_analysis(document: Document, position: int) -> Document:
    """The document without one analysis."""
    changed = copy.deepcopy(document)
    changed.get("analyses", []).pop(position)
    return changed


def next_id(document: Document, letter: str = "t") -> str:
    """The next free id of an analysis: t1, t2 …"""
    taken = {analysis.get("id") for analysis in document.get("analyses", []) if isinstance(analysis, Mapping)}
    return next(f"{letter}{number}" for number in range(1, len(taken) + 2) if f"{letter}{number}" not in taken)
