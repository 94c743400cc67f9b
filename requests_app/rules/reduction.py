"""A plan without the data that were refused: what is left of it, and what goes.

The plan language itself says what cannot stay: the plan is checked against a dictionary that lacks the refused
datasets and variables. First the variables with a fault go, and with them all that is made of them; then what names one in the
tables, and then the tables that are none without it. Each is one check of the whole plan, so there are a few checks
whatever its length. A population that needs what was refused leaves nothing: without its condition it would be other
people, whom nobody has assessed.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from analysis.plans import Dataset, Dictionary, Fault, PlanFaults, check_plan, read_plan
from requests_app.rules.references import built_on, references_of, used_variables

Document = dict[str, Any]
VARIABLE = re.compile(r"variables\.([a-z0-9_]+)")
ANALYSIS = re.compile(r"analyses\[(\d+)\]")
LISTED = re.compile(r"\.(\w+)\[(\d+)\]")

TRIMMED = {
    "crosstab": ("rows", "columns", "layers"),
    "summary": ("of", "by"),
    "table1": ("of", "by"),
    "histogram": ("of", "by"),
    "correlation": ("of",),
}
"""Method to the lists a variable can be taken out of. Any other analysis that loses a variable answers another question,
so it goes as a whole."""
COMPARES = ("percent", "test", "ratios")
"""Options that compare the sides of a table; they go with the side."""


@dataclass(frozen=True)
class Gone:
    """The names of what is no longer in a plan: variables, analyses, and tables that lost a side."""

    variables: tuple[str, ...]
    analyses: tuple[str, ...]
    trimmed: tuple[str, ...]


def reduced_plan(document: Mapping[str, Any], dictionary: Dictionary) -> Document | None:
    """The plan within the datasets and variables of `dictionary`; None when no table is left, or the population needs others."""
    left = {"variables": {}, **deepcopy(dict(document))}
    while faults := _faults(left, dictionary):
        if not _take_out(left, faults):
            return None
    _drop_unused(left)
    return left


def granted_variables(document: Mapping[str, Any], dictionary: Dictionary) -> frozenset[str]:
    """The plan's variables that can be made within `dictionary`, also those that no table is left to use."""
    left = {**deepcopy(dict(document)), "analyses": [{"id": "persons", "method": "count"}]}
    while (faults := _faults(left, dictionary)) and _take_out(left, faults):
        continue
    return frozenset(left["variables"])


def without_variables(dictionary: Dictionary, names: Collection[str]) -> Dictionary:
    """The dictionary without some variables, each `dataset.variable`."""
    datasets = {key: _without(dataset, names) for key, dataset in dictionary.datasets.items()}
    return replace(dictionary, datasets=datasets)


def _without(dataset: Dataset, names: Collection[str]) -> Dataset:
    kept = {name: one for name, one in dataset.variables.items() if f"{dataset.key}.{name}" not in names}
    return replace(
        dataset,
        variables=kept,
        date=dataset.date if dataset.date in kept else None,
        birth=dataset.birth if dataset.birth in kept else None,
    )


def gone_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Gone:
    """What a plan held and no longer holds."""
    was = {str(one["id"]): one for one in before["analyses"]}
    now = {str(one["id"]): one for one in after["analyses"]}
    return Gone(
        variables=tuple(name for name in before.get("variables", {}) if name not in after.get("variables", {})),
        analyses=tuple(name for name in was if name not in now),
        trimmed=tuple(name for name in was if name in now and now[name] != was[name]),
    )


def _faults(document: Document, dictionary: Dictionary) -> tuple[Fault, ...]:
    try:
        return check_plan(read_plan(document), dictionary)
    except PlanFaults as refusal:
        return refusal.faults


def _take_out(document: Document, faults: Sequence[Fault]) -> bool:
    """Take out the parts with a fault, variables before tables; False when nothing is left without them."""
    if VARIABLE.match(faults[0].path):
        return _take_out_variables(document, {found[1] for fault in faults if (found := VARIABLE.match(fault.path))})
    return bool(ANALYSIS.match(faults[0].path)) and _take_out_of_analyses(document, faults)


def _take_out_variables(document: Document, names: Collection[str]) -> bool:
    """Take out variables and all that are made of them, as far as the plan can be read; False when there are none."""
    try:
        gone = built_on(names, references_of(read_plan(document)))
    except PlanFaults:
        gone = frozenset(names)
    before = document["variables"]
    document["variables"] = {name: shape for name, shape in before.items() if name not in gone}
    return len(document["variables"]) < len(before)


def _take_out_of_analyses(document: Document, faults: Sequence[Fault]) -> bool:
    """Trim each analysis with a fault, or take it out, also when it becomes what another is; False when none is left."""
    places: dict[int, list[str]] = {}
    for found in [found for fault in faults if (found := ANALYSIS.match(fault.path))]:
        places.setdefault(int(found[1]), []).append(found.string[found.end() :])
    asked = Counter(_question(one) for one in document["analyses"])
    kept = []
    for at, analysis in enumerate(document["analyses"]):
        if at in places:
            asked[_question(analysis)] -= 1
            if not _trim(analysis, places[at]) or asked[_question(analysis)]:
                continue
            asked[_question(analysis)] += 1
        kept.append(analysis)
    document["analyses"] = kept
    return bool(kept)


def _trim(analysis: Document, places: Sequence[str]) -> bool:
    """Take variables out of the lists of an analysis; False when it must go as a whole."""
    listed = [found for place in places if (found := LISTED.fullmatch(place))]
    gone = {(one[1], int(one[2])) for one in listed if one[1] in TRIMMED.get(analysis["method"], ())}
    if not gone:
        return False
    for name in {name for name, _at in gone}:
        analysis[name] = [one for at, one in enumerate(analysis[name]) if (name, at) not in gone]
        if not analysis[name]:
            analysis.pop(name)
    for option in COMPARES:
        analysis.pop(option, None)
    if "columns" in analysis and "rows" not in analysis:
        analysis["rows"] = analysis.pop("columns")
    return True


def _question(analysis: Document) -> str:
    """What an analysis asks for, whatever it is called."""
    return json.dumps({**analysis, "id": ""}, sort_keys=True)


def _drop_unused(document: Document) -> None:
    """Take out variables nothing needs any more, so that no more data are asked for than are used (art. 66)."""
    used = used_variables(read_plan(document))
    document["variables"] = {name: shape for name, shape in document["variables"].items() if name in used}
