"""Open-data copies of the golden cases' sites, and plans run through the site's own door."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
OPEN_SITES = HERE.parents[1] / "analysis" / "site" / "open_sites"
FOLDERS = {"indo_rct": HERE / "data", "strep_tb": HERE / "data", "opt": HERE / "data", "omop": HERE / "data" / "omop"}


def _copy_of_open_site(name: str, target: Path) -> None:
    """The protected demo site of real data, as an open one: without profile, with `open_data`."""
    shutil.copytree(OPEN_SITES / name, target, ignore=shutil.ignore_patterns(".indgang"))
    manifest = target / "site.toml"
    manifest.write_text(manifest.read_text().replace('profile = "dk-health"', "open_data = true", 1))


@pytest.fixture(scope="session")
def open_site(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of an open site by name, made once."""
    root = tmp_path_factory.mktemp("sites")

    def make(name: str) -> Path:
        target = root / name
        if target.exists():
            return target
        if name not in FOLDERS:
            _copy_of_open_site(name, target)
            return target
        target.mkdir()
        shutil.copy(HERE / "sites" / f"{name}.toml", target / "site.toml")
        for file in FOLDERS[name].glob("*.parquet"):
            shutil.copy(file, target)
        return target

    return make


@pytest.fixture(scope="session")
def results(open_site: Callable[[str], Path]) -> Callable[[str, str], dict[str, Any]]:
    """Results by analysis id of a golden plan, as `python -m analysis.site run` prints them."""

    def run(plan: str, site: str) -> dict[str, Any]:
        command = [sys.executable, "-m", "analysis.site", "run", str(HERE / "plans" / f"{plan}.json"), "--site"]
        done = subprocess.run([*command, str(open_site(site))], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        document = json.loads(done.stdout)
        assert document["protected"] is False
        assert document["profile"] is None
        return {entry["id"]: entry for entry in document["results"]}

    return run


@pytest.fixture(scope="session")
def expected() -> dict[str, Any]:
    """The expected numbers by case."""
    cases = json.loads((HERE / "cases.json").read_text())
    return {name: case["expected"] for name, case in cases.items()}


@pytest.fixture(scope="session")
def rows() -> Callable[[dict[str, Any], str], list[dict[str, Any]]]:
    """A result's table as one dict per row."""

    def read(result: dict[str, Any], name: str) -> list[dict[str, Any]]:
        assert result["status"] == "released", result
        table = next(table for table in result["tables"] if table["name"] == name)
        heads = [column["name"] for column in table["columns"]]
        return [dict(zip(heads, row, strict=True)) for row in table["rows"]]

    return read


@pytest.fixture(scope="session")
def persons(rows: Callable[[dict[str, Any], str], list[dict[str, Any]]]) -> Callable[..., Any]:
    """The persons of one cell of a crosstab."""

    def read(result: dict[str, Any], what: str = "persons", **cell: str | None) -> Any:
        found = [row for row in rows(result, "counts") if all(row[name] == level for name, level in cell.items())]
        assert len(found) == 1
        return found[0][what]

    return read
