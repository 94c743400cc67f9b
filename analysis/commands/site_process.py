"""The process of the site's door, started before there is a job for it: it imports while nobody waits.

    keep_ready()                # in a worker, after each job
    process = take_process()    # the one that is ready, else a new one

It gets a clean environment: no settings, no database address, no broker. It learns which site it works for with its job,
and ends by itself when the worker does without having given it one.
"""

import os
import subprocess
import sys

from django.conf import settings

PASSWORD_FILES = ("PGPASSFILE", "PGSERVICEFILE")
"""Where a site whose data lie in PostgreSQL finds how to sign in there: paths, which the site's own user must be able to read."""

_ready: list["subprocess.Popen[bytes]"] = []


def keep_ready() -> None:
    """See that a process waits for this worker's next job, unless the settings would rather have the memory."""
    _bury_the_dead()
    if settings.SITE_KEPT_READY and not _ready:
        _ready.append(_start())


def take_process() -> "subprocess.Popen[bytes]":
    """A process for one job; its first line of input names the folder of the site."""
    _bury_the_dead()
    return _ready.pop() if _ready else _start()


def _bury_the_dead() -> None:
    for process in [one for one in _ready if one.poll() is not None]:
        _ready.remove(process)
        process.communicate()


def _start() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "analysis.site", "work"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env=_clean_environment(),
        start_new_session=True,
    )


def _clean_environment() -> dict[str, str]:
    files = {name: os.environ[name] for name in PASSWORD_FILES if name in os.environ}
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", **files}
