"""The catalogue in the words of the plan language."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import QuerySet

from analysis.plans import Dataset as PlanDataset
from analysis.plans import Dictionary, Text
from analysis.plans import Variable as PlanVariable
from analysis.plans.code_lists import shipped_lists
from catalog.models import Dataset, Variable
from catalog.vocabulary import DatasetState


def dictionary_for(keys: Iterable[str] | None = None) -> Dictionary:
    """Return the dictionary plans are read with, in 2 queries.

    Without keys: every published, connected dataset. With keys: those of them that are connected and have ever been
    published, so that a plan on a dataset that was retired since can still be read. Unknown keys are left out; the
    checker of plans names them.
    """
    return _dictionary_of(_rows(keys))


def dictionary_to_bind(keys: Iterable[str]) -> Dictionary:
    """Return the dictionary plans are bound against, in 2 queries: what is not published now is retired in it."""
    rows = list(_rows(keys))
    retired = frozenset(row.key for row in rows if not row.is_published)
    return replace(_dictionary_of(rows), retired=retired)


def _rows(keys: Iterable[str] | None) -> QuerySet[Dataset]:
    datasets = Dataset.objects.filter(site__isnull=False)
    if keys is None:
        datasets = datasets.filter(state=DatasetState.PUBLISHED)
    else:
        datasets = datasets.filter(key__in=list(keys), published_at__isnull=False)
    return datasets.select_related("controller", "site").prefetch_related("variables").order_by("key")


def _dictionary_of(rows: Iterable[Dataset]) -> Dictionary:
    return Dictionary(
        {dataset.key: plan_dataset(dataset, dataset.variables.all()) for dataset in rows}, shipped_lists()
    )


def plan_dataset(dataset: Dataset, variables: Iterable[Variable]) -> PlanDataset:
    """Return one connected dataset with its variables in their order."""
    ordered = sorted(variables, key=lambda variable: variable.position)
    return PlanDataset(
        key=dataset.key,
        title=Text(dataset.title_da, dataset.title_en),
        controller=dataset.controller.key,
        site=dataset.site.key if dataset.site else "",
        domain=dataset.domain,
        unit="record" if dataset.unit == "record" else "person",
        date=dataset.date_variable or None,
        birth=dataset.birth_variable or None,
        feasibility=dataset.feasibility,
        kind="rates" if dataset.kind == "rates" else "data",
        open_data=dataset.open_data,
        version=dataset.data_version,
        variables={variable.name: plan_variable(variable) for variable in ordered},
    )


def plan_variable(variable: Variable) -> PlanVariable:
    """Return one variable as plans know it."""
    return PlanVariable.from_json(
        variable.name,
        {
            "type": variable.type,
            "label": {"da": variable.label_da, "en": variable.label_en},
            "labels": variable.labels,
            "system": variable.system,
            "unit": variable.unit,
            "bins": variable.bins,
            "parent": variable.parent,
            "missing": variable.missing,
            "sensitive": variable.sensitive,
            "grid": variable.grid,
        },
    )
