"""The supervisor starts, restarts and ends its children, and everything they started."""

import io
import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from portal import supervisor
from portal.supervisor import Child, Program, Supervisor, end_all, programs


def python(name, code):
    return Program(name, [sys.executable, "-u", "-c", code], {"WORD": "hello"})


class Log(io.StringIO):
    """A log that tells when a line with the text has come."""

    def __init__(self):
        super().__init__()
        self._changed = threading.Condition()

    def write(self, text):
        with self._changed:
            written = super().write(text)
            self._changed.notify_all()
        return written

    def wait_for(self, text, times=1):
        with self._changed:
            assert self._changed.wait_for(lambda: self.getvalue().count(text) >= times, timeout=20), self.getvalue()


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")  # a dead child nobody asked about is a zombie, where there is /proc to tell
    return not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


FAMILY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("child", child.pid, flush=True)
time.sleep(600)
"""
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
)


def test_children_share_one_log_and_get_their_environment():
    log = Log()
    child = Child(python("web", "import os; print(os.environ['WORD'])"), log)
    child.keep_running()
    log.wait_for("web    | hello")
    end_all([child], grace=1)


def test_ending_ends_what_a_child_started():
    log = Log()
    child = Child(python("worker", FAMILY), log)
    child.keep_running()
    log.wait_for("child")
    grandchild = int(log.getvalue().split("child")[1].split()[0])
    assert is_alive(grandchild)
    end_all([child], grace=5)
    assert not child.is_running
    assert not is_alive(grandchild)


def test_a_child_that_will_not_end_is_killed():
    log = Log()
    child = Child(python("worker", STUBBORN), log)
    child.keep_running()
    log.wait_for("deaf")
    end_all([child], grace=0.1)
    assert not child.is_running


def test_a_child_that_ended_starts_anew_and_waits_longer_each_time(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: now[0])
    log = Log()
    child = Child(python("beat", "print('started')"), log)
    waits = []
    for number in range(1, 4):
        child.keep_running()
        log.wait_for("started", times=number)
        child.wait(10)
        child.keep_running()
        waits.append(child._wait)
        assert not child.is_running, "it waits"
        now[0] += child._wait
    assert waits == [2.0, 4.0, 8.0]
    child.keep_running()
    log.wait_for("started", times=4)
    child.wait(10)
    now[0] += supervisor.STEADY_AFTER_SECONDS + 1
    child.keep_running()
    assert child._wait == 1.0
    child.close()


def test_a_child_that_never_started_is_ended_without_fuss():
    child = Child(python("web", ""), Log())
    assert child.wait(0)
    end_all([child], grace=0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_them_all_and_gives_the_signals_back(number):
    log = Log()
    before = signal.getsignal(number)
    family = Supervisor([python("web", FAMILY), python("worker", FAMILY)], log=log)

    def interrupt():
        log.wait_for("child", times=2)
        os.kill(os.getpid(), number)

    threading.Thread(target=interrupt).start()
    assert family.run() == 0
    assert signal.getsignal(number) is before
    assert not any(child.is_running for child in family._children)


def test_the_portal_is_web_two_workers_and_beat(monkeypatch):
    web, worker, sites, beat = programs(
        host="127.0.0.1",
        port=8123,
        environment={"DEMO": "true"},
        sites=["nhefs", "danske_registre"],
        threads=4,
        slots=2,
    )
    assert "--port 8123" in " ".join(web.command)
    assert "--blocking-threads 4" in " ".join(web.command)
    assert "-Q portal -c 1" in " ".join(worker.command)
    assert "-Q site.nhefs,site.danske_registre -c 2" in " ".join(sites.command)
    roles = [program.environment["PORTAL_ROLE"] for program in (web, worker, sites, beat)]
    assert roles == ["web", "worker", "worker", "worker"]
    assert all(program.environment["DEMO"] == "true" for program in (web, worker, sites, beat))
    ran = []
    monkeypatch.setattr(Supervisor, "run", lambda self: ran.append(self) or 0)
    assert supervisor.run(port=8123, sites=["nhefs"]) == 0
    assert [child.program.name for child in ran[0]._children] == ["web", "worker", "sites", "beat"]
