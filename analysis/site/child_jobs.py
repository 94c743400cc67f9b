"""What the locked process can do: run a bound plan, check the data, describe them."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from analysis.plans import open_bound
from analysis.site.check import check_data
from analysis.site.describe import describe_data
from analysis.site.frame import open_frame
from analysis.site.ledger import LedgerClient
from analysis.site.limits import Limits
from analysis.site.manifest import Manifest, load_manifest
from analysis.site.surrogates import open_engine

Job = Mapping[str, Any]


def run(job: Job, sock: socket.socket | None) -> Any:
    """The results of a bound plan, and the causes of what was withheld, for the site's own log."""
    from analysis.site.disclosure import Profile, run_analyses

    manifest = load_manifest(Path(job["directory"]))
    bound = open_bound(job["bound"])
    client = _client(sock)
    engine = open_engine(manifest, bound.datasets, client, limits=_limits(job), temp=Path(job["temp"]))
    frame = open_frame(bound, manifest, engine, has_surrogates=client is not None)
    profile = None if job["profile"] is None else Profile(**job["profile"])
    causes: list[str] = []
    results = run_analyses(
        bound, frame, engine, profile=profile, ledger=client, purpose=job["purpose"], log=causes.append
    )
    return {"results": results, "causes": causes}


def check(job: Job, sock: socket.socket | None) -> Any:
    """True; raises SiteFaults with all faults of the data."""
    check_data(_manifest(job), limits=_limits(job), temp=Path(job["temp"]))
    return True


def describe(job: Job, sock: socket.socket | None) -> Any:
    """The coarse profile of every dataset of one domain."""
    return describe_data(_manifest(job), job["domain"], _client(sock), limits=_limits(job), temp=Path(job["temp"]))


def _manifest(job: Job) -> Manifest:
    return load_manifest(Path(job["directory"]))


def _client(sock: socket.socket | None) -> LedgerClient | None:
    return None if sock is None else LedgerClient(sock)


def _limits(job: Job) -> Limits:
    return Limits(**job["engine"])


JOBS: Mapping[str, Callable[[Job, socket.socket | None], Any]] = {"run": run, "check": check, "describe": describe}
