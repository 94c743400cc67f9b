"""Settings every role shares. What depends on the machine comes from the environment; the rest is said here.

Embedded (default): SQLite, database cache, filesystem broker, all under DEMO_DIR or `var/`.
Grown: DATABASE_URL, CACHE_URL and CELERY_BROKER_URL name PostgreSQL and Redis; no other line changes.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal.beat import assembled
from portal.logs import logging_config

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.str("DEMO_DIR", default=str(BASE_DIR / "var"))).resolve()

DEMO = env.bool("DEMO", default=False)
"""A demonstration: relaxed second factor, mail to the console, plain http. `check --deploy` refuses it."""
DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
BASE_URL = env.str("BASE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}").rstrip("/")
"""The absolute base of every address we print; never the Host header."""
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# --- Rooms ---------------------------------------------------------------------------------------------------------
ROOMS = ("portal", "ui", "catalog", "requests_app", "analysis")
"""Rooms with texts of their own: one catalogue of translations each."""
INSTALLED_APPS = [
    "portal.accounts",
    "portal.workflow",
    "portal.audit",
    "portal.notices",
    "portal.api",
    "portal.ui",
    "portal",
    "catalog",
    "requests_app",
    "analysis",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "guardian",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "django_htmx",
    "django_cotton",
    "django_structlog",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.accounts.middleware.SessionLimits",
    "portal.accounts.middleware.ActiveRole",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.no_nul",
    "portal.workflow.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "portal.accounts.context.standing",
            ],
        },
    },
]

# --- Store ---------------------------------------------------------------------------------------------------------
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 10,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
"""IMMEDIATE makes each write transaction take the lock first, so the first beat of the workflow holds on SQLite too."""


def database(url_name: str, default: str) -> dict[str, Any]:
    """The database an environment URL names, with the pragmas when it is SQLite."""
    found: dict[str, Any] = env.db_url(url_name, default=default)
    if found["ENGINE"].endswith("sqlite3"):
        found["OPTIONS"] = {**SQLITE_OPTIONS, **found.get("OPTIONS", {})}
    else:
        found.setdefault("CONN_MAX_AGE", 60)
        found["CONN_HEALTH_CHECKS"] = True
    return found


DATABASES = {"default": database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'indgang.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache_url("CACHE_URL", default="dbcache://portal_cache")}
"""Shared by all processes: limits on sign-in must count across them (no LocMem)."""

# --- Language and time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale" / name for name in (*ROOMS, "allauth")]
"""A room's own words come before those we lend to a package."""
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Copenhagen"
"""Stored as UTC, shown in the authority's zone; deadlines are calendar dates there."""
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- The authority -------------------------------------------------------------------------------------------------
AUTHORITY_NAME_DA = env.str("AUTHORITY_NAME_DA", default="Sundhedsdatamyndigheden (demonstration)")
AUTHORITY_NAME_EN = env.str("AUTHORITY_NAME_EN", default="The Health Data Authority (demonstration)")
AUTHORITY_EMAIL = env.str("AUTHORITY_EMAIL", default="indgang@demo.test")
COMPLAINT_BODY_DA = env.str("COMPLAINT_BODY_DA", default="Klageinstansen (demonstration)")
COMPLAINT_BODY_EN = env.str("COMPLAINT_BODY_EN", default="The appeals body (demonstration)")
COMPLAINT_DAYS = env.int("COMPLAINT_DAYS", default=28)
"""Who hears a complaint about a decision, and for how long it is open: every decision that is not a full yes says both
(forvaltningsloven § 25). Without a body the decision says that no other authority hears complaints."""
REGIME = env.str("REGIME", default="ehds-trial")
"""Which law the forms follow: dk-now, ehds-trial or ehds."""
CLOCKS: dict[str, tuple[int, str]] = {
    "completeness": (10, "working_days"),
    "applicant_completes": (28, "days"),
    "decision_permit": (3, "months"),
    "decision_statistics": (3, "months"),
    "applicant_answers": (28, "days"),
}
"""Name -> (length, unit) of each legal clock, reckoned by portal.calendar.due."""
CALENDAR = env.str("CALENDAR", default="portal.calendar.DANISH")
"""Dotted name of the working-day calendar."""

