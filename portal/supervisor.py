"""Web, the workers and beat as children of one process: one log stream, restart, and Ctrl-C ends them all.

from portal import supervisor
sys.exit(supervisor.run(port=8000, environment={"DEMO": "true", "DEMO_DIR": "…"}, sites=["danske_registre"]))
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import TextIO

GRACE_SECONDS = 10.0
"""How long children may take to end before they are killed."""
LONGEST_WAIT_SECONDS = 30.0
STEADY_AFTER_SECONDS = 60.0
"""A child that ran this long starts anew without waiting."""


@dataclass(frozen=True)
class Program:
    """One child: its name in the log, its command, and what it adds to the environment."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


def programs(
    *, host: str, port: int, environment: Mapping[str, str], sites: Iterable[str], threads: int, slots: int
) -> list[Program]:
    """Web, a worker for the portal's own queue, one for the queues of the sites, and beat.

    Two workers, since mails, seals and the sweep must not wait for somebody's long analysis.
    """
    queues = ",".join(f"site.{site}" for site in sites)
    python = [sys.executable, "-m"]
    web = [*python, "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1",
           "--blocking-threads", str(threads), "--no-ws", "portal.wsgi:application"]  # fmt: skip
    celery = [*python, "celery", "--quiet", "-A", "portal.celery"]
    worker = [*celery, "worker", "--loglevel", "INFO", "--without-mingle"]
    beat = [*celery, "beat", "--loglevel", "WARNING", "--pidfile="]
    return [
        Program("web", web, {**environment, **_role("web")}),
        Program("worker", [*worker, "-Q", "portal", "-c", "1", "-n", "portal@%h"], {**environment, **_role("worker")}),
        Program(
            "sites", [*worker, "-Q", queues, "-c", str(slots), "-n", "sites@%h"], {**environment, **_role("worker")}
        ),
        Program("beat", beat, {**environment, **_role("worker")}),
    ]


def run(
    *,
    port: int,
    sites: Iterable[str],
    host: str = "127.0.0.1",
    environment: Mapping[str, str] | None = None,
    threads: int = 4,
    slots: int = 2,
) -> int:
    """Run the portal until SIGINT or SIGTERM; returns the exit code for the shell (0 when it was asked to end)."""
    children = programs(host=host, port=port, environment=environment or {}, sites=sites, threads=threads, slots=slots)
    return Supervisor(children).run()


class Supervisor:
    """Keeps programs running until told to end."""

    def __init__(self, wanted: Sequence[Program], *, log: TextIO | None = None) -> None:
        self._children = [Child(program, log or sys.stdout) for program in wanted]
        self._ending = threading.Event()

    def run(self) -> int:
        """Start all, watch, and end all. To be called in the main thread: it takes SIGINT and SIGTERM."""
        before = {number: signal.signal(number, self._end) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            while not self._ending.is_set():
                for child in self._children:
                    child.keep_running()
                self._ending.wait(0.2)
        finally:
            end_all(self._children)
            for number, handler in before.items():
                signal.signal(number, handler)
        return 0

    def end(self) -> None:
        """Ask it to end; from a signal or another thread."""
        self._ending.set()

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.end()


class Child:
    """One program, its process, and when it may start anew."""

    def __init__(self, program: Program, log: TextIO) -> None:
        self.program = program
        self._log = log
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._started_at = 0.0
        self._start_at = 0.0
        self._wait = 1.0

    def keep_running(self) -> None:
        """Start it, or start it anew when it ended; after a quick end, wait longer each time."""
        if self.is_running:
            return
        now = time.monotonic()
        if self._process is not None:
            self._lengthen_wait(now)
            self._say(f"ended with code {self._process.returncode}, starts again in {self._wait:.0f} s")
            self._process = None
        if now >= self._start_at:
            self._start(now)

    @property
    def is_running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def signal_group(self, number: int) -> None:
        """Signal the program and everything it started."""
        if self._process is not None:
            try:
                os.killpg(self._process.pid, number)
            except ProcessLookupError:
                return

    def wait(self, seconds: float) -> bool:
        """Wait for its end; False when it still runs then."""
        if self._process is None:
            return True
        try:
            self._process.wait(max(seconds, 0))
        except subprocess.TimeoutExpired:
            return False
        return True

    def close(self) -> None:
        """Read the last lines of its log."""
        if self._reader is not None:
            self._reader.join(timeout=2)

    def _start(self, now: float) -> None:
        self._started_at = now
        self._process = subprocess.Popen(  # noqa: S603  (our own commands)
            list(self.program.command),
            env={**os.environ, **self.program.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C reaches only us; we end the group in order
        )
        self._reader = threading.Thread(target=self._copy_log, args=(self._process,), daemon=True)
        self._reader.start()

    def _copy_log(self, process: subprocess.Popen[str]) -> None:
        with process.stdout or open(os.devnull) as lines:  # noqa: PTH123  (a typed fallback; the pipe is always there)
            for line in lines:
                self._say(line.rstrip("\n"))

    def _say(self, text: str) -> None:
        self._log.write(f"{self.program.name:<6} | {text}\n")
        self._log.flush()

    def _lengthen_wait(self, now: float) -> None:
        """Wait longer before the next start; a child that ran well begins anew with the shortest wait."""
        self._wait = 1.0 if now - self._started_at > STEADY_AFTER_SECONDS else min(self._wait * 2, LONGEST_WAIT_SECONDS)
        self._start_at = now + self._wait


def end_all(children: Sequence[Child], *, grace: float = GRACE_SECONDS) -> None:
    """SIGTERM to every group, then SIGKILL to what is left after the grace."""
    for child in children:
        child.signal_group(signal.SIGTERM)
    deadline = time.monotonic() + grace
    for child in children:
        child.wait(deadline - time.monotonic())
    for child in children:
        child.signal_group(signal.SIGKILL)
        child.wait(2)
        child.close()


def _role(role: str) -> dict[str, str]:
    return {"PORTAL_ROLE": role, "DJANGO_SETTINGS_MODULE": f"portal.settings.{role}", "PYTHONUNBUFFERED": "1"}
