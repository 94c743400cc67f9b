"""The three planted truths, recovered by plans that anybody may run: those of docs/examples."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[4] / "docs" / "examples"
TRUTHS = {
    "statin-and-infarction": ("statin", 0.80),
    "diabetes-and-death": ("diabetes", 2.0),
    "breast-cancer-by-year": ("birth_year", 1.01),
}


def open_copy(registers, target):
    """The registers as an open site: a protected one withholds models."""
    shutil.copytree(registers, target, ignore=shutil.ignore_patterns(".indgang"))
    manifest = target / "site.toml"
    manifest.write_text(manifest.read_text("utf-8").replace('profile = "dk-health"', "open_data = true"), "utf-8")
    return target


@pytest.fixture(scope="session")
def few(demo_directory, tmp_path_factory):
    """50,000 persons."""
    return open_copy(demo_directory, tmp_path_factory.mktemp("few") / "site")


@pytest.fixture(scope="session")
def open_many(many, tmp_path_factory):
    """500,000 persons."""
    return open_copy(many.directory, tmp_path_factory.mktemp("open_many") / "site")


def interval(plan, site):
    """The ratio of the plan's truth with its 95 % interval."""
    term, truth = TRUTHS[plan]
    command = [sys.executable, "-m", "analysis.site", "run", str(EXAMPLES / f"{plan}.json"), "--site", str(site)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (result,) = json.loads(done.stdout)["results"]
    table = next(table for table in result["tables"] if table["name"] == "coefficients")
    heads = [column["name"] for column in table["columns"]]
    row = next(row for row in (dict(zip(heads, cells, strict=True)) for cells in table["rows"]) if row["term"] == term)
    return row["ratio_lower"], truth, row["ratio_upper"]


def test_there_is_a_truth_for_each_example():
    assert {file.stem for file in EXAMPLES.glob("*.json")} == set(TRUTHS)


@pytest.mark.parametrize("plan", TRUTHS)
def test_the_truth_lies_within_the_interval(plan, few):
    lower, truth, upper = interval(plan, few)
    assert lower < truth < upper


@pytest.mark.slow
@pytest.mark.parametrize("plan", TRUTHS)
def test_with_many_persons_the_truth_is_told_from_nothing(plan, open_many):
    lower, truth, upper = interval(plan, open_many)
    assert lower < truth < upper
    assert not lower < 1 < upper
