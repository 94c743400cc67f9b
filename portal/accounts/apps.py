"""Accounts: people, organisations, roles, and the one question can()."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from portal.accounts import audiences, facts, towards  # noqa: F401  (declarations)
        from portal.accounts.roles import Role
        from portal.accounts.selectors import count_to_accept
        from portal.ui import menu

        accepting = [Role.ADMIN, Role.CATALOGUE_ADMIN]
        menu.add(accepting, _("Role requests"), "accounts:memberships", count=count_to_accept, order=35)
