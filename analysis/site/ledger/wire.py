"""The ledger behind a socket, so that the locked child never sees the domain secret.

A message is a JSON header with a length in front, then the bytes of the arrays it names. Nothing is pickled.
"""

from __future__ import annotations

import json
import math
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.site.evidence import Grid

from .asking import Answer, Ask, Kind, Lottery, Proposal
from .book import Ledger
from .faults import LedgerFault, LedgerRefusal

LENGTH_BYTES = 8
MAX_HEADER = 64 * 1024 * 1024
ARRAY_TYPES = {"int64": np.int64, "uint64": np.uint64, "uint8": np.uint8}

Arrays = Mapping[str, NDArray[Any]]


class LedgerClient:
    """The ledger as the child sees it: the same questions, asked over a socket."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock

    def publish(self, ask: Ask) -> Answer:
        """See LedgerSession."""
        grid = ask.grid
        head = {
            "do": "publish", "kind": ask.kind.value, "k": ask.k, "b": ask.b, "cohort": ask.cohort,
            "forms": {figure: [_written(form) for form in forms] for figure, forms in ask.forms.items()},
            "groupings": [list(pair) for pair in ask.groupings],
        }  # fmt: skip
        arrays: dict[str, NDArray[Any]] = {
            "persons": grid.persons,
            "cells": grid.cells,
            "families": np.array(grid.families, np.int64),
        }
        if grid.digests is not None:
            arrays["digests"] = grid.digests
        answer, extra = self._ask(head, arrays)
        return Answer({figure: tuple(forms) for figure, forms in answer["forms"].items()}, extra["roots"])

    def spend(self, *, purpose: str) -> None:
        """See LedgerSession."""
        self._ask({"do": "spend", "purpose": purpose}, {})

    def enrol(self, pnrs: Sequence[str]) -> Path:
        """Give surrogate ids to new persons; the file with all ids. Persons' names hold no newline."""
        text = np.frombuffer("\n".join(pnrs).encode(), dtype=np.uint8)
        answer, _ = self._ask({"do": "enrol", "count": len(pnrs)}, {"text": text})
        return Path(answer["path"])

    def _ask(self, head: Mapping[str, Any], arrays: Arrays) -> tuple[Mapping[str, Any], Arrays]:
        try:
            _send(self._socket, head, arrays)
        except OSError as error:
            raise LedgerFault from error
        received = _receive(self._socket)
        if received is None or "fault" in received[0]:
            raise LedgerFault
        if "refused" in received[0]:
            raise LedgerRefusal(received[0]["refused"])
        return received


def serve(ledger: Ledger, sock: socket.socket) -> None:
    """Answer the child's questions until it hangs up. A fault is told to the child as one word, then raised here."""
    while (received := _receive(sock)) is not None:
        try:
            answer, arrays = _answer(ledger, *received)
        except LedgerRefusal as refusal:
            answer, arrays = {"refused": str(refusal)}, {}
        except Exception:
            _send(sock, {"fault": True}, {})
            raise
        _send(sock, answer, arrays)


def _answer(ledger: Ledger, head: Mapping[str, Any], arrays: Arrays) -> tuple[Mapping[str, Any], Arrays]:
    match head["do"]:
        case "publish":
            answer = ledger.publish(_ask_of(head, arrays))
            return {"forms": {figure: list(forms) for figure, forms in answer.forms.items()}}, {"roots": answer.roots}
        case "spend":
            ledger.spend(purpose=head["purpose"])
            return {}, {}
        case "enrol":
            pnrs = arrays["text"].tobytes().decode().split("\n") if head["count"] else []
            return {"path": str(ledger.enrol(pnrs))}, {}
        case _:
            raise LedgerFault


def _ask_of(head: Mapping[str, Any], arrays: Arrays) -> Ask:
    grid = Grid(arrays["persons"], arrays["cells"], tuple(arrays["families"]), arrays.get("digests"))
    return Ask(
        Kind(head["kind"]), grid, int(head["k"]), int(head["b"]),
        forms={figure: tuple(_read_form(form) for form in forms) for figure, forms in head["forms"].items()},
        groupings=tuple((source, int(family)) for source, family in head["groupings"]), cohort=head["cohort"],
    )  # fmt: skip


def _written(form: Proposal) -> Any:
    """A lottery as three numbers."""
    return [form.low, form.high, form.chance] if isinstance(form, Lottery) else form


def _read_form(form: Any) -> Proposal:
    proposal: Proposal = Lottery(*form) if isinstance(form, list) else form
    return proposal


def _send(sock: socket.socket, head: Mapping[str, Any], arrays: Arrays) -> None:
    described = {name: [str(array.dtype), list(array.shape)] for name, array in arrays.items()}
    text = json.dumps({"head": head, "arrays": described}, allow_nan=False).encode()
    sock.sendall(len(text).to_bytes(LENGTH_BYTES, "big") + text)
    for array in arrays.values():
        sock.sendall(np.ascontiguousarray(array).tobytes())


def _receive(sock: socket.socket) -> tuple[dict[str, Any], dict[str, NDArray[Any]]] | None:
    length = _read(sock, LENGTH_BYTES)
    if length is None:
        return None
    size = int.from_bytes(length, "big")
    text = _read(sock, size) if size <= MAX_HEADER else None
    if text is None:
        raise LedgerFault
    message = json.loads(text)
    arrays = {name: _array(sock, kind, shape) for name, (kind, shape) in message["arrays"].items()}
    return message["head"], arrays


def _array(sock: socket.socket, kind: str, shape: Sequence[int]) -> NDArray[Any]:
    dtype = np.dtype(ARRAY_TYPES[kind])
    content = _read(sock, math.prod(shape) * dtype.itemsize)
    if content is None:
        raise LedgerFault
    return np.frombuffer(content, dtype).reshape(shape)


def _read(sock: socket.socket, size: int) -> bytes | None:
    """Exactly `size` bytes; None when the other side has hung up."""
    content = bytearray(size)
    view, read = memoryview(content), 0
    while read < size:
        try:
            received = sock.recv_into(view[read:], size - read)
        except ConnectionError:
            return None
        if not received:
            return None
        read += received
    return bytes(content)
