"""A small site for tests: people in a data frame, the real frame, engine, ledger and protectors around them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import numpy as np
import pandas as pd
from sqlglot import exp

from analysis.plans import Text, VariableType
from analysis.plans.analyses import METHODS
from analysis.site.disclosure.profiles import Profile
from analysis.site.disclosure.run import run_analyses
from analysis.site.engines.duckdb import DuckdbEngine
from analysis.site.frame import Column, FlowStep, Frame
from analysis.site.ledger import Ledger, LedgerMode
from analysis.site.limits import Limits
from analysis.site.structural_zeros import StructuralZero

DAYS = {"counts_days": True}
FOLLOWED = {"from": "index", "to": "exit", "unit": "days"}
"""Follow-up of `followed` people: from day 0 to `days`, in the columns that a plan's own values have."""


def analysis(method: str, **options: Any) -> Any:
    return METHODS[method].model_validate({"id": "a1", "method": method, **options})


def labels(*codes: str) -> tuple[tuple[str, Text], ...]:
    return tuple((code, Text(code, code)) for code in codes)


def column(name: str, values: pd.Series, **known: Any) -> Column:
    kinds = {"b": VariableType.BOOLEAN, "f": VariableType.NUMBER, "i": VariableType.INTEGER}
    kind = kinds.get(values.dtype.kind, VariableType.CATEGORY)
    levels = ("false", "true") if kind is VariableType.BOOLEAN else None
    return Column(name=name, type=kind, **({"levels": levels} | known))


def write_secret(folder: Path, secret: bytes = bytes(range(32))) -> None:
    """The same secret in each run of a test: what is drawn from it never changes."""
    (folder / "secrets").mkdir(parents=True, exist_ok=True)
    (folder / "secrets" / "dk.secret").write_bytes(secret)


class SmallSite:
    """`people` has `_person` and the variables; `known` adds to what is declared of a variable."""

    def __init__(self, folder: Path, people: pd.DataFrame, *, known: Mapping[str, Mapping[str, Any]] | None = None,
                 open_data: bool = False, unit: str = "person", profile: Profile | None = None) -> None:  # fmt: skip
        self.people, self.known, self.open_data, self.unit = people, known or {}, open_data, unit
        self.folder, self.profile, self.said = folder, profile or Profile(), []
        self.engine = DuckdbEngine(sources={}, temp_directory=folder, limits=Limits(threads=1))
        self.structural_zeros: tuple[StructuralZero, ...] = ()
        self.references: dict[str, pd.DataFrame] = {}
        if not open_data and not (folder / "secrets").exists():
            write_secret(folder)
        self.ledger = self.open_ledger()
        if not open_data:
            count = int(people["_person"].max()) + 1 if len(people) else 0
            self.ledger.enrol([f"p{number}" for number in range(count)])

    def open_ledger(self, **options: Any) -> Ledger:
        return Ledger(home=self.folder, mode=LedgerMode.TRIAL, domain="dk", **options)

    def frame(self, rows: pd.DataFrame) -> Frame:
        for name, table in (("base", self.people), ("rows", rows)):
            self.engine._connection.register(f"df_{name}", table)
            self.engine._connection.execute(f"CREATE OR REPLACE TABLE t_{name} AS SELECT * FROM df_{name}")
        own = "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE '\\_%' ESCAPE '\\'"
        for (name,) in self.engine._connection.execute(own).fetchall():  # an engine keeps the rows of one plan
            self.engine._connection.execute(f'DROP TABLE "{name}"')
        columns = {
            name: column(name, rows[name], **self.known.get(name, {})) for name in rows.columns if name != "_person"
        }
        steps, references = tuple(self._steps()), {}
        for name, table in self.references.items():
            self.engine._connection.register(f"reference_{name}", table)
            references[name] = exp.select("*").from_(f"reference_{name}")
        return Frame(
            self.unit, self.open_data, "dk", "t_rows", columns, steps, references, structural_zeros=self.structural_zeros
        )  # fmt: skip

    def _steps(self) -> list[FlowStep]:
        return [
            FlowStep(
                name,
                exp.select(exp.column("_person", quoted=True)).from_(table).distinct(),
                exp.select("COUNT(*)").from_(table) if self.unit == "record" else None,
            )
            for name, table in (("from", "t_base"), ("where", "t_rows"))
        ]

    def run(self, *analyses: Any, among: pd.DataFrame | None = None, ledger: Any = None,
            purpose: str = "request") -> list[dict[str, Any]]:  # fmt: skip
        frame = self.frame(self.people if among is None else among)
        bound: Any = SimpleNamespace(plan=SimpleNamespace(analyses=analyses))
        protected = not self.open_data
        return run_analyses(
            bound, frame, self.engine, profile=self.profile if protected else None,
            ledger=(ledger or self.ledger) if protected else None, purpose=purpose, log=self.said.append,
        )  # fmt: skip

    def one(self, method: str, among: pd.DataFrame | None = None, *, ledger: Any = None, purpose: str = "request",
            **options: Any) -> dict[str, Any]:  # fmt: skip
        return self.run(analysis(method, **options), among=among, ledger=ledger, purpose=purpose)[0]


def cells(result: Mapping[str, Any], table: str = "counts", value: str = "persons") -> dict[tuple[Any, ...], Any]:
    """Label cells of each row -> one of its figures."""
    found = next(one for one in result["tables"] if one["name"] == table)
    names = [one["name"] for one in found["columns"]]
    heads = [at for at, one in enumerate(found["columns"]) if one["role"] == "label"]
    keys = [tuple(str(row[at]) if isinstance(row[at], dict) else row[at] for at in heads) for row in found["rows"]]
    return {key: row[names.index(value)] for key, row in zip(keys, found["rows"], strict=True)}


def people(count: int, *, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "_person": np.arange(count, dtype=np.int64),
            "sex": rng.choice(["1", "2"], count),
            "region": rng.choice(["1081", "1082", "1083", "1084", "1085"], count, p=[0.1, 0.2, 0.2, 0.3, 0.2]),
            "sick": rng.random(count) < 0.2,
            "age": rng.integers(20, 90, count).astype(float),
            "weight": np.round(rng.normal(75, 12, count), 1),
        }
    )


def followed(count: int, *, seed: int = 1, years: float = 10) -> pd.DataFrame:
    """People followed for up to some years: `days` until they die or leave, `dead`; half as many old people again die."""
    rows = people(count, seed=seed)
    rng = np.random.default_rng(seed + 1)
    death = rng.exponential(365.25 * 12 / (1 + (rows.age >= 60)), count)
    leaving = rng.uniform(0, 365.25 * years * 2, count)
    end = np.minimum(leaving, 365.25 * years)
    rows["dead"] = death < end
    return follow(rows, np.ceil(np.minimum(death, end)))


def follow(rows: pd.DataFrame, days: Any, start: Any = 0.0) -> pd.DataFrame:
    """The same people, followed for so many days."""
    return rows.assign(_a1_from=np.zeros(len(rows)) + start, _a1_to=np.asarray(days, float) + start)


FOLLOWED_KNOWN = {"_a1_from": DAYS, "_a1_to": DAYS}

__all__ = [
    "FOLLOWED", "FOLLOWED_KNOWN", "SmallSite", "analysis", "cells", "column", "duckdb", "follow", "followed", "labels", "people",
    "write_secret",
]  # fmt: skip
