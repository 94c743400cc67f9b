"""The grown portal: the same code on Redis, by URL settings alone."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
COUNT_SIGN_INS = """
import django; django.setup()
from django.conf import settings
from django.core.cache import cache
from portal.celery import app
cache.add("sign-ins-of-a-test", 0, 30)
print(settings.CACHES["default"]["BACKEND"].rsplit(".", 1)[1], cache.incr("sign-ins-of-a-test"))
with app.connection_for_write() as connection:
    connection.ensure_connection(max_retries=1, timeout=5)
    print(connection.transport_cls, settings.CELERY_BROKER_TRANSPORT_OPTIONS["unacked_restore_throttle"])
"""


@pytest.mark.redis
def test_limits_count_across_processes_and_the_broker_answers(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "portal.settings.web",
        "DEMO": "true",
        "DEMO_DIR": str(tmp_path),
        "CACHE_URL": REDIS,
        "CELERY_BROKER_URL": REDIS,
    }
    counted = []
    for _process in range(2):
        done = subprocess.run(
            [sys.executable, "-c", COUNT_SIGN_INS], cwd=settings.BASE_DIR, env=environment,
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        cache, broker = done.stdout.strip().splitlines()[-2:]
        counted.append(int(cache.removeprefix("RedisCache ")))
        assert broker == "redis 1"
    assert counted[1] == counted[0] + 1
