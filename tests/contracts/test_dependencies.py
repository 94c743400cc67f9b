"""The pinned lists: one version of a package everywhere, no addresses, licences that suit an Apache-2.0 product."""

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LISTS = {name: (ROOT / "requirements" / f"{name}.txt").read_text() for name in ("dev", "run", "site")}
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
READ_BY_HAND = {"psycopg2-binary": "LGPL with exceptions: fine as an unmodified library"}
"""Packages whose metadata sounds worse than the licence is."""


def pins(name):
    return dict(PIN.findall(LISTS[name]))


@pytest.mark.parametrize("name", ["run", "site"])
def test_a_package_has_one_version_everywhere(name):
    assert pins(name).items() <= pins("dev").items()


@pytest.mark.parametrize("name", LISTS)
def test_every_pin_has_hashes_and_no_list_names_an_address(name):
    assert "://" not in LISTS[name]
    assert LISTS[name].count("==") >= len(pins(name))
    assert all("--hash=sha256:" in block for block in re.split(r"\n(?=[a-z])", LISTS[name].strip()))


def test_the_lists_hold_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    asked = {
        "site": project["dependencies"] + extras["site"],
        "run": project["dependencies"] + extras["site"] + extras["portal"] + extras["demo"],
        "dev": project["dependencies"] + [one for extra in extras.values() for one in extra],
    }
    for name, wanted in asked.items():
        names = {re.split(r"[\[<>=]", one)[0].lower() for one in wanted}
        assert names <= set(pins(name)), name


def test_no_package_of_the_product_is_under_the_gpl():
    for name in pins("run"):
        try:
            found = metadata(name)
        except PackageNotFoundError:
            continue  # for another Python or system
        said = [found.get("License-Expression") or "", (found.get("License") or "")[:200]]
        said += [one for one in found.get_all("Classifier") or () if one.startswith("License")]
        words = " ".join(said)
        is_gpl = re.search(r"\bA?GPL|GNU (Affero )?General Public", words) is not None
        assert not is_gpl or name in READ_BY_HAND, (name, words)


@pytest.mark.slow
def test_the_site_runs_alone_in_a_bare_environment(tmp_path):
    bare = {"PATH": os.defpath, "HOME": str(tmp_path), "UV_CACHE_DIR": str(tmp_path / "cache")}
    uv, python = Path(sys.executable).parent / "uv", tmp_path / "venv" / "bin" / "python"

    def run(*command, cwd=ROOT):
        return subprocess.run(command, cwd=cwd, env=bare, check=True, capture_output=True, text=True).stdout

    run(sys.executable, "-m", "venv", str(tmp_path / "venv"))
    subprocess.run(
        [uv, "pip", "install", "-q", "--require-hashes", "-r", "requirements/site.txt", "--python", str(python)],
        cwd=ROOT,
        env=os.environ,
        check=True,
    )
    site, plan = tmp_path / "site", tmp_path / "plan.json"
    plan.write_text(
        '{"version": 1, "population": {"from": "bef"}, "variables": {"sex": {"from": "bef.sex"}},'
        ' "analyses": [{"id": "t1", "method": "crosstab", "rows": ["sex"]}]}'
    )
    run(str(python), "-m", "analysis.site", "demo", str(site), "--persons", "1000")
    assert '"ok": true' in run(str(python), "-m", "analysis.site", "check", str(site))
    assert '"released"' in run(str(python), "-m", "analysis.site", "run", str(plan), "--site", str(site))
    assert run(str(python), "-c", "import importlib.util as u; print(u.find_spec('django'))").strip() == "None"
