"""The app of the portal's looks."""

from django.apps import AppConfig
from django.core.checks import register


class UiConfig(AppConfig):
    """Registers the public menu and the check that every menu entry leads somewhere."""

    name = "portal.ui"
    label = "ui"
    verbose_name = "Pages and components"

    def ready(self) -> None:
        """Declare the public entries; upper apps add theirs in their own `ready`."""
        from portal.ui import menu

        menu.add_public()
        register(menu.check_entries)
