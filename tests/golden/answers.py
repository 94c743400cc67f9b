"""Golden plans through the site's own door, on open-data copies of the cases' sites."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
OPEN_SITES = HERE.parents[1] / "analysis" / "site" / "open_sites"
NAMES = ("indo_rct", "strep_tb", "opt", "covid_testing", "heart_failure", "randhie")
FOLDERS = dict.fromkeys(NAMES, HERE / "data") | {"omop": HERE / "data" / "omop", "nhefs_hbp": OPEN_SITES / "nhefs"}

Row = dict[str, Any]


class Figure:
    """One entry of a result document, read by the names of its columns."""

    def __init__(self, entry: dict[str, Any]) -> None:
        assert entry["status"] == "released", entry
        self.entry = entry

    def __getitem__(self, key: str) -> Any:
        return self.entry[key]

    def rows(self, table: str) -> list[Row]:
        """A table as one dict per row."""
        found = next(one for one in self.entry["tables"] if one["name"] == table)
        heads = [column["name"] for column in found["columns"]]
        return [dict(zip(heads, row, strict=True)) for row in found["rows"]]

    def row(self, table: str, **labels: Any) -> Row:
        """The one row with these labels."""
        (found,) = [row for row in self.rows(table) if all(row[name] == label for name, label in labels.items())]
        return found

    def persons(self, **cell: str) -> int:
        """The persons of one cell of a crosstab."""
        count: int = self.row("counts", **cell)["persons"]
        return count


class Answers:
    """Results by analysis of a golden plan, as `python -m analysis.site run` prints them; each plan runs once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._found: dict[tuple[str, str], dict[str, Figure]] = {}

    def of(self, plan: str, site: str) -> dict[str, Figure]:
        """The figures of a plan on the open copy of a site."""
        if (plan, site) not in self._found:
            self._found[plan, site] = self._run(plan, self.open_site(site))
        return self._found[plan, site]

    def open_site(self, name: str) -> Path:
        """The folder of an open site, made once."""
        target = self._root / name
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

    def _run(self, plan: str, site: Path) -> dict[str, Figure]:
        command = [sys.executable, "-m", "analysis.site", "run", str(HERE / "plans" / f"{plan}.json"), "--site"]
        done = subprocess.run([*command, str(site)], capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        document = json.loads(done.stdout)
        assert document["protected"] is False
        assert document["profile"] is None
        return {entry["id"]: Figure(entry) for entry in document["results"]}


def _copy_of_open_site(name: str, target: Path) -> None:
    """The protected demo site of real data, as an open one: without profile, with `open_data`."""
    shutil.copytree(OPEN_SITES / name, target, ignore=shutil.ignore_patterns(".indgang"))
    manifest = target / "site.toml"
    manifest.write_text(manifest.read_text().replace('profile = "dk-health"', "open_data = true", 1))
