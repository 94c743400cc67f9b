"""Signed checkpoints over all heads, chained to each other: what makes truncation visible."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from analysis.envelope import PublicKey, SigningKey
from portal.audit.chain import canonical, digest, instant
from portal.audit.models import Checkpoint, Stream


def signing_key() -> SigningKey:
    """The worker's audit key; made at its first use."""
    return SigningKey.load_or_make(Path(settings.AUDIT_KEY_FILE))


@transaction.atomic
def make_checkpoint(key: SigningKey | None = None) -> Checkpoint:
    """Seal every head that moved since the last checkpoint. Worker only: web has no key."""
    key = key or signing_key()
    moved = list(Stream.objects.select_for_update().exclude(seq=models.F("sealed_seq")).order_by("name"))
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
    for stream in moved:
        stream.sealed_seq = stream.seq
    Stream.objects.bulk_update(moved, ["sealed_seq"], batch_size=500)
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
    """Whether one of the keys signed exactly this statement."""
    body, signature = canonical(statement_of(checkpoint)), bytes.fromhex(checkpoint.signature)
    return any(key.kid == checkpoint.kid and key.verifies(body, signature) for key in keys)
