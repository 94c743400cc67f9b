"""A crosstab by hand in DuckDB and the same crosstab as a plan, on open data and protected.

Sex x ten-year age x region x whether there was a hospital contact in five years, over all persons: the join of
persons and contacts that most register tables begin with.
"""

from __future__ import annotations

import duckdb

from benchmarks.measure import CommandFailed, Figure, Workspace, median_of, run_plan, seconds_of, thousands

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
        from '{site}/bef/*.parquet' bef left join seen using (pnr)
        where foed_dag <= date '2015-01-01' and foed_dag > date '1915-01-01')
    select band, koen, reg, seen, count(*) from persons group by all"""


def crosstab(workspace: Workspace) -> list[Figure]:
    """Bare seconds, job seconds, and how far they lie apart."""
    persons = workspace.persons
    protected, opened = workspace.demo(persons), workspace.open_demo(persons)
    plan = workspace.plan("crosstab", PLAN)
    _require_same_persons(opened, plan)
    run_plan(protected, plan, "--fresh-ledger")  # enrols the persons; done once in a site's life
    bare = median_of(lambda: _by_hand(opened))
    open_job = median_of(lambda: run_plan(opened, plan)[0])
    protected_job = median_of(lambda: run_plan(protected, plan, "--fresh-ledger")[0])
    size = f"{thousands(persons)} persons, {thousands(_contacts(protected))} contacts"
    return [
        Figure(f"crosstab by hand in DuckDB ({size})", bare, "s"),
        Figure("the same as a plan on open data", open_job, "s"),
        Figure("open data: slower by", open_job / bare, "times"),
        Figure("open data: more by", open_job - bare, "s"),
        Figure("the same as a plan, protected", protected_job, "s"),
        Figure("protected: slower by", protected_job / bare, "times"),
        Figure("protected: more by", protected_job - bare, "s"),
    ]


def _by_hand(site: object) -> float:
    def ask() -> None:
        with duckdb.connect() as engine:
            engine.execute(BY_HAND.format(site=site)).fetchall()

    return seconds_of(ask)


def _require_same_persons(opened: object, plan: object) -> None:
    """A ratio of two different questions would say nothing."""
    with duckdb.connect() as engine:
        by_hand = sum(row[-1] for row in engine.execute(BY_HAND.format(site=opened)).fetchall())
    as_plan = run_plan(opened, plan)[1]["results"][0]["persons"]
    if by_hand != as_plan:
        raise CommandFailed(f"{by_hand} persons by hand, {as_plan} as a plan")


def _contacts(site: object) -> int:
    with duckdb.connect() as engine:
        rows = engine.execute(f"select count(*) from '{site}/lpr_kontakter/*.parquet'").fetchall()
    return int(rows[0][0])
