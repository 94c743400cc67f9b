"""What beat rings for this app."""

from datetime import timedelta

SCHEDULE = {"requests_app.sweep": ("requests_app.sweep", timedelta(minutes=5))}
