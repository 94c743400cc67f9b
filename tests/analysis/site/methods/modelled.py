"""A site of a few hundred persons to fit models on, with the same data as a frame of pandas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.site.methods import models

from .asked import Asked, rows

MANIFEST = """
[datasets.bef]
source = "bef.parquet"
person = "pnr"
[datasets.bef.variables]
sex = {type = "category", labels = {"2" = "Kvinde", "1" = "Mand", "3" = "Andet"}}
place = {type = "code", parent = "region"}
region = {type = "category"}
smoker = {type = "boolean"}
group = {type = "category", labels = {"low" = "Lav", "high" = "Høj"}}
age = {type = "integer"}
ldl = {type = "number"}
score = {type = "number"}
visits = {type = "integer"}
years = {type = "number"}
weight = {type = "number"}
hospital = {type = "code"}
flag = {type = "integer"}
born = {type = "date"}
begins = {type = "date"}
ends = {type = "date"}
treated = {type = "date"}
died = {type = "boolean"}
[datasets.stay]
source = "stay.parquet"
person = "pnr"
unit = "record"
[datasets.stay.variables]
nights = {type = "integer"}
ward = {type = "category"}
cost = {type = "number"}
again = {type = "boolean"}
"""
NAMES = (
    "sex", "place", "region", "smoker", "group", "age", "ldl", "score", "visits", "years", "weight", "hospital", "flag", "died",
)  # fmt: skip
VARIABLES: dict[str, Any] = {name: {"from": f"bef.{name}"} for name in NAMES} | {
    "treated": {"on_from": "bef.treated"},
    "old": {"when": {"age": {"ge": 60}}},
}
POPULATION = {"from": "bef"}
TIME = {"from": "bef.begins", "to": "bef.ends"}
START = np.datetime64("2005-01-01")


def people(size: int = 400, seed: int = 11) -> pd.DataFrame:
    """Persons with covariates, outcomes, person-time and dates."""
    rng = np.random.default_rng(seed)
    age, sex = rng.integers(40, 81, size), rng.choice(["1", "2"], size)
    smoker, place = rng.random(size) < 0.3, rng.choice(["101", "147", "155", "265"], size)
    predictor = 0.04 * (age - 60) + 0.6 * smoker - 0.4 * (sex == "2")
    years, begins = rng.uniform(0.5, 6, size), START + rng.integers(0, 700, size)
    time = np.ceil(rng.exponential(1500 * np.exp(-predictor))).astype(int)
    censored = rng.integers(1, 2500, size)
    treated = np.where(rng.random(size) < 0.5, begins + rng.integers(-200, 1500, size), np.datetime64("NaT"))
    return pd.DataFrame(
        {
            "pnr": [f"p{at:04}" for at in range(size)],
            "sex": sex,
            "place": place,
            "region": np.where(np.isin(place, ["101", "147"]), "1084", "1085"),
            "smoker": smoker,
            "group": np.where(rng.random(size) < 1 / (1 + np.exp(-predictor)), "high", "low"),
            "age": age,
            "ldl": rng.lognormal(1, 0.3, size),
            "score": predictor + rng.normal(size=size),
            "visits": rng.poisson(years * np.exp(predictor)),
            "years": years,
            "weight": rng.uniform(0.5, 2, size),
            "hospital": rng.choice([f"h{at}" for at in range(40)], size),
            "flag": (rng.random(size) < 1 / (1 + np.exp(-predictor))).astype(int),
            "born": begins - age * 365,
            "begins": begins,
            "ends": begins + np.minimum(time, censored),
            "treated": treated,
            "died": time <= censored,
        }
    )


def stays(persons: pd.DataFrame, seed: int = 12) -> pd.DataFrame:
    """Several stays a person."""
    rng = np.random.default_rng(seed)
    whose = rng.choice(persons["pnr"].to_numpy(), 900)
    frailty = dict(zip(persons["pnr"], rng.normal(size=len(persons)), strict=True))
    nights = rng.integers(1, 20, 900)
    lean = np.array([frailty[one] for one in whose])
    return pd.DataFrame(
        {
            "pnr": whose,
            "nights": nights,
            "ward": rng.choice(["a", "b"], 900),
            "cost": 100 + 20 * nights + 30 * lean + rng.normal(0, 20, 900),
            "again": rng.random(900) < 1 / (1 + np.exp(-lean)),
        }
    )


@pytest.fixture
def bef() -> pd.DataFrame:
    """The persons of the site."""
    return people()


@pytest.fixture
def fitted(tmp_path, bef) -> Iterator[Callable[..., dict[str, Any]]]:
    """The result of a model on the persons, changed as the test wishes."""
    sites: list[Asked] = []

    def fit(
        persons: pd.DataFrame = bef,
        population: Mapping[str, Any] = POPULATION,
        records: pd.DataFrame | None = None,
        **analysis: Any,
    ) -> dict[str, Any]:
        tables = {"bef": persons, "stay": stays(people()) if records is None else records}
        sites.append(Asked(tmp_path / f"site{len(sites)}", MANIFEST, tables))
        variables = VARIABLES if population["from"] == "bef" else STAYS
        return sites[-1].one(dict(population), variables, **analysis)

    yield fit
    for site in sites:
        site.close()


STAYS = {name: {"from": f"stay.{name}"} for name in ("nights", "ward", "cost", "again")}
OF_STAYS = {"from": "stay", "unit": "record"}


@pytest.fixture(params=["rows", "cells"])
def rows_or_cells(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Fit on rows, and on cells wherever a row repeats itself."""
    if request.param == "cells":
        monkeypatch.setattr(models, "FEW_ROWS", 0)
        made: list[bool] = []
        fetch = models.ModelRows.fetch_cells

        def remembered(self, *arguments):
            found = fetch(self, *arguments)
            made.append(found is not None)
            return found

        monkeypatch.setattr(models.ModelRows, "fetch_cells", remembered)
        request.addfinalizer(lambda: _all_were_cells(made))
    return request.param


def _all_were_cells(made: list[bool]) -> None:
    assert made and all(made)


def heads(result: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """Terms and levels of the coefficients, in order."""
    return [(one["term"], one["level"]) for one in rows(result, "coefficients")]


def column(result: Mapping[str, Any], name: str) -> list[float]:
    """A column of the coefficients."""
    return [one[name] for one in rows(result, "coefficients")]


def fit_of(result: Mapping[str, Any]) -> dict[str, Any]:
    """The one row of the fit."""
    (found,) = rows(result, "fit")
    return found


def close(values: Any) -> Any:
    """Equal to the digits that a second way of computing has."""
    return pytest.approx(np.asarray(values), rel=1e-6, abs=1e-9)
