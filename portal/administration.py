"""Django's own administration pages, behind the same sign-in and second factor as everything else."""

from collections.abc import Callable

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest

from portal.accounts.policy import may_act_in_trust


def secured(site: AdminSite) -> AdminSite:
    """The site with our sign-in page, closed to staff without a second factor."""
    site.login = secure_admin_login(site.login)  # type: ignore[method-assign]
    site.has_permission = _with_second_factor(site.has_permission)  # type: ignore[assignment,method-assign]
    return site


def _with_second_factor(is_staff: Callable[[HttpRequest], bool]) -> Callable[[HttpRequest], bool]:
    def has_permission(request: HttpRequest) -> bool:
        return is_staff(request) and may_act_in_trust(request.user)

    return has_permission
