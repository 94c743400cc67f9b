"""Django's own administration pages: a look at sign-ins, behind the same sign-in and second factor as everything else.

They are for the operator, who has no role in a case: nothing of ours is registered there, what others registered can
only be read, and two things taken away, because nobody else can do it for a person: a lost second factor and a token.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from knox.models import AuthToken

from portal.accounts.policy import may_act_in_trust

REMOVABLE: Final = frozenset({Authenticator, AuthToken})
UNUSED: Final = (Group,)
"""Roles are memberships, not groups."""
SECRETS: Final = ("data", "token_key")
"""Fields that prove who somebody is; not even the operator reads them."""


def secured(site: AdminSite) -> AdminSite:
    """The site with our sign-in page, closed to staff without a second factor, and with nothing to write."""
    site.login = secure_admin_login(site.login)  # type: ignore[method-assign]  # as allauth says to
    site.has_permission = _with_second_factor(site.has_permission)  # type: ignore[assignment,method-assign]  # likewise
    site.unregister([model for model in UNUSED if site.is_registered(model)])
    for model, pages in site._registry.items():  # the site has no other list of its models
        _read_only(pages, is_removable=model in REMOVABLE)
    return site


def _read_only(pages: ModelAdmin[Any], *, is_removable: bool) -> None:
    names = {field.name for field in pages.model._meta.get_fields()}
    pages.actions = None
    pages.exclude = [name for name in SECRETS if name in names]  # type: ignore[misc]  # others' classes
    for shown in ("list_display", "search_fields"):
        setattr(pages, shown, [name for name in getattr(pages, shown) if name not in SECRETS])
    pages.has_add_permission = pages.has_change_permission = _never  # type: ignore[method-assign]  # others' classes
    if not is_removable:
        pages.has_delete_permission = _never  # type: ignore[method-assign]  # others' classes


def _never(request: HttpRequest, obj: object = None) -> bool:
    return False


def _with_second_factor(is_staff: Callable[[HttpRequest], bool]) -> Callable[[HttpRequest], bool]:
    def has_permission(request: HttpRequest) -> bool:
        return is_staff(request) and may_act_in_trust(request.user)

    return has_permission
