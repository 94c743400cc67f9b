"""The demonstration's sites: written by the site's own command, described by it, and taken over by the catalogue.

Everything goes through ``python -m analysis.site``, as a site operator would do it: the portal never opens the data.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from analysis.envelope import SigningKey
from catalog.commands.demo import load_demo_site
from portal.accounts.models import User

REGISTERS = "danske_registre"
SITES = (REGISTERS, "nhefs", "support2", "diabetes130")
"""The synthetic registers, and the real data of the controller open_research."""


class SiteCommandFailed(Exception):
    """A command of the site did not do its work; the message says which and what it printed."""


def seed_sites(*, catalogue: Mapping[str, User], persons: int, seed: int, names: Iterable[str] = SITES) -> None:
    """Write every named site that is not there, let it trust the worker's key, and take its datasets over.

    ``catalogue`` maps a controller's key to its catalogue administrator.
    """
    key = SigningKey.load_or_make(Path(settings.ENVELOPE_KEY_FILE))
    for name in names:
        directory = Path(settings.SITES_DIR) / name
        if not (directory / "site.toml").exists():
            made_of = ("--persons", str(persons), "--seed", str(seed)) if name == REGISTERS else ("--open", name)
            ask_site_command("demo", str(directory), *made_of)
        trust(directory, key)
        load_demo_site(by=catalogue, key=name, public_key=public_key_of(directory), description=described(directory))


def trust(directory: Path, key: SigningKey) -> None:
    """Let the site accept envelopes signed with the key: what its operator does once, by hand."""
    folder = directory / ".indgang" / "keys" / "trusted"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{key.kid}.pub").write_text(f"{key.public.hex}\n", encoding="ascii")


def public_key_of(directory: Path) -> str:
    """The site's public key, as its operator would send it to the portal."""
    return ask_site_command("work", "--site", str(directory), "--public-key").strip()


def ask_site_command(*arguments: str) -> str:
    """Run one command of the site and return what it printed. Raises SiteCommandFailed."""
    done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603 (fixed arguments)
        [sys.executable, "-m", "analysis.site", *arguments],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SiteCommandFailed(f"analysis.site {arguments[0]}: {done.stderr[-2000:]}")
    return done.stdout


def described(directory: Path) -> dict[str, Any]:
    """What the site says of its datasets, in the coarse class."""
    found: dict[str, Any] = json.loads(ask_site_command("describe", str(directory)))
    return found
