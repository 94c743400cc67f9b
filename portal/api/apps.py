"""The API: default deny, one error shape."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "portal.api"
    label = "api"

    def ready(self) -> None:
        from portal.api import checks  # noqa: F401  (registers the check)
