"""A first plan from what lies in the basket, and what the basket still holds for a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import Dataset
from catalog.selectors.basket import Basket, basket_of
from catalog.vocabulary import Kind
from requests_app.builder.edits import Document, starting_plan
from requests_app.models import Plan
from requests_app.selectors.documents import datasets_named_in


@dataclass(frozen=True)
class Begun:
    """A first document, and the names (`dataset`, `dataset.variable`) of the basket that it holds."""

    document: Document
    taken: frozenset[str]


def plan_from_basket(*, user: Any, title: str) -> Begun:
    """A document that begins with the basket's first person dataset that is connected, else with nothing.

    A chosen variable that has one value a person becomes a variable of the plan. What else lies in the basket asks for
    a choice first (which record, which time) and is not taken.
    """
    basket = basket_of(user=user)
    base = _base_of(basket)
    known = {dataset.key for dataset in basket.datasets if base is not None and _has_one_row(dataset, like=base)}
    single = [f"{one.dataset.key}.{one.name}" for one in basket.variables if one.dataset.key in known]
    document = starting_plan(title=title, base=base.key if base else None, variables=single)
    names = {shape["from"] for shape in document["variables"].values()}
    keys = {name.partition(".")[0] for name in names} | ({base.key} if base else set())
    return Begun(document, frozenset(names | keys))


def _base_of(basket: Basket) -> Dataset | None:
    able = [dataset for dataset in basket.datasets if dataset.is_connected and dataset.kind == Kind.DATA]
    persons = [dataset for dataset in able if dataset.unit == "person"]
    return next(iter([*persons, *able]), None)


def _has_one_row(dataset: Dataset, *, like: Dataset) -> bool:
    """Whether it has one row a person, and those are persons of the base."""
    return (
        dataset.unit == "person"
        and dataset.kind == Kind.DATA
        and (dataset.site_id, dataset.domain) == (like.site_id, like.domain)
    )


def put_aside(plan: Plan) -> list[dict[str, Any]]:
    """What its owner has put aside and the plan does not use: each dataset with its variables, and how to use them."""
    used = frozenset(datasets_named_in(plan.document))
    found = []
    for dataset, chosen in basket_of(user=plan.owner).by_dataset:
        names = [(f"{dataset.key}.{one.name}", one.label) for one in chosen]
        left = [(name, label) for name, label in names if not _is_named(plan.document, name)]
        if left or dataset.key not in used:
            found.append(_aside(plan, dataset, left))
    return found


def _aside(plan: Plan, dataset: Dataset, variables: list[tuple[str, str]]) -> dict[str, Any]:
    """One dataset as the page lists it; without addresses where a plan cannot use it."""
    if not dataset.is_connected:
        note = _("Not connected: a plan cannot run on it")
        return {"title": dataset.title, "note": note, "variables": [{"label": label} for _name, label in variables]}
    links = [{"label": label, "href": _url(plan, dataset, name)} for name, label in variables]
    return {"title": dataset.title, "href": _url(plan, dataset, dataset.key), "variables": links}


def _url(plan: Plan, dataset: Dataset, name: str) -> str:
    """Where a variable is made of it: as it stands, or by a choice among the ways to use records."""
    kind = {"kind": "from"} if dataset.unit == "person" else {}
    return f"{reverse('requests_app:plan-variable', args=[plan.uuid])}?{urlencode({**kind, 'data': name})}"


def _is_named(part: Any, name: str) -> bool:
    if isinstance(part, Mapping):
        return any(key == name or _is_named(value, name) for key, value in part.items())
    if isinstance(part, list):
        return any(_is_named(value, name) for value in part)
    return bool(part == name)
