"""A fact that others will rely on outside the portal is sealed at once, not within the hour."""

from typing import Any

import structlog
from django.db import transaction

from portal.audit.models import Event
from portal.workflow.facts import FACTS

log = structlog.get_logger(__name__)


def seal_at_once(event: Event, row: Any) -> None:
    """Handler of every fact: one that says so asks for a checkpoint after the commit."""
    if FACTS[event.fact].is_sealed_at_once:
        transaction.on_commit(ring, robust=True)


def ring() -> None:
    """Wake the worker, which alone holds the key. When the broker is away the hourly round seals it."""
    from portal.audit.tasks import seal

    try:
        seal.delay()
    except Exception as failure:  # a broker that is away must not fail the verb: its event is written
        log.warning("doorbell_failed", task="seal_audit", kind=type(failure).__name__)
