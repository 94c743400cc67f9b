"""Datasets and variables by their names in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from analysis.plans.method_words import METHOD_NAMES
from catalog.models import Dataset, Variable
from portal.ui.format import language
from requests_app.models import Decision


def dataset_titles(keys: Iterable[str]) -> Mapping[str, str]:
    """Key to title, in one query; a key that is unknown stands for itself."""
    wanted = list(keys)
    found = {row.key: row.title for row in Dataset.objects.filter(key__in=wanted)}
    return {key: found.get(key, key) for key in wanted}


def variable_labels(names: Iterable[str]) -> Mapping[str, str]:
    """`dataset.variable` to its label with the name behind, in one query; an unknown one stands for itself."""
    wanted = list(names)
    labels = labels_of(wanted)
    return {name: f"{labels[name]} ({name})" if name in labels else name for name in wanted}


def labels_of(names: Iterable[str]) -> Mapping[str, str]:
    """`dataset.variable` to its label, in one query; an unknown one is left out."""
    wanted = set(names)
    rows = Variable.objects.filter(dataset__key__in={name.split(".", 1)[0] for name in wanted}).select_related(
        "dataset"
    )
    found = {f"{row.dataset.key}.{row.name}": row.label for row in rows}
    return {name: found[name] for name in wanted if name in found}


def cut_labels(decisions: Iterable[Decision]) -> Mapping[int, str]:
    """Per decision, what its grant leaves out, by label; in one query, or none when nothing is left out."""
    rows = [row for row in decisions if row.cut]
    labels = variable_labels(name for row in rows for name in row.cut) if rows else {}
    return {row.pk: ", ".join(labels[name] for name in row.cut) for row in rows}


def method_name(method: str) -> str:
    """What a method of the plan language is called in the language of the page; an unknown one stands for itself."""
    da, en = METHOD_NAMES.get(method, (method, method))
    return en if language() == "en" else da


def distinct_labels(names: Iterable[str]) -> Mapping[str, str]:
    """`dataset.variable` to its label, in one query; the name stands behind where two share a label."""
    wanted = list(names)
    labels = labels_of(wanted)
    shared = Counter(labels.values())
    return {name: label if shared[label] == 1 else f"{label} ({name})" for name, label in labels.items()}


def named_lines(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines of a permit with the titles and labels of datasets, variables and methods in place of codes; 2 queries."""
    found = list(lines)
    titles = dataset_titles(line["dataset"] for line in found)
    labels = labels_of(f"{line['dataset']}.{name}" for line in found for name in line["variables"])
    return [
        {
            **line,
            "title": titles[line["dataset"]],
            "methods": [method_name(method) for method in line["methods"]],
            "variables": [
                {"name": name, "label": labels.get(f"{line['dataset']}.{name}", "")} for name in line["variables"]
            ],
        }
        for line in found
    ]
