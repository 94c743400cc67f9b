"""`work`: one envelope in, one signed result out. Refuses what is not for this site, not now, or not permitted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from analysis.envelope import (
    EnvelopeBody,
    EnvelopeRefused,
    LedgerPosition,
    Purpose,
    ResultBody,
    Sealed,
    check_envelope,
    check_lines,
    open_sealed,
    sign,
)
from analysis.plans import BoundPlan, Plan, PlanFaults, open_bound
from analysis.site.describing import describe_site
from analysis.site.keys import site_key, trusted_keys
from analysis.site.ledger import Head, LedgerMode
from analysis.site.limits import Limits
from analysis.site.log import write_log
from analysis.site.manifest import Manifest, zone
from analysis.site.profiles import profile_for
from analysis.site.replay import ReplayStore
from analysis.site.run import Done, Order, carry_out

Plan.model_rebuild()  # built while the process waits for its envelope
OPEN_DATA_PURPOSES = frozenset({Purpose.FEASIBILITY, Purpose.DESCRIBE})
PACKAGES = ("indgang", "duckdb", "sqlglot", "numpy", "scipy")


def work(manifest: Manifest, message: bytes, *, limits: Limits | None = None, now: datetime | None = None) -> bytes:
    """The signed result of one envelope, as JSON bytes. Raises EnvelopeRefused and SiteFaults."""
    try:
        body, bound = _opened(manifest, message, now or datetime.now(UTC))
        store = ReplayStore(manifest.state)
        with store.turn(body.job):
            known = store.begin(job=body.job, plan_hash=body.plan_hash, terms=_terms(body), attempt=body.attempt)
            today = (now or datetime.now(UTC)).astimezone(zone(manifest)).date()
            return known if known is not None else _answered(manifest, body, bound, store, limits or Limits(), today)
    except EnvelopeRefused as refusal:
        event = "alarm" if refusal.code == "envelope.job_reused" else "refused"
        write_log(manifest.state, event, code=refusal.code)
        raise


def _opened(manifest: Manifest, message: bytes, now: datetime) -> tuple[EnvelopeBody, BoundPlan | None]:
    """The envelope's body and its plan, after every check that needs no data; a describe envelope has no plan."""
    try:
        sealed = Sealed.from_json(json.loads(message))
    except (ValueError, RecursionError):
        raise EnvelopeRefused("envelope.malformed") from None
    body = EnvelopeBody.read(open_sealed(sealed, trusted_keys(manifest.state)))
    check_envelope(body, site=manifest.id, now=now)
    if manifest.open_data and body.purpose not in OPEN_DATA_PURPOSES:
        raise EnvelopeRefused("envelope.purpose")
    if body.purpose is Purpose.DESCRIBE:
        return body, None
    return body, _plan_of(body)


def _terms(body: EnvelopeBody) -> str:
    """SHA-256 (hex) over what decides, beside the plan, which rules hold: the same for every attempt at a job."""
    terms = body.model_dump(mode="json", include={"purpose", "project", "permit", "opt_out_date"})
    return hashlib.sha256(json.dumps(terms, sort_keys=True).encode()).hexdigest()


def _plan_of(body: EnvelopeBody) -> BoundPlan:
    try:
        bound = open_bound(body.plan)
    except PlanFaults:
        raise EnvelopeRefused("envelope.plan_hash") from None
    if bound.hash != body.plan_hash:
        raise EnvelopeRefused("envelope.plan_hash")
    if body.permit is not None:
        check_lines(variables_used=bound.variables_used, methods=bound.methods, lines=body.permit.lines)
    return bound


def _answered(
    manifest: Manifest, body: EnvelopeBody, bound: BoundPlan | None, store: ReplayStore, limits: Limits, today: date
) -> bytes:
    """Compute, sign after the ledger has committed, keep the bytes, return them."""
    done = _describe(manifest, body, limits) if bound is None else _run(manifest, body, bound, limits, today)
    result = ResultBody(
        job=body.job,
        attempt=body.attempt,
        plan_hash=body.plan_hash,
        document=done.document,
        ledger=_position(manifest, done.head),
        manifest_hash=manifest.hash,
        versions=versions(manifest, bound),
    )
    sealed = sign(result.as_json(), site_key(manifest.state))
    answer = json.dumps(sealed.as_json(), sort_keys=True).encode()
    store.finish(job=body.job, result=answer, head=done.head)
    return answer


def _run(manifest: Manifest, body: EnvelopeBody, bound: BoundPlan, limits: Limits, today: date) -> Done:
    _check_again(manifest, body, bound)
    permit = None if body.permit is None else body.permit.profile
    profile = profile_for(manifest, bound.datasets, asked=None, permit=permit)
    as_of = None if body.permit is not None and body.permit.opt_out_exception else body.opt_out_date or today
    order = Order(bound, body.purpose.value, profile, LedgerMode.SITE, as_of, body.project)
    return carry_out(manifest, order, limits=limits)


def _check_again(manifest: Manifest, body: EnvelopeBody, bound: BoundPlan) -> None:
    """The site trusts no portal: meaning and purpose are checked against its own dictionary."""
    from analysis.plans import changed_datasets, check_plan

    if changed_datasets(bound, manifest.dictionary):
        raise EnvelopeRefused("envelope.dictionary_changed")
    if check_plan(bound.plan, manifest.dictionary, purpose=body.purpose.value):
        raise EnvelopeRefused("envelope.plan_faults")


def _describe(manifest: Manifest, body: EnvelopeBody, limits: Limits) -> Done:
    return describe_site(manifest, mode=LedgerMode.SITE, limits=limits)


def _position(manifest: Manifest, head: Head | None) -> LedgerPosition:
    """Where the ledger stands; open data have none, and say so with the site's own id."""
    if head is None:
        return LedgerPosition(id=manifest.id, seq=0, head="")
    return LedgerPosition(id=head.ledger, seq=head.seq, head=head.head)


def versions(manifest: Manifest, bound: BoundPlan | None) -> Mapping[str, str]:
    """The versions of what computed, and of each dataset that was read."""
    known: dict[str, str] = {}
    for package in PACKAGES:
        try:
            known[package] = version(package)
        except PackageNotFoundError:
            continue
    datasets: tuple[Any, ...] = tuple(manifest.datasets) if bound is None else bound.datasets
    return known | {f"dataset.{key}": manifest.datasets[key].version for key in datasets}
