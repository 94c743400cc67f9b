"""The broker in a folder: whole messages, and nothing torn ends a worker."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from kombu import Connection, Exchange, Queue
from kombu.exceptions import ChannelError, OperationalError

from portal import broker

broker.use_own_folder_broker()
QUEUE = Queue("site.nhefs", Exchange("site.nhefs"), routing_key="site.nhefs")


@pytest.fixture
def folder(tmp_path):
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def connect(folder):
    """`connect()` opens a connection, as each process has its own."""
    opened = []
    options = {
        "data_folder_in": f"{folder}/queue", "data_folder_out": f"{folder}/queue", "control_folder": f"{folder}/control",
    }  # fmt: skip

    def open_():
        connection = Connection("filesystem://", transport_options=options)
        opened.append(connection)
        return connection

    yield open_
    for connection in opened:
        connection.release()
    broker.Transport.global_state.clear()  # what a process remembers to have declared


def send(connection, body):
    connection.Producer().publish(body, exchange=QUEUE.exchange, routing_key="site.nhefs", declare=[QUEUE])


def received(connection):
    message = QUEUE(connection.default_channel).get(no_ack=True)
    return None if message is None else message.payload


def test_messages_are_read_in_the_order_in_which_they_were_sent(connect):
    sender, reader = connect(), connect()
    for number in range(3):
        send(sender, {"number": number})
    assert [received(reader) for _message in range(4)] == [{"number": 0}, {"number": 1}, {"number": 2}, None]


def test_a_message_appears_whole(connect, folder, monkeypatch):
    """The moment before it moves in, nobody sees it."""
    sender, reader = connect(), connect()
    send(sender, {"number": 0})
    assert received(reader) == {"number": 0}
    seen = []
    move = broker.Path.rename
    monkeypatch.setattr(broker.Path, "rename", lambda own, to: (seen.append(received(reader)), move(own, to)))
    send(sender, {"number": 1})
    assert seen == [None]
    assert received(reader) == {"number": 1}


def test_a_torn_message_is_let_be(connect, folder):
    sender, reader = connect(), connect()
    (folder / "queue" / "0_torn.site.nhefs.msg").write_text('{"bo')
    send(sender, {"number": 0})
    assert received(reader) is None
    assert received(reader) == {"number": 0}


def test_a_torn_table_of_queues_is_made_anew(connect, folder):
    (folder / "control" / "site.nhefs.exchange").write_text("")
    assert connect().default_channel.get_table("site.nhefs") == []
    sender, reader = connect(), connect()
    send(sender, {"number": 0})
    assert received(reader) == {"number": 0}


def queues_of(connection, exchange="site.nhefs"):
    return {binding.queue for binding in connection.default_channel.get_table(exchange)}


def bind(connection, queue, exchange="site.nhefs"):
    connection.default_channel._queue_bind(exchange, queue, "", queue)


def test_two_who_bind_at_once_both_stay_bound(connect, monkeypatch):
    """The second comes when the first has read the table and not yet written it."""
    first, second, reader = connect(), connect(), connect()
    other = threading.Thread(target=bind, args=(second, "b"))
    move = broker.Path.rename

    def rename(own, to):
        if not other.ident:
            other.start()
            other.join(timeout=0.3)
            assert other.is_alive() and queues_of(reader) == set()
        return move(own, to)

    monkeypatch.setattr(broker.Path, "rename", rename)
    bind(first, "a")
    other.join(timeout=10)
    assert queues_of(reader) == {"a", "b"}


def test_of_many_who_bind_at_once_none_is_lost(connect):
    connections = [connect() for _worker in range(8)]
    for number in range(10):
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(bind, connections, "abcdefgh", [f"exchange{number}"] * 8))
        assert queues_of(connections[0], f"exchange{number}") == set("abcdefgh")


def test_a_binding_that_could_not_be_written_is_written_by_the_next_try(connect, monkeypatch):
    sender = connect()
    with monkeypatch.context() as patched:
        patched.setattr(broker.Path, "rename", lambda _own, _to: (_ for _ in ()).throw(OSError(28, "full")))
        with pytest.raises(ChannelError):
            send(sender, {"number": 0})
    send(sender, {"number": 1})
    assert received(connect()) == {"number": 1}


def test_a_deleted_queue_leaves_the_table_and_its_messages_go(connect, folder):
    sender, reader = connect(), connect()
    send(sender, {"number": 0})
    bind(sender, "other")
    bind(reader, "other")
    sender.default_channel.queue_delete("site.nhefs")
    sender.default_channel._delete("unknown", "site.nhefs", "unknown", None, "unknown")
    assert queues_of(reader) == {"other"} and list((folder / "queue").iterdir()) == []


def test_a_table_that_cannot_be_read_is_a_broker_that_is_away(connect, folder):
    (folder / "control" / "site.nhefs.exchange").mkdir()
    with pytest.raises(ChannelError):
        queues_of(connect())


def test_a_folder_that_takes_nothing_is_a_broker_that_is_away(connect, folder, monkeypatch):
    def full(*_arguments, **_options):
        raise OSError(28, "No space left on device")

    connection, bound = connect(), connect()
    bind(bound, "site.nhefs")
    monkeypatch.setattr(broker.Path, "write_text", full)
    with pytest.raises(OperationalError):
        connection.ensure(QUEUE, lambda: send(connection, {"number": 0}), max_retries=1)()
