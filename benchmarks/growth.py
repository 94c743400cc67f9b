"""How time and memory grow with the persons: a tenth of them, as many, and ten times as many, on open data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks import crosstab, rates, summary
from benchmarks.measure import Figure, Workspace, cost_of_plan, thousands
from benchmarks.models import cox, logistic, model_site, plan_of
from benchmarks.people import NUMBERS

PLANS: Mapping[str, dict[str, Any]] = {"crosstab": crosstab.PLAN, "summary": summary.PLAN, "rates": rates.PLAN}
LOGISTIC = plan_of(logistic(NUMBERS))
COX = plan_of(cox())


def growth(workspace: Workspace) -> list[Figure]:
    """Seconds and peak memory of whole jobs."""
    figures = []
    for persons in (workspace.persons // 10, workspace.persons, workspace.persons * 10):
        registers, drawn = workspace.open_demo(persons), model_site(workspace, persons)
        asked = [(name, registers, plan) for name, plan in PLANS.items()]
        asked.append(("logistic regression on 8 numbers", drawn, LOGISTIC))
        asked.append(("Cox model of 8 numbers", drawn, COX))
        for name, site, plan in asked:
            cost, _ = cost_of_plan(site, workspace.plan("growth", plan))
            figures += [
                Figure(f"{name}, {thousands(persons)} persons", cost.seconds, "s"),
                Figure(f"peak memory of that {name}, {thousands(persons)} persons", cost.mebibytes, "MiB"),
            ]
    return figures
