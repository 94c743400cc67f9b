"""`public_keys`: the halves of the portal's keys that others may know."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from analysis.envelope import SigningKey

KEYS = {"envelope": "ENVELOPE_KEY_FILE", "permit": "PERMIT_KEY_FILE", "audit": "AUDIT_KEY_FILE"}
"""What each key signs, and the setting that names its file."""


class Command(BaseCommand):
    help = "Print the public halves of the worker's keys. A site trusts the one of the envelopes."

    def handle(self, *args: Any, **options: Any) -> None:
        """A key that is not there yet is made, as at its first use."""
        for name, setting in KEYS.items():
            path = getattr(settings, setting, None)
            if path is None:
                raise CommandError(f"{setting} is set in the worker role only.")
            self.stdout.write(f"{name:<9} {SigningKey.load_or_make(Path(path)).public.hex}")
