"""The app of the catalogue."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Registers roles, menu entries, the index's ears and the basket's moment of log-in."""

    name = "catalog"

    def ready(self) -> None:
        """Connect what must be known before the first request."""
        from catalog import declarations

        declarations.declare()
