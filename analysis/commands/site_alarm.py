"""Stop a site whose ledger went back, and let it work again when somebody has looked at it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from analysis.facts import SiteCleared, SiteStopped
from analysis.models import Job, SiteLedger
from analysis.rules.ledger import check_can_clear
from analysis.states import OPEN_JOBS
from catalog.models import Site
from portal.accounts import Perm
from portal.accounts.policy import require
from portal.workflow import NotVisible, locked, record


def stop_site(ledger: SiteLedger, job: Job) -> None:
    """Stop the site of a locked row; its jobs wait. ``job`` is the one whose answer gave the ledger away."""
    if ledger.stopped_at is not None:
        return
    ledger.stopped_at = timezone.now()
    ledger.save(update_fields=["stopped_at"])
    _record(SiteStopped, ledger, by=None, job=str(job.uuid))


@transaction.atomic
def clear_site(*, by: Any, site: Site, reason: str) -> SiteLedger:
    """Let a stopped site work again. What the portal remembers of its ledger begins anew with the next answer.

    Raises Refused, or NotVisible for whoever may not.
    """
    require(by, Perm.MANAGE_SETTINGS)
    known = SiteLedger.objects.filter(site=site).first()
    if known is None:
        raise NotVisible
    ledger = locked(known)
    check_can_clear(is_stopped=ledger.stopped_at is not None, reason=reason)
    ledger.ledger_id, ledger.seq, ledger.head = "", 0, ""
    ledger.stopped_at, ledger.cleared_at, ledger.cleared_reason = None, timezone.now(), reason.strip()
    ledger.save()
    Job.objects.filter(site=site, state__in=OPEN_JOBS).update(ledger_seq=0)
    _record(SiteCleared, ledger, by=by)
    return ledger


def _record(fact: Any, ledger: SiteLedger, *, by: Any, **more: str) -> None:
    key = ledger.site.key
    record(fact, stream=f"site:{key}", by=by, detail={"site": key, **more}, row=ledger)
