"""A plan as the builder shows it: faults, steps, variables, empty tables, words, datasets by controller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from analysis.plans import (
    Dictionary,
    Fault,
    PlanFaults,
    Shell,
    Words,
    check_plan,
    read_against,
    read_plan,
    sentences,
    shells,
)
from catalog.models import Dataset
from catalog.selectors.dictionary import dictionary_for, dictionary_to_bind
from requests_app.builder.steps import STEP_NAMES
from requests_app.models import Plan
from requests_app.rules.withheld import WITHHELD, withheld_in
from requests_app.selectors.documents import datasets_named_in
from requests_app.selectors.gaps import fault_text, language


@dataclass(frozen=True)
class Reading:
    """What a plan document says: its words and shells when it can be read, and its faults either way.

    `withheld` are the analyses whose figures do not leave the site of these data.
    """

    faults: tuple[Fault, ...]
    words: Words | None = None
    shells: tuple[Shell, ...] = ()
    withheld: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PlanPage:
    """The builder's page."""

    plan: Plan
    faults: list[dict[str, str]]
    steps: list[dict[str, Any]]
    addable: list[dict[str, str]]
    variables: list[dict[str, Any]]
    unused: list[str]
    analyses: list[dict[str, Any]]
    summary: str
    controllers: list[dict[str, Any]]
    is_empty: bool = False
    offered: Sequence[Any] = field(default_factory=tuple)


def read_document(document: Any, dictionary: Dictionary | None = None) -> Reading:
    """Read a document against the catalogue; nothing is raised, since a draft may hold faults."""
    known = dictionary_for(datasets_named_in(document)) if dictionary is None else dictionary
    try:
        plan = read_against(document, known)
    except PlanFaults as refusal:
        return _without_tables(document, known, tuple(refusal.faults))
    faults = tuple(check_plan(plan, known))
    withheld = withheld_in(plan, known)
    return Reading(faults, sentences(plan, known, language()), shells(plan, known, language()), withheld)


def _without_tables(document: Any, known: Dictionary, faults: tuple[Fault, ...]) -> Reading:
    """Read what comes before the tables, so that its steps can be said although a table has a fault, or there is none."""
    if not isinstance(document, Mapping):
        return Reading(faults)
    try:
        plan = read_plan({**document, "analyses": [{"id": "persons", "method": "count"}]})
    except PlanFaults:
        return Reading(faults)
    said = replace(sentences(plan, known, language()), analyses=(), summary="")
    return Reading(faults, said)


def plan_page(plan: Plan) -> PlanPage:
    """Everything the builder shows, in 3 queries."""
    document = plan.document
    reading = read_document(document, dictionary_to_bind(datasets_named_in(document)))
    return PlanPage(
        plan=plan,
        faults=[_fault(plan, fault) for fault in reading.faults],
        steps=_steps(plan, reading),
        addable=_addable(plan),
        variables=_variables(plan, reading),
        unused=unused_in(document),
        analyses=_analyses(plan, reading),
        summary=reading.words.summary if reading.words else "",
        controllers=controllers_of(datasets_named_in(document)),
        is_empty=not any(document.get(part) for part in ("population", "variables", "analyses")),
    )


def controllers_of(keys: Sequence[str]) -> list[dict[str, Any]]:
    """Datasets by who decides about them. Only what was published once: anybody can write any key into a plan."""
    grouped: dict[str, list[str]] = {}
    known = Dataset.objects.filter(key__in=keys, published_at__isnull=False)
    for row in known.select_related("controller").order_by("pk"):
        grouped.setdefault(row.controller.name, []).append(row.title)
    return [{"label": name, "text": ", ".join(titles)} for name, titles in grouped.items()]


def anchor_of(path: str) -> str:
    """The place on the page a fault's path leads to: s-where, s-exclude-0, v-age, a-1."""
    head, _dot, rest = path.partition(".")
    if head == "analyses":
        return "tables"
    if head == "population" and rest.startswith("where"):
        return "s-from"
    if head.startswith("analyses["):
        return f"a-{head.removeprefix('analyses[').rstrip(']')}"
    name = rest.split(".", 1)[0].split("[", 1)[0]
    if head == "variables" and name:
        return f"v-{name}"
    if head == "population" and name:
        position = rest.removeprefix("exclude[").split("]", 1)[0] if rest.startswith("exclude[") else ""
        return f"s-{name}-{position}" if position else f"s-{name}"
    return "plan"


def _fault(plan: Plan, fault: Fault) -> dict[str, str]:
    return {"field": anchor_of(fault.path), "text": fault_text(fault), "path": fault.path}


def _faults_at(reading: Reading, anchor: str) -> str:
    return " ".join(fault_text(fault) for fault in reading.faults if anchor_of(fault.path) == anchor)


def _steps(plan: Plan, reading: Reading) -> list[dict[str, Any]]:
    """One row for each sentence; the base and its conditions are one sentence with two things to change."""
    population: Mapping[str, Any] = plan.document.get("population", {})
    said = list(reading.words.population) if reading.words else []
    rows = []
    for step, position in _present(population):
        anchor = f"s-{step}" if position is None else f"s-{step}-{position}"
        name = str(STEP_NAMES[step])
        rows.append(
            {
                "anchor": anchor,
                "name": name,
                "about": str(STEP_NAMES["where"]) if step == "from" and "where" in population else name,
                "parts": [{"text": said.pop(0) if said else name}],
                "part": _part(step, position, population),
                "fault": _faults_at(reading, anchor),
                "verbs": _step_verbs(plan, step, position, population),
            }
        )
    return rows


