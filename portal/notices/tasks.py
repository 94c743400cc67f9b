"""Background work of the outbox."""

from celery import shared_task

from portal.notices.outbox import send_due


@shared_task
def send_mails() -> int:
    """Send what is due; idempotent."""
    return send_due()
