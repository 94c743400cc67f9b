"""Whether a site's ledger only grew. A ledger that went back has forgotten releases, so differencing would work again."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from analysis.envelope import LedgerPosition
from portal.refusals import Refused


@dataclass(frozen=True)
class LedgerSeen:
    """What the portal knows of the site's ledger: its id, its length when the job began, and heads it has seen."""

    ledger_id: str
    seq_when_job_began: int
    has_other_head_at_seq: bool


def is_consistent(position: LedgerPosition, seen: LedgerSeen) -> bool:
    """Answers may arrive out of order; none may be older than its own job, from another ledger, or from a fork."""
    is_same_ledger = seen.ledger_id in ("", position.id)
    return is_same_ledger and position.seq >= seen.seq_when_job_began and not seen.has_other_head_at_seq


def check_is_open(*, is_stopped: bool) -> None:
    """A stopped site takes no new counts: they would wait until somebody has looked at it."""
    if is_stopped:
        raise Refused(
            "site.stopped", _("The site of these data is stopped, and somebody is looking at it. Try again later.")
        )


def check_can_clear(*, is_stopped: bool, reason: str) -> None:
    """A stopped site works again once somebody says why that is safe."""
    if not is_stopped:
        raise Refused("site.not_stopped", _("The site is not stopped."))
    if not reason.strip():
        raise Refused("site.no_reason", _("Say why the site may work again."))
