"""A broker that is away fails no request and holds none up: every bell of the product is let be, with a line in the log."""

import os
import socket
import subprocess
import sys

import pytest
from django.conf import settings

RING_EVERY_BELL = """
import logging, uuid
import django; django.setup()
from analysis.tasks import ask_to_draw, ring
from requests_app.commands.outcome import _ring as ask_for_seal
from portal.notices.outbox import ring as ask_for_mail
ring(uuid.uuid4(), "nhefs")
ask_to_draw(uuid.uuid4())
ask_for_seal(1)
ask_for_mail()
print("still here")
"""


@pytest.fixture(params=["refuses", "takes the call and says nothing"])
def broker(request):
    """The address of a Redis that is no help."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        if request.param == "refuses":
            server.close()
        yield f"redis://127.0.0.1:{port}/0"


@pytest.mark.slow
def test_every_bell_is_let_be(broker, tmp_path):
    environment = {
        "PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portal.settings.web", "DEMO": "true",
        "DEMO_DIR": str(tmp_path), "CELERY_BROKER_URL": broker,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", RING_EVERY_BELL], cwd=settings.BASE_DIR, env=environment, capture_output=True,
        text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.stdout.strip() == "still here", done.stderr
    assert done.stderr.count("The broker did not take") == 3
    assert done.stderr.count("doorbell_failed") == 1
