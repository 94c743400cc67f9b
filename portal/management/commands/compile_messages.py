"""`compile_messages [--room X] [--check]`: .po to .mo without msgfmt."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal import catalogues
from portal.management.commands.collect_messages import report


class Command(BaseCommand):
    help = "Compiles the .po files; --check fails when a .po or .mo is missing, stale or incomplete."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--room", choices=catalogues.rooms(), help="One room instead of all.")
        parser.add_argument("--check", action="store_true", help="Change nothing; fail when something is out of step.")

    def handle(self, *args: Any, room: str | None, check: bool, **options: Any) -> None:
        chosen = [room] if room else list(catalogues.rooms())
        if check:
            report(self, chosen)
            return
        for one in chosen:
            catalogues.compile_room(one)
