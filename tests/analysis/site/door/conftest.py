"""A small protected site and an open copy, and the site's own door as a process."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

MANIFEST = """
[site]
id = "small"
must_leave_network = false
{protection}
[datasets.bef]
source = "bef.parquet"
controller = "sds"
person = "pnr"
feasibility = true
[datasets.bef.variables]
sex = {{type = "category", labels = {{"1" = "Mand", "2" = "Kvinde"}}}}
weight = {{type = "number", unit = "kg"}}
[datasets.lmdb]
source = "lmdb.csv"
person = "pnr"
unit = "record"
date = "dispensed"
[datasets.lmdb.variables]
dispensed = {{type = "date"}}
atc = {{type = "code", system = "atc"}}
"""
PLAN: dict[str, Any] = {
    "version": 1,
    "title": "Sex",
    "population": {"from": "bef"},
    "variables": {"sex": {"from": "bef.sex"}, "statin": {"exists": {"dataset": "lmdb"}}},
    "analyses": [
        {"id": "n", "method": "count"},
        {"id": "t", "method": "crosstab", "rows": ["sex"], "columns": ["statin"]},
    ],
}


def write_site(folder: Path, protection: str) -> Path:
    """200 persons, 3 of them without sex, 60 with a dispensing."""
    folder.mkdir()
    (folder / "site.toml").write_text(MANIFEST.format(protection=protection))
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'p' || range AS pnr, CASE WHEN range < 3 THEN NULL ELSE 1 + range % 2 END AS sex, "
            f"50.0 + range % 40 AS weight FROM range(200)) TO '{folder / 'bef.parquet'}' (FORMAT parquet)"
        )
    lines = [f"p{number},2020-01-{1 + number % 28:02},C10AA05" for number in range(60)]
    (folder / "lmdb.csv").write_text("pnr,dispensed,atc\n" + "\n".join([*lines, *lines]) + "\n")
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A protected site."""
    return write_site(tmp_path / "small", 'profile = "dk-health"')


@pytest.fixture
def open_copy(tmp_path: Path) -> Path:
    """The same data as open data."""
    return write_site(tmp_path / "open", "open_data = true")


@pytest.fixture
def plan(tmp_path: Path) -> Callable[..., Path]:
    """A plan file; keyword arguments replace keys of the plan."""

    def write(**changes: Any) -> Path:
        file = tmp_path / "plan.json"
        file.write_text(json.dumps(PLAN | changes))
        return file

    return write


@pytest.fixture
def door() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """`python -m analysis.site …` as a process of its own."""

    def knock(*arguments: object, message: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "analysis.site", *map(str, arguments)]
        return subprocess.run(command, input=message, capture_output=True, timeout=120, check=False)

    return knock
