"""Starts the locked child, keeps it within its limits, serves it the ledger, and validates what it returns.

The supervisor holds the keys and the secrets and opens no data; the child opens data and holds neither.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from analysis.plans import Fault
from analysis.site.child_process import take
from analysis.site.errors import DataFailure, FailureCode, SiteFaults
from analysis.site.ledger import Ledger, serve
from analysis.site.limits import Limits
from analysis.site.log import write_log

_OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGALRM)
_KILLED = -signal.SIGKILL
LONGEST_ANSWER = 256 * 1024 * 1024


@dataclass(frozen=True)
class ChildJob:
    """One job for the child: what to do, and the fields that need no secret."""

    do: str
    directory: Path
    state: Path
    database: str | None
    fields: Mapping[str, Any]


def run_child(job: ChildJob, *, ledger: Ledger | None, limits: Limits) -> Any:
    """The child's answer. Raises SiteFaults, DataFailure for what the data did, and LedgerFault."""
    child = take()
    process, ours = child.process, child.ledger
    with _work_folder(job.state) as temp, ours:
        watch = _Watch(process, limits.wall_seconds)
        watch.send(_message(job, temp, limits, has_ledger=ledger is not None))
        try:
            if ledger is not None:
                serve(ledger, ours)
        except BaseException:
            watch.end()
            raise
        finally:
            answer = watch.wait()
    return _opened(job, answer, process.returncode, watch.is_late)


class _Watch:
    """Reads the child's answer beside the ledger's service, and ends the child when its time is over."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process = process
        self._answer = b""
        self.is_late = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._clock = threading.Timer(seconds, self._end_late)
        self._clock.daemon = True

    def send(self, message: bytes) -> None:
        """Hand over the job and start reading; a child that died at once is told by its answer."""
        self._clock.start()
        self._reader.start()
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(message)
            self._process.stdin.close()
        except BrokenPipeError:
            return

    def wait(self) -> bytes:
        """The answer, once the child is gone."""
        self._reader.join()
        self._process.wait()
        self._clock.cancel()
        return self._answer

    def _read(self) -> None:
        assert self._process.stdout is not None
        self._answer = self._process.stdout.read(LONGEST_ANSWER)
        self._process.stdout.close()

    def _end_late(self) -> None:
        self.is_late = True
        self.end()

    def end(self) -> None:
        """End the child and all it started, now."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def _message(job: ChildJob, temp: Path, limits: Limits, *, has_ledger: bool) -> bytes:
    hard = ("address_bytes", "cpu_seconds", "file_bytes", "open_files")
    message = {
        **job.fields,
        "do": job.do,
        "parent": os.getpid(),
        "database": job.database,
        "directory": str(job.directory.resolve()),
        "temp": str(temp.resolve()),
        "has_ledger": has_ledger,
        "limits": {name: getattr(limits, name) for name in hard},
        "engine": asdict(limits),
    }
    return json.dumps(message).encode()


@contextmanager
def _work_folder(state: Path) -> Iterator[Path]:
    """A folder of the job's own, beside the data so that nothing spills elsewhere; gone afterwards.

    A supervisor holds a lock on its folder. One that was killed leaves it, with what spilled into it; the next
    supervisor, in whichever container, finds the folder without a lock and takes it away.
    """
    parent = state / "work"
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _one_at_a_time(parent):
        for left in parent.iterdir():
            _take_away_what_nobody_holds(left)
        folder = Path(tempfile.mkdtemp(dir=parent))
        held = os.open(folder, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """So that nobody takes away a folder between its making and its lock."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _take_away_what_nobody_holds(left: Path) -> None:
    try:
        held = os.open(left, os.O_RDONLY)
    except FileNotFoundError:  # its own supervisor was quicker
        return
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(left, ignore_errors=True)
    except BlockingIOError:
        return
    finally:
        os.close(held)


def _opened(job: ChildJob, answer: bytes, returncode: int, is_late: bool) -> Any:
    """The answer of a child that ended well; else what its end means."""
    if is_late or returncode in _OUT_OF_TIME:
        raise _logged(job, FailureCode.TIME, "")
    if returncode == _KILLED:
        raise _logged(job, FailureCode.MEMORY, "killed by the system")
    try:
        message = json.loads(answer)
        if returncode != 0 or not isinstance(message, dict):
            raise ValueError
    except ValueError:
        raise _logged(job, FailureCode.FAILED, f"exit {returncode}") from None
    if not message.get("left_network", False):
        write_log(job.state, "network_open", do=job.do)
    if "faults" in message:
        raise SiteFaults([Fault(*fault) for fault in message["faults"]])
    if "failure" in message:
        raise _logged(job, FailureCode(message["failure"]), str(message["where"]))
    return message["answer"]


def _logged(job: ChildJob, code: FailureCode, where: str) -> DataFailure:
    write_log(job.state, "failed", do=job.do, code=code.value, where=where)
    return DataFailure(code)
