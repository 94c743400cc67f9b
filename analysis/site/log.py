"""The site's own log, `DIR/.indgang/site.log`: one JSON object a line, with codes, hashes and our own lines of code.

It never leaves the site, and still holds no value from the data.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path


def write_log(state: Path, event: str, **named: str | int | None) -> None:
    """Append one line; `event` is like `failed`, `refused`, `alarm`."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "event": event, **named}
    handle = os.open(state / "site.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
