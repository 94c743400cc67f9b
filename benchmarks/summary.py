"""A summary by hand in DuckDB and the same summary as a plan, on open data and protected.

How many prescriptions each person had in a year, by sex and region, over all persons: the aggregate of prescriptions
for each person that most tables of drug use begin with.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.by_hand import ask
from benchmarks.measure import CommandFailed, Figure, Workspace, both, median_of, run_plan, seconds_of, thousands

PLAN = {
    "version": 1,
    "population": {"from": "bef"},
    "variables": {
        "sex": {"from": "bef.sex"},
        "region": {"from": "bef.region"},
        "bought": {"count": {"dataset": "lmdb", "window": {"dates": ["2015-01-01", "2015-12-31"]}}},
    },
    "analyses": [{"id": "t1", "method": "summary", "of": ["bought"], "by": ["sex", "region"]}],
}

BY_HAND = """
    with bought as (
        select pnr, count(*) as times from '{site}/lmdb/*.parquet'
        where eksd between date '2015-01-01' and date '2015-12-31' group by pnr)
    select koen, reg, count(*), avg(coalesce(times, 0)), stddev_samp(coalesce(times, 0)),
        quantile_cont(coalesce(times, 0), [0.25, 0.5, 0.75])
    from {persons} left join bought using (pnr) group by all"""


def summary(workspace: Workspace) -> list[Figure]:
    """Bare seconds, job seconds, and how far they lie apart."""
    persons = workspace.persons
    opened, protected = workspace.open_demo(persons), workspace.demo(persons)
    plan = workspace.plan("summary", PLAN)
    _require_same_persons(opened, plan)
    bare = median_of(lambda: seconds_of(lambda: ask(BY_HAND, opened)))
    size = f"{thousands(persons)} persons, {thousands(_prescriptions(opened))} prescriptions"
    return [
        Figure(f"summary by hand in DuckDB ({size})", bare, "s"),
        *both((opened, protected), bare, plan),
    ]


def _require_same_persons(opened: Path, plan: Path) -> None:
    """A ratio of two different questions would say nothing."""
    by_hand = sum(row[2] for row in ask(BY_HAND, opened))
    as_plan = run_plan(opened, plan)[1]["results"][0]["persons"]
    if by_hand != as_plan:
        raise CommandFailed(f"{by_hand} persons by hand, {as_plan} as a plan")


def _prescriptions(site: Path) -> int:
    return int(ask("select count(*) from '{site}/lmdb/*.parquet'", site)[0][0])
