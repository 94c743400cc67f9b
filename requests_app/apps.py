"""The app of case work."""

from django.apps import AppConfig


class RequestsAppConfig(AppConfig):
    """Case work; imports its declarations when the registry is ready."""

    name = "requests_app"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load roles, audiences, menu entries and clock handlers."""
        from requests_app import declarations

        declarations.load()
