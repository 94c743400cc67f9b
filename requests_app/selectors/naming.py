"""Datasets and variables by their names in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalog.models import Dataset, Variable


def dataset_titles(keys: Iterable[str]) -> Mapping[str, str]:
    """Key to title, in one query; a key that is unknown stands for itself."""
    wanted = list(keys)
    found = {row.key: row.title for row in Dataset.objects.filter(key__in=wanted)}
    return {key: found.get(key, key) for key in wanted}


def variable_labels(names: Iterable[str]) -> Mapping[str, str]:
    """`dataset.variable` to its label with the name behind, in one query; an unknown one stands for itself."""
    wanted = list(names)
    rows = Variable.objects.filter(dataset__key__in={name.split(".", 1)[0] for name in wanted}).select_related(
        "dataset"
    )
    labels = {f"{row.dataset.key}.{row.name}": row.label for row in rows}
    return {name: f"{labels[name]} ({name})" if name in labels else name for name in wanted}
