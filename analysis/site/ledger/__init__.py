"""The release ledger of a site: what has left, and what a new table is compared with.

    ledger = Ledger(home=DIR / ".indgang", mode=LedgerMode.TRIAL, domain="dk", project="2026-000123",
                    versions={"bef": "2026-01"}, signed=last_signed_head)
    serve(ledger, parent_socket)          # in the supervisor
    client = LedgerClient(child_socket)   # in the child: publish, spend, enrol
    ledger.head()                         # Head(seq, head, ledger) for the signed result

With mode `fresh` give `folder`, a temporary folder of the caller. Opening raises LedgerFault (its `word` is the clear
word for the operator) when the ledger is missing, older than the last signed head, or damaged.
"""

from .asking import PERSONS, Answer, Ask, Form, Kind, LedgerSession, Lottery, Proposal
from .book import HIDDEN, Budgets, Ledger, LedgerMode
from .faults import LedgerDamaged, LedgerFault, LedgerMissing, LedgerOlder, LedgerRefusal
from .persons import enrol, enrolled, persons_file
from .store import Head
from .wire import LedgerClient, serve

__all__ = [
    "HIDDEN",
    "PERSONS",
    "Answer",
    "Ask",
    "Budgets",
    "Form",
    "Head",
    "Kind",
    "Ledger",
    "LedgerClient",
    "LedgerDamaged",
    "LedgerFault",
    "LedgerMissing",
    "LedgerMode",
    "LedgerOlder",
    "LedgerRefusal",
    "LedgerSession",
    "Lottery",
    "Proposal",
    "enrol",
    "enrolled",
    "persons_file",
    "serve",
]
