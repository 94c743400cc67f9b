"""What the locked process can do: run a bound plan, check the data, describe them."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import analysis.site.engines.duckdb  # noqa: F401 (the engine of most jobs: loaded while the job is on its way)
from analysis.plans import Plan, open_bound
from analysis.site.check import check_data
from analysis.site.describe import describe_data
from analysis.site.disclosure.cut_points import cut_points_of
from analysis.site.disclosure.profiles import Profile
from analysis.site.disclosure.run import run_analyses
from analysis.site.engines import Workplace
from analysis.site.frame import open_frame
from analysis.site.ledger import LedgerClient
from analysis.site.limits import Limits
from analysis.site.manifest import Manifest, load_manifest
from analysis.site.opt_outs import opt_outs_of
from analysis.site.proofs import Proofs
from analysis.site.readings import prove_readable
from analysis.site.surrogates import open_data

Job = Mapping[str, Any]
Do = Callable[[Job, socket.socket | None, Any], Any]
"""A job, the ledger's socket, and the connection of a site that reads a database."""

Plan.model_rebuild()  # built here, beside the supervisor's own work, and not when the plan is read


def run(job: Job, sock: socket.socket | None, connection: Any) -> Any:
    """The results of a bound plan, and the causes of what was withheld, for the site's own log."""
    manifest = load_manifest(Path(job["directory"]))
    bound = open_bound(job["bound"])
    client = _client(sock)
    keys = (*bound.datasets, *bound.references)
    proofs = Proofs.read(job["proved"])
    as_of = None if job["opt_outs_as_of"] is None else date.fromisoformat(job["opt_outs_as_of"])
    opt_outs = opt_outs_of(manifest, bound, as_of)
    also = {opt_outs.dataset.view: opt_outs.dataset.source} if opt_outs else {}
    engine = open_data(manifest, keys, client, _place(job, connection), proofs, also)
    prove_readable(manifest, keys, engine, proofs)
    profile = None if job["profile"] is None else Profile(**job["profile"])
    if profile is None or client is None:
        frame = open_frame(bound, manifest, engine, proofs=proofs, opt_outs=opt_outs)
    else:
        points = cut_points_of(profile, client, purpose=job["purpose"])
        frame = open_frame(
            bound, manifest, engine, has_surrogates=True, cut_points=points, proofs=proofs, opt_outs=opt_outs
        )
    causes: list[str] = []
    results = run_analyses(
        bound, frame, engine, profile=profile, ledger=client, purpose=job["purpose"], log=causes.append
    )
    return {"results": results, "causes": causes, "proved": proofs.as_json()}


def check(job: Job, sock: socket.socket | None, connection: Any) -> Any:
    """Whether the network is gone, and what was proved; raises SiteFaults with all faults of the data."""
    proofs = Proofs()
    check_data(_manifest(job), _place(job, connection), proofs)
    return {"found": job["left_network"], "proved": proofs.as_json()}


def describe(job: Job, sock: socket.socket | None, connection: Any) -> Any:
    """The coarse profile of every dataset of one domain."""
    proofs = Proofs.read(job["proved"])
    found = describe_data(_manifest(job), job["domain"], _client(sock), _place(job, connection), proofs)
    return {"found": found, "proved": proofs.as_json()}


def _manifest(job: Job) -> Manifest:
    return load_manifest(Path(job["directory"]))


def _client(sock: socket.socket | None) -> LedgerClient | None:
    return None if sock is None else LedgerClient(sock)


def _place(job: Job, connection: Any) -> Workplace:
    return Workplace(Limits(**job["engine"]), Path(job["temp"]), connection)


JOBS: Mapping[str, Do] = {"run": run, "check": check, "describe": describe}
