"""kill -9 of the worker three times during forty jobs: nothing is lost, nothing is done twice, nothing is left running.

Workers and beat are the product's own processes, the site is a real one, and the broker is the one of its name. At each
kill one job is held at its site, so that it surely runs; the others take whatever hits them.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis

from analysis.commands.lease import MOST_ATTEMPTS
from analysis.site.ledger.store import Store
from analysis.site.replay import ReplayStore
from portal.supervisor import programs
from tests.conftest import POSTGRES, REDIS, answers, missing

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
JOBS = 40
KILLS = 3
NOBODY = "redis://127.0.0.1:1/0"
WORKERS = ("worker", "sites")
FIRST_DONE = 6
LEASE_SECONDS = 8
PATIENCE_SECONDS = 900


@dataclass
class Portal:
    """A portal without pages: its database, its site, and its workers and beat while they run."""

    directory: Path
    database: str
    broker: str
    running: dict = field(default_factory=dict)
    described: int = 0  # releases of the site before any job: what it told the catalogue

    @property
    def environment(self):
        return {
            "DEMO": "true", "DEMO_DIR": str(self.directory), "DATABASE_URL": self.database,
            "CELERY_BROKER_URL": self.broker, "CACHE_URL": "dbcache://portal_cache",
            "FEASIBILITY_COUNTS_A_DAY": str(JOBS), "JOB_LEASE_SECONDS": str(LEASE_SECONDS), "JOB_RING_AGAIN_SECONDS": "6",
        }  # fmt: skip

    @property
    def site(self):
        """What the site keeps for itself."""
        return self.directory / "sites" / "nhefs" / ".indgang"

    def fill(self, **changes):
        """Queue the jobs. Returns them in the order of the queue."""
        environment = {**os.environ, **self.environment, **changes}
        environment |= {"PORTAL_ROLE": "worker", "DJANGO_SETTINGS_MODULE": "portal.settings.worker"}
        command = [sys.executable, "-m", "tests.faults.queue_counts", str(JOBS)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        self.described = len(self.releases())
        return json.loads(done.stdout.splitlines()[-1])

    def start(self, *names):
        """Start programs as the supervisor does: each in a process group of its own."""
        for program in programs(host="", port=0, environment=self.environment, sites=["nhefs"], threads=1, slots=2):
            if program.name in names:
                with (self.directory / f"{program.name}.log").open("a") as log:
                    self.running[program.name] = subprocess.Popen(
                        program.command, cwd=ROOT, env={**os.environ, **program.environment}, stdout=log,
                        stderr=subprocess.STDOUT, start_new_session=True,
                    )  # fmt: skip

    def kill_nine(self, name, *, alone):
        """End a worker as a power cut does, or its main process alone. Returns everything that it had started."""
        worker = self.running[name]
        family = descendants(worker.pid)
        if alone:
            os.kill(worker.pid, signal.SIGKILL)
        else:
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        return family

    def stop(self):
        """Ask everything to end, in good order. Returns all that it had started."""
        families = [pid for process in self.running.values() for pid in descendants(process.pid)]
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait(60)
        return families

    def ask(self, question):
        """Rows of the portal's database, as somebody beside it sees them."""
        is_file = self.database.startswith("sqlite")
        connect = sqlite3.connect if is_file else psycopg2.connect
        with closing(connect(self.database.removeprefix("sqlite:///"))) as database:
            cursor = database.cursor()
            cursor.execute(question)
            return cursor.fetchall()

    def releases(self):
        """Position -> head of the site's ledger, read whole against its chain."""
        with closing(Store(self.site / "ledgers" / "site")) as ledger:
            ledger.verify()
            return {release.seq: release.head for release in ledger.releases()}

    def jobs(self):
        """Job -> (state, stage, attempt)."""
        rows = self.ask("SELECT uuid, state, stage, attempt FROM analysis_job")
        return {str(uuid).replace("-", ""): tuple(rest) for uuid, *rest in rows}


def descendants(pid):
    """Every process that this one started, and those these started."""
    children = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        own = children.get(waiting.pop(), [])
        found += own
        waiting += own
    return found


def alive(pids):
    """Those that still run; one that waits to be buried does not."""
    found = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if state != "Z":
            found.append((pid, Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()))
    return found


@contextmanager
def portal_of(directory, database, broker):
    """A portal; whatever a failed test leaves behind is killed."""
    portal = Portal(directory, database, broker)
    try:
        yield portal
    finally:
        for process in portal.running.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@pytest.fixture
