"""What is checked before anything starts."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.management.base import SystemCheckError
from django.db import connections

SAFETY = "indgang"
"""Tag of the checks without which no process serves."""
MICRODATA_SETTINGS = ("SITES_DIR", "KEYS_DIR", "ENVELOPE_KEY_FILE", "PERMIT_KEY_FILE", "AUDIT_KEY_FILE")
"""Settings that only the worker may have."""


@checks.register(SAFETY)
def web_reaches_no_microdata(**_: Any) -> list[checks.CheckMessage]:
    """The web role has no setting that could reach microdata or a signing key."""
    if settings.PORTAL_ROLE != "web":
        return []
    return [
        checks.Error(f"The web role has the setting {name}.", hint="Give it to the worker only.", id="portal.E001")
        for name in MICRODATA_SETTINGS
        if getattr(settings, name, None)
    ]


@checks.register(SAFETY)
def sqlite_is_safe(**_: Any) -> list[checks.CheckMessage]:
    """A SQLite database is opened with IMMEDIATE transactions and a write-ahead log."""
    found: list[checks.CheckMessage] = []
    for alias in connections:
        if connections[alias].vendor != "sqlite":
            continue
        options = connections[alias].settings_dict.get("OPTIONS", {})
        if options.get("transaction_mode") != "IMMEDIATE":
            found.append(checks.Error(f"{alias}: SQLite transactions are not IMMEDIATE.", id="portal.E002"))
        if "journal_mode=WAL" not in options.get("init_command", ""):
            found.append(checks.Error(f"{alias}: SQLite has no write-ahead log.", id="portal.E003"))
    return found


@checks.register(SAFETY, deploy=True)
def no_demonstration_in_production(**_: Any) -> list[checks.CheckMessage]:
    """The rules a demonstration relaxes are all in force."""
    return [
        checks.Error(f"{name} is on: this is a demonstration, not production.", id="portal.E004")
        for name in ("DEMO", "DEMO_RELAX_SECOND_FACTOR")
        if getattr(settings, name, False)
    ]


def refuse_to_start_unsafe() -> None:
    """Run the safety checks; SystemCheckError when one fails. For processes that are not started by manage.py."""
    failed = [message for message in checks.run_checks(tags=[SAFETY]) if message.is_serious()]
    if failed:
        raise SystemCheckError("\n".join(str(message) for message in failed))
