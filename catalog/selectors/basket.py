"""What lies in the basket of a person or of a visitor's session."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.sessions.backends.base import SessionBase

from catalog.models import BasketItem, Dataset, Variable
from catalog.selectors.visibility import Visitor, published_datasets

SESSION_KEY: Final = "catalog_basket"


@dataclass(frozen=True)
class Basket:
    """Datasets in the order they were added, and the chosen variables of each."""

    datasets: tuple[Dataset, ...] = ()
    variables: tuple[Variable, ...] = ()

    def __len__(self) -> int:
        return len(self.datasets)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the datasets."""
        return frozenset(dataset.key for dataset in self.datasets)

    @property
    def names(self) -> frozenset[str]:
        """The chosen variables as `dataset.variable`."""
        return frozenset(f"{variable.dataset.key}.{variable.name}" for variable in self.variables)

    @property
    def by_dataset(self) -> tuple[tuple[Dataset, tuple[Variable, ...]], ...]:
        """Each dataset with its chosen variables."""
        return tuple(
            (dataset, tuple(one for one in self.variables if one.dataset_id == dataset.pk)) for dataset in self.datasets
        )


def basket_of(*, user: Visitor, session: SessionBase | None = None) -> Basket:
    """Return the basket: the rows of a signed-in person, or what the session of a visitor holds.

    Only published datasets: one that was retired since lies there no more.
    """
    if user.is_authenticated:
        return _basket_of_rows(user.pk)
    return _basket_of_names(session_names(session or {}))


def basket_keys(*, user: Visitor, session: SessionBase | None = None) -> frozenset[str]:
    """Return only the dataset keys, in one query or none: for lists that mark what is in the plan."""
    if user.is_authenticated:
        items = BasketItem.objects.filter(user=user.pk, variable__isnull=True)
        return frozenset(items.values_list("dataset__key", flat=True))
    return frozenset(name for name in session_names(session or {}) if "." not in name)


def basket_names(*, user: Visitor, session: SessionBase | None = None) -> frozenset[str]:
    """Return `dataset` and `dataset.variable` of everything in the basket, in one query or none."""
    if not user.is_authenticated:
        return frozenset(session_names(session or {}))
    rows = BasketItem.objects.filter(user=user.pk).values_list("dataset__key", "variable__name")
    return frozenset(f"{key}.{name}" if name else key for key, name in rows)


def session_names(session: SessionBase | Mapping[str, Any]) -> list[str]:
    """Return `dataset` and `dataset.variable` names of a session, ignoring anything of another form."""
    stored = session.get(SESSION_KEY, [])
    return [name for name in stored if isinstance(name, str)] if isinstance(stored, list) else []


def _basket_of_rows(user_pk: int) -> Basket:
    items = BasketItem.objects.filter(user=user_pk, dataset__in=published_datasets()).order_by("added_at", "pk")
    rows = list(items.select_related("dataset__controller", "dataset__site", "variable__dataset"))
    return Basket(
        datasets=tuple(row.dataset for row in rows if row.variable is None),
        variables=tuple(row.variable for row in rows if row.variable is not None),
    )


def _basket_of_names(names: list[str]) -> Basket:
    keys = [name for name in names if "." not in name]
    found = {
        dataset.key: dataset
        for dataset in published_datasets().filter(key__in=keys).select_related("controller", "site")
    }
    chosen = {name for name in names if "." in name}
    variables = Variable.objects.filter(dataset__in=[dataset.pk for dataset in found.values()]).select_related(
        "dataset"
    )
    if chosen:
        variables = variables.filter(name__in={name.partition(".")[2] for name in chosen}).order_by(
            "dataset", "position"
        )
    return Basket(
        datasets=tuple(found[key] for key in dict.fromkeys(keys) if key in found),
        variables=tuple(one for one in variables if f"{one.dataset.key}.{one.name}" in chosen) if chosen else (),
    )
