"""Background work of the audit."""

from celery import shared_task

from portal.audit.access import forget_old_reads
from portal.audit.checkpoints import make_checkpoint, signing_key
from portal.audit.verification import verify_and_keep


@shared_task
def seal() -> int:
    """A signed checkpoint over all heads; each hour and at each permit. Returns its number."""
    return make_checkpoint().number


@shared_task
def verify_trail() -> int:
    """Verify the trail with the worker's own key and keep the outcome; nightly. Returns the number of findings."""
    return len(verify_and_keep([signing_key().public]))


@shared_task
def forget_reads() -> int:
    """Delete reads past their retention; nightly."""
    return forget_old_reads()
