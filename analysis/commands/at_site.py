"""Ask the site: one subprocess, one envelope in, one signed result out. The worker sees no row and the site no database.

The subprocess gets a clean environment: no settings, no database address, no broker. What it prints on its error stream
never reaches a person; only a refusal's code, which is from a closed list, is read.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from analysis.envelope import REFUSALS, EnvelopeRefused, Sealed

HEARTBEAT_SECONDS = 1.0
REFUSED_EXIT = 3
MOST_ANSWER_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class SiteRefused:
    """The site opened the envelope and said no. ``code`` is a key of REFUSALS."""

    code: str


@dataclass(frozen=True)
class SiteSilent:
    """The site gave no answer that can be read."""


@dataclass(frozen=True)
class AttemptLost:
    """The job was cancelled or taken over while the site worked; the site was stopped."""


Answer = Sealed | SiteRefused | SiteSilent | AttemptLost


def ask_site(directory: Path, envelope: Sealed, *, still_mine: Callable[[], bool]) -> Answer:
    """Run ``analysis.site work`` on one envelope. ``still_mine`` is asked every second; False stops the site at once."""
    process = subprocess.Popen(  # noqa: S603 (fixed arguments; the directory is a setting)
        [sys.executable, "-m", "analysis.site", "work", "--site", str(directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env=_clean_environment(),
        start_new_session=True,
    )
    question: bytes | None = json.dumps(envelope.as_json()).encode()
    try:
        while True:
            try:
                out, err = process.communicate(question, timeout=HEARTBEAT_SECONDS)
                return _answer(process.returncode, out, err)
            except subprocess.TimeoutExpired:
                question = None
                if not still_mine():
                    return AttemptLost()
    finally:
        _stop(process)


def _clean_environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


def _answer(returncode: int, out: bytes, err: bytes) -> Answer:
    if returncode == REFUSED_EXIT:
        return _refusal(err)
    if returncode != 0 or len(out) > MOST_ANSWER_BYTES:
        return SiteSilent()
    try:
        return Sealed.from_json(json.loads(out))
    except (ValueError, RecursionError, EnvelopeRefused):
        return SiteSilent()


def _refusal(err: bytes) -> SiteRefused | SiteSilent:
    try:
        code = json.loads(err)["refused"]
    except (ValueError, RecursionError, TypeError, KeyError):
        return SiteSilent()
    return SiteRefused(code) if code in REFUSALS else SiteSilent()


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End the site's process and everything it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
