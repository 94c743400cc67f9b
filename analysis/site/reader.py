"""The end of a job that nobody waits for any more."""

from __future__ import annotations

import os
import select
import stat
import threading

STDOUT = 1


def end_with_reader(descriptor: int = STDOUT) -> None:
    """End this process, and with it the locked child, once nobody can read its answer.

    A worker that was killed leaves us without telling, and its job is asked again. Going on would hold memory, and the
    turn of the job, for an answer that falls on the floor. A file or a terminal has no reader to lose.
    """
    if not stat.S_ISFIFO(os.fstat(descriptor).st_mode):
        return
    hearing = select.poll()
    hearing.register(descriptor, select.POLLHUP)  # Linux tells an error and macOS a hang-up when the reader is gone
    threading.Thread(target=_end_when_told, args=(hearing,), daemon=True).start()


def _end_when_told(hearing: select.poll) -> None:
    hearing.poll()
    os._exit(1)
