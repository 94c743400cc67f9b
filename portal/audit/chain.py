"""Append to a chain, and the bytes that are hashed."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.audit.models import Event, Stream


@transaction.atomic
def append_event(*, fact: str, stream: str, by: Any, payload: Mapping[str, Any]) -> Event:
    """Add one event at the end of its stream, under the stream's lock. `by` None: time or the system."""
    head = lock_stream(stream)
    event = Event(
        stream=stream,
        seq=head.seq + 1,
        fact=fact,
        at=timezone.now(),
        by=by,
        payload=dict(payload),
        previous=head.head,
    )
    event.hash = hash_of(event)
    event.save(force_insert=True)
    head.seq, head.head = event.seq, event.hash
    head.save(update_fields=["seq", "head"])
    return event


def hash_of(event: Event) -> str:
    """SHA-256 (hex) over the canonical JSON of everything the event says, with the hash before it."""
    return digest(
        {
            "stream": event.stream,
            "seq": event.seq,
            "fact": event.fact,
            "at": instant(event.at),
            "by": event.by_id,
            "payload": event.payload,
            "previous": event.previous,
        }
    )


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of canonical JSON: sorted keys, no spaces, UTF-8."""
    return hashlib.sha256(canonical(document)).hexdigest()


def canonical(document: Mapping[str, Any]) -> bytes:
    """The canonical bytes of a document of strings, integers, booleans, lists and objects."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def instant(at: datetime) -> str:
    """A moment as ISO 8601 in UTC with Z, to the microsecond both databases keep."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def lock_stream(name: str) -> Stream:
    """The head of the stream, held until the transaction ends; a new stream begins at 0.

    A verb that will append after other writes takes it first, where others append and then write the same rows. On
    SQLite the transaction already holds the write lock.
    """
    Stream.objects.get_or_create(name=name)
    return Stream.objects.select_for_update().get(name=name)
