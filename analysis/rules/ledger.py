"""Whether a site's ledger only grew. A ledger that went back has forgotten releases, so differencing would work again."""

from dataclasses import dataclass

from analysis.envelope import LedgerPosition


@dataclass(frozen=True)
class LedgerSeen:
    """What the portal knows of the site's ledger: its id, its length when the job began, and heads it has seen."""

    ledger_id: str | None
    seq_when_job_began: int
    has_other_head_at_seq: bool


def is_consistent(position: LedgerPosition, seen: LedgerSeen) -> bool:
    """Answers may arrive out of order; none may be older than its own job, from another ledger, or from a fork."""
    is_same_ledger = seen.ledger_id is None or seen.ledger_id == position.id
    return is_same_ledger and position.seq >= seen.seq_when_job_began and not seen.has_other_head_at_seq
