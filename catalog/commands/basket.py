"""Put datasets and variables aside for a plan: rows of a signed-in person, or names in a visitor's session."""

from collections.abc import Collection

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.models import BasketItem, Dataset, Variable
from catalog.selectors.basket import SESSION_KEY, session_names
from catalog.selectors.visibility import Visitor, published_datasets
from portal.refusals import NotVisible, Refused

MOST_ITEMS = 200
"""A plan names at most some dozens; a session is no store for the catalogue."""


def add_to_basket(*, user: Visitor, session: SessionBase, name: str) -> Dataset:
    """Add `dataset`, or `dataset.variable` with its dataset. Adding twice changes nothing.

    Raises NotVisible for what is not published, Refused for a full basket.
    """
    dataset, variable = _found(name)
    if user.is_authenticated:
        with transaction.atomic():
            _check_room(BasketItem.objects.filter(user=user).count())
            BasketItem.objects.get_or_create(user=user, dataset=dataset, variable=None)
            if variable is not None:
                BasketItem.objects.get_or_create(user=user, dataset=dataset, variable=variable)
        return dataset
    names = session_names(session)
    _check_room(len(names))
    session[SESSION_KEY] = list(dict.fromkeys([*names, dataset.key, name]))
    return dataset


def remove_from_basket(*, user: Visitor, session: SessionBase, name: str) -> None:
    """Take a variable out, or a dataset with its variables. Taking out what is not there changes nothing."""
    key, _dot, variable = name.partition(".")
    if user.is_authenticated:
        items = BasketItem.objects.filter(user=user, dataset__key=key)
        (items.filter(variable__name=variable) if variable else items).delete()
        return
    session[SESSION_KEY] = [one for one in session_names(session) if one != name and (variable or not _is_of(one, key))]


def take_from_basket(*, user: Visitor, names: Collection[str]) -> None:
    """Take `dataset` and `dataset.variable` out of a signed-in person's basket, once they stand in a plan.

    A dataset stays as long as a variable of it lies there.
    """
    items = BasketItem.objects.filter(user=user.pk)
    rows = items.filter(variable__isnull=False).values_list("pk", "dataset__key", "variable__name")
    held = {pk: (key, f"{key}.{name}") for pk, key, name in rows}
    items.filter(pk__in=[pk for pk, (_key, name) in held.items() if name in names]).delete()
    kept = {key for key, name in held.values() if name not in names}
    items.filter(variable__isnull=True, dataset__key__in=set(names) - kept).delete()


def merge_session_basket(*, user: Visitor, session: SessionBase) -> None:
    """Move what a visitor put aside to the person who has now signed in. What was retired since is left behind."""
    names = session_names(session)
    session.pop(SESSION_KEY, None)
    for name in names:
        try:
            add_to_basket(user=user, session=session, name=name)
        except (NotVisible, Refused):
            continue


def _found(name: str) -> tuple[Dataset, Variable | None]:
    key, _dot, variable_name = name.partition(".")
    dataset = published_datasets().filter(key=key).first()
    variable = Variable.objects.filter(dataset=dataset, name=variable_name).first() if variable_name else None
    if dataset is None or (variable_name and variable is None):
        raise NotVisible
    return dataset, variable


def _check_room(items: int) -> None:
    if items >= MOST_ITEMS:
        raise Refused("basket.full", _("There is no room for more. Remove what you do not need, or make the plan now."))


def _is_of(name: str, key: str) -> bool:
    return name == key or name.startswith(f"{key}.")
