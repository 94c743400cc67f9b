"""`check`: the manifest against all rows of the data."""

from __future__ import annotations

from benchmarks.measure import Figure, Workspace, run_python, thousands


def check(workspace: Workspace) -> list[Figure]:
    """Seconds and peak memory of one check of the whole demo."""
    cost, _ = run_python("-m", "analysis.site", "check", str(workspace.demo(workspace.persons)))
    return [
        Figure(f"check a site, {thousands(workspace.persons)} persons", cost.seconds, "s"),
        Figure("peak memory of that check", cost.mebibytes, "MiB"),
    ]
