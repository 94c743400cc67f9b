"""`run`: a plan on this site, from document to result document, with nobody's permit asked.

The plan is bound to the site's dictionary, the strictest profile found, the ledger opened, the locked child started,
and its results checked. `work` does the same under an envelope.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from analysis.plans import BoundPlan, PlanFaults, bind_plan, changed_datasets, read_against
from analysis.site.answers import checked_results, withheld_results
from analysis.site.disclosure.profiles import Profile
from analysis.site.errors import DataFailure, SiteFaults, site_fault
from analysis.site.ledger import Head, Ledger, LedgerFault, LedgerMode
from analysis.site.limits import Limits
from analysis.site.log import write_log
from analysis.site.manifest import Manifest, zone
from analysis.site.opt_outs import opt_outs_of
from analysis.site.profiles import profile_for
from analysis.site.proofs import ProofBook
from analysis.site.replay import ReplayStore
from analysis.site.supervisor import ChildJob, run_child

LEDGER_WORDS: Mapping[LedgerMode, str] = {
    LedgerMode.TRIAL: "trial",
    LedgerMode.FRESH: "none",
    LedgerMode.SITE: "site",
}
"""What a result document says of its ledger."""


@dataclass(frozen=True)
class Order:
    """What to run and under which rules.

    `project` is the case whose weekly budget it counts in; `opt_outs_as_of` the day of approval by which persons are
    left out who had objected, or None where an exception lets the job have everybody (article 71).
    """

    bound: BoundPlan
    purpose: str
    profile: Profile | None
    mode: LedgerMode
    opt_outs_as_of: date | None
    project: str = ""


@dataclass(frozen=True)
class Done:
    """A result document and the ledger's position after it; None on open data."""

    document: dict[str, Any]
    head: Head | None


def run_plan(
    manifest: Manifest,
    document: str | bytes | Mapping[str, Any],
    *,
    purpose: str = "request",
    profile: str | None = None,
    mode: LedgerMode = LedgerMode.TRIAL,
    limits: Limits | None = None,
    opt_outs_as_of: date | None = None,
) -> dict[str, Any]:
    """The result document of a plan; without a day objections count as of today. Raises PlanFaults and SiteFaults."""
    bound = bind_plan(
        read_against(document, manifest.dictionary, purpose=purpose), manifest.dictionary, purpose=purpose
    )
    protection = profile_for(manifest, bound.datasets, asked=profile, permit=None)
    order = Order(bound, purpose, protection, mode, opt_outs_as_of or datetime.now(zone(manifest)).date())
    return carry_out(manifest, order, limits=limits or Limits()).document


def carry_out(manifest: Manifest, order: Order, *, limits: Limits) -> Done:
    """Run a bound plan. Raises PlanFaults for a changed dictionary and SiteFaults."""
    changed = changed_datasets(order.bound, manifest.dictionary)
    if changed:
        raise PlanFaults(changed)
    try:
        with open_ledger(manifest, order) as ledger:
            results = _results(manifest, order, ledger, limits)
            head = None if ledger is None else ledger.head()
    except LedgerFault as wrong:
        write_log(manifest.state, "ledger", code=type(wrong).__name__)
        raise SiteFaults([site_fault("ledger", "ledger")]) from None
    return Done(_document(manifest, order, results), head)


def _results(manifest: Manifest, order: Order, ledger: Ledger | None, limits: Limits) -> list[dict[str, Any]]:
    proofs = ProofBook(manifest)
    fields = {
        "bound": dict(order.bound.document),
        "purpose": order.purpose,
        "profile": None if order.profile is None else asdict(order.profile),
        "proved": proofs.known(),
        "must_leave_network": manifest.must_leave_network,
        "opt_outs_as_of": None if order.opt_outs_as_of is None else order.opt_outs_as_of.isoformat(),
    }
    job = ChildJob("run", manifest.directory, manifest.state, manifest.database, fields)
    try:
        answer = run_child(job, ledger=ledger, limits=limits)
        proofs.keep(answer["proved"])
        for cause in answer["causes"]:
            write_log(manifest.state, "withheld", plan=order.bound.hash[:16], cause=cause)
        return checked_results(answer["results"], order.bound)
    except DataFailure as failure:
        return withheld_results(order.bound, failure, open_data=manifest.open_data)


def _document(manifest: Manifest, order: Order, results: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "plan_hash": order.bound.hash,
        "protected": not manifest.open_data,
        "profile": None if order.profile is None else order.profile.as_json(),
        "ledger": "none" if manifest.open_data else LEDGER_WORDS[order.mode],
        "opt_outs": _opt_outs(manifest, order),
        "results": results,
    }


def _opt_outs(manifest: Manifest, order: Order) -> dict[str, str] | None:
    """The day by which persons were left out, and the version of the list; None where nobody was for that reason."""
    found = opt_outs_of(manifest, order.bound, order.opt_outs_as_of)
    return None if found is None else {"as_of": found.as_of.isoformat(), "version": found.dataset.version}


@contextmanager
def open_ledger(manifest: Manifest, order: Order) -> Iterator[Ledger | None]:
    """The ledger of the order's mode; open data have none. Raises LedgerFault."""
    if manifest.open_data:
        yield None
        return
    domain = manifest.datasets[order.bound.datasets[0]].domain
    versions = {key: manifest.datasets[key].version for key in order.bound.datasets}
    with ledger_of(manifest, domain, mode=order.mode, project=order.project, versions=versions) as ledger:
        yield ledger


@contextmanager
def ledger_of(
    manifest: Manifest, domain: str, *, mode: LedgerMode, project: str, versions: Mapping[str, str]
) -> Iterator[Ledger]:
    """The ledger of a domain; the fresh one lies in a folder of its own and is forgotten. Raises LedgerFault."""
    signed = ReplayStore(manifest.state).signed() if mode is LedgerMode.SITE else None
    with _fresh_folder(mode) as folder:
        ledger = Ledger(
            home=manifest.state,
            mode=mode,
            domain=domain,
            folder=folder,
            project=project,
            versions=versions,
            signed=signed,
        )
        try:
            yield ledger
        finally:
            ledger.close()


@contextmanager
def _fresh_folder(mode: LedgerMode) -> Iterator[Path | None]:
    if mode is not LedgerMode.FRESH:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="ledger-") as folder:
        yield Path(folder)
