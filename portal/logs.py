"""One log stream in structlog's form: a request id on each line, and nothing a log may not hold."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

CPR_LIKE = re.compile(r"(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[- ]?\d{4}(?!\d)")
"""Ten digits that begin with a day and a month, with or without a dash."""
WITHHELD = "[withheld]"
NEVER_LOGGED = frozenset(
    {"answers", "password", "password1", "password2", "token", "authorization", "cookie", "q", "query", "email"}
)
"""Keys whose value never reaches a log: answers, secrets, and what staff searched for."""

Line = MutableMapping[str, Any]


def withheld(value: Any) -> Any:
    """The value with CPR-like numbers and never-logged keys taken out, at any depth."""
    if isinstance(value, str):
        return CPR_LIKE.sub(WITHHELD, value)
    if isinstance(value, dict):
        return {key: WITHHELD if str(key).lower() in NEVER_LOGGED else withheld(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)([withheld(item) for item in value])
    return value


def without_query(value: str) -> str:
    """A request line without its query string: search words are not logged."""
    return re.sub(r"\?\S*", "", value)


def redact(_logger: Any, _name: str, line: Line) -> Line:
    """Structlog processor: redacts each field of a line."""
    cleaned = withheld(dict(line))
    for key in ("request", "path"):
        if isinstance(cleaned.get(key), str):
            cleaned[key] = without_query(cleaned[key])
    line.clear()
    line.update(cleaned)
    return line


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.format_exc_info,
    redact,
]


def logging_config(*, json_lines: bool) -> dict[str, Any]:
    """Django's LOGGING: every line, ours and the libraries', through the same processors.

    A program reads JSON lines and gets each request and task; a person at a terminal gets what went wrong.
    """
    chatter = "INFO" if json_lines else "WARNING"
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = structlog.processors.JSONRenderer() if json_lines else structlog.dev.ConsoleRenderer(colors=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "django_structlog": {"level": chatter},
            "celery": {"level": chatter},
            "_granian": {"level": chatter},
            "kombu.connection": {"level": "ERROR"},  # the filesystem broker has no host, and says so each time
            "fontTools": {"level": "WARNING"},
        },
    }
