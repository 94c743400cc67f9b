"""Accounts: people, organisations, roles, and the one question can()."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        from portal.accounts import facts, towards  # noqa: F401  (declarations)