def _part(step: str, position: int | None, population: Mapping[str, Any]) -> str:
    if step == "from" and "where" in population:
        return "step:where"
    return f"step:{step}" if position is None else f"step:{step}:{position}"


def _step_verbs(plan: Plan, step: str, position: int | None, population: Mapping[str, Any]) -> list[dict[str, str]]:
    if step != "from" or "where" not in population:
        return [{"href": _step_url(plan, step, position), "text": _("Change")}]
    return [
        {"href": _step_url(plan, "from", None), "text": _("Change the dataset")},
        {"href": _step_url(plan, "where", None), "text": _("Change the conditions")},
    ]


def _present(population: Mapping[str, Any]) -> list[tuple[str, int | None]]:
    """The steps that have a sentence of their own: conditions stand in the sentence of the base."""
    shown = ("from", "index", "keep_if") if "from" in population else ("where", "index", "keep_if")
    rows: list[tuple[str, int | None]] = [(step, None) for step in shown if step in population]
    exclusions = population.get("exclude")
    rows += [("exclude", number) for number in range(len(exclusions) if isinstance(exclusions, list) else 0)]
    return rows + ([("exit", None)] if "exit" in population else [])


def _addable(plan: Plan) -> list[dict[str, str]]:
    population = plan.document.get("population", {})
    steps = [step for step in STEP_NAMES if step == "exclude" or step not in population]
    if not population.get("from"):
        steps = ["from"]
    return [{"href": _step_url(plan, step, None), "text": str(STEP_NAMES[step])} for step in steps]


def _step_url(plan: Plan, step: str, position: int | None) -> str:
    url = reverse("requests_app:plan-step", args=[plan.uuid, step])
    return url if position is None else f"{url}?at={position}"


def _variables(plan: Plan, reading: Reading) -> list[dict[str, Any]]:
    said = dict(reading.words.variables) if reading.words else {}
    variables = plan.document.get("variables", {})
    return [
        {
            "name": name,
            "anchor": f"v-{name}",
            "sentence": said.get(name, "–"),
            "fault": _faults_at(reading, f"v-{name}"),
            "used_in": ", ".join(used_in(plan.document, name)) or _used_elsewhere(plan.document, name),
            "edit": reverse("requests_app:plan-variable", args=[plan.uuid]) + f"?name={name}",
            "part": f"variable:{name}",
        }
        for name in variables
    ]


def used_in(document: Mapping[str, Any], name: str) -> list[str]:
    """Ids of the analyses that name a variable."""
    analyses = [one for one in document.get("analyses", []) if isinstance(one, Mapping)]
    return [str(one.get("id", "")).upper() for one in analyses if _names(one, name)]


def _used_elsewhere(document: Mapping[str, Any], name: str) -> str:
    """Where a variable that no table names is used: in who is included, or in other variables."""
    if _mentions(document.get("population"), name):
        return _("who is included")
    others = document.get("variables", {}).items()
    return ", ".join(other for other, shape in others if _mentions(shape, name)) or _("no table")


def unused_in(document: Mapping[str, Any]) -> list[str]:
    """Variables on which no table and no person depends, though their data are applied for. None without tables."""
    variables: Mapping[str, Any] = document.get("variables", {})
    analyses, population = document.get("analyses"), document.get("population")
    if not analyses:
        return []
    waiting = [name for name in variables if _names(analyses, name) or _mentions(population, name)]
    used: set[str] = set()
    while waiting:
        user = waiting.pop()
        if user not in used:
            used.add(user)
            waiting += [name for name in variables if _mentions(variables[user], name)]
    return [name for name in variables if name not in used]


def _mentions(part: Any, name: str) -> bool:
    """Whether a part of the population or a shape says the name; conditions have it before the colon."""
    if isinstance(part, Mapping):
        return name in part or any(_mentions(value, name) for value in part.values())
    if isinstance(part, list):
        return any(_mentions(value, name) for value in part)
    return bool(part == name)


def _names(part: Any, name: str) -> bool:
    if isinstance(part, Mapping):
        return any(_names(value, name) for key, value in part.items() if key not in ("id", "method"))
    if isinstance(part, list):
        return any(_names(value, name) for value in part)
    return bool(part == name)


def _analyses(plan: Plan, reading: Reading) -> list[dict[str, Any]]:
    said = {one: (title, sentence) for one, title, sentence in reading.words.analyses} if reading.words else {}
    rows = []
    for number, analysis in enumerate(plan.document.get("analyses", [])):
        identity = str(analysis.get("id", "")) if isinstance(analysis, Mapping) else ""
        title, sentence = said.get(identity, (identity, ""))
        rows.append(
            {
                "position": number,
                "anchor": f"a-{number}",
                "id": identity,
                "title": title,
                "sentence": sentence,
                "fault": _faults_at(reading, f"a-{number}"),
                "shells": shell_views(reading, identity),
                "edit": reverse("requests_app:plan-analysis", args=[plan.uuid]) + f"?at={number}",
                "part": f"analysis:{number}",
            }
        )
    return rows


def shell_views(reading: Reading, identity: str | None = None) -> list[dict[str, Any]]:
    """Empty tables as parameters of `c-shell`; of one analysis, or of all."""
    return [
        {
            "title": shell.title,
            "note": shell.note,
            "head": " / ".join(shell.stub),
            "columns": [column.text for column in shell.columns],
            "rows": [{"label": row.text, "total": row.is_total} for row in shell.rows],
            "cell": shell.cell,
            "withheld": str(WITHHELD) if shell.id in reading.withheld else "",
        }
        for shell in reading.shells
        if identity is None or shell.id == identity
    ]
