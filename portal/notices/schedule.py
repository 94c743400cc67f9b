"""Rounds of the outbox."""

from datetime import timedelta

SCHEDULE = {"send_mails": ("portal.notices.tasks.send_mails", timedelta(minutes=1))}
