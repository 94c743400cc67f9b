"""Accounts: people, organisations, roles, and the one question can()."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
