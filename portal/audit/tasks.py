"""Background work of the audit."""

from celery import shared_task

from portal.audit.access import forget_old_reads
from portal.audit.checkpoints import make_checkpoint


@shared_task
def seal() -> int:
    """A signed checkpoint over all heads; each hour and at each permit. Returns its number."""
    return make_checkpoint().number


@shared_task
def forget_reads() -> int:
    """Delete reads past their retention; nightly."""
    return forget_old_reads()
