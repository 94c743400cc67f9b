"""The process of the locked child, started before it is needed: it imports while its supervisor reads the plan.

    make_ready()                  # at the door, first of all
    child = take()                # the one that is ready, else a new one

A child that gets no job ends by itself, when its standard input does.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import analysis

PASSWORD_FILES = ("PGPASSFILE", "PGSERVICEFILE")
"""Where libpq finds the files that say who a site's database role is; only the paths are handed on."""


@dataclass(frozen=True)
class ChildProcess:
    """A child that waits for its job, and our end of the socket over which it may ask the ledger."""

    process: subprocess.Popen[bytes]
    ledger: socket.socket


_ready: list[ChildProcess] = []


def make_ready() -> None:
    """Start a child for the next job."""
    _ready.append(_start())


def take() -> ChildProcess:
    """A child for one job."""
    return _ready.pop() if _ready else _start()


def _start() -> ChildProcess:
    """A child in its own session, with nothing of our environment but where Python and the product are."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-m", "analysis.site.child", str(theirs.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                "PATH": os.defpath,
                "LANG": "C.UTF-8",
                "PYTHONPATH": str(Path(analysis.__file__).parents[1]),
                "PYTHONDONTWRITEBYTECODE": "1",
                "OMP_NUM_THREADS": "1",
                "OPENBLAS_NUM_THREADS": "1",
                **{name: os.environ[name] for name in PASSWORD_FILES if name in os.environ},
            },
            cwd="/",
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
        )
    return ChildProcess(process, ours)
