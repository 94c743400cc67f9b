"""Ask the site: one subprocess, one envelope in, one signed result out. The worker sees no row and the site no database.

What the subprocess prints on its error stream never reaches a person; only a refusal's code, which is from a closed list,
is read.
"""

import json
import os
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from analysis.commands.site_process import take_process
from analysis.envelope import REFUSALS, EnvelopeRefused, Sealed

HEARTBEAT_SECONDS = 1.0
FAULTS_EXIT = 2
REFUSED_EXIT = 3
MOST_ANSWER_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class SiteRefused:
    """The site opened the envelope and said no. ``code`` is a key of REFUSALS."""

    code: str


@dataclass(frozen=True)
class SiteFaulty:
    """The site cannot work as it stands: its manifest, ledger or data have a fault. Which one stays at the site."""


@dataclass(frozen=True)
class SiteSilent:
    """The site gave no answer that can be read."""


@dataclass(frozen=True)
class AttemptLost:
    """The job was cancelled or taken over while the site worked; the site was stopped."""


Answer = Sealed | SiteRefused | SiteFaulty | SiteSilent | AttemptLost


def ask_site(directory: Path, envelope: Sealed, *, still_mine: Callable[[], bool]) -> Answer:
    """Run ``analysis.site work`` on one envelope. ``still_mine`` is asked every second; False stops the site at once."""
    process = take_process()
    question: bytes | None = b"%s\n%s" % (os.fsencode(directory), json.dumps(envelope.as_json()).encode())
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


def _answer(returncode: int, out: bytes, err: bytes) -> Answer:
    if returncode == REFUSED_EXIT:
        return _refusal(err)
    if returncode == FAULTS_EXIT:
        return SiteFaulty()
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
