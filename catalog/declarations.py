"""What the catalogue tells the kernel about itself, called once from AppConfig.ready."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog import facts, workflow  # noqa: F401 - loading it declares the table
from catalog.commands.basket import merge_session_basket
from catalog.home import Entrance
from catalog.selectors import visibility  # noqa: F401 - loading it declares the roles
from portal.accounts.roles import Role
from portal.ui import menu, slots
from portal.workflow import on

_SEARCHABLE_CHANGES = (
    facts.DatasetEdited, facts.DatasetImported, facts.DatasetPublished, facts.DatasetRetired, facts.DatasetReopened,
)  # fmt: skip
_EVERY_READER = [menu.PUBLIC, Role.APPLICANT, Role.MEMBER]


def declare() -> None:
    """Connect menu, index and log-in; importing this module has loaded the declarations (roles, table)."""
    menu.add(_EVERY_READER, _("Datasets"), "catalog:dataset-list", order=10)
    menu.add([menu.PUBLIC], _("Variables"), "catalog:variable-list", order=20)
    menu.add([Role.STEWARD, Role.CATALOGUE_ADMIN], _("My datasets"), "catalog:steward-dataset-list", order=30)
    slots.add("home.links", Entrance)
    for fact in _SEARCHABLE_CHANGES:
        on(fact, ring_index)
    user_logged_in.connect(_keep_basket, dispatch_uid="catalog.keep_basket")


def ring_index(event: Any, row: Any) -> None:
    """After the commit, ask the worker to renew the index. A lost ring costs freshness only."""
    from catalog.tasks import ring

    transaction.on_commit(ring, robust=True)


def _keep_basket(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    merge_session_basket(user=user, session=request.session)
