"""How a ledger says no. The words are for the site's own log."""

from __future__ import annotations


class LedgerRefusal(Exception):
    """A budget is used up. Towards a researcher it is `withheld`; the cause is for the site's log."""


class LedgerFault(Exception):
    """The ledger cannot be trusted; the site stops."""

    word = "The release ledger cannot be used."

    def __init__(self) -> None:
        super().__init__(self.word)


class LedgerMissing(LedgerFault):
    """The site has signed results before and finds no ledger."""

    word = "The release ledger is missing though this site has released results. Restore it from the backup."


class LedgerOlder(LedgerFault):
    """The ledger ends before the last signed result."""

    word = "The release ledger is older than the last signed result. Restore the newest copy."


class LedgerDamaged(LedgerFault):
    """The chain of releases or a stored vector does not hold."""

    word = "The release ledger is damaged. Restore it from the backup."
