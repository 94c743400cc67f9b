import pytest

from analysis.envelope import LedgerPosition
from analysis.rules.ledger import LedgerSeen, check_can_clear, check_is_open, is_consistent
from portal.refusals import Refused

POSITION = LedgerPosition(id="one", seq=7, head="h7")


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (LedgerSeen("", 0, has_other_head_at_seq=False), True),
        (LedgerSeen("one", 7, has_other_head_at_seq=False), True),
        (LedgerSeen("one", 8, has_other_head_at_seq=False), False),
        (LedgerSeen("other", 0, has_other_head_at_seq=False), False),
        (LedgerSeen("one", 0, has_other_head_at_seq=True), False),
    ],
)
def test_a_ledger_only_grows(seen, verdict):
    assert is_consistent(POSITION, seen) is verdict


def test_a_stopped_site_takes_no_counts():
    check_is_open(is_stopped=False)
    with pytest.raises(Refused) as refused:
        check_is_open(is_stopped=True)
    assert refused.value.code == "site.stopped"


@pytest.mark.parametrize(
    ("is_stopped", "reason", "code"), [(False, "Restored", "site.not_stopped"), (True, "  ", "site.no_reason")]
)
def test_only_a_stopped_site_is_cleared_and_only_with_a_reason(is_stopped, reason, code):
    check_can_clear(is_stopped=True, reason="Restored")
    with pytest.raises(Refused) as refused:
        check_can_clear(is_stopped=is_stopped, reason=reason)
    assert refused.value.code == code
