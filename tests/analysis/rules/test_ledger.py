import pytest

from analysis.envelope import LedgerPosition
from analysis.rules.ledger import LedgerSeen, is_consistent

POSITION = LedgerPosition(id="one", seq=7, head="h7")


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (LedgerSeen(None, 0, has_other_head_at_seq=False), True),
        (LedgerSeen("one", 7, has_other_head_at_seq=False), True),
        (LedgerSeen("one", 8, has_other_head_at_seq=False), False),
        (LedgerSeen("other", 0, has_other_head_at_seq=False), False),
        (LedgerSeen("one", 0, has_other_head_at_seq=True), False),
    ],
)
def test_a_ledger_only_grows(seen, verdict):
    assert is_consistent(POSITION, seen) is verdict
