"""Celery: the doorbell. Job rows are the truth; each task may run twice and do its work once."""

import os
from pathlib import Path

from celery import Celery
from django_structlog.celery.steps import DjangoStructLogInitStep

from portal.broker import use_own_folder_broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"portal.settings.{os.environ.get('PORTAL_ROLE', 'worker')}")

use_own_folder_broker()
app = Celery("indgang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()


@app.on_after_configure.connect
def make_broker_folders(sender: Celery, **_: object) -> None:
    """The filesystem broker needs its folders."""
    options = sender.conf.broker_transport_options or {}
    for key in ("data_folder_in", "data_folder_out", "control_folder"):
        if key in options:
            Path(options[key]).mkdir(parents=True, exist_ok=True)
