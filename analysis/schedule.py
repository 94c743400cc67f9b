"""What beat rings for this app."""

from datetime import timedelta

SCHEDULE = {"sweep_jobs": ("analysis.sweep", timedelta(seconds=10))}
