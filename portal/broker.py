"""The broker in a folder, made safe for a worker that dies and for a message that is read while it is written.

Celery's own writes messages and tables in place: whoever reads one a moment too early gets half of it, and its worker ends
over that. Here each appears whole, and whatever is torn nevertheless (a power cut, a kill) is let be: bells are rung again.
"""

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads

Binding = filesystem.exchange_queue_t
"""Routing key, pattern and queue."""


class Channel(filesystem.Channel):
    """Reads and writes whole messages, and whole tables of the queues of an exchange."""

    def _put(self, queue: str, payload: Any, **_options: Any) -> None:  # type: ignore[override]  # as the one above it
        """Write beside the queue, then move in; names sort by time."""
        name = f"{time_ns()}_{uuid4()}.{queue}.msg"
        draft = Path(self.data_folder_out) / f".{name}"
        try:
            draft.write_text(dumps(payload), encoding="utf-8")
            draft.rename(draft.with_name(name))
        except OSError as fault:
            raise ChannelError(f"Cannot add {draft.name} to the queue.") from fault

    def _get(self, queue: str) -> Any:  # type: ignore[override]  # as the one above it
        try:
            return super()._get(queue)
        except ValueError:
            raise Empty from None

    def get_table(self, exchange: str) -> list[Binding]:  # type: ignore[override]  # the two above it differ
        """The queues of an exchange, as a whole table; one that is torn nevertheless counts as none."""
        try:
            text = self._table(exchange).read_text(encoding="utf-8")
            return [Binding(*binding) for binding in loads(text)]
        except (FileNotFoundError, ValueError):
            return []
        except OSError as fault:
            raise ChannelError(f"Cannot read the queues of {exchange}.") from fault

    def queue_bind(
        self, queue: str, exchange: str | None = None, routing_key: str = "", *more: Any, **options: Any
    ) -> None:
        """Bind a queue. What could not be written is not remembered as bound, so that the next try writes it."""
        try:
            super().queue_bind(queue, exchange, routing_key, *more, **options)
        except ChannelError:
            self.state.binding_delete(queue, exchange or "amq.direct", routing_key)
            raise

    def _queue_bind(self, exchange: str, *binding: str | None) -> None:
        wanted = _binding(*binding)
        with self._sole_writer():
            bound = self.get_table(exchange)
            if wanted not in bound:
                self._write_table(exchange, [wanted, *bound])

    def _delete(self, queue: str, exchange: str, *binding: str | None, **_options: Any) -> None:
        self._purge(queue)
        unwanted = _binding(*binding[:3])
        with self._sole_writer():
            bound = self.get_table(exchange)
            if unwanted in bound:
                self._write_table(exchange, [one for one in bound if one != unwanted])

    def _table(self, exchange: str) -> Path:
        path: Path = self._exchange_file(exchange)  # type: ignore[attr-defined]  # unknown to its types
        return path

    @contextmanager
    def _sole_writer(self) -> Iterator[None]:
        """One process at a time changes the tables.

        Celery's own locks the table itself, after it has emptied it: of two workers that start together, one writes over
        the other's queues, and messages to them go nowhere.
        """
        try:
            self.control_folder.mkdir(exist_ok=True)
            with (self.control_folder / ".lock").open("a") as gate:
                fcntl.flock(gate, fcntl.LOCK_EX)  # closing unlocks
                yield
        except OSError as fault:
            raise ChannelError("Cannot change the tables of queues.") from fault

    def _write_table(self, exchange: str, bindings: Sequence[Binding]) -> None:
        """Write beside the table, then put it in its place: who reads has the old one or the new one."""
        table = self._table(exchange)
        draft = table.with_name(f".{table.name}")
        draft.write_text(dumps(bindings), encoding="utf-8")
        draft.rename(table)


def _binding(routing_key: str | None, pattern: str | None, queue: str | None) -> Binding:
    return Binding(routing_key or "", pattern or "", queue or "")


class Transport(filesystem.Transport):
    """``filesystem://`` with our channel."""

    Channel = Channel


def use_own_folder_broker() -> None:
    """Let ``filesystem://`` mean this transport."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:{Transport.__name__}"
