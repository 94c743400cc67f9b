"""The arrows of import hold; what is lazy stays lazy."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPUTES = ("pandas", "duckdb", "numpy", "scipy", "statsmodels", "lifelines", "sqlglot", "altair", "vl_convert")


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_import_contract_is_kept():
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]


def test_the_web_role_boots_without_the_statistics_stack(tmp_path):
    code = (
        "import sys, django; django.setup()\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        f"found = sorted(set(sys.modules) & set({COMPUTES!r}))\n"
        "assert not found, found\n"
        "assert not any(name.startswith('analysis.site') for name in sys.modules)\n"
    )
    done = run(
        code, DJANGO_SETTINGS_MODULE="portal.settings.web", DEMO="1", DEMO_DIR=str(tmp_path), SECRET_KEY="x" * 60
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_site_imports_no_django():
    code = (
        "import sys, pkgutil, importlib, analysis.site as site\n"
        "for found in pkgutil.walk_packages(site.__path__, 'analysis.site.'):\n"
        "    if not found.name.endswith('__main__'): importlib.import_module(found.name)\n"
        "found = {'django', 'rest_framework', 'celery', 'portal', 'catalog', 'requests_app'} & set(sys.modules)\n"
        "assert not found, found\n"
    )
    done = run(code)
    assert done.returncode == 0, done.stderr[-2000:]
