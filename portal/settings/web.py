"""The web role: production rules, no way to microdata.

Nothing here names a site folder, a site key or the envelope key; `portal.E001` refuses to start if one appears.
With DEMO=true it serves plain http on this machine, and `check --deploy` says so.
"""

from portal.settings.base import *  # noqa: F403  (one set of settings upon another)
from portal.settings.base import DATA_DIR, DEMO, SECRET_KEY, STATIC_ROOT, STORAGES, env
from portal.settings.secrets import secret_from

PORTAL_ROLE = "web"
if DEMO:
    SECRET_KEY = SECRET_KEY or secret_from(DATA_DIR / "secret_key")
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # files come from the finders; whitenoise wants the folder

SECURE_SSL_REDIRECT = not DEMO and env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if DEMO else env.int("HSTS_SECONDS", default=365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO
SECURE_HSTS_PRELOAD = not DEMO
SESSION_COOKIE_SECURE = not DEMO
CSRF_COOKIE_SECURE = not DEMO
LANGUAGE_COOKIE_SECURE = not DEMO
STORAGES = {
    **STORAGES,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEMO
WHITENOISE_AUTOREFRESH = DEMO
"""Collected files never change while they are served, so their lengths are kept. Those of a demonstration may be edited,
and would be cut at the length they had at the start."""
