"""Protection must not make the tool useless: an ordinary study still gets nine cells in ten.

Twenty-five ordinary tables of one study, then five of them again on a second data version in which 0.05 % of the
persons have changed. Released is a cell that shows a number; cells of truly 0 to k-1 persons are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from tests.attacks.small_site import SmallSite, analysis, labels

PERSONS = 5_000
CHANGED = 0.0005


def population() -> pd.DataFrame:
    rng = np.random.default_rng(2026)
    age = np.clip(rng.gamma(6, 9, PERSONS).round(), 18, 99)
    ill = rng.random(PERSONS) < 0.02 + 0.002 * (age - 18)
    return pd.DataFrame(
        {
            "_person": np.arange(PERSONS, dtype=np.int64),
            "sex": rng.choice(["1", "2"], PERSONS),
            "region": rng.choice(["1081", "1082", "1083", "1084", "1085"], PERSONS, p=[0.1, 0.15, 0.21, 0.31, 0.23]),
            "municipality": rng.choice([f"{101 + at}" for at in range(98)], PERSONS, p=rng.dirichlet(np.full(98, 4))),
            "civil": rng.choice(["G", "U", "F", "E"], PERSONS, p=[0.5, 0.3, 0.12, 0.08]),
            "year": rng.choice([str(year) for year in range(2015, 2021)], PERSONS),
            "age": age,
            "age_group": pd.cut(age, [0, 40, 50, 60, 70, 200], right=False, labels=list("abcde")).astype(str),
            "ill": ill,
            "statin": rng.random(PERSONS) < 0.1 + 0.3 * ill,
            "dead": rng.random(PERSONS) < 0.01 + 0.001 * (age - 18),
            "ldl": np.where(rng.random(PERSONS) < 0.3, np.nan, rng.normal(3.2, 0.9, PERSONS).round(2)),
            "bmi": np.where(rng.random(PERSONS) < 0.05, np.nan, rng.gamma(30, 0.85, PERSONS).round(1)),
        }
    )


TABLES: list[tuple[str, str, dict[str, Any]]] = [
    ("all", "crosstab", {"rows": ["sex"]}),
    ("all", "crosstab", {"rows": ["age_group"], "columns": ["sex"], "percent": "row"}),
    ("all", "crosstab", {"rows": ["region"], "columns": ["sex"]}),
    ("all", "crosstab", {"rows": ["municipality"]}),
    ("all", "crosstab", {"rows": ["municipality"], "columns": ["sex"]}),
    ("all", "crosstab", {"rows": ["age_group"], "columns": ["region"], "layers": ["sex"]}),
    ("all", "crosstab", {"rows": ["year"], "columns": ["region"]}),
    ("all", "crosstab", {"rows": ["civil"], "columns": ["age_group"], "percent": "column"}),
    ("all", "crosstab", {"rows": ["statin"], "columns": ["dead"]}),
    ("all", "crosstab", {"rows": ["ill"], "columns": ["statin"], "layers": ["sex"]}),
    ("all", "summary", {"of": ["age", "bmi"], "by": ["sex"]}),
    ("all", "summary", {"of": ["ldl"], "by": ["region"], "quantiles": [0.1, 0.9]}),
    ("all", "summary", {"of": ["ldl", "bmi"], "by": ["age_group"]}),
    ("ill", "count", {}),
    ("ill", "crosstab", {"rows": ["age_group"], "columns": ["sex"]}),
    ("ill", "crosstab", {"rows": ["region"], "columns": ["dead"]}),
    ("ill", "crosstab", {"rows": ["statin"], "columns": ["dead"], "layers": ["sex"]}),
    ("ill", "crosstab", {"rows": ["year"], "columns": ["sex"]}),
    ("ill", "summary", {"of": ["age", "ldl", "bmi"], "by": ["statin"]}),
    ("ill", "summary", {"of": ["age"], "by": ["region"]}),
    ("women", "crosstab", {"rows": ["age_group"], "columns": ["region"]}),
    ("women", "crosstab", {"rows": ["year"], "columns": ["statin"]}),
    ("women", "summary", {"of": ["bmi"], "by": ["age_group"], "statistics": ["mean", "sd"]}),
    ("old", "crosstab", {"rows": ["sex"], "columns": ["dead"], "percent": "row"}),
    ("old", "crosstab", {"rows": ["region"], "columns": ["statin"], "layers": ["sex"]}),
]
AGAIN = (1, 5, 8, 11, 14)
COHORTS = {
    "all": lambda rows: rows,
    "ill": lambda rows: rows[rows.ill],
    "women": lambda rows: rows[rows.sex == "2"],
    "old": lambda rows: rows[rows.age >= 65],
}


def second_version(rows: pd.DataFrame) -> pd.DataFrame:
    rng = np.random.default_rng(7)
    changed = rng.choice(len(rows), int(CHANGED * len(rows)), replace=False)
    rows = rows.copy()
    rows.loc[changed, "region"] = rng.choice(["1081", "1082", "1083"], len(changed))
    rows.loc[changed, "ldl"] = 3.0
    return rows


def figures(result: dict[str, Any]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every figure of a result with its place; `None` is nothing."""
    for table in result["tables"]:
        if table["name"] == "test":
            continue
        names = [column["name"] for column in table["columns"]]
        heads = [at for at, column in enumerate(table["columns"]) if column["role"] == "label"]
        for row in table["rows"]:
            place = tuple(str(row[at]) for at in heads)
            yield from (((table["name"], place, names[at]), row[at]) for at in range(len(row)) if at not in heads)


def test_an_ordinary_study_gets_nine_cells_in_ten(tmp_path, capsys):
    known = {"sex": {"labels": labels("1", "2")}, "region": {"labels": labels("1081", "1082", "1083", "1084", "1085")}}
    rows = population()
    (tmp_path / "protected").mkdir()
    protected = SmallSite(tmp_path / "protected", rows, known=known)
    truth = SmallSite(tmp_path, rows, known=known, open_data=True)
    shown = asked = 0
    first, later = [(one, rows) for one in TABLES], [(TABLES[at], second_version(rows)) for at in AGAIN]
    for (cohort, method, options), people in first + later:
        among = COHORTS[cohort](people)
        got = dict(figures(protected.run(analysis(method, **options), among=among)[0]))
        true = dict(figures(truth.run(analysis(method, **options), among=among)[0]))
        for place, value in true.items():
            persons = true.get((place[0], place[1], "persons"), 99)
            if persons < protected.profile.k or (place[2] == "missing" and value < protected.profile.k):
                continue
            asked += 1
            shown += not isinstance(got.get(place, "hidden"), str)
    with capsys.disabled():
        print(f"\nutility: {shown} of {asked} cells released, {100 * shown / asked:.1f} %")
    assert asked > 900
    assert shown / asked >= 0.90
