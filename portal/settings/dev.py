"""A developer's machine: one role that is web and worker, with debug pages."""

from portal.settings.secrets import secret_from
from portal.settings.worker import *  # noqa: F403  (one set of settings upon another)
from portal.settings.worker import DATA_DIR, SECRET_KEY, STATIC_ROOT, STORAGES, env

PORTAL_ROLE = "dev"
DEMO = True
DEBUG = env.bool("DEBUG", default=True)
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
SECRET_KEY = SECRET_KEY or secret_from(DATA_DIR / "secret_key")
DEMO_RELAX_SECOND_FACTOR = env.bool("DEMO_RELAX_SECOND_FACTOR", default=True)
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = False
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
