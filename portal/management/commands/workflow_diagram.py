"""`workflow_diagram [--check]`: writes docs/reference/workflow.md from the transition tables."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.workflow.diagram import page


class Command(BaseCommand):
    help = "Draws the transition tables; --check fails when the page is not what the tables say."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "reference" / "workflow.md"
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page(), encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != page():
            raise CommandError("docs/reference/workflow.md is not what the tables say: run workflow_diagram.")
