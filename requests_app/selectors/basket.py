"""A first plan from what lies in the basket."""

from __future__ import annotations

from typing import Any

from catalog.selectors.basket import basket_of
from requests_app.builder.edits import starting_plan


def plan_from_basket(*, user: Any, title: str) -> dict[str, Any]:
    """A document that begins with the basket's first person dataset that is connected, else with nothing."""
    basket = basket_of(user=user)
    chosen = {dataset.key: [variable.name for variable in found] for dataset, found in basket.by_dataset}
    connected = [dataset for dataset in basket.datasets if dataset.is_connected]
    persons = [dataset for dataset in connected if dataset.unit == "person"]
    base = next(iter([*persons, *connected]), None)
    return starting_plan(title=title, basket=chosen, base=base.key if base else None)
