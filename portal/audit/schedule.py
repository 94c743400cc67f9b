"""Rounds of the audit."""

from celery.schedules import crontab

SCHEDULE = {
    "seal_audit": ("portal.audit.tasks.seal", crontab(minute="5")),
    "verify_trail": ("portal.audit.tasks.verify_trail", crontab(hour="3", minute="40")),
    "forget_reads": ("portal.audit.tasks.forget_reads", crontab(hour="2", minute="20")),
}
