"""The locked process that opens data: one job on standard input, one JSON answer on standard output.

It has no key, no secret and no network; it writes only to its temp folder, and asks the release ledger over one
inherited socket. Its answer is `{"answer": …}`, `{"faults": […]}`, or `{"failure": code, "where": …}`, where `where`
names our own line, never a value.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Job = Mapping[str, Any]


def main() -> int:
    """Read the job, put up the walls, do it, answer."""
    job: Job = json.loads(sys.stdin.buffer.read())
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints can pass as an answer
    from analysis.site.walls import close_doors, leave_network, limit_resources

    leave_network()
    end_with(job["parent"])
    limit_resources(job["limits"])
    ledger = None if job["ledger"] is None else socket.socket(fileno=job["ledger"])
    doing = _prepared(job["do"])
    close_doors(Path(job["temp"]))
    answers.write(json.dumps(_answer(doing, job, ledger), allow_nan=False).encode())
    answers.close()
    return 0


def end_with(parent: int, *, seconds: float = 0.2) -> None:
    """End this process once its supervisor is gone: a stopped job stops here too, also in mid query.

    The supervisor's own end is told by the parent's number; whoever stops it need not know of us.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(seconds)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _prepared(name: str) -> Callable[[Job, socket.socket | None], Any]:
    """Import what the job needs before the doors close."""
    from analysis.site import child_jobs

    return child_jobs.JOBS[name]


def _answer(doing: Callable[[Job, socket.socket | None], Any], job: Job, ledger: socket.socket | None) -> Any:
    from analysis.site.errors import DataFailure, FailureCode, SiteFaults

    try:
        return {"answer": doing(job, ledger)}
    except SiteFaults as wrong:
        return {"faults": [[fault.code, fault.path, fault.da, fault.en] for fault in wrong.faults]}
    except DataFailure as failure:
        return {"failure": failure.code.value, "where": ""}
    except MemoryError:
        return {"failure": FailureCode.MEMORY.value, "where": ""}
    except Exception as error:
        # Not the message: libraries put values into messages.
        return {"failure": FailureCode.FAILED.value, "where": where_of(error)}


def where_of(error: BaseException) -> str:
    """The kind of error and the last line of ours it passed."""
    place = ""
    trace = error.__traceback__
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if "analysis" in file.parts:
            place = f" {file.name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__}{place}"


if __name__ == "__main__":
    sys.exit(main())
