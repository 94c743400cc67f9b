"""Signed checkpoints over all heads, chained to each other: what makes truncation visible."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from analysis.envelope import PublicKey, SigningKey
from portal.audit.chain import canonical, digest, instant, lock_stream
from portal.audit.models import Checkpoint, Stream
from portal.audit.reading import MALFORMED

CHECKPOINTS = "checkpoints"
"""A stream without events: its row is the lock of the checkpoints' own chain."""


def signing_key() -> SigningKey:
    """The worker's audit key; made at its first use."""
    return SigningKey.load_or_make(Path(settings.AUDIT_KEY_FILE))


def make_checkpoint(key: SigningKey | None = None) -> Checkpoint:
    """Seal every head that moved since the last checkpoint. Worker only: web has no key."""
    checkpoint = _next_checkpoint(key or signing_key())
    # One row at a time, after the commit: a verb that holds two streams never meets us half-way. A mark that is lost
    # or overtaken only repeats a head in the next checkpoint.
    for name, (seq, _head) in checkpoint.heads.items():
        Stream.objects.filter(name=name).update(sealed_seq=seq)
    return checkpoint


@transaction.atomic
def _next_checkpoint(key: SigningKey) -> Checkpoint:
    lock_stream(CHECKPOINTS)  # two rounds at once would both take the next number
    moved = list(Stream.objects.exclude(seq=models.F("sealed_seq")).order_by("name"))
    last = Checkpoint.objects.order_by("number").last()
    checkpoint = Checkpoint(
        number=last.number + 1 if last else 1,
        at=timezone.now(),
        heads={stream.name: [stream.seq, stream.head] for stream in moved},
        previous=last.hash if last else "",
        kid=key.kid,
    )
    checkpoint.hash = digest(statement_of(checkpoint))
    checkpoint.signature = key.sign(canonical(statement_of(checkpoint))).hex()
    checkpoint.save(force_insert=True)
    return checkpoint


def statement_of(checkpoint: Checkpoint) -> dict[str, Any]:
    """What is hashed and signed."""
    return {
        "number": checkpoint.number,
        "at": instant(checkpoint.at),
        "heads": checkpoint.heads,
        "previous": checkpoint.previous,
        "kid": checkpoint.kid,
    }


def is_signed_by(checkpoint: Checkpoint, keys: list[PublicKey]) -> bool:
    """Whether one of the keys signed exactly this statement; what is no signature at all is none of theirs."""
    try:
        body, signature = canonical(statement_of(checkpoint)), bytes.fromhex(checkpoint.signature)
    except MALFORMED:
        return False
    return any(key.kid == checkpoint.kid and key.verifies(body, signature) for key in keys)
