"""`manage.py collect_vendor`: third-party files from node_modules into build/vendor."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.ui import assets


class Command(BaseCommand):
    """Copies style, script, fonts and icons of the design system."""

    help = "Copy the design system from node_modules into build/vendor."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare where node_modules lies and where the files go."""
        parser.add_argument("--node-modules", type=Path, default=assets.NODE_MODULES)
        parser.add_argument("--target", type=Path, default=assets.VENDOR)

    def handle(self, *args: Any, **options: Any) -> None:
        """Collect, or say what is missing."""
        try:
            written = assets.collect(node_modules=options["node_modules"], target=options["target"])
        except assets.AssetsMissing as missing:
            raise CommandError(f"{missing} is missing. Run npm ci first.") from missing
        self.stdout.write(f"{len(written)} files in {options['target']}")
