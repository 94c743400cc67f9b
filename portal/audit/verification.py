"""The trail is verified and the outcome kept, so that whoever may not run commands can read it."""

from dataclasses import asdict

from analysis.envelope import PublicKey
from portal.audit.models import Checkpoint, Event, Verification
from portal.audit.verify import Finding, verify

MOST_KEPT = 100
"""Findings that are kept with an outcome; what follows the first of each chain proves nothing anyway."""


def verify_and_keep(keys: list[PublicKey], anchors: dict[int, str] | None = None) -> list[Finding]:
    """Every finding, as `verify` gives them; the outcome is kept for the page of events."""
    last = Checkpoint.objects.order_by("number").values_list("number", flat=True).last()
    events = Event.objects.count()
    findings = verify(keys, anchors)
    Verification.objects.create(
        events=events,
        checkpoint=last,
        faults=len(findings),
        findings=[asdict(finding) for finding in findings[:MOST_KEPT]],
    )
    return findings
