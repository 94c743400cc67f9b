"""Mortality by hand in DuckDB and as a plan of rates, on open data.

Every person of the register followed for ten years, the time split into ten-year bands of attained age by sex and region:
what stands behind every standardised rate.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.by_hand import ask
from benchmarks.measure import (
    CommandFailed,
    Figure,
    Workspace,
    median_of,
    ratios,
    run_at_ready_site,
    run_plan,
    seconds_of,
    thousands,
)

PLAN = {
    "version": 1,
    "population": {"from": "bef", "index": {"date": "2010-01-01"}, "exit": {"first_of": ["dodsaars.date", "2019-12-31"]}},
    "variables": {
        "sex": {"from": "bef.sex"},
        "region": {"from": "bef.region"},
        "dead": {"event": {"date": "dodsaars.date", "before": "exit"}},
    },
    "analyses": [
        {
            "id": "r1", "method": "rates", "time": {"from": "index", "to": "exit"}, "event": "dead", "by": ["sex", "region"],
            "split": {"age": [*range(0, 100, 10), None]}, "per": 1000, "standard": "ESP2013",
        }
    ],
}  # fmt: skip

BY_HAND = """
    with followed as (
        select koen, reg, date_diff('day', foed_dag, date '2010-01-01') as start,
            date_diff('day', foed_dag, least(coalesce(d_dodsdto, date '2019-12-31'), date '2019-12-31')) as stop,
            coalesce(d_dodsdto <= date '2019-12-31', false) as died
        from {persons} left join '{site}/dodsaars/*.parquet' using (pnr)),
    bands as (
        select number * 3652.5 as low, if(number = 9, 1e9, (number + 1) * 3652.5) as high from range(10) as t(number))
    select koen, reg, low, sum(least(stop, high) - greatest(start, low)) / 365.25, count_if(died and stop <= high)
    from followed join bands on start < high and stop > low
    where start < stop group by all"""


def rates(workspace: Workspace) -> list[Figure]:
    """Bare seconds, job seconds, and how far they lie apart."""
    persons = workspace.persons
    opened, plan = workspace.open_demo(persons), workspace.plan("rates", PLAN)
    _require_same_answer(opened, plan)
    bare = median_of(lambda: seconds_of(lambda: ask(BY_HAND, opened)))
    return [
        Figure(f"rates by hand in DuckDB ({thousands(persons)} persons)", bare, "s"),
        *ratios("open data", bare, lambda: run_plan(opened, plan)[0], lambda: run_at_ready_site(opened, plan)),
    ]


def _require_same_answer(opened: Path, plan: Path) -> None:
    """A ratio of two different questions would say nothing."""
    cells = [row[-2:] for row in ask(BY_HAND, opened)]
    result = run_plan(opened, plan)[1]["results"][0]
    years, deaths = result["tables"][0]["rows"][-1][4], result["events"]
    if abs(sum(years for years, _ in cells) - years) > 1e-6 * years or sum(count for _, count in cells) != deaths:
        raise CommandFailed(f"{cells} by hand, {years} person-years and {deaths} deaths as a plan")
