"""Which tables of a plan give no figures: what a site can protect leaves it, and of protected data nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from analysis.plans import PROTECTED_METHODS, Dataset, Dictionary, Plan

WITHHELD = _("From protected data this figure is withheld for now. From open data it is released.")


def withheld_in(plan: Plan, dictionary: Dictionary) -> frozenset[str]:
    """The analyses whose figures are withheld: of data that are not all open, those nothing protects yet."""
    datasets = dictionary.datasets.values()
    if datasets and all(dataset.open_data for dataset in datasets):
        return frozenset()
    return frozenset(one.id for one in plan.analyses if one.method not in PROTECTED_METHODS)


def withheld_methods(methods: Iterable[str], base: Dataset | None) -> frozenset[str]:
    """The methods to warn of before one is chosen; a plan that has no data yet may still get protected ones."""
    return frozenset() if base and base.open_data else frozenset(methods) - PROTECTED_METHODS
