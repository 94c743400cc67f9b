"""What changed between two texts, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Piece:
    """Words that stayed (`same`), came (`added`) or went (`removed`)."""

    kind: str
    text: str


def changes_to(old: str | None, new: str | None) -> list[Piece]:
    """Pieces in reading order; what went stands before what came."""
    before, after = (old or "").split(), (new or "").split()
    pieces: list[Piece] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", " ".join(before[start:end])))
            continue
        if end > start:
            pieces.append(Piece("removed", " ".join(before[start:end])))
        if new_end > new_start:
            pieces.append(Piece("added", " ".join(after[new_start:new_end])))
    return pieces
