"""Writing the synthetic registers: seconds and peak memory."""

from __future__ import annotations

from benchmarks.measure import Figure, Workspace, thousands

USUAL_PERSONS = 50_000


def demo(workspace: Workspace) -> list[Figure]:
    """The demo's usual size and the size the other benchmarks use."""
    figures = []
    for persons in sorted({min(USUAL_PERSONS, workspace.persons), workspace.persons}):
        workspace.demo(persons)
        if (cost := workspace.costs.get(persons)) is None:  # written by an earlier run
            continue
        figures.append(Figure(f"write the demo, {thousands(persons)} persons", cost.seconds, "s"))
        figures.append(Figure(f"peak memory of that, {thousands(persons)} persons", cost.mebibytes, "MiB"))
    return figures
