"""Append-only chains of events, their checkpoints, and the log of reads."""

from typing import Any

from django.db import models


def log_read(by: Any, object: models.Model, what: str) -> None:
    """Remember that this person read this protected thing; see portal.audit.access."""
    from portal.audit.access import log_read as write

    write(by, object, what)


__all__ = ["log_read"]
