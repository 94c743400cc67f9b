"""The kernel: accounts, workflow, audit, notices, API and look. It knows no health data and no case."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
