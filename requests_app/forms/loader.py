"""The form documents that ship with the product."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "documents"


def shipped_documents() -> Iterator[dict[str, Any]]:
    """Every shipped form as a JSON object, in the order of its file name."""
    for path in sorted(FOLDER.glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))
