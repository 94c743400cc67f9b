"""Reads the chains as an auditor would and says what does not add up."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from analysis.envelope import PublicKey
from portal.audit import triggers
from portal.audit.chain import digest, hash_of
from portal.audit.checkpoints import is_signed_by, statement_of
from portal.audit.models import Checkpoint, Event, Stream
from portal.audit.reading import MALFORMED, rows_of

LONGEST_WRITE = timedelta(minutes=10)
"""An event has its time before its transaction ends: a checkpoint may miss one that is younger than this."""


@dataclass(frozen=True)
class Finding:
    """One thing that does not add up."""

    code: str
    """altered, missing, truncated, unsealed, checkpoint, anchor or triggers."""
    place: str
    text: str


@dataclass
class Sealed:
    """What the checkpoints say: hash by (stream, seq), the highest seq of each stream, and until when it must hold."""

    hashes: dict[tuple[str, int], str] = field(default_factory=dict)
    highest: dict[str, int] = field(default_factory=dict)
    complete_until: datetime | None = None


def verify(keys: list[PublicKey], anchors: dict[int, str] | None = None) -> list[Finding]:
    """Every finding, the earliest of each stream first; an empty list is a sound trail.

    `anchors`: checkpoint number -> hash that was kept elsewhere. Only they reveal that the last checkpoints are gone.
    """
    sealed = Sealed()
    findings = list(_checkpoint_findings(keys, anchors or {}, sealed))
    findings += _event_findings(sealed)
    if not triggers.are_installed(connection):
        findings.append(Finding("triggers", "database", "The triggers that refuse changes are gone."))
    return findings


def _checkpoint_findings(keys: list[PublicKey], anchors: dict[int, str], sealed: Sealed) -> Iterator[Finding]:
    previous, number = "", 0
    for (place_number,), checkpoint in rows_of(Checkpoint, "number"):
        if checkpoint is None:
            yield Finding("checkpoint", f"checkpoint {place_number}", "It cannot be read.")
            continue
        number += 1
        place = f"checkpoint {checkpoint.number}"
        if checkpoint.number != number or checkpoint.previous != previous:
            yield Finding("checkpoint", place, "A checkpoint before this one is missing or changed.")
            number = checkpoint.number
        if _is_sound(checkpoint, keys):
            sealed.complete_until = checkpoint.at - LONGEST_WRITE
        else:
            yield Finding("checkpoint", place, "It was altered, or signed by a key that is not trusted.")
        if anchors.pop(checkpoint.number, checkpoint.hash) != checkpoint.hash:
            yield Finding("anchor", place, "It is not the one that was kept elsewhere.")
        previous = checkpoint.hash
        for stream, seq, head in _heads_of(checkpoint):
            sealed.hashes[stream, seq] = head
            sealed.highest[stream] = max(seq, sealed.highest.get(stream, 0))
    for missing in anchors:
        yield Finding("anchor", f"checkpoint {missing}", "It was kept elsewhere and is gone here.")


def _is_sound(checkpoint: Checkpoint, keys: list[PublicKey]) -> bool:
    return is_signed_by(checkpoint, keys) and digest(statement_of(checkpoint)) == checkpoint.hash


def _heads_of(checkpoint: Checkpoint) -> Iterator[tuple[str, int, str]]:
    """(stream, seq, head) of each entry that has this form; one of another form was signed by nobody."""
    entries = checkpoint.heads.items() if isinstance(checkpoint.heads, dict) else ()
    for stream, entry in entries:
        match entry:
            case [int(seq), str(head)]:
                yield stream, seq, head


def _event_findings(sealed: Sealed) -> list[Finding]:
    heads = {stream.name: stream for stream in Stream.objects.all()}
    findings: list[Finding] = []
    last: dict[str, Event] = {}
    broken: set[str] = set()
    for (stream, seq), event in rows_of(Event, "stream", "seq"):
        if event is None:
            finding: Finding | None = Finding("altered", f"{stream} {seq}", "It cannot be read.")
        else:
            finding = _finding_at(event, last.get(stream), sealed)
            last[stream] = event
        if finding and stream not in broken:  # what follows the first break of a chain proves nothing
            broken.add(stream)
            findings.append(finding)
    for name in sorted({*heads, *sealed.highest, *last} - broken):
        findings += _end_finding(name, heads.get(name), last.get(name), sealed)
    return findings


def _finding_at(event: Event, before: Event | None, sealed: Sealed) -> Finding | None:
    place = f"{event.stream} {event.seq}"
    seq, head = (before.seq, before.hash) if before else (0, "")
    if event.seq != seq + 1:
        return Finding("missing", f"{event.stream} {seq + 1}", "An event is missing.")
    if event.previous != head:
        return Finding("altered", place, "It does not follow the event before it.")
    if not _is_as_hashed(event):
        return Finding("altered", place, "Its content is not what was hashed.")
    if sealed.hashes.get((event.stream, event.seq), event.hash) != event.hash:
        return Finding("altered", place, "A signed checkpoint says something else.")
    is_late = sealed.complete_until is not None and event.at < sealed.complete_until
    if is_late and event.seq > sealed.highest.get(event.stream, 0):
        return Finding("unsealed", place, "It claims to be older than checkpoints that do not know it.")
    return None


def _is_as_hashed(event: Event) -> bool:
    try:
        return hash_of(event) == event.hash
    except MALFORMED:
        return False


def _end_finding(name: str, head: Stream | None, last: Event | None, sealed: Sealed) -> list[Finding]:
    seq, digest_ = (last.seq, last.hash) if last else (0, "")
    if seq < sealed.highest.get(name, 0):
        return [Finding("truncated", f"{name} {seq + 1}", "A signed checkpoint knows events that are gone.")]
    if head is None or (head.seq, head.head) != (seq, digest_):
        return [Finding("truncated", f"{name} {seq + 1}", "The head of the chain is not its last event.")]
    return []
