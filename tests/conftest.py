"""Fixtures of all rooms: people in their roles, the servers marked tests need, and a database that can be emptied.

Tests marked `postgres` run on PostgreSQL whatever the rest of the run uses: one child run of pytest with
DATABASE_URL = TEST_DATABASE_URL executes all of them, and each marked test here reports what its twin did there.
"""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
IS_CI = os.environ.get("CI", "").lower() in ("1", "true")
REPORT = "INDGANG_POSTGRES_REPORT"
ON_POSTGRES = REPORT in os.environ or os.environ.get("DATABASE_URL", "").startswith("postgres")


def answers(url: str) -> bool:
    """Whether a server listens at the address."""
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 0), timeout=2):
            return True
    except OSError:
        return False


def missing(server: str, variable: str, url: str) -> None:
    """Skip with the reason; in CI fail, since a check that did not run proves nothing."""
    parts = urlsplit(url)
    reason = f"{server} does not answer at {parts.hostname}:{parts.port}; set {variable}. Not run."
    if IS_CI:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def pytest_collection_modifyitems(config, items):
    config.stash[MARKED] = [item for item in items if item.get_closest_marker("postgres")]


MARKED = pytest.StashKey[list]()
OUTCOMES = pytest.StashKey[dict]()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    if pyfuncitem.get_closest_marker("redis") and not answers(REDIS):
        missing("Redis", "TEST_REDIS_URL", REDIS)
    if not pyfuncitem.get_closest_marker("postgres") or ON_POSTGRES:
        return None
    if not answers(POSTGRES):
        missing("PostgreSQL", "TEST_DATABASE_URL", POSTGRES)
    report = outcomes_on_postgres(pyfuncitem.config).get(pyfuncitem.nodeid)
    if report is None:
        pytest.fail("The test did not run on PostgreSQL.", pytrace=False)
    if report["outcome"] != "passed":
        pytest.fail(f"On PostgreSQL:\n{report['text']}", pytrace=False)
    return True


def outcomes_on_postgres(config) -> dict:
    """What each marked test did on PostgreSQL; the first caller runs them all in one child."""
    if OUTCOMES not in config.stash:
        config.stash[OUTCOMES] = run_on_postgres(config)
    return config.stash[OUTCOMES]


def run_on_postgres(config) -> dict:
    path = Path(os.environ.get("TMPDIR", "/tmp")) / f"indgang-postgres-{os.getpid()}.jsonl"
    path.write_text("")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("COV_", "PYTEST_"))}
    settings = os.environ.get("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    environment = {**inherited, REPORT: str(path), "DATABASE_URL": POSTGRES}
    nodes = [item.nodeid for item in config.stash[MARKED]]
    arguments = ["-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "--ds", settings, "--rootdir"]
    command = [sys.executable, "-m", "pytest", *arguments, str(config.rootpath), *nodes]
    done = subprocess.run(
        command, cwd=config.rootpath, env=environment, check=False, capture_output=True, text=True, timeout=300
    )
    found = {line["nodeid"]: line for line in map(json.loads, path.read_text().splitlines())}
    path.unlink()
    if not found:
        pytest.fail(f"The run on PostgreSQL did not start:\n{done.stdout[-3000:]}{done.stderr[-3000:]}", pytrace=False)
    return found


def pytest_runtest_logreport(report):
    """In the child: one line for each test, worst phase last."""
    if REPORT not in os.environ or (report.when != "call" and report.passed):
        return
    line = {"nodeid": report.nodeid, "outcome": report.outcome, "text": report.longreprtext}
    with Path(os.environ[REPORT]).open("a") as file:
        file.write(json.dumps(line) + "\n")


@pytest.fixture(scope="session")
def registers(tmp_path_factory):
    """A schema of a real PostgreSQL for the tables of sites, dropped after the tests: see tests/twins.py."""
    from tests.twins import database

    if not answers(POSTGRES):
        missing("PostgreSQL", "TEST_DATABASE_URL", POSTGRES)
    with database(POSTGRES, tmp_path_factory.mktemp("passwords") / "pgpass") as made:
        yield made


@pytest.fixture(scope="session", autouse=True)
def _database_can_be_emptied():
    """The suite may empty its own database, which the triggers of the audit chain rightly refuse elsewhere."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from portal.audit import triggers

    original = BaseDatabaseOperations.execute_sql_flush

    def flush(self, sql_list):
        triggers.remove(self.connection)
        original(self, sql_list)
        triggers.install(self.connection)

    BaseDatabaseOperations.execute_sql_flush = flush
    yield
    BaseDatabaseOperations.execute_sql_flush = original


@pytest.fixture(autouse=True)
def _limits_begin_anew():
    """Limits on sign-in and calls count in the cache: no test uses up another's."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def _language_begins_anew():
    """A page in English leaves its language behind in the thread: no test speaks another's."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def organisation(db):
    """`organisation("sds")` makes (or finds) an organisation; kind is controller unless said."""
    from portal.accounts.models import Organisation

    def make(key="sds", kind="controller"):
        names = {"name_da": f"{key} (da)", "name_en": f"{key} (en)", "kind": kind}
        return Organisation.objects.get_or_create(key=key, defaults=names)[0]

    return make


@pytest.fixture
def person(db, organisation):
    """`person(Role.STEWARD, of="sds")` makes a user who can sign in with PASSWORD and holds the roles.

    Roles of the permit authority are held in the organisation `authority` unless `of` says otherwise.
    """
    from allauth.account.models import EmailAddress

    from portal.accounts import GIVEN_BY
    from portal.accounts.commands import appoint
    from portal.accounts.models import User

    def make(*roles, of=None, email=None, **fields):
        number = User.objects.count() + 1
        named = "-".join(role.value for role in roles) or "applicant"
        email = email or f"{named}{number}@demo.test"
        user = User.objects.create_user(email, PASSWORD, name=fields.pop("name", f"{named} {number}"), **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        for role in roles:
            kind = "authority" if "authority" in GIVEN_BY[role] and of is None else "controller"
            place = of or ("authority" if kind == "authority" else "sds")
            found = place if not isinstance(place, str) else organisation(place, kind)
            appoint(user=user, organisation=found, role=role)
        return user

    return make


PASSWORD = "correct horse battery staple"


@pytest.fixture
def password():
    """The password of everybody made by `person`."""
    return PASSWORD
