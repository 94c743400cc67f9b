"""Datasets and variables by their names in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalog.models import Dataset


def dataset_titles(keys: Iterable[str]) -> Mapping[str, str]:
    """Key to title, in one query; a key that is unknown stands for itself."""
    wanted = list(keys)
    found = {row.key: row.title for row in Dataset.objects.filter(key__in=wanted)}
    return {key: found.get(key, key) for key in wanted}
