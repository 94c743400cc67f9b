"""The locked process that opens data: one job on standard input, one JSON answer on standard output.

It has no key, no secret and no network; it writes only to its temp folder, and asks the release ledger over one
inherited socket. Where the site's data lie in a database, the one connection is opened before the network is left. Its
answer is `{"answer": …}`, `{"faults": […]}`, or `{"failure": code, "where": …}`, where `where` names our own line,
never a value; beside it `left_network` says whether the system let it leave.
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
Do = Callable[[Job, socket.socket | None, Any], Any]


def main() -> int:
    """Import, wait for the job, put up the walls, do it, answer. The argument is the number of the ledger's socket."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints can pass as an answer
    ledger = socket.socket(fileno=int(sys.argv[1]))
    from analysis.site import child_jobs
    from analysis.site.walls import close_doors, leave_network, limit_resources

    message = sys.stdin.buffer.read()
    if not message:  # nobody needs us
        return 0
    job: Job = json.loads(message)
    connection = _connected(job)
    left_network = leave_network()
    end_with(job["parent"])
    limit_resources(job["limits"])
    close_doors(Path(job["temp"]))
    if left_network or not job.get("must_leave_network", True):
        job = {**job, "left_network": left_network}
        answer = _answer(child_jobs.JOBS[job["do"]], job, ledger if job["has_ledger"] else None, connection)
    else:
        answer = _network_open()
    answer["left_network"] = left_network
    answers.write(json.dumps(answer, allow_nan=False).encode())
    answers.close()
    os._exit(0)  # the system takes back what we hold faster than we could give it up


def end_with(parent: int, *, seconds: float = 0.2) -> None:
    """End this process once its supervisor is gone: a stopped job stops here too, also in mid query.

    The supervisor's own end is told by the parent's number; whoever stops it need not know of us.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(seconds)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _connected(job: Job) -> Any:
    """The connection of a site that reads a database: it must be open before the network is gone. None if it cannot."""
    if job["database"] is None:
        return None
    from analysis.site.engines.connection import connect
    from analysis.site.errors import SourceUnreadable
    from analysis.site.limits import Limits

    try:
        return connect(job["database"], Limits(**job["engine"]))
    except SourceUnreadable:
        return None


def _network_open() -> dict[str, Any]:
    """The answer of a child that opens no data, since its site lets none be opened beside a network."""
    from analysis.site.errors import site_fault

    fault = site_fault("network_open", "site.must_leave_network")
    return {"faults": [[fault.code, fault.path, fault.da, fault.en]]}


def _answer(doing: Do, job: Job, ledger: socket.socket | None, connection: Any) -> dict[str, Any]:
    from analysis.site.errors import DataFailure, FailureCode, SiteFaults, SourceUnreadable

    try:
        return {"answer": doing(job, ledger, connection)}
    except SiteFaults as wrong:
        return {"faults": [[fault.code, fault.path, fault.da, fault.en] for fault in wrong.faults]}
    except DataFailure as failure:
        return {"failure": failure.code.value, "where": ""}
    except MemoryError:
        return {"failure": FailureCode.MEMORY.value, "where": ""}
    except SourceUnreadable as error:
        return {"failure": FailureCode.FAILED.value, "where": f"{where_of(error)} {error}"}
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
