"""The walls around the process that opens data: limits, no network, no other programs, writing to one folder only.

Where the system permits it the process leaves the network altogether (a network namespace of its own); where it does
not, no data is opened unless site.toml says `must_leave_network = false`, and the site's log has it. Everywhere,
an audit hook, which cannot be taken off again, refuses new sockets, other programs, the site's keys and secrets, and
writing outside the job's own folder. The hook sees what Python does; DuckDB's own file access is locked by its
settings, and libpq's own sockets end with the network: the one that is open already works on in the new namespace. A
site should also run the product as an own operating-system user who may only read the data.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
REFUSED_EVENTS = (
    "socket.__new__",
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "ctypes.dlopen",
)
STATE = ".indgang"
SECRET = ("keys", "secrets", "ledgers", "replay.sqlite")
"""Parts of a site's state that belong to the supervisor and the ledger alone."""
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class WallError(PermissionError):
    """Something the process that opens data may never do."""


def leave_network() -> bool:
    """Move into an empty network namespace; False where the system does not permit it. Call before threads start."""
    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    if unshare is None:
        return False
    return bool(unshare(CLONE_NEWNET) == 0 or unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0)


def limit_resources(limits: Mapping[str, int]) -> None:
    """Set hard limits: `address_bytes`, `cpu_seconds`, `file_bytes`, `open_files`; no core dumps."""
    wanted = {
        resource.RLIMIT_AS: limits["address_bytes"],
        resource.RLIMIT_CPU: limits["cpu_seconds"],
        resource.RLIMIT_FSIZE: limits["file_bytes"],
        resource.RLIMIT_NOFILE: limits["open_files"],
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in wanted.items():
        _, hardest = resource.getrlimit(kind)
        lowest = value if hardest == resource.RLIM_INFINITY else min(value, hardest)
        resource.setrlimit(kind, (lowest, lowest))


def close_doors(folder: Path) -> None:
    """Refuse sockets, programs, keys and writing outside `folder`, for as long as the process lives."""
    root = str(folder.resolve()) + os.sep

    def guard(event: str, arguments: tuple[Any, ...]) -> None:
        if event in REFUSED_EVENTS:
            raise WallError(event)
        if event == "open" and arguments[2] & WRITING and not _is_inside(arguments[0], root):
            raise WallError(event)
        if event == "open" and _is_secret(arguments[0]):
            raise WallError(event)

    sys.addaudithook(guard)


def _is_inside(path: object, root: str) -> bool:
    """Is the file below the job's folder, or a descriptor that is open already?"""
    if isinstance(path, int):
        return True
    name = os.fsdecode(path) if isinstance(path, str | bytes) else ""
    return os.path.realpath(name).startswith(root) or name == os.devnull


def _is_secret(path: object) -> bool:
    """Does the path lead to a key, a secret, the ledger or the replay store of a site?"""
    if not isinstance(path, str | bytes):
        return False
    _, state, below = os.path.realpath(os.fsdecode(path)).partition(f"{os.sep}{STATE}{os.sep}")
    return bool(state) and Path(below).parts[0] in SECRET
