"""Models: logistic from cells against the bare query, logistic and Cox row by row, and Cox against lifelines.

Eight covariates drawn at random; days of follow-up with many ties. The coefficients of the Cox model must be those of
lifelines to six digits, or there is no figure.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from lifelines import CoxPHFitter

from benchmarks.by_hand import ask
from benchmarks.measure import CommandFailed, Cost, Figure, Workspace, median_of, run_python, seconds_of, thousands
from benchmarks.people import NUMBERS

MANIFEST = """
[site]
id = "models"
open_data = true
[datasets.people]
source = "people.parquet"
person = "person"
[datasets.people.variables]
sex = {type = "category", labels = {"1" = "Mand", "2" = "Kvinde"}}
region = {type = "category"}
age_group = {type = "category"}
yes = {type = "boolean"}
died = {type = "boolean"}
days = {type = "number", unit = "days"}
""" + "\n".join(f'{name} = {{type = "number"}}' for name in NUMBERS)
BY_HAND = "select sex, region, age_group, count(*), sum(yes::int) from '{site}/people.parquet' group by all"
CATEGORIES = ["sex", "region", "age_group"]
PRECISION = {"precision": 1e-9}


def models(workspace: Workspace) -> list[Figure]:
    """Seconds, ratios and memory of the fits, each a whole job."""
    few, many = workspace.persons // 10, workspace.persons
    small, large = model_site(workspace, few), model_site(workspace, many)
    bare = median_of(lambda: seconds_of(lambda: ask(BY_HAND, large)))
    count = median_of(lambda: _run(workspace, small, "count", {"id": "m", "method": "count"})[0].seconds)
    cells = median_of(lambda: _run(workspace, large, "cells", logistic(CATEGORIES))[0].seconds)
    rows, _ = _run(workspace, large, "rows", logistic(NUMBERS))
    fitted, document = _run(workspace, small, "cox", cox())
    great, _ = _run(workspace, large, "cox", cox())
    library = _lifelines(small, document)
    return [
        Figure(f"cells of three categories by hand in DuckDB ({thousands(many)} persons)", bare, "s"),
        Figure("logistic regression on them, the whole job", cells, "s"),
        Figure("slower by", cells / bare, "times"),
        Figure("more by", cells - bare, "s"),
        Figure(f"a count of {thousands(few)} persons, the whole job", count, "s"),
        Figure(f"logistic regression on 8 numbers, {thousands(many)} persons", rows.seconds, "s"),
        Figure("peak memory of that job", rows.mebibytes, "MiB"),
        Figure(f"Cox model (Efron) of 8 numbers, {thousands(few)} persons", fitted.seconds, "s"),
        Figure("the same in lifelines, the fit alone", library, "s"),
        Figure("lifelines is slower than the whole job by", library / fitted.seconds, "times"),
        Figure(
            "lifelines is slower than what the job takes beyond a count by",
            library / max(fitted.seconds - count, 0.001),
            "times",
        ),
        Figure(f"Cox model of {thousands(many)} persons", great.seconds, "s"),
        Figure("peak memory of that job", great.mebibytes, "MiB"),
        Figure("ten times the persons cost", great.seconds / fitted.seconds, "times"),
    ]


def model_site(workspace: Workspace, persons: int) -> Path:
    """A site of open data, drawn anew by a process of its own: our memory would count as that of what we start."""
    site = workspace.directory / f"models-{persons}"
    if not site.exists():
        site.mkdir()
        (site / "site.toml").write_text(MANIFEST, "utf-8")
        run_python("-m", "benchmarks.people", str(site / "people.parquet"), str(persons))
    return site


def logistic(terms: Any) -> dict[str, Any]:
    """A logistic regression of `yes`."""
    return {"id": "m", "method": "logistic", "outcome": "yes", "terms": list(terms)}


def cox() -> dict[str, Any]:
    """A Cox model of the days until death."""
    return {"id": "m", "method": "cox", "time": {"value": "days"}, "event": "died", "terms": list(NUMBERS)}


def plan_of(analysis: dict[str, Any]) -> dict[str, Any]:
    """A plan with one model and the variables it reads."""
    read = {"days", "died"} if analysis["method"] == "cox" else {analysis.get("outcome", "yes")}
    variables = {one: {"from": f"people.{one}"} for one in sorted(read.union(analysis.get("terms", [])))}
    return {"version": 1, "population": {"from": "people"}, "variables": variables, "analyses": [analysis]}


def _run(workspace: Workspace, site: Path, name: str, analysis: dict[str, Any]) -> tuple[Cost, dict[str, Any]]:
    """The cost of a plan with one model, and its result. Raises CommandFailed for a model that was not fitted."""
    path = workspace.plan(name, plan_of(analysis))
    cost, printed = run_python("-m", "analysis.site", "run", str(path), "--site", str(site))
    result: dict[str, Any] = json.loads(printed)["results"][0]
    if result["status"] != "released":
        raise CommandFailed(f"not fitted: {name}")
    return cost, result


def _lifelines(site: Path, result: dict[str, Any]) -> float:
    """Seconds of the fit of lifelines. Raises CommandFailed when it finds other coefficients."""
    with duckdb.connect() as engine:
        chosen = ", ".join(NUMBERS)
        people = engine.execute(f"select {chosen}, days, died from '{site}/people.parquet'").df()
    fitter = CoxPHFitter()
    seconds = seconds_of(lambda: fitter.fit(people, "days", "died", fit_options=PRECISION))
    ours = [row[2] for row in result["tables"][0]["rows"]]
    if not np.allclose(ours, fitter.params_.to_numpy(), rtol=1e-6, atol=1e-9):
        raise CommandFailed("the coefficients are not those of lifelines")
    return seconds
