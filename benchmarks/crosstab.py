"""A crosstab by hand in DuckDB and the same crosstab as a plan, on open data and protected.

Sex x ten-year age x region x whether there was a hospital contact in five years, over all persons: the join of
persons and contacts that most register tables begin with.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.by_hand import ask
from benchmarks.measure import CommandFailed, Figure, Workspace, both, median_of, run_plan, seconds_of, thousands

PLAN = {
    "version": 1,
    "population": {"from": "bef", "index": {"date": "2015-01-01"}, "keep_if": {"age": {"between": [0, 99]}}},
    "variables": {
        "age": {"completed_years": ["bef.birth_date", "index"]},
        "age_group": {"bands": {"of": "age", "edges": list(range(0, 101, 10))}},
        "sex": {"from": "bef.sex"},
        "region": {"from": "bef.region"},
        "seen": {"exists": {"dataset": "lpr_kontakter", "window": {"dates": ["2015-01-01", "2019-12-31"]}}},
    },
    "analyses": [
        {"id": "t1", "method": "crosstab", "rows": ["age_group"], "columns": ["sex"], "layers": ["region", "seen"]}
    ],
}

BY_HAND = """
    with seen as (
        select distinct pnr from '{site}/lpr_kontakter/*.parquet'
        where dato_start between date '2015-01-01' and date '2019-12-31'),
    persons as (
        select koen, reg, seen.pnr is not null as seen,
            floor(date_part('year', age(date '2015-01-01', foed_dag)) / 10) as band
        from {persons} bef left join seen using (pnr)
        where foed_dag <= date '2015-01-01' and foed_dag > date '1915-01-01')
    select band, koen, reg, seen, count(*) from persons group by all"""


def crosstab(workspace: Workspace) -> list[Figure]:
    """Bare seconds, job seconds, and how far they lie apart."""
    persons = workspace.persons
    protected, opened = workspace.demo(persons), workspace.open_demo(persons)
    plan = workspace.plan("crosstab", PLAN)
    _require_same_persons(opened, plan)
    bare = median_of(lambda: seconds_of(lambda: ask(BY_HAND, opened)))
    size = f"{thousands(persons)} persons, {thousands(_contacts(protected))} contacts"
    return [
        Figure(f"crosstab by hand in DuckDB ({size})", bare, "s"),
        *both((opened, protected), bare, plan),
    ]


def _require_same_persons(opened: Path, plan: Path) -> None:
    """A ratio of two different questions would say nothing."""
    by_hand = sum(row[-1] for row in ask(BY_HAND, opened))
    as_plan = run_plan(opened, plan)[1]["results"][0]["persons"]
    if by_hand != as_plan:
        raise CommandFailed(f"{by_hand} persons by hand, {as_plan} as a plan")


def _contacts(site: Path) -> int:
    return int(ask("select count(*) from '{site}/lpr_kontakter/*.parquet'", site)[0][0])
