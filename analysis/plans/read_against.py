"""Reading a plan against a dictionary: faults of meaning are told beside those of the grammar, all at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from .check import examine
from .dictionary import Dictionary
from .faults import Fault, PlanFaults
from .grammar import Plan
from .reading import read_plan, read_tree

NEEDED = frozenset({"from", "unit", "index", "exit"})
"""What the rest of a plan depends on in its population; the other keys only choose persons."""

Tree = Mapping[str, Any]


def read_against(document: Tree | str | bytes, dictionary: Dictionary, *, purpose: str = "request") -> Plan:
    """Read a plan. Raises PlanFaults with every fault of the grammar, and of the meaning of what can be read.

    A plan without faults of the grammar is returned unchecked: whoever binds it learns the faults of its meaning.
    """
    tree = read_tree(document)
    try:
        return read_plan(tree)
    except PlanFaults as wrong:
        paths = {fault.path for fault in wrong.faults}
        raise PlanFaults([*wrong.faults, *_faults_of_the_rest(tree, paths, dictionary, purpose)]) from None


def _faults_of_the_rest(tree: Any, wrong: Collection[str], dictionary: Dictionary, purpose: str) -> Iterator[Fault]:
    """The faults of meaning in all but the parts that the grammar refused."""
    if not _has_readable_parts(tree, wrong):
        return
    variables, analyses = tree.get("variables", {}), tree.get("analyses", [])
    unread = frozenset(name for name in variables if _holds_one(f"variables.{name}", wrong))
    population = tree["population"].items()
    rest = {
        "version": 1,
        "population": {key: part for key, part in population if not _holds_one(f"population.{key}", wrong)},
        "variables": {name: shape for name, shape in variables.items() if name not in unread},
        # In the place of a lost analysis stands a count, so that the others keep theirs.
        "analyses": [
            {"id": _new_id(at, analyses), "method": "count"} if _holds_one(f"analyses[{at}]", wrong) else one
            for at, one in enumerate(analyses)
        ]
        or [{"id": "none", "method": "count"}],
    }
    yield from examine(read_plan(rest), dictionary, purpose=purpose, unread=unread)[1]


def _new_id(at: int, analyses: list[Any]) -> str:
    """An id that no analysis of the plan has."""
    taken = {one.get("id") for one in analyses if isinstance(one, Mapping)}
    name = f"lost_{at}"
    while name in taken:
        name += "_"
    return name


def _has_readable_parts(tree: Any, wrong: Collection[str]) -> bool:
    """Whether the plan has the outline of one, and a population that the rest can be read against."""
    return (
        isinstance(tree, Mapping)
        and isinstance(tree.get("population"), Mapping)
        and isinstance(tree.get("variables", {}), Mapping)
        and isinstance(tree.get("analyses", []), list)
        and not any(_holds_one(f"population.{key}", wrong) for key in NEEDED)
    )


def _holds_one(place: str, paths: Collection[str]) -> bool:
    return any(_is_in(path, place) for path in paths)


def _is_in(path: str, place: str) -> bool:
    return path == place or path.startswith((f"{place}.", f"{place}["))
