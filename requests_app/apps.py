"""The app of case work."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RequestsAppConfig(AppConfig):
    """Case work; imports its declarations when the registry is ready."""

    name = "requests_app"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load roles, audiences, menu entries and clock handlers; a migrated database holds the shipped forms."""
        from requests_app import declarations
        from requests_app.commands.forms import publish_shipped_forms

        declarations.declare()
        post_migrate.connect(publish_shipped_forms, sender=self, dispatch_uid="requests_app.shipped_forms")
