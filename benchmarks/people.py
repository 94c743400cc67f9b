"""Persons for the models, drawn at random: `python -m benchmarks.people FILE PERSONS`."""

from __future__ import annotations

import sys

import duckdb
import numpy as np
import pandas as pd

NUMBERS = tuple(f"x{at}" for at in range(1, 9))


def people(persons: int) -> pd.DataFrame:
    """Eight covariates, three categories, and days of follow-up with many ties."""
    rng = np.random.default_rng(1)
    numbers = rng.normal(size=(persons, len(NUMBERS)))
    predictor = numbers @ np.linspace(-0.4, 0.4, len(NUMBERS))
    lived, followed = np.ceil(rng.exponential(3000 * np.exp(-predictor))), rng.integers(1, 3650, persons)
    return pd.DataFrame(
        {
            "person": np.arange(persons),
            "sex": rng.choice(["1", "2"], persons),
            "region": rng.choice([f"108{at}" for at in range(1, 6)], persons),
            "age_group": rng.choice([f"g{at}" for at in range(8)], persons),
            "yes": rng.random(persons) < 1 / (1 + np.exp(-predictor)),
            "died": lived <= followed,
            "days": np.minimum(lived, followed),
        }
        | {name: numbers[:, at] for at, name in enumerate(NUMBERS)}
    )


def main() -> None:
    file, persons = sys.argv[1:]
    with duckdb.connect() as engine:
        engine.register("drawn", people(int(persons)))
        engine.execute(f"copy drawn to '{file}' (format parquet)")


if __name__ == "__main__":
    main()
