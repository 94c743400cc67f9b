"""What beat rings, assembled from the `schedule.py` of the apps: pure data, so that settings can read it."""

from collections.abc import Iterable
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any


def assembled(apps: Iterable[str]) -> dict[str, Any]:
    """Every app's `SCHEDULE`: name -> (dotted task, timedelta or crontab). TypeError when two share a name."""
    found: dict[str, Any] = {}
    for app in apps:
        if not find_spec(f"{app}.schedule"):
            continue
        for name, (task, when) in import_module(f"{app}.schedule").SCHEDULE.items():
            if name in found:
                raise TypeError(f"Two schedules are called {name}.")
            found[name] = {"task": task, "schedule": when, "options": {"expires": _useful_for(when)}}
    return found


def _useful_for(when: Any) -> float:
    """Seconds a ring is worth answering: when the worker was away, it does not do the same round many times."""
    return max(10.0, when.total_seconds()) if isinstance(when, timedelta) else 3600.0
