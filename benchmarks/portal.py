"""The portal: seeding, the time from the last approval to a released table, and pages with their queries."""

from __future__ import annotations

import json
import os
from pathlib import Path

from benchmarks.measure import Figure, Workspace, run_python, thousands

ROOT = Path(__file__).resolve().parents[1]


def portal(workspace: Workspace) -> list[Figure]:
    """Seed a whole demonstration, then measure inside it, in a process with the worker's settings."""
    environment = {
        "DEMO": "true",
        "DEMO_DIR": str(workspace.directory / "portal"),
        "PORTAL_ROLE": "worker",
        "DJANGO_SETTINGS_MODULE": "portal.settings.worker",
    }
    kept = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        seeded, _ = run_python(str(ROOT / "manage.py"), "demo", "--seed-only", "--persons", str(workspace.persons))
        _, printed = run_python("-m", "benchmarks.inside_portal")
    finally:
        for name, value in kept.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
    figures = [Figure(*entry) for entry in json.loads(printed.splitlines()[-1])]
    return [Figure(f"seed the demonstration, {thousands(workspace.persons)} persons", seeded.seconds, "s"), *figures]
