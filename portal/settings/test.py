"""The suite: SQLite in a file (threads and a second process see it), or the database of DATABASE_URL."""

import os
import tempfile
from pathlib import Path

from portal.settings.dev import *  # noqa: F403  (one set of settings upon another)
from portal.settings.dev import MIDDLEWARE, REST_FRAMEWORK, TEMPLATES, database

PORTAL_ROLE = "dev"
DEBUG = False
SECRET_KEY = "only for tests"  # noqa: S105  (it says so)
DATA_DIR = Path(tempfile.gettempdir()) / f"indgang-test-{os.getpid()}"
DATABASES = {"default": database("DATABASE_URL", "sqlite:////nowhere")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": f"{DATA_DIR}.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["TEST"] = {"NAME": f"indgang_test_{os.getpid()}"}
    DATABASES["default"]["CONN_MAX_AGE"] = 0
DEMO_RELAX_SECOND_FACTOR = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]  # nothing is collected in tests
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
ACCOUNT_RATE_LIMITS = False  # type: ignore[assignment]  # allauth: no limits at all
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}
SITE_KEPT_READY = False  # no process outlives its test
SITES_DIR = DATA_DIR / "sites"
KEYS_DIR = DATA_DIR / "keys"
ENVELOPE_KEY_FILE = KEYS_DIR / "envelope.key"
PERMIT_KEY_FILE = KEYS_DIR / "permit.key"
AUDIT_KEY_FILE = KEYS_DIR / "audit.key"
MEDIA_ROOT = DATA_DIR / "media"
STATIC_ROOT = DATA_DIR / "static"
TEMPLATES[0]["OPTIONS"]["debug"] = True
