"""`verify_audit`: is the trail whole? Exit 1 when not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analysis.envelope import PublicKey
from portal.audit.checkpoints import signing_key
from portal.audit.models import Checkpoint, Event
from portal.audit.verification import verify_and_keep


class Command(BaseCommand):
    help = "Finds edits, insertions and truncation in the audit chains, against the signed checkpoints."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--public-key", action="append", default=[], metavar="HEX",
                            help="Trust this key (may be repeated); without it, the worker's own.")  # fmt: skip
        parser.add_argument("--anchor", action="append", default=[], metavar="NUMBER:HASH",
                            help="A checkpoint that was kept elsewhere.")  # fmt: skip

    def handle(self, *args: Any, public_key: list[str], anchor: list[str], **options: Any) -> None:
        try:
            keys = [PublicKey.from_hex(text) for text in public_key] or [signing_key().public]
            anchors = {int(number): digest for number, digest in (text.split(":") for text in anchor)}
        except ValueError as fault:
            raise CommandError(f"Not a key or an anchor: {fault}") from fault
        findings = verify_and_keep(keys, anchors)
        for finding in findings:
            self.stderr.write(f"{finding.code}: {finding.place}: {finding.text}")
        if findings:
            raise CommandError(f"The trail is not whole: {len(findings)} findings.")
        self.stdout.write(f"The trail is whole: {Event.objects.count()} events. {_kept_elsewhere()}")


def _kept_elsewhere() -> str:
    last = Checkpoint.objects.order_by("number").last()
    return f"Keep elsewhere: {last.number}:{last.hash}" if last else "No checkpoint yet."
