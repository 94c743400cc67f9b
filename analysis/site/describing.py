"""`describe` and `check` from the outside: the child per domain, the ledger beside it, one document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.site.errors import DataFailure, SiteFaults, site_fault
from analysis.site.ledger import Head, Ledger, LedgerFault, LedgerMode
from analysis.site.limits import Limits
from analysis.site.log import write_log
from analysis.site.manifest import Manifest
from analysis.site.profiles import profile_faults
from analysis.site.proofs import ProofBook
from analysis.site.run import Done, ledger_of
from analysis.site.supervisor import ChildJob, run_child


def describe_site(manifest: Manifest, *, mode: LedgerMode, limits: Limits) -> Done:
    """`{"datasets": {key: {"persons", "records", "variables"}}}`. Raises SiteFaults."""
    described: dict[str, Any] = {}
    head: Head | None = None
    for domain in sorted({one.domain for one in manifest.datasets.values()}):
        try:
            answer, head = _describe_domain(manifest, domain, mode, limits)
        except LedgerFault as wrong:
            write_log(manifest.state, "ledger", code=type(wrong).__name__)
            raise SiteFaults([site_fault("ledger", "ledger")]) from None
        except DataFailure:
            raise SiteFaults([site_fault("failed", f"domain.{domain}")]) from None
        described |= answer
    return Done({"datasets": {key: described[key] for key in manifest.datasets}}, head)


def _describe_domain(
    manifest: Manifest, domain: str, mode: LedgerMode, limits: Limits
) -> tuple[dict[str, Any], Head | None]:
    if manifest.open_data:
        return _ask(manifest, "describe", {"domain": domain}, None, limits), None
    versions = {key: one.version for key, one in manifest.datasets.items() if one.domain == domain}
    with ledger_of(manifest, domain, mode=mode, project="", versions=versions) as ledger:
        return _ask(manifest, "describe", {"domain": domain}, ledger, limits), ledger.head()


def check_site(manifest: Manifest, *, limits: Limits) -> bool:
    """Whether the process that opens data leaves the network. Raises SiteFaults with every fault of profiles and data."""
    faults = list(profile_faults(manifest)) if not manifest.open_data else []
    leaves_network = False
    try:
        leaves_network = _ask(manifest, "check", {}, None, limits)
    except SiteFaults as wrong:
        faults.extend(wrong.faults)
    except DataFailure:
        faults.append(site_fault("failed", "datasets"))
    if faults:
        raise SiteFaults(faults)
    return leaves_network


def _ask(manifest: Manifest, do: str, fields: Mapping[str, Any], ledger: Ledger | None, limits: Limits) -> Any:
    """The child's answer, what it has proved of the data noted. Raises SiteFaults and DataFailure."""
    proofs = ProofBook(manifest)
    fields = {**fields, "proved": proofs.known(), "must_leave_network": manifest.must_leave_network}
    job = ChildJob(do, manifest.directory, manifest.state, manifest.database, fields)
    answer = run_child(job, ledger=ledger, limits=limits)
    proofs.keep(answer["proved"])
    return answer["found"]
