"""What must hold before anything starts, and what every answer carries."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as live
from django.core.management.base import SystemCheckError
from django.db import connection
from django.test import RequestFactory

from portal import checks, health
from portal.addresses import absolute
from portal.beat import assembled
from portal.settings.secrets import secret_from

PRODUCTION = {
    "PORTAL_ROLE": "web",
    "DJANGO_SETTINGS_MODULE": "portal.settings.web",
    "SECRET_KEY": "a-long-and-random-secret-for-this-test-0123456789-abcdefghij",
    "ALLOWED_HOSTS": "indgang.example.dk",
    "BASE_URL": "https://indgang.example.dk",
}


def run(tmp_path, code, **environment):
    """Python under the settings of production, in its own process."""
    inherited = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    env = {**inherited, **PRODUCTION, "DEMO_DIR": str(tmp_path), **environment}
    return subprocess.run(
        [sys.executable, *code], cwd=live.BASE_DIR, env=env, capture_output=True, text=True, check=False, timeout=120
    )


def deploy_check(tmp_path, **environment):
    tags = ["-t", "security", "-t", checks.SAFETY]
    done = run(tmp_path, ["manage.py", "check", "--deploy", "--fail-level", "WARNING", *tags], **environment)
    return done.returncode, done.stderr


def test_production_settings_are_clean(tmp_path):
    assert deploy_check(tmp_path) == (0, "")


@pytest.mark.parametrize("name", ["DEMO", "DEMO_RELAX_SECOND_FACTOR"])
def test_a_demonstration_is_no_production(tmp_path, name):
    code, said = deploy_check(tmp_path, **{name: "true"})
    assert code == 1
    assert f"(portal.E004) {name} is on" in said


def test_the_web_role_boots_without_the_statistics_stack(tmp_path):
    code = "import sys, django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns; "
    code += "print(sorted({'pandas', 'duckdb', 'numpy', 'scipy', 'analysis.site'} & set(sys.modules)))"
    done = run(tmp_path, ["-W", "ignore", "-c", code])
    assert done.stdout.strip().splitlines()[-1:] == ["[]"], done.stderr


STATIC_FILE_TWICE = """
import django; django.setup()
from django.conf import settings
from django.test import Client
file = settings.STATIC_ROOT / "probe.css"
file.parent.mkdir(exist_ok=True)
file.write_text("")
server = Client(SERVER_NAME="indgang.example.dk")
server.get("/static/probe.css")
for text in ("a {}", "a { color: inherit }"):
    file.write_text(text)
    answer = server.get("/static/probe.css")
    print(answer.headers["Content-Length"], answer.getvalue().decode())
"""


@pytest.mark.parametrize("module", ["web", "dev"])
def test_a_style_sheet_edited_during_a_demonstration_is_served_whole(tmp_path, module):
    environment = {"DEMO": "true", "DJANGO_SETTINGS_MODULE": f"portal.settings.{module}"}
    done = run(tmp_path, ["-W", "ignore", "-c", STATIC_FILE_TWICE], **environment)
    assert done.stdout.splitlines() == ["4 a {}", "20 a { color: inherit }"], done.stderr


def test_collected_files_are_looked_up_once(tmp_path):
    code = "from django.conf import settings; print(settings.WHITENOISE_AUTOREFRESH, settings.WHITENOISE_USE_FINDERS)"
    assert run(tmp_path, ["-c", code]).stdout.split() == ["False", "False"]


@pytest.mark.parametrize("name", checks.MICRODATA_SETTINGS)
def test_web_with_a_way_to_microdata_is_refused(settings, name):
    for other in checks.MICRODATA_SETTINGS:
        setattr(settings, other, None)
    settings.PORTAL_ROLE = "web"
    assert checks.web_reaches_no_microdata() == []
    setattr(settings, name, Path("/sites"))
    assert [error.id for error in checks.web_reaches_no_microdata()] == ["portal.E001"]
    settings.PORTAL_ROLE = "worker"
    assert checks.web_reaches_no_microdata() == []


def test_the_web_role_knows_no_site_and_no_key():
    text = (live.BASE_DIR / "portal/settings/web.py").read_text() + (
        live.BASE_DIR / "portal/settings/base.py"
    ).read_text()
    assert not [name for name in checks.MICRODATA_SETTINGS if f"{name} " in text]


def test_an_unsafe_sqlite_is_refused(monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")
    assert checks.sqlite_is_safe() == []
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {})
    assert [error.id for error in checks.sqlite_is_safe()] == ["portal.E002", "portal.E003"]
    with pytest.raises(SystemCheckError):
        checks.refuse_to_start_unsafe()


@pytest.mark.postgres
def test_postgresql_needs_no_pragma(db):
    assert checks.sqlite_is_safe() == []


def test_sqlite_keeps_its_promises(db):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_it_is_alive_and_ready(db, client):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok", "database": True, "cache": True}
    assert client.post("/healthz").status_code == 405


def test_it_is_not_ready_without_database_or_cache(db, monkeypatch):
    def away(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(health, "MigrationExecutor", away)
    monkeypatch.setattr(health.cache, "set", away)
    answer = health.readyz(RequestFactory().get("/readyz"))
    assert answer.status_code == 503
    assert json.loads(answer.content) == {"status": "not ready", "database": False, "cache": False}


def test_every_page_carries_the_strict_headers(db, client):
    headers = client.get("/account/login/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


def test_addresses_come_from_the_setting(settings):
    settings.BASE_URL = "https://indgang.example.dk"
    assert absolute("/register/2026-000147") == "https://indgang.example.dk/register/2026-000147"


def test_the_schedule_is_assembled_from_the_apps():
    assert {"send_mails", "seal_audit", "forget_reads"} <= set(live.CELERY_BEAT_SCHEDULE)
    assert live.CELERY_BEAT_SCHEDULE["send_mails"]["options"]["expires"] == 60
    assert live.CELERY_BEAT_SCHEDULE["seal_audit"]["options"]["expires"] == 3600
    with pytest.raises(TypeError, match="Two schedules"):
        assembled(["portal.audit", "portal.audit"])


def test_every_round_names_a_task_that_exists():
    from portal.celery import app

    app.loader.import_default_modules()
    assert {entry["task"] for entry in live.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


def test_the_broker_gets_its_folders(tmp_path):
    from types import SimpleNamespace

    from portal.celery import make_broker_folders

    options = {"data_folder_in": str(tmp_path / "queue"), "control_folder": str(tmp_path / "control")}
    make_broker_folders(SimpleNamespace(conf=SimpleNamespace(broker_transport_options=options)))
    assert (tmp_path / "queue").is_dir()
    assert (tmp_path / "control").is_dir()


def test_a_secret_is_made_once_and_read_by_its_owner_only(tmp_path):
    path = tmp_path / "deep" / "secret"
    first = secret_from(path)
    assert len(first) > 60
    assert secret_from(path) == first
    assert path.stat().st_mode & 0o077 == 0
