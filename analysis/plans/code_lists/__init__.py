"""The code lists that come with the product: Charlson's comorbidity index and the Nordic Multimorbidity Index.

A list is a group of diagnoses or drugs with a version; a code of a list stands for itself and for every code below it.
A family is a score: the weights of its lists, and which list counts instead of a milder one.

    {"lpr_diagnoser.code": {"in_list": "charlson_dementia"}}                in a plan
    score_variables(families()["charlson"], {"icd10": "lpr_diagnoser.code"}, {"days": [-1825, -1]})
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analysis.plans.dictionary import CodeList, Text

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Member:
    """One list of a score, with its weight."""

    list: CodeList
    title: Text
    weight: int


@dataclass(frozen=True)
class Family:
    """A score. `replaces` names for a list the milder one that does not count beside it."""

    name: str
    title: Text
    source: str
    replaces: Mapping[str, str]
    members: tuple[Member, ...]

    @property
    def systems(self) -> tuple[str, ...]:
        """The coding systems its lists are written in."""
        return tuple(dict.fromkeys(one.list.system for one in self.members if one.list.system))


@cache
def families() -> Mapping[str, Family]:
    """Every score by name."""
    read = (_family(json.loads(file.read_text(encoding="utf-8"))) for file in sorted(HERE.glob("*.json")))
    return {family.name: family for family in read}


def shipped_lists() -> Mapping[str, CodeList]:
    """Every code list by name: what `in_list` may ask for."""
    return {one.list.name: one.list for family in families().values() for one in family.members}


def _family(document: Mapping[str, Any]) -> Family:
    members = tuple(
        Member(
            CodeList(one["name"], document["version"], tuple(one["codes"]), one["system"], covers_below=True),
            Text(one["title"]["da"], one["title"]["en"]),
            one["weight"],
        )
        for one in document["lists"]
    )
    title = Text(document["title"]["da"], document["title"]["en"])
    return Family(document["name"], title, document["source"], document["replaces"], members)


def score_variables(family: Family, codes: Mapping[str, str], window: Mapping[str, Any] | None) -> dict[str, Any]:
    """The variables of a plan that make up a score: a yes/no for each list, and the sum of the weights.

    `codes` names for each coding system the `dataset.variable` with its codes; lists of a system that is not named are
    left out. `window` is a window of the plan language. The last variable is the score, under the family's name.
    """
    found: dict[str, Any] = {}
    for one in family.members:
        variable = codes.get(one.list.system or "")
        if variable is not None:
            records = {"dataset": variable.partition(".")[0], "where": {variable: {"in_list": one.list.name}}}
            found[one.list.name] = {"exists": records | ({"window": dict(window)} if window else {})}
    worse = {milder: name for name, milder in family.replaces.items() if name in found}
    parts = [_points(one, worse.get(one.list.name)) for one in family.members if one.list.name in found]
    return found | {family.name: {"add": parts}}


def _points(one: Member, worse: str | None) -> dict[str, Any]:
    has: dict[str, Any] = {one.list.name: {"eq": True}}
    if worse is not None:
        has = {"all": [has, {worse: {"eq": False}}]}
    return {"case": [{"when": has, "then": one.weight}, {"else": 0}]}
