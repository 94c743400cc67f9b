"""What every job pays before it counts: importing, and starting the locked child."""

from __future__ import annotations

from benchmarks.measure import Figure, Workspace, median_of, run_plan, run_python

PLAN = {"version": 1, "population": {"from": "bef"}, "variables": {}, "analyses": [{"id": "n", "method": "count"}]}
SMALL = 1_000


def starts(workspace: Workspace) -> list[Figure]:
    """Bare Python, the site's modules on top of it, and a whole job over a thousand persons."""
    opened, protected = workspace.open_demo(SMALL), workspace.demo(SMALL)
    plan = workspace.plan("count", PLAN)
    run_plan(protected, plan, "--fresh-ledger")
    python = median_of(lambda: run_python("-c", "pass")[0].seconds)
    imports = median_of(lambda: run_python("-c", "import analysis.site.child_jobs, analysis.site.run")[0].seconds)
    return [
        Figure("start Python", python, "s"),
        Figure("import the site on top", imports - python, "s"),
        Figure("smallest job, open data (two processes)", median_of(lambda: run_plan(opened, plan)[0]), "s"),
        Figure("smallest job, protected", median_of(lambda: run_plan(protected, plan, "--fresh-ledger")[0]), "s"),
    ]