def postgres():
    """The address of an empty database, dropped afterwards."""
    if not answers(POSTGRES):
        missing("PostgreSQL", "TEST_DATABASE_URL", POSTGRES)
    name = f"indgang_faults_{os.getpid()}"
    tell_postgres(f"CREATE DATABASE {name}")
    yield urlsplit(POSTGRES)._replace(path=f"/{name}").geturl()
    tell_postgres(f"DROP DATABASE {name} WITH (FORCE)")


def tell_postgres(order):
    with closing(psycopg2.connect(POSTGRES)) as server:
        server.autocommit = True
        server.cursor().execute(order)


@pytest.fixture
def redis_broker():
    """The address of a Redis without the keys of an earlier broker."""
    with redis.Redis.from_url(REDIS) as server:
        for pattern in ("portal*", "site.*", "unacked*", "_kombu.*", "celery*"):
            for key in server.scan_iter(pattern):
                server.delete(key)
    return REDIS


def test_on_the_filesystem_broker_nothing_is_lost(tmp_path, until):
    with portal_of(tmp_path, f"sqlite:///{tmp_path}/indgang.sqlite3", "filesystem://") as portal:
        kill_three_times(portal, until, portal.fill())
        assert_nothing_is_lost(portal)


@pytest.mark.redis
def test_on_the_redis_broker_nothing_is_lost(tmp_path, until, postgres, redis_broker):
    """The broker is away while the jobs are queued, so that no bell of theirs was ever rung."""
    with portal_of(tmp_path, postgres, redis_broker) as portal:
        kill_three_times(portal, until, portal.fill(CELERY_BROKER_URL=NOBODY))
        assert_nothing_is_lost(portal)


def kill_three_times(portal, until, jobs):
    """Kill the workers three times while the forty jobs run, and let them finish in peace."""
    portal.start("beat")
    for kill, job in enumerate(jobs[:: JOBS // KILLS][:KILLS]):
        with ReplayStore(portal.site).turn(job):
            strike(portal, until, job, done=FIRST_DONE + kill * JOBS // KILLS, alone=kill == 1)
    portal.start(*WORKERS)
    until(lambda: is_over(portal), seconds=PATIENCE_SECONDS, what="the last job")
    family = portal.stop()
    until(lambda: not alive(family), seconds=PATIENCE_SECONDS, what=f"the end of {alive(family)}")


def strike(portal, until, job, *, done, alone):
    """Start the workers, and kill them when the held job runs and enough others are done."""
    portal.start(*WORKERS)
    until(lambda: is_time_to_kill(portal, job, done), seconds=PATIENCE_SECONDS, what=f"{done} jobs and the held one")
    family = [pid for name in WORKERS for pid in portal.kill_nine(name, alone=alone)]
    until(lambda: not alive(family), seconds=PATIENCE_SECONDS, what=f"the end of {alive(family)}")


def is_time_to_kill(portal, job, done):
    assert_all_run(portal)
    jobs = portal.jobs()
    is_held = jobs[job.replace("-", "")] == ("running", "computing", 1)
    return is_held and sum(state == "done" for state, _stage, _attempt in jobs.values()) >= done


def is_over(portal):
    assert_all_run(portal)
    return all(state not in ("queued", "running") for state, _stage, _attempt in portal.jobs().values())


def assert_all_run(portal):
    assert {name: process.poll() for name, process in portal.running.items()} == dict.fromkeys(portal.running)


def assert_nothing_is_lost(portal):
    """Forty jobs done, each with one result, each recorded once at the site, and no event of a failure."""
    jobs = portal.jobs()
    assert Counter(state for state, _stage, _attempt in jobs.values()) == {"done": JOBS}
    assert sum(attempt > 1 for _state, _stage, attempt in jobs.values()) >= KILLS
    assert max(attempt for _state, _stage, attempt in jobs.values()) <= MOST_ATTEMPTS
    results = portal.ask("SELECT job_id, ledger_seq, ledger_head FROM analysis_result")
    assert len({job for job, *_rest in results}) == len(results) == JOBS
    assert dict(portal.ask("SELECT fact, count(*) FROM audit_event WHERE fact LIKE 'Job%' GROUP BY fact")) == {
        "JobQueued": JOBS
    }
    heads = portal.releases()
    assert len(heads) == portal.described + JOBS  # every count is another set of persons, and each was recorded once
    assert all(heads[seq] == head for _job, seq, head in results)