# --- Who -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "portal.accounts.forms.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = BASE_URL.split(":", 1)[0]
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": env.str("LOGIN_LIMIT_PER_ADDRESS", default="30/m/ip"),
    "login_failed": env.str("LOGIN_FAILED_LIMIT", default="10/m/ip,5/5m/key"),
}
"""A hospital behind one address may need a higher limit per address; the limit per account stays."""
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = "Indgang"
DEMO_RELAX_SECOND_FACTOR = env.bool("DEMO_RELAX_SECOND_FACTOR", default=DEMO)
"""Roles that need a second factor act without one. Only for demonstrations; `check --deploy` refuses it."""
SESSION_IDLE = timedelta(minutes=env.int("SESSION_IDLE_MINUTES", default=60))
SESSION_ABSOLUTE = timedelta(hours=env.int("SESSION_ABSOLUTE_HOURS", default=12))
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE.total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Headers -------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
        "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "usb",
    )
}  # fmt: skip
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- Static files --------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [path for path in (BASE_DIR / "static", BASE_DIR / "build" / "vendor") if path.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"

# --- Mail ----------------------------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://" if DEMO else "smtp://localhost:25")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=AUTHORITY_EMAIL)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_ATTEMPTS = 8
"""How often the outbox tries one mail; waits double from one minute."""

# --- Analyses -------------------------------------------------------------------------------------------------------
FEASIBILITY_COUNTS_A_DAY = env.int("FEASIBILITY_COUNTS_A_DAY", default=20)
"""How many coarse counts a person may ask for in a day."""
JOB_LEASE = timedelta(seconds=env.int("JOB_LEASE_SECONDS", default=30))
"""How long a job stays with a worker that gives no sign of life; a living one gives it every second."""
JOB_RING_AGAIN = timedelta(seconds=env.int("JOB_RING_AGAIN_SECONDS", default=15))
"""How long a waiting job waits before its bell is rung again."""
SITE_KEPT_READY = env.bool("SITE_KEPT_READY", default=True)
"""Whether each slot of a worker keeps the processes of its next job started: their memory against the time of it."""

# --- Audit ---------------------------------------------------------------------------------------------------------
ACCESS_LOG_DAYS = env.int("ACCESS_LOG_DAYS", default=5 * 365)
"""How long reads of protected things are remembered."""

# --- API -----------------------------------------------------------------------------------------------------------
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["portal.api.permissions.Declared"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["portal.api.parsers.PlainJsonParser"],
    "DEFAULT_PAGINATION_CLASS": "portal.api.pagination.Pages",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": env.str("API_RATE_ANONYMOUS", default="120/min"),
        "user": env.str("API_RATE_USER", default="600/min"),
        "tokens": env.str("API_RATE_TOKENS", default="10/min"),
    },
    "DEFAULT_SCHEMA_CLASS": "portal.api.schema.Schema",
    "EXCEPTION_HANDLER": "portal.api.problems.exception_handler",
    "DEFAULT_VERSIONING_CLASS": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
REST_KNOX = {
    "TOKEN_TTL": timedelta(hours=env.int("TOKEN_HOURS", default=10)),
    "TOKEN_LIMIT_PER_USER": 20,
    "AUTO_REFRESH": False,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Indgang",
    "DESCRIPTION": "One entrance to health data: catalogue, plans, applications, decisions, jobs and results.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
}

# --- Background work (the job row is the truth, the broker a doorbell) ----------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://")
BROKER_DIR = DATA_DIR / "broker"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.1,
    }
    if CELERY_BROKER_URL.startswith("filesystem")
    else {
        "visibility_timeout": 2 * 3600,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 1,
        "socket_timeout": 2,
    }
)
"""Redis: the visibility timeout is longer than the longest job, or a running job would be started twice; a server that
takes calls and never answers is given up after the socket's seconds, or the person whose page rings would wait for ever.
"""
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1, "interval_step": 0, "interval_max": 0.1}
"""Rings twice and lets it be: whoever sweeps the rows rings again."""
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "portal"
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = assembled(app for app in INSTALLED_APPS if app.startswith(("portal.", *ROOMS)))
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat")

LOGGING = logging_config(json_lines=not DEMO)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
SILENCED_SYSTEM_CHECKS: list[str] = []
