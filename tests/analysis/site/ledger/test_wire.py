import json
import socket
import threading

import numpy as np
import pytest

from analysis.site.evidence import Grid, digest_of
from analysis.site.ledger import (
    Ask,
    Budgets,
    Kind,
    Ledger,
    LedgerClient,
    LedgerFault,
    LedgerMode,
    LedgerRefusal,
    Lottery,
    serve,
)
from analysis.site.ledger.wire import MAX_HEADER, _read, _send


@pytest.fixture
def wired(tmp_path):
    parent, child = socket.socketpair()
    ended = []

    def work():
        ledger = Ledger(home=tmp_path, mode=LedgerMode.TRIAL, domain="dk", budgets=Budgets(feasibility_per_day=0))
        try:
            serve(ledger, parent)
            ended.append(None)
        except Exception as error:
            ended.append(error)
        finally:
            ledger.close()
            parent.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield child, ended
    child.close()
    thread.join()


def ask(**options):
    persons = np.arange(40)
    return Ask(Kind.COUNT, Grid(persons, persons % 2, (np.zeros(2, np.int64), np.arange(2))), 5, 5, **options)


def test_a_client_gets_what_the_ledger_gives(wired, tmp_path):
    child, _ = wired
    got = LedgerClient(child).publish(ask(groupings=(("bef.sex", 1),), cohort=0))
    straight = Ledger(home=tmp_path, mode=LedgerMode.TRIAL, domain="dk").publish(ask())
    assert got.forms == straight.forms
    assert list(got.roots) == list(straight.roots) == [40, 20, 20]


def test_values_cross_the_wire(wired):
    persons = np.arange(40)
    grid = Grid(persons, np.zeros(40, np.int64), (np.zeros(1, np.int64),), digest_of(persons / 7))
    forms = {"mean": (2.79,), "sd": (Lottery(1.5, 2.0, 1.0),)}
    got = LedgerClient(wired[0]).publish(Ask(Kind.VALUES, grid, 5, 5, forms=forms))
    assert got.forms == {"mean": (2.79,), "sd": (2.0,)}


def test_a_refusal_crosses_the_wire(wired):
    with pytest.raises(LedgerRefusal, match="feasibility"):
        LedgerClient(wired[0]).spend(purpose="feasibility")
    LedgerClient(wired[0]).spend(purpose="request")


def test_persons_are_enrolled_over_the_wire(wired, tmp_path):
    client = LedgerClient(wired[0])
    assert client.enrol([]) == client.enrol(["a", "æ"]) == tmp_path / "persons" / "dk.parquet"


def test_a_fault_is_one_word_to_the_child_and_raised_in_the_parent(wired):
    child, ended = wired
    client = LedgerClient(child)
    with pytest.raises(LedgerFault):
        client._ask({"do": "sing"}, {})
    with pytest.raises(LedgerFault):
        client.publish(ask())
    assert isinstance(ended[0], LedgerFault)


def header(described, size=None):
    text = json.dumps({"head": {"do": "publish"}, "arrays": described}).encode()
    return (size or len(text)).to_bytes(8, "big") + text


@pytest.mark.parametrize(
    "message", [header({}, MAX_HEADER + 1), header({}, 5000), header({"persons": ["int64", [10**6]]}) + b"few"]
)
def test_a_cut_or_huge_message_is_a_fault(tmp_path, message):
    parent, child = socket.socketpair()
    child.sendall(message)
    child.close()
    with pytest.raises(LedgerFault):
        serve(Ledger(home=tmp_path, mode=LedgerMode.TRIAL, domain="dk"), parent)
    parent.close()


def test_a_parent_that_is_gone_is_a_fault():
    parent, child = socket.socketpair()
    _send(parent, {}, {})
    parent.shutdown(socket.SHUT_WR)
    LedgerClient(child)._ask({}, {})
    with pytest.raises(LedgerFault):
        LedgerClient(child)._ask({}, {})
    parent.close()
    child.close()


def test_a_parent_that_has_closed_is_a_fault():
    parent, child = socket.socketpair()
    parent.close()
    with pytest.raises(LedgerFault):
        LedgerClient(child)._ask({}, {})
    child.close()


def test_a_reset_is_a_hang_up():
    parent, child = socket.socketpair()
    child.sendall(b"never read")
    parent.close()
    assert _read(child, 8) is None
    child.close()
