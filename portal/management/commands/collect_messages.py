"""`collect_messages [--room X] [--check]`: bring the .po files in step with code and templates."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import catalogues


class Command(BaseCommand):
    help = "Adds missing texts to the .po files and drops unused ones; --check only reports."
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
            missing = catalogues.collect(one)
            self.stdout.write(f"{one}: {len(missing)} without Danish")
            for message in missing:
                self.stdout.write(f"  {message.msgid}")


def report(command: BaseCommand, rooms: list[str]) -> None:
    """Say each fault; CommandError when there is one."""
    faults = [fault for room in rooms for fault in catalogues.faults_of(room)]
    for fault in faults:
        command.stderr.write(fault)
    if faults:
        raise CommandError(f"{len(faults)} texts are out of step.")
