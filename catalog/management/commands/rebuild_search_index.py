"""Make the search index again: after an upgrade, a restored database, or doubt. Run it where the worker runs."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.tasks import rebuild


class Command(BaseCommand):
    """`manage.py rebuild_search_index`."""

    help = "Make the search index again from the published descriptions; waits while the worker is writing it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and say how many datasets it holds."""
        self.stdout.write(f"{rebuild()} datasets in the search index.")
